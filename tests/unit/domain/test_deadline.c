/* The count, with small regimes and calendars made for each question. */
#include "plaint/domain/deadline.h"

#include "calendar_maker.h"
#include "check_main.h"

static struct small_calendar small;

/* Days off around 7 March 2026 (Saturday) and a worked Saturday 25 April. */
static void setup(void)
{
	small = small_calendar_new("2026-03-09 2026-04-20 2026-04-21 "
				   "2026-12-31 2027-01-01 +2026-04-25");
}

static void teardown(void)
{
	small_calendar_clear(&small);
}

static void compute(
	const struct deadline_input *input, struct deadline_result *result)
{
	GError *error = NULL;
	deadline_result_init(result);
	ck_assert_msg(deadline_compute(input, result, &error), "%s",
		error ? error->message : "?");
}

/* Order of operations, and the pairs that come out wrong otherwise. */
static const struct {
	const char *from;
	int amount;
	enum term_unit unit;
	enum roll roll;
	const char *end, *legal;
} counts[] = {
	/* day 1 is the next day */
	{ "2026-03-02", 15, UNIT_CALENDAR_DAY, ROLL_NONE, "2026-03-17",
		"2026-03-17" },
	{ "2026-03-02", 1, UNIT_WORKING_DAY, ROLL_NONE, "2026-03-03",
		"2026-03-03" },
	{ "2026-03-06", 1, UNIT_WORKING_DAY, ROLL_NONE, "2026-03-10",
		"2026-03-10" },
	{ "2026-04-16", 5, UNIT_WORKING_DAY, ROLL_NONE, "2026-04-25",
		"2026-04-25" },
	{ "2026-01-05", 8, UNIT_WEEK, ROLL_NONE, "2026-03-02", "2026-03-02" },
	/* clamp to the month's end first, roll second: 30 Jan -> 28 Feb (Sat)
	 * -> 2 Mar, not 30 Feb = 2 Mar -> 3 Mar */
	{ "2026-01-30", 1, UNIT_MONTH, ROLL_NEXT, "2026-02-28", "2026-03-02" },
	{ "2026-01-31", 1, UNIT_MONTH, ROLL_PREVIOUS, "2026-02-28",
		"2026-02-27" },
	{ "2028-01-31", 1, UNIT_MONTH, ROLL_NEXT, "2028-02-29", "2028-02-29" },
	/* months in one step: 31 Jan + 2 is 31 Mar, not 28 Mar */
	{ "2026-01-31", 2, UNIT_MONTH, ROLL_NONE, "2026-03-31", "2026-03-31" },
	{ "2026-12-31", 2, UNIT_MONTH, ROLL_NEXT, "2027-02-28", "2027-03-01" },
	/* 30 days are not a month */
	{ "2026-03-10", 30, UNIT_CALENDAR_DAY, ROLL_NEXT, "2026-04-09",
		"2026-04-09" },
	{ "2026-03-10", 1, UNIT_MONTH, ROLL_NEXT, "2026-04-10", "2026-04-10" },
	/* rolls */
	{ "2026-04-03", 15, UNIT_CALENDAR_DAY, ROLL_NEXT, "2026-04-18",
		"2026-04-22" },
	{ "2026-04-03", 15, UNIT_CALENDAR_DAY, ROLL_NONE, "2026-04-18",
		"2026-04-18" },
	{ "2026-04-03", 15, UNIT_CALENDAR_DAY, ROLL_PREVIOUS, "2026-04-18",
		"2026-04-17" },
	/* a worked Saturday is no reason to roll */
	{ "2026-04-10", 15, UNIT_CALENDAR_DAY, ROLL_NEXT, "2026-04-25",
		"2026-04-25" },
	/* year's end, leap day */
	{ "2026-12-15", 15, UNIT_WORKING_DAY, ROLL_NONE, "2027-01-07",
		"2027-01-07" },
	{ "2028-02-28", 1, UNIT_CALENDAR_DAY, ROLL_NONE, "2028-02-29",
		"2028-02-29" },
	{ "2028-02-29", 12, UNIT_MONTH, ROLL_NONE, "2029-02-28", "2029-02-28" },
};

START_TEST(terms)
{
	struct regime regime = small_regime(small.calendar, counts[_i].amount,
		counts[_i].unit, counts[_i].roll);
	struct deadline_input input = { .regime = &regime,
		.from = day_of(counts[_i].from) };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.end, counts[_i].end);
	ck_day_eq(result.legal, counts[_i].legal);
	ck_assert_int_le(day_compare(result.safe, result.legal), 0);
	ck_assert_int_le(day_compare(result.target, result.safe), 0);
}
END_TEST

START_TEST(same_day_counts_days_only)
{
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NONE);
	regime.count_from = COUNT_SAME_DAY;
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-06-01") };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.legal, "2026-06-15");
	regime.term = (struct term){ 1, UNIT_MONTH };
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-07-01");
	regime.term = (struct term){ 2, UNIT_WORKING_DAY };
	input.from = day_of("2026-06-06"); /* Saturday: Monday is day 1 */
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-06-09");
}
END_TEST

START_TEST(safe_day)
{
	struct regime_reading day_one = { .count_from = COUNT_SAME_DAY,
		.roll = -1 };
	struct regime_reading next = { .count_from = -1, .roll = ROLL_NEXT };
	struct regime_reading receipt = {
		.count_from = -1, .roll = -1, .from_receipt = true
	};
	g_autoptr(GPtrArray) readings = g_ptr_array_new();
	struct regime regime =
		small_regime(small.calendar, 30, UNIT_CALENDAR_DAY, ROLL_NEXT);
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-03-10") };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.safe, "2026-04-09");
	regime.readings = readings;
	g_ptr_array_add(readings, &day_one);
	g_ptr_array_add(readings, &next);
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-04-09");
	ck_day_eq(result.safe, "2026-04-08");
	ck_assert_uint_eq(result.others->len, 1);
	/* never rolled forward; a day off gives the working day before */
	input.from = day_of("2026-12-01");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.end, "2026-12-31");
	ck_day_eq(result.legal, "2027-01-04");
	ck_day_eq(result.safe, "2026-12-30");
	/* registered on Monday, received on Friday */
	g_ptr_array_set_size(readings, 0);
	g_ptr_array_add(readings, &receipt);
	input.from = day_of("2026-06-08");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.safe, "2026-07-08");
	input.has_received = true;
	input.received = day_of("2026-06-05");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-07-08");
	ck_day_eq(result.safe, "2026-07-03"); /* 5 July is a Sunday */
}
END_TEST

/* There may be no working day between the receipt and the end. */
START_TEST(safe_day_not_before_receipt)
{
	struct regime regime =
		small_regime(small.calendar, 1, UNIT_CALENDAR_DAY, ROLL_NONE);
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-03-07") };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.legal, "2026-03-08");
	ck_day_eq(result.safe, "2026-03-07");
}
END_TEST

START_TEST(target_day)
{
	struct regime regime =
		small_regime(small.calendar, 30, UNIT_CALENDAR_DAY, ROLL_NEXT);
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-06-01") };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.target, "2026-06-16"); /* half */
	regime.target = (struct term){ 5, UNIT_WORKING_DAY };
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.target, "2026-06-08");
	input.target = (struct term){ 60, UNIT_CALENDAR_DAY };
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.target, "2026-07-01"); /* never after the safe day */
}
END_TEST

/* The three extension rules that go wrong elsewhere. */
START_TEST(extension)
{
	struct regime regime =
		small_regime(small.calendar, 1, UNIT_MONTH, ROLL_NONE);
	struct term by = { 15, UNIT_CALENDAR_DAY };
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-03-10"),
		.extensions = &by,
		.extension_count = 1 };
	g_auto(deadline_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	deadline_result_init(&result);
	ck_assert(!deadline_compute(&input, &result, &error));
	ck_assert(
		g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_REFUSED));

	/* the cap counts from the first start: not month + 45 */
	regime.extension = (struct regime_extension){ .allowed = true,
		.cap = { 45, UNIT_CALENDAR_DAY } };
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.first_legal, "2026-04-10");
	ck_day_eq(result.legal, "2026-04-24");
	ck_assert(result.extended && result.capped);
	by.amount = 14;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-04-24");
	ck_assert(result.extended && !result.capped);
	by.amount = 0;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-04-10");
	ck_assert(!result.extended);

	/* 1 + 2 months are 3 months from the start: 30 Nov -> 28 Feb, not
	 * 30 Dec + 2; and 31 Jan + 2 -> 31 Mar */
	regime.extension = (struct regime_extension){ .allowed = true,
		.most = { 2, UNIT_MONTH },
		.cap = { 3, UNIT_MONTH },
		.times = 1 };
	regime.roll = ROLL_NEXT;
	by = (struct term){ 2, UNIT_MONTH };
	input.from = day_of("2026-11-30");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.end, "2027-02-28");
	ck_day_eq(result.legal, "2027-03-01");
	by.amount = 1;
	input.from = day_of("2026-01-31");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.end, "2026-03-31");
}
END_TEST

START_TEST(extension_limits)
{
	struct regime regime =
		small_regime(small.calendar, 10, UNIT_WORKING_DAY, ROLL_NONE);
	regime.extension = (struct regime_extension){
		.allowed = true, .most = { 5, UNIT_WORKING_DAY }, .times = 1
	};
	struct term by[2] = { { 9, UNIT_WORKING_DAY },
		{ 1, UNIT_WORKING_DAY } };
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-06-01"),
		.extensions = by,
		.extension_count = 1 };
	g_auto(deadline_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	compute(&input, &result);
	ck_day_eq(result.first_legal, "2026-06-15");
	ck_day_eq(result.legal, "2026-06-22");
	ck_assert(result.capped);
	input.extension_count = 2;
	ck_assert(!deadline_compute(&input, &result, &error));
	ck_assert(
		g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_REFUSED));
	g_clear_error(&error);
	input.extension_count = 1;
	by[0].amount = DEADLINE_TERM_MOST + 1;
	ck_assert(!deadline_compute(&input, &result, &error));
	ck_assert(g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE));
}
END_TEST

static struct deadline_pause pause_of(const char *from, const char *until)
{
	return (struct deadline_pause){ .from = day_of(from),
		.until = day_of(until),
		.reason = PAUSE_CUSTOMER };
}

/* What a pause adds, by unit; "" for none. */
static const struct {
	const char *from;
	int amount;
	enum term_unit unit;
	const char *pauses; /* from until … */
	const char *legal;
} paused[] = {
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "", "2026-06-16" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-05 2026-06-05",
		"2026-06-16" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-05 2026-06-08",
		"2026-06-19" },
	/* overlapping, touching, one inside the other, any order */
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY,
		"2026-06-06 2026-06-09 2026-06-05 2026-06-08", "2026-06-20" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY,
		"2026-06-05 2026-06-08 2026-06-08 2026-06-09", "2026-06-20" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY,
		"2026-06-05 2026-06-09 2026-06-06 2026-06-07", "2026-06-20" },
	/* begun on the day of receipt or before: that day is none of the
	 * term's, so the day that counts again is its first */
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-01 2026-06-04",
		"2026-06-18" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-05-20 2026-06-04",
		"2026-06-18" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-01 2026-06-02",
		"2026-06-16" },
	{ "2026-06-01", 1, UNIT_MONTH, "2026-06-01 2026-06-04", "2026-07-03" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-05-20 2026-05-30",
		"2026-06-16" },
	/* on the last day it still stops the clock; after it, nothing does */
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-16 2026-06-18",
		"2026-06-18" },
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY, "2026-06-17 2026-06-20",
		"2026-06-16" },
	/* the second pause begins in the time the first added */
	{ "2026-06-01", 15, UNIT_CALENDAR_DAY,
		"2026-06-10 2026-06-20 2026-06-25 2026-06-27", "2026-06-28" },
	{ "2026-01-31", 1, UNIT_MONTH, "2026-02-02 2026-02-05", "2026-03-03" },
	/* only the working days of the pause are lost */
	{ "2026-06-01", 5, UNIT_WORKING_DAY, "2026-06-04 2026-06-08",
		"2026-06-10" },
	{ "2026-06-01", 5, UNIT_WORKING_DAY, "2026-06-05 2026-06-07",
		"2026-06-09" },
	/* Saturday and Sunday: nothing is lost, Monday counts again */
	{ "2026-06-01", 5, UNIT_WORKING_DAY, "2026-06-06 2026-06-08",
		"2026-06-08" },
	/* FOIA s.10(2): days from the notice (1st) to the fee (4th) are
	 * disregarded, day 1 is the 5th */
	{ "2026-06-01", 20, UNIT_WORKING_DAY, "2026-06-01 2026-06-05",
		"2026-07-02" },
	{ "2026-05-30", 5, UNIT_WORKING_DAY, "2026-05-30 2026-06-03",
		"2026-06-09" },
	{ "2026-06-01", 5, UNIT_WORKING_DAY, "2026-06-08 2026-06-13",
		"2026-06-15" },
};

START_TEST(pause_adds)
{
	struct regime regime = small_regime(
		small.calendar, paused[_i].amount, paused[_i].unit, ROLL_NONE);
	struct deadline_pause pauses[4];
	g_auto(GStrv) days = g_strsplit(paused[_i].pauses, " ", -1);
	size_t count = g_strv_length(days) / 2;
	for (size_t i = 0; i < count; i++)
		pauses[i] = pause_of(days[2 * i], days[2 * i + 1]);
	struct deadline_input input = { .regime = &regime,
		.from = day_of(paused[_i].from),
		.pauses = pauses,
		.pause_count = count };
	g_auto(deadline_result) result = { 0 };
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_ADDS;
	compute(&input, &result);
	ck_day_eq(result.legal, paused[_i].legal);
	/* the law that knows no pause runs on */
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_IGNORED;
	input.pause_count = 0;
	ck_assert(deadline_compute(&input, &result, NULL));
	struct day plain = result.legal;
	input.pause_count = count;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert_int_eq(day_compare(result.legal, plain), 0);
}
END_TEST

START_TEST(pause_restarts)
{
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NONE);
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_RESTARTS;
	struct deadline_pause pauses[2] = {
		pause_of("2026-06-10", "2026-06-20"),
		pause_of("2026-06-25", "2026-06-26"),
	};
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-06-01"),
		.pauses = pauses,
		.pause_count = 1 };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	ck_day_eq(result.legal, "2026-07-05");
	input.pause_count = 2;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-07-11");
	/* returned after the term was over: too late */
	pauses[0] = pause_of("2026-06-17", "2026-06-20");
	input.pause_count = 1;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-06-16");
}
END_TEST

START_TEST(open_pause)
{
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NONE);
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_ADDS;
	struct deadline_pause pause = pause_of("2026-06-05", "2026-06-05");
	pause.open = true;
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-06-01"),
		.pauses = &pause,
		.pause_count = 1 };
	g_auto(deadline_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	deadline_result_init(&result);
	ck_assert(!deadline_compute(&input, &result, &error));
	ck_assert(
		g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_MISSING));
	input.has_today = true;
	input.today = day_of("2026-06-08");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-06-19");
	ck_assert(result.paused);
	input.today = day_of("2026-06-04"); /* not begun yet */
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_day_eq(result.legal, "2026-06-16");
	ck_assert(!result.paused);
	pause.open = false;
	pause.until = day_of("2026-06-10");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert(!result.stands);
	input.today = day_of("2026-06-09");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert(!result.paused && result.stands);
	ck_day_eq(result.stands_until, "2026-06-10");
	input.today = day_of("2026-06-10");
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert(!result.stands);
	pause.until = day_of("2026-06-04");
	g_clear_error(&error);
	ck_assert(!deadline_compute(&input, &result, &error));
	ck_assert(g_error_matches(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE));
}
END_TEST

START_TEST(registration)
{
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NEXT);
	static const struct {
		const char *received;
		bool late;
		const char *registered;
	} table[] = {
		{ "2026-06-05", false, "2026-06-05" },
		{ "2026-06-05", true, "2026-06-08" },
		{ "2026-06-06", false, "2026-06-08" },
		{ "2026-06-06", true, "2026-06-08" },
		{ "2026-04-24", true, "2026-04-25" }, /* worked Saturday */
		{ "2026-12-30", true, "2027-01-04" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		struct day received = day_of(table[i].received);
		regime.off_hours = OFF_HOURS_NEXT_WORKING_DAY;
		ck_day_eq(deadline_registration_day(&regime, small.calendar,
				  received, table[i].late),
			table[i].registered);
		regime.off_hours = OFF_HOURS_SAME_DAY;
		ck_day_eq(deadline_registration_day(&regime, small.calendar,
				  received, table[i].late),
			table[i].received);
	}
}
END_TEST

START_TEST(instants)
{
	static const struct {
		int64_t utc_seconds;
		int64_t offset;
		const char *day;
	} table[] = {
		{ 1768512600, 7200, "2026-01-15" },  /* 23:30 in Kyiv */
		{ 1768512600, 10800, "2026-01-16" }, /* 00:30 in Minsk */
		{ 1768514399, 7200, "2026-01-15" },  /* 23:59:59 */
		{ 1768514400, 7200, "2026-01-16" },  /* midnight */
		{ -1, 0, "1969-12-31" },
		{ 0, -1, "1969-12-31" },
		{ 0, 0, "1970-01-01" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		ck_day_eq(day_from_utc_us(table[i].utc_seconds * G_USEC_PER_SEC,
				  table[i].offset),
			table[i].day);
	/* the last microsecond of a day is still that day */
	ck_day_eq(day_from_utc_us(INT64_C(86400000000) - 1, 0), "1970-01-01");
}
END_TEST

/* One result computed into again and again is each time as if fresh. */
START_TEST(reuse)
{
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NEXT);
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-04-03") };
	g_auto(deadline_result) result = { 0 };
	compute(&input, &result);
	guint steps = result.steps->len;
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert_uint_eq(result.steps->len, steps);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("deadline");
	TCase *tcase = tcase_create("deadline");
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, terms, 0, G_N_ELEMENTS(counts));
	tcase_add_test(tcase, same_day_counts_days_only);
	tcase_add_test(tcase, safe_day);
	tcase_add_test(tcase, safe_day_not_before_receipt);
	tcase_add_test(tcase, target_day);
	tcase_add_test(tcase, extension);
	tcase_add_test(tcase, extension_limits);
	tcase_add_loop_test(tcase, pause_adds, 0, G_N_ELEMENTS(paused));
	tcase_add_test(tcase, pause_restarts);
	tcase_add_test(tcase, open_pause);
	tcase_add_test(tcase, registration);
	tcase_add_test(tcase, instants);
	tcase_add_test(tcase, reuse);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
