/* A deadline printed: for scripts and for people. */
#pragma once

#include <jansson.h>
#include "plaint/domain/deadline.h"
#include "plaint/domain/tongue.h"
#include "plaint/rulebook/rulebook.h"

/* New reference: regime, title, trigger, from, calendar, the days (legal_due,
 * safe_due, target_due, term_end...), how they were counted (steps: [{day,
 * why}]; readings, interim), and whence the rule is (basis, confidence, source,
 * note).  Titles and words are in `tongue`. */
json_t *due_json(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);

/* What else the regime wants on the way, each with its day where it has one of
 * its own: [{duty, regime, day, title}], a new reference; a line each. */
json_t *due_interim_json(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);
void due_interim_print(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);

void due_print(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue);
/* One line of the table of all regimes. */
void due_print_line(const struct deadline_result *result, enum tongue tongue);
