/* A calendar day, and nothing finer.  A deadline is a day, never an instant;
 * the two are different types so that mixing them does not compile.
 *
 * Days are proleptic Gregorian (ISO 8601).  Range: 1900-01-01 to
 * 2199-12-31; functions that could leave it clamp to its ends. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct day {
	int32_t number; /* days since 1970-01-01 */
};

enum weekday {
	MONDAY,
	TUESDAY,
	WEDNESDAY,
	THURSDAY,
	FRIDAY,
	SATURDAY,
	SUNDAY,
};

enum {
	DAY_TEXT_LENGTH = 10
};

struct day_text {
	char text[DAY_TEXT_LENGTH + 1]; /* "2026-02-28" */
};

/* False when there is no such day (2026-02-29) or it is out of range. */
bool day_from_ymd(int year, int month, int day_of_month, struct day *out);
void day_to_ymd(
	struct day day, int *year_out, int *month_out, int *day_of_month_out);
/* Exactly YYYY-MM-DD. */
bool day_parse(const char *text, struct day *out);
struct day_text day_format(struct day day);

int day_year(struct day day);
enum weekday day_weekday(struct day day);
struct day day_add_days(struct day day, int days);
/* Same number months later; clamped to the month's last day.  Months are
 * added in one step: 31 Jan + 2 months is 31 Mar. */
struct day day_add_months(struct day day, int months);
int day_compare(struct day a, struct day b);
int days_between(struct day from, struct day to);
