/* Small calendars and regimes for the tests of counting. */
#pragma once

#include <check.h>
#include <glib.h>
#include <string.h>
#include "plaint/domain/calendar.h"
#include "plaint/domain/deadline.h"
#include "plaint/domain/regime.h"

static inline struct day day_of(const char *text)
{
	struct day day = { 0 };
	ck_assert_msg(day_parse(text, &day), "%s is a day", text);
	return day;
}

static inline void ck_day_eq(struct day day, const char *wanted)
{
	ck_assert_str_eq(day_format(day).text, wanted);
}

/* Saturdays and Sundays, and the days of `off` ("2026-04-20 …"). */
struct small_calendar {
	GPtrArray *listed;
	struct calendar *calendar;
};

static inline struct small_calendar small_calendar_new(const char *off)
{
	struct small_calendar small = {
		.listed = g_ptr_array_new_with_free_func(g_free),
	};
	g_auto(GStrv) days = g_strsplit(off, " ", -1);
	for (char **text = days; *text && **text; text++) {
		struct calendar_listed *one = g_new0(struct calendar_listed, 1);
		bool works = **text == '+';
		one->day = day_of(*text + works);
		one->working = works;
		g_ptr_array_add(small.listed, one);
	}
	struct calendar_spec spec = {
		.id = "small",
		.listed = small.listed,
		.weekend = 1u << SATURDAY | 1u << SUNDAY,
		.always_known = true,
	};
	small.calendar = calendar_new(&spec, NULL);
	ck_assert_ptr_nonnull(small.calendar);
	return small;
}

static inline void small_calendar_clear(struct small_calendar *small)
{
	calendar_free(small->calendar);
	g_ptr_array_unref(small->listed);
}

static inline struct regime small_regime(const struct calendar *calendar,
	int64_t amount, enum term_unit unit, enum roll roll)
{
	return (struct regime){
		.id = (char *)"test",
		.jurisdiction = (char *)"XX",
		.zone = (char *)"UTC",
		.automatic = true,
		.term = { amount, (int)unit },
		.roll = (int)roll,
		.calendar = calendar,
		.calendar_id = (char *)"small",
	};
}
