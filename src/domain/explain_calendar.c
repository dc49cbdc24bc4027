/* Month sheets.  Each week is two lines: the days, days off in brackets, and
 * under each what it is to the deadline: its number in the count, the start,
 * a pause, or one of the three days. */
#include "plaint/domain/explain.h"
#include "explain_words.h"

enum {
	CELL = 6, /* characters */
	DAYS_OF_WEEK = 7,
	MONTHS = 12,
	SHEETS_MOST = 24,
};

/* The count as the steps tell it. */
struct count {
	const struct deadline_result *result;
	struct day base; /* the day before day 1 */
	struct day last; /* the last day counted */
	int amount;	 /* 0: months and weeks are not numbered */
};

static void pad(GString *out, gsize from, int width)
{
	glong used = g_utf8_strlen(out->str + from, -1);
	for (; used < width; used++)
		g_string_append_c(out, ' ');
}

static const struct deadline_step *step_at(
	const struct deadline_result *result, guint i)
{
	return &g_array_index(result->steps, struct deadline_step, i);
}

static struct count count_of(const struct deadline_result *result)
{
	struct count count = { .result = result, .base = result->from };
	bool started = false;
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step = step_at(result, i);
		if (step->kind != STEP_DAY)
			continue;
		if (!started)
			count.base = day_add_days(step->day, -1);
		started = true;
		count.last = step->day;
		count.amount = (int)result->regime->term.amount;
	}
	/* A working-day count skips days off before its first day. */
	return count;
}

static bool is_paused(const struct deadline_result *result, struct day day)
{
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step = step_at(result, i);
		if (step->kind == STEP_PAUSED &&
			day_compare(step->day, day) < 0 &&
			day_compare(step->other, day) >= 0)
			return true;
	}
	return false;
}

/* Number of the day in the count; 0 when it has none. */
static int count_number(const struct count *count, struct day day)
{
	bool working = count->result->regime->term.unit == UNIT_WORKING_DAY;
	if (count->amount == 0 || day_compare(day, count->base) <= 0 ||
		day_compare(day, count->last) > 0)
		return 0;
	int number = 0;
	bool counted = false;
	for (struct day d = day_add_days(count->base, 1);
		day_compare(d, day) <= 0; d = day_add_days(d, 1)) {
		counted = !is_paused(count->result, d) &&
			  !(working &&
				  calendar_is_off(count->result->calendar, d));
		number += counted;
	}
	return counted ? number : 0;
}

static void day_cell(
	GString *out, const struct calendar *calendar, struct day day)
{
	gsize from = out->len;
	bool off = calendar_is_off(calendar, day);
	int number = (int)g_ascii_strtoll(day_format(day).text + 8, NULL, 10);
	g_string_append_c(out, off ? '[' : ' ');
	g_string_append_c(out, number < 10 ? ' ' : (char)('0' + number / 10));
	g_string_append_c(out, (char)('0' + number % 10));
	if (off)
		g_string_append_c(out, ']');
	pad(out, from, CELL);
}

static void mark_cell(GString *out, const struct count *count, struct day day)
{
	const struct deadline_result *result = count->result;
	gsize from = out->len;
	int number = count_number(count, day);
	g_string_append_c(out, ' ');
	if (day_compare(day, result->from) == 0)
		g_string_append_c(out, '>');
	if (is_paused(result, day))
		g_string_append_c(out, '=');
	if (number > 0)
		g_string_append_printf(out, "%d", number);
	if (day_compare(day, result->target) == 0)
		g_string_append_c(out, 'T');
	if (day_compare(day, result->safe) == 0)
		g_string_append_c(out, 'S');
	if (day_compare(day, result->legal) == 0)
		g_string_append_c(out, 'L');
	pad(out, from, CELL);
}

static void line_end(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void sheet_head(GString *out, struct day first, enum tongue tongue)
{
	int year;
	int month;
	int number;
	day_to_ymd(first, &year, &month, &number);
	g_string_append_printf(
		out, " %s %d\n", words_months[month - 1][tongue], year);
	for (int i = 0; i < DAYS_OF_WEEK; i++) {
		gsize from = out->len;
		g_string_append_c(out, ' ');
		g_string_append(out, words_weekdays_short[i][tongue]);
		pad(out, from, CELL);
	}
	line_end(out);
}

/* One month; a NULL count leaves the second lines out. */
static void sheet(GString *out, const struct calendar *calendar,
	struct day first, const struct count *count)
{
	struct day next = day_add_months(first, 1);
	struct day week = day_add_days(first, -(int)day_weekday(first));
	for (; day_compare(week, next) < 0;
		week = day_add_days(week, DAYS_OF_WEEK)) {
		for (int line = 0; line < (count ? 2 : 1); line++) {
			for (int i = 0; i < DAYS_OF_WEEK; i++) {
				struct day day = day_add_days(week, i);
				gsize from = out->len;
				if (day_compare(day, first) < 0 ||
					day_compare(day, next) >= 0)
					pad(out, from, CELL);
				else if (line == 0)
					day_cell(out, calendar, day);
				else
					mark_cell(out, count, day);
			}
			line_end(out);
		}
	}
}

static struct day month_first(struct day day)
{
	struct day first = day;
	int year;
	int month;
	int number;
	day_to_ymd(day, &year, &month, &number);
	(void)day_from_ymd(year, month, 1, &first);
	return first;
}

static void steps_list(
	GString *out, const struct deadline_result *result, enum tongue tongue)
{
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step = step_at(result, i);
		gsize from = out->len;
		g_string_append(out, day_format(step->day).text);
		g_string_append(out, "  ");
		g_string_append(out,
			words_weekdays_short[day_weekday(step->day)][tongue]);
		pad(out, from, DAY_TEXT_LENGTH + CELL);
		explain_step(out, step, tongue);
		line_end(out);
	}
}

char *explain_calendar(const struct deadline_result *result, enum tongue tongue)
{
	GString *out = g_string_new(NULL);
	struct count count = count_of(result);
	struct day last = result->legal;
	struct day month = month_first(result->from);
	if (day_compare(result->safe, result->from) < 0)
		month = month_first(result->safe);
	for (int i = 0; i < SHEETS_MOST && day_compare(month, last) <= 0;
		i++, month = day_add_months(month, 1)) {
		sheet_head(out, month, tongue);
		sheet(out, result->calendar, month, &count);
		g_string_append_c(out, '\n');
	}
	g_string_append(out, words_legend[tongue]);
	g_string_append(out, "\n\n");
	steps_list(out, result, tongue);
	return g_string_free(out, FALSE);
}

static void month_reasons(GString *out, const struct calendar *calendar,
	struct day first, enum tongue tongue)
{
	struct day next = day_add_months(first, 1);
	for (struct day day = first; day_compare(day, next) < 0;
		day = day_add_days(day, 1)) {
		struct calendar_look look = calendar_look(calendar, day);
		if (!look.mark)
			continue;
		g_string_append_printf(out, " %s  ", day_format(day).text);
		explain_look(out, &look, day, tongue);
		line_end(out);
	}
}

char *explain_year(
	const struct calendar *calendar, int year, enum tongue tongue)
{
	GString *out = g_string_new(NULL);
	struct day month;
	if (!day_from_ymd(year, 1, 1, &month))
		return g_string_free(out, FALSE);
	for (int i = 0; i < MONTHS; i++, month = day_add_months(month, 1)) {
		sheet_head(out, month, tongue);
		sheet(out, calendar, month, NULL);
		month_reasons(out, calendar, month, tongue);
		g_string_append_c(out, '\n');
	}
	g_string_append_printf(out, "%s%d\n", words_working_days[tongue],
		calendar_working_days(calendar, year));
	if (calendar_year_state(calendar, year) != CALENDAR_YEAR_CONFIRMED)
		g_string_append_printf(
			out, "%s\n", words_provisional_year[tongue]);
	return g_string_free(out, FALSE);
}
