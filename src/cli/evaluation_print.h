/* How good answers were, as tables and as JSON. */
#pragma once

#include <jansson.h>
#include "plaint/train/evaluation.h"

/* names: of labels, char *. */
void evaluation_print(
	const struct evaluation *evaluation, const GPtrArray *names);
json_t *evaluation_to_json(
	const struct evaluation *evaluation, const GPtrArray *names);
