/* An understanding as `plaint classify --json` prints it; keys: DESIGN. */
#pragma once

#include <jansson.h>
#include "plaint/domain/classify.h"

/* New reference.  Offsets and lengths count characters, not bytes. */
json_t *understanding_to_json(const struct understanding *understanding,
	const struct document *document);
