/* A case's clocks out of its facts. */
#include "plaint/domain/case_clock.h"

#include "calendar_maker.h"
#include "check_main.h"

static struct small_calendar small;
static struct regime month, fifteen, event;
static GPtrArray *regimes;

static void setup(void)
{
	small = small_calendar_new("");
	month = small_regime(small.calendar, 1, UNIT_MONTH, ROLL_NEXT);
	month.id = (char *)"month";
	fifteen =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NONE);
	fifteen.id = (char *)"fifteen";
	fifteen.trigger = TRIGGER_REGISTERED;
	fifteen.off_hours = OFF_HOURS_NEXT_WORKING_DAY;
	event = small_regime(small.calendar, 3, UNIT_CALENDAR_DAY, ROLL_NONE);
	event.id = (char *)"event";
	event.trigger = TRIGGER_EVENT;
	event.event = (char *)"absence_end";
	regimes = g_ptr_array_new();
	g_ptr_array_add(regimes, &month);
	g_ptr_array_add(regimes, &fifteen);
	g_ptr_array_add(regimes, &event);
}

static void teardown(void)
{
	g_ptr_array_unref(regimes);
	small_calendar_clear(&small);
}

START_TEST(earliest_counts)
{
	struct case_facts facts = { .received = day_of("2026-06-05"),
		.after_hours = true };
	g_autoptr(case_clock) clock = case_clock_new(regimes, &facts, NULL);
	ck_assert_uint_eq(clock->results->len, 2); /* the event is not told */
	ck_assert_str_eq(clock->leading->regime->id, "fifteen");
	ck_day_eq(clock->leading->from, "2026-06-08"); /* Friday evening */
	ck_day_eq(clock->legal, "2026-06-23");
	ck_day_eq(clock->safe, "2026-06-23");
}
END_TEST

START_TEST(event_told)
{
	struct case_facts facts = { .received = day_of("2026-06-05"),
		.has_event = true,
		.event = day_of("2026-06-10") };
	g_autoptr(case_clock) clock = case_clock_new(regimes, &facts, NULL);
	ck_assert_uint_eq(clock->results->len, 3);
	ck_assert_str_eq(clock->leading->regime->id, "event");
	ck_day_eq(clock->legal, "2026-06-13");
	ck_day_eq(clock->safe, "2026-06-12");
}
END_TEST

START_TEST(event_missing)
{
	struct case_facts facts = { .received = day_of("2026-06-05") };
	g_autoptr(GError) error = NULL;
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	ck_assert(!case_clock_compute(&event, &facts, &result, &error));
	ck_assert(
		g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_MISSING));
	ck_assert_ptr_nonnull(strstr(error->message, "absence_end"));
}
END_TEST

/* Each trigger takes its fact, or the receipt. */
START_TEST(triggers)
{
	struct case_facts facts = { .received = day_of("2026-06-01"),
		.has_registered = true,
		.registered = day_of("2026-06-02"),
		.has_entry = true,
		.entry = day_of("2026-06-03"),
		.has_presented = true,
		.presented = day_of("2026-06-04"),
		.has_event = true,
		.event = day_of("2026-06-05") };
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	static const char *const days[TRIGGERS] = { "2026-06-01", "2026-06-02",
		"2026-06-03", "2026-06-04", "2026-06-05" };
	for (int i = 0; i < TRIGGERS; i++) {
		month.trigger = i;
		ck_assert(case_clock_compute(&month, &facts, &result, NULL));
		ck_day_eq(result.from, days[i]);
	}
	facts = (struct case_facts){ .received = day_of("2026-06-01") };
	for (int i = 0; i < TRIGGER_EVENT; i++) {
		month.trigger = i;
		ck_assert(case_clock_compute(&month, &facts, &result, NULL));
		ck_day_eq(result.from, "2026-06-01");
	}
}
END_TEST

/* A wrongly entered receipt day corrected: all is computed anew. */
START_TEST(correction)
{
	struct case_facts facts = { .received = day_of("2026-06-05") };
	g_autoptr(case_clock) wrong = case_clock_new(regimes, &facts, NULL);
	facts.received = day_of("2026-06-03");
	g_autoptr(case_clock) right = case_clock_new(regimes, &facts, NULL);
	ck_assert_int_eq(case_clock_compare(wrong->legal, wrong->safe,
				 right->legal, right->safe),
		CASE_CLOCK_EARLIER);
	ck_assert_int_eq(case_clock_compare(right->legal, right->safe,
				 wrong->legal, wrong->safe),
		CASE_CLOCK_LATER);
	ck_assert_int_eq(case_clock_compare(right->legal, right->safe,
				 right->legal, right->safe),
		CASE_CLOCK_SAME);
	/* a later legal day does not hide an earlier safe one */
	ck_assert_int_eq(
		case_clock_compare(day_of("2026-06-10"), day_of("2026-06-09"),
			day_of("2026-06-11"), day_of("2026-06-08")),
		CASE_CLOCK_EARLIER);
}
END_TEST

/* An extension is granted on one regime and leaves the others alone. */
START_TEST(extension_of_one)
{
	struct case_extension extension = { (char *)"month",
		{ 10, UNIT_CALENDAR_DAY } };
	struct case_facts facts = { .received = day_of("2026-06-05"),
		.extensions = &extension,
		.extension_count = 1 };
	month.trigger = TRIGGER_RECEIVED;
	month.extension = (struct regime_extension){ .allowed = true,
		.cap = { 45, UNIT_CALENDAR_DAY } };
	g_autoptr(case_clock) clock = case_clock_new(regimes, &facts, NULL);
	ck_assert_ptr_nonnull(clock);
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *one =
			g_ptr_array_index(clock->results, i);
		ck_assert(one->extended == (one->regime == &month));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("case_clock");
	TCase *tcase = tcase_create("case_clock");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, earliest_counts);
	tcase_add_test(tcase, event_told);
	tcase_add_test(tcase, event_missing);
	tcase_add_test(tcase, triggers);
	tcase_add_test(tcase, correction);
	tcase_add_test(tcase, extension_of_one);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
