/* What suspicions are worth (plaint/topics/suspicion.h). */
#pragma once

#include <jansson.h>

#include "plaint/casework/lessons.h"
#include "plaint/rulebook/topics.h"

/* Five folds, each asked about when the others were learnt from.  A list with
 * an entry for each flag that suspects another; NULL on an error. */
json_t *evaluate_dangers(
	const struct lessons *lessons, struct topics *topics, GError **error);
void evaluate_dangers_print(const json_t *list);
