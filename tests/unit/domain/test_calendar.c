/* Calendars built from specifications made here; the real ones are tested
 * where they are read (rulebook). */
#include "plaint/domain/calendar.h"

#include "calendar_maker.h"
#include "check_main.h"

/* Dates as published: astronomical almanacs, church tables. */
static const struct {
	int year;
	const char *western, *orthodox;
} easters[] = {
	{ 1900, "1900-04-15", "1900-04-22" },
	{ 1943, "1943-04-25", "1943-04-25" },
	{ 1954, "1954-04-18", "1954-04-25" },
	{ 1981, "1981-04-19", "1981-04-26" },
	{ 2000, "2000-04-23", "2000-04-30" },
	{ 2008, "2008-03-23", "2008-04-27" },
	{ 2016, "2016-03-27", "2016-05-01" },
	{ 2024, "2024-03-31", "2024-05-05" },
	{ 2025, "2025-04-20", "2025-04-20" },
	{ 2026, "2026-04-05", "2026-04-12" },
	{ 2027, "2027-03-28", "2027-05-02" },
	{ 2028, "2028-04-16", "2028-04-16" },
	{ 2038, "2038-04-25", "2038-04-25" },
	{ 2049, "2049-04-18", "2049-04-25" },
	{ 2100, "2100-03-28", "2100-05-02" },
};

START_TEST(easter)
{
	ck_day_eq(easter_western(easters[_i].year), easters[_i].western);
	ck_day_eq(easter_orthodox(easters[_i].year), easters[_i].orthodox);
}
END_TEST

START_TEST(easter_is_a_sunday)
{
	for (int year = 1900; year <= 2199; year++) {
		ck_assert_int_eq(day_weekday(easter_western(year)), SUNDAY);
		ck_assert_int_eq(day_weekday(easter_orthodox(year)), SUNDAY);
	}
}
END_TEST

static struct names name_of(const char *text)
{
	return (struct names){ { (char *)text, (char *)text, (char *)text,
		(char *)text } };
}

static struct calendar *build(struct calendar_spec *spec)
{
	GError *error = NULL;
	spec->id = "test";
	spec->weekend = 1u << SATURDAY | 1u << SUNDAY;
	struct calendar *calendar = calendar_new(spec, &error);
	ck_assert_msg(calendar != NULL, "%s", error ? error->message : "?");
	return calendar;
}

static void ck_kind(const struct calendar *calendar, const char *day,
	enum calendar_kind kind, bool off)
{
	struct calendar_look look = calendar_look(calendar, day_of(day));
	ck_assert_msg(look.kind == kind, "%s is %d", day, (int)look.kind);
	ck_assert_msg(look.off == off, "%s", day);
	ck_assert(calendar_is_off(calendar, day_of(day)) == off);
}

START_TEST(rules)
{
	struct calendar_holiday holidays[] = {
		{ name_of("fixed"), CALENDAR_RULE_DATE, .month = 7,
			.number = 3 },
		{ name_of("easter"), CALENDAR_RULE_EASTER_ORTHODOX,
			.offset = 9 },
		{ name_of("good friday"), CALENDAR_RULE_EASTER_WESTERN,
			.offset = -2 },
		{ name_of("first monday"), CALENDAR_RULE_WEEKDAY, .month = 5,
			.nth = 1, .weekday = MONDAY },
		{ name_of("last monday"), CALENDAR_RULE_WEEKDAY, .month = 8,
			.nth = -1, .weekday = MONDAY },
		{ name_of("leap"), CALENDAR_RULE_DATE, .month = 2,
			.number = 29 },
		{ name_of("new"), CALENDAR_RULE_DATE, .month = 10, .number = 1,
			.first_year = 2025, .last_year = 2026 },
	};
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(holidays); i++)
		g_ptr_array_add(list, &holidays[i]);
	struct calendar_spec spec = { .holidays = list };
	g_autoptr(calendar) calendar = build(&spec);
	ck_kind(calendar, "2026-07-03", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-04-21", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-04-03", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-05-04", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-08-31", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-08-24", CALENDAR_PLAIN, false);
	ck_kind(calendar, "2028-02-29", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2024-10-01", CALENDAR_PLAIN, false);
	ck_kind(calendar, "2025-10-01", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-10-01", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2027-10-01", CALENDAR_PLAIN, false);
	ck_kind(calendar, "2026-07-04", CALENDAR_WEEKEND, true);
}
END_TEST

/* Two holidays on one weekend take two days; a substitute jumps over a
 * worked Saturday and over a holiday; a moved holiday has none. */
START_TEST(substitutes)
{
	struct calendar_holiday holidays[] = {
		{ name_of("xmas"), CALENDAR_RULE_DATE, .month = 12,
			.number = 25, .substitute = true },
		{ name_of("boxing"), CALENDAR_RULE_DATE, .month = 12,
			.number = 26, .substitute = true },
		{ name_of("may"), CALENDAR_RULE_DATE, .month = 5, .number = 9,
			.substitute = true },
	};
	struct calendar_move moves[] = {
		{ day_of("2026-05-09"), day_of("2026-06-12"),
			(char *)"decree" },
	};
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(GPtrArray) moved = g_ptr_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(holidays); i++)
		g_ptr_array_add(list, &holidays[i]);
	g_ptr_array_add(moved, &moves[0]);
	struct calendar_spec spec = { .holidays = list, .moves = moved };
	g_autoptr(calendar) calendar = build(&spec);
	ck_kind(calendar, "2027-12-27", CALENDAR_SUBSTITUTE, true);
	ck_kind(calendar, "2027-12-28", CALENDAR_SUBSTITUTE, true);
	ck_kind(calendar, "2027-12-29", CALENDAR_PLAIN, false);
	/* Christmas on Sunday: Monday is Boxing Day, so Tuesday. */
	ck_kind(calendar, "2022-12-26", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2022-12-27", CALENDAR_SUBSTITUTE, true);
	ck_kind(calendar, "2026-05-09", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2026-05-11", CALENDAR_PLAIN, false);
	ck_kind(calendar, "2026-06-12", CALENDAR_MOVED_OFF, true);
	ck_kind(calendar, "2027-05-10", CALENDAR_SUBSTITUTE, true);
}
END_TEST

START_TEST(moves)
{
	struct calendar_move move = { day_of("2026-04-25"),
		day_of("2026-04-20"), (char *)"decree 397" };
	g_autoptr(GPtrArray) moved = g_ptr_array_new();
	g_ptr_array_add(moved, &move);
	struct calendar_spec spec = { .moves = moved };
	g_autoptr(calendar) calendar = build(&spec);
	ck_kind(calendar, "2026-04-20", CALENDAR_MOVED_OFF, true);
	ck_kind(calendar, "2026-04-25", CALENDAR_MOVED_WORKING, false);
	struct calendar_look look =
		calendar_look(calendar, day_of("2026-04-20"));
	ck_assert_str_eq(look.mark->source, "decree 397");
	ck_day_eq(look.mark->other, "2026-04-25");
	ck_day_eq(calendar_working_from(calendar, day_of("2026-04-18")),
		"2026-04-21");
	ck_day_eq(calendar_working_until(calendar, day_of("2026-04-26")),
		"2026-04-25");
}
END_TEST

static const struct {
	const char *from, *to, *why;
} bad_moves[] = {
	{ "2026-04-22", "2026-04-20",
		"2026-04-22 is not a day off, so none can be moved from it" },
	{ "2026-04-25", "2026-04-26",
		"2026-04-26 is a day off already, so none can be moved to it" },
	{ "1999-04-25", "2026-04-20",
		"2026-04-20 is out of the years a calendar can hold" },
};

START_TEST(bad_move)
{
	struct calendar_move move = { day_of(bad_moves[_i].from),
		day_of(bad_moves[_i].to), NULL };
	g_autoptr(GPtrArray) moved = g_ptr_array_new();
	g_ptr_array_add(moved, &move);
	struct calendar_spec spec = { .id = "test",
		.moves = moved,
		.weekend = 1u << SATURDAY | 1u << SUNDAY };
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(calendar_new(&spec, &error));
	g_autofree char *wanted =
		g_strconcat("calendar test: ", bad_moves[_i].why, NULL);
	ck_assert_str_eq(error->message, wanted);
}
END_TEST

START_TEST(no_working_day)
{
	struct calendar_spec spec = { .id = "test", .weekend = 0x7f };
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(calendar_new(&spec, &error));
	ck_assert(
		g_error_matches(error, CALENDAR_ERROR, CALENDAR_ERROR_INVALID));
}
END_TEST

/* Martial law: holidays and the days of unions are off only outside it. */
START_TEST(suspension)
{
	struct calendar_holiday holiday = { name_of("day"), CALENDAR_RULE_DATE,
		.month = 8, .number = 24, .substitute = true };
	struct calendar_suspension martial = { day_of("2022-02-24"),
		day_of("2026-05-04"), NULL };
	struct calendar_year year = { 2026, CALENDAR_YEAR_CONFIRMED, NULL };
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(GPtrArray) suspended = g_ptr_array_new();
	g_autoptr(GPtrArray) years = g_ptr_array_new();
	g_autoptr(GPtrArray) unions = g_ptr_array_new();
	g_ptr_array_add(list, &holiday);
	g_ptr_array_add(suspended, &martial);
	g_ptr_array_add(years, &year);
	struct calendar_spec peace = { .holidays = list };
	g_autoptr(calendar) base = build(&peace);
	g_ptr_array_add(unions, base);
	struct calendar_spec spec = { .unions = unions,
		.suspensions = suspended,
		.years = years,
		.has_known_until = true,
		.known_until = day_of("2026-05-04") };
	g_autoptr(calendar) calendar = build(&spec);
	ck_kind(base, "2023-08-24", CALENDAR_HOLIDAY, true);
	ck_kind(calendar, "2023-08-24", CALENDAR_PLAIN, false);
	ck_kind(base, "2025-08-25", CALENDAR_SUBSTITUTE, true);
	ck_kind(calendar, "2025-08-25", CALENDAR_PLAIN, false);
	ck_kind(calendar, "2025-08-24", CALENDAR_WEEKEND, true);
	ck_kind(calendar, "2026-08-24", CALENDAR_HOLIDAY, true);
	ck_assert(!calendar_is_provisional(calendar, day_of("2026-05-04")));
	ck_assert(calendar_is_provisional(calendar, day_of("2026-05-05")));
	ck_assert(calendar_is_provisional(calendar, day_of("2025-05-05")));
}
END_TEST

START_TEST(years_and_unions)
{
	struct calendar_year known = { 2026, CALENDAR_YEAR_CONFIRMED, NULL };
	struct calendar_year draft = { 2027, CALENDAR_YEAR_EXPECTED, NULL };
	g_autoptr(GPtrArray) years = g_ptr_array_new();
	g_ptr_array_add(years, &known);
	g_ptr_array_add(years, &draft);
	struct calendar_spec spec = { .years = years };
	g_autoptr(calendar) first = build(&spec);
	ck_assert(!calendar_is_provisional(first, day_of("2026-12-31")));
	ck_assert(calendar_is_provisional(first, day_of("2027-01-01")));
	ck_assert(calendar_is_provisional(first, day_of("2028-01-01")));
	ck_assert(calendar_is_provisional(first, day_of("1990-01-01")));
	ck_assert(calendar_is_off(first, day_of("1999-12-25"))); /* Saturday */

	struct small_calendar second = small_calendar_new("2026-06-15");
	g_autoptr(GPtrArray) unions = g_ptr_array_new();
	g_ptr_array_add(unions, first);
	g_ptr_array_add(unions, second.calendar);
	struct calendar_spec both = { .unions = unions };
	g_autoptr(calendar) any = build(&both);
	ck_kind(any, "2026-06-15", CALENDAR_LISTED_OFF, true);
	ck_kind(any, "2026-06-16", CALENDAR_PLAIN, false);
	ck_assert(!calendar_is_provisional(any, day_of("2026-06-15")));
	ck_assert(calendar_is_provisional(any, day_of("2027-06-15")));

	/* what it says itself counts for that year alone; no part of it is
	 * known for longer */
	struct calendar_year said = { 2027, CALENDAR_YEAR_CONFIRMED, NULL };
	g_autoptr(GPtrArray) own_years = g_ptr_array_new();
	g_ptr_array_add(own_years, &said);
	both.years = own_years;
	g_autoptr(calendar) own = build(&both);
	ck_assert(!calendar_is_provisional(own, day_of("2026-06-15")));
	ck_assert(!calendar_is_provisional(own, day_of("2027-06-15")));
	ck_assert(calendar_is_provisional(own, day_of("2028-06-15")));
	spec.has_known_until = true;
	spec.known_until = day_of("2026-05-04");
	g_autoptr(calendar) dated = build(&spec);
	g_ptr_array_add(unions, dated);
	g_autoptr(calendar) until = build(&both);
	ck_assert(!calendar_is_provisional(until, day_of("2026-05-04")));
	ck_assert(calendar_is_provisional(until, day_of("2026-05-05")));
	small_calendar_clear(&second);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("calendar");
	TCase *tcase = tcase_create("calendar");
	tcase_add_loop_test(tcase, easter, 0, G_N_ELEMENTS(easters));
	tcase_add_test(tcase, easter_is_a_sunday);
	tcase_add_test(tcase, rules);
	tcase_add_test(tcase, substitutes);
	tcase_add_test(tcase, moves);
	tcase_add_loop_test(tcase, bad_move, 0, G_N_ELEMENTS(bad_moves));
	tcase_add_test(tcase, no_working_day);
	tcase_add_test(tcase, suspension);
	tcase_add_test(tcase, years_and_unions);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
