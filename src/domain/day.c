/* Calendar days by arithmetic alone: no time_t, no zone, no libc calendar.
 * A year is counted from March, so that the leap day is its last day and the
 * months' lengths follow one straight line: month m (0 = March) begins on day
 * (153 m + 2) / 5 of that year. */
#include "plaint/domain/day.h"

enum {
	FIRST_YEAR = 1900,
	LAST_YEAR = 2199,
	MONTHS = 12,
	DAYS_OF_WEEK = 7,
	DAYS_OF_YEAR = 365,
	MARCH = 3,
	/* From 0000-03-01 to 1970-01-01. */
	EPOCH_SHIFT = 719468,
	/* 1900-01-01 and 2199-12-31 */
	FIRST_NUMBER = -25567,
	LAST_NUMBER = 84005,
};

static const int month_lengths[MONTHS] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
	31, 30, 31 };

static bool year_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
	int leap = month == 2 && year_is_leap(year) ? 1 : 0;
	return month_lengths[month - 1] + leap;
}

/* Years are positive here, so that division is plain. */
static int32_t number_from_ymd(int year, int month, int day_of_month)
{
	int y = month < MARCH ? year - 1 : year;
	int m = (month + MONTHS - MARCH) % MONTHS;
	int day_of_year = (153 * m + 2) / 5 + day_of_month - 1;
	return y * DAYS_OF_YEAR + y / 4 - y / 100 + y / 400 + day_of_year -
	       EPOCH_SHIFT;
}

static struct day day_clamp(int64_t number)
{
	if (number < FIRST_NUMBER)
		number = FIRST_NUMBER;
	if (number > LAST_NUMBER)
		number = LAST_NUMBER;
	return (struct day){ (int32_t)number };
}

bool day_from_ymd(int year, int month, int day_of_month, struct day *out)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 ||
		month > MONTHS || day_of_month < 1 ||
		day_of_month > month_length(year, month))
		return false;
	out->number = number_from_ymd(year, month, day_of_month);
	return true;
}

void day_to_ymd(
	struct day day, int *year_out, int *month_out, int *day_of_month_out)
{
	int left = day_clamp(day.number).number + EPOCH_SHIFT;
	/* 146097 days in 400 years; then the average year of the rest,
	 * corrected for the leap days already passed. */
	int era = left / 146097;
	left -= era * 146097;
	int y = (left - left / 1460 + left / 36524 - left / 146096) /
		DAYS_OF_YEAR;
	left -= y * DAYS_OF_YEAR + y / 4 - y / 100;
	int m = (5 * left + 2) / 153;
	*day_of_month_out = left - (153 * m + 2) / 5 + 1;
	*month_out = (m + MARCH - 1) % MONTHS + 1;
	*year_out = era * 400 + y + (*month_out < MARCH ? 1 : 0);
}

static bool digits_parse(const char *text, int count, int *out)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	*out = value;
	return true;
}

bool day_parse(const char *text, struct day *out)
{
	int year;
	int month;
	int day_of_month;
	/* Each test stops at the first byte that does not fit, so nothing is
	 * read past the terminating NUL. */
	return digits_parse(text, 4, &year) && text[4] == '-' &&
	       digits_parse(text + 5, 2, &month) && text[7] == '-' &&
	       digits_parse(text + 8, 2, &day_of_month) &&
	       text[DAY_TEXT_LENGTH] == '\0' &&
	       day_from_ymd(year, month, day_of_month, out);
}

struct day_text day_format(struct day day)
{
	int part[3];
	static const int ends[3] = { 4, 7, 10 };
	static const int widths[3] = { 4, 2, 2 };
	struct day_text out = { "0000-00-00" };
	day_to_ymd(day, &part[0], &part[1], &part[2]);
	for (int i = 0; i < 3; i++)
		for (int k = 1; k <= widths[i]; k++, part[i] /= 10)
			out.text[ends[i] - k] = (char)('0' + part[i] % 10);
	return out;
}

int day_year(struct day day)
{
	int year;
	int month;
	int day_of_month;
	day_to_ymd(day, &year, &month, &day_of_month);
	return year;
}

enum weekday day_weekday(struct day day)
{
	/* 1970-01-01 was a Thursday; the shift keeps the dividend positive. */
	int from_monday = day.number - FIRST_NUMBER;
	return (enum weekday)(from_monday % DAYS_OF_WEEK);
}

struct day day_add_days(struct day day, int days)
{
	return day_clamp((int64_t)day.number + days);
}

struct day day_add_months(struct day day, int months)
{
	int year;
	int month;
	int day_of_month;
	day_to_ymd(day, &year, &month, &day_of_month);
	int64_t count = (int64_t)year * MONTHS + (month - 1) + months;
	if (count < (int64_t)FIRST_YEAR * MONTHS)
		return day_clamp(FIRST_NUMBER);
	if (count >= (int64_t)(LAST_YEAR + 1) * MONTHS)
		return day_clamp(LAST_NUMBER);
	year = (int)(count / MONTHS);
	month = (int)(count % MONTHS) + 1;
	int length = month_length(year, month);
	if (day_of_month > length)
		day_of_month = length;
	return (struct day){ number_from_ymd(year, month, day_of_month) };
}

int day_compare(struct day a, struct day b)
{
	return (a.number > b.number) - (a.number < b.number);
}

int days_between(struct day from, struct day to)
{
	return to.number - from.number;
}
