/* A deadline printed: for scripts and for people. */
#pragma once

#include <jansson.h>
#include "plaint/domain/deadline.h"
#include "plaint/domain/tongue.h"
#include "plaint/rulebook/rulebook.h"

/* DESIGN section 6, "due"; caller owns. */
json_t *due_json(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);

void due_print(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);
/* One line of the table of all regimes. */
void due_print_line(const struct deadline_result *result, enum tongue tongue);
