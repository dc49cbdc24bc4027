/* A deadline told to people, in the four languages: step by step, and as a
 * small calendar that can be checked with a finger. */
#pragma once

#include <glib.h>
#include "plaint/domain/deadline.h"
#include "plaint/domain/tongue.h"

/* One step: "day 15", "moved day off (from Saturday 2026-04-25), decree
 * No. 397 of 22.07.2025", "rolled to the next working day". */
void explain_step(
	GString *out, const struct deadline_step *step, enum tongue tongue);

/* "15 calendar days", "1 month". */
void explain_term(GString *out, struct term term, enum tongue tongue);

/* A day off or worked, for calendars: "Saturday", the holiday's name…; empty
 * for a plain working day. */
void explain_look(GString *out, const struct calendar_look *look,
	struct day day, enum tongue tongue);

/* Months from the trigger day to the last of the days: one column per
 * weekday, days off in brackets, counted days numbered; then the steps. */
char *explain_calendar(
	const struct deadline_result *result, enum tongue tongue);

/* Days off of a year with their reasons, month by month; caller frees. */
char *explain_year(
	const struct calendar *calendar, int year, enum tongue tongue);

const char *explain_weekday(enum weekday weekday, enum tongue tongue);
const char *explain_month(int month, enum tongue tongue);
const char *explain_basis(enum regime_basis basis, enum tongue tongue);
const char *explain_trigger(enum regime_trigger trigger, enum tongue tongue);
