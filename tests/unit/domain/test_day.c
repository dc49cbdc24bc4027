/* Days against an independent walk: every day of the whole range, counted one
 * by one with the Gregorian rule written out. */
#include "plaint/domain/day.h"
#include "check_main.h"

static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	31 };

static int length_of(int year, int month)
{
	if (month != 2)
		return lengths[month - 1];
	if (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0))
		return 29;
	return 28;
}

static struct day day_of(const char *text)
{
	struct day day;
	ck_assert_msg(day_parse(text, &day), "%s is a day", text);
	return day;
}

START_TEST(every_day_in_order)
{
	int number = -25567; /* 1900-01-01, a Monday */
	int weekday = MONDAY;
	for (int y = 1900; y <= 2199; y++)
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= length_of(y, m); d++) {
				struct day day;
				int back[3];
				ck_assert(day_from_ymd(y, m, d, &day));
				ck_assert_int_eq(day.number, number);
				ck_assert_int_eq(day_weekday(day), weekday);
				day_to_ymd(day, &back[0], &back[1], &back[2]);
				ck_assert_int_eq(back[0], y);
				ck_assert_int_eq(back[1], m);
				ck_assert_int_eq(back[2], d);
				number++;
				weekday = (weekday + 1) % 7;
			}
	ck_assert_int_eq(number - 1, day_of("2199-12-31").number);
}
END_TEST

static const struct {
	const char *text;
	bool valid;
} parse_table[] = {
	{ "2026-02-28", true },
	{ "2026-02-29", false },
	{ "2028-02-29", true },
	{ "2100-02-29", false },
	{ "2000-02-29", true },
	{ "2026-13-01", false },
	{ "2026-00-10", false },
	{ "2026-04-31", false },
	{ "1899-12-31", false },
	{ "1900-01-01", true },
	{ "2199-12-31", true },
	{ "2200-01-01", false },
	{ "2026-1-01", false },
	{ "2026-01-1", false },
	{ "2026-01-011", false },
	{ "2026/01/01", false },
	{ "+026-01-01", false },
	{ " 2026-01-01", false },
	{ "20260101", false },
	{ "2026", false },
	{ "", false },
};

START_TEST(parse)
{
	struct day day;
	const char *text = parse_table[_i].text;
	bool valid = day_parse(text, &day);
	ck_assert_msg(valid == parse_table[_i].valid, "%s", text);
	if (valid)
		ck_assert_str_eq(day_format(day).text, text);
}
END_TEST

static const struct {
	const char *from;
	int months;
	const char *to;
} month_table[] = {
	{ "2026-01-31", 1, "2026-02-28" },
	{ "2028-01-31", 1, "2028-02-29" },
	{ "2026-01-30", 1, "2026-02-28" },
	{ "2026-01-29", 1, "2026-02-28" },
	{ "2026-02-28", 1, "2026-03-28" },
	{ "2028-02-29", 1, "2028-03-29" },
	{ "2028-02-29", 12, "2029-02-28" },
	{ "2026-08-31", 1, "2026-09-30" },
	{ "2026-01-31", 2, "2026-03-31" },
	{ "2026-12-31", 2, "2027-02-28" },
	{ "2027-12-31", 2, "2028-02-29" },
	{ "2026-12-15", 1, "2027-01-15" },
	{ "2026-01-15", -1, "2025-12-15" },
	{ "2026-03-31", -1, "2026-02-28" },
	{ "2199-12-01", 1, "2199-12-31" },
	{ "1900-01-10", -1, "1900-01-01" },
};

START_TEST(months)
{
	struct day day = day_add_months(
		day_of(month_table[_i].from), month_table[_i].months);
	ck_assert_str_eq(day_format(day).text, month_table[_i].to);
}
END_TEST

START_TEST(arithmetic)
{
	struct day a = day_of("2026-10-24");
	struct day b = day_add_days(a, 3);
	ck_assert_str_eq(day_format(b).text, "2026-10-27");
	ck_assert_int_eq(days_between(a, b), 3);
	ck_assert_int_eq(day_compare(a, b), -1);
	ck_assert_int_eq(day_compare(b, a), 1);
	ck_assert_int_eq(day_compare(a, a), 0);
	ck_assert_int_eq(day_year(day_of("2026-12-31")), 2026);
	ck_assert_int_eq(day_weekday(day_of("1970-01-01")), THURSDAY);
	ck_assert_str_eq(
		day_format(day_add_days(a, INT32_MAX)).text, "2199-12-31");
	ck_assert_str_eq(
		day_format(day_add_days(a, INT32_MIN)).text, "1900-01-01");
	ck_assert_str_eq(
		day_format(day_add_months(a, INT32_MAX)).text, "2199-12-31");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("day");
	TCase *tcase = tcase_create("day");
	tcase_add_test(tcase, every_day_in_order);
	tcase_add_loop_test(
		tcase, parse, 0, sizeof(parse_table) / sizeof(parse_table[0]));
	tcase_add_loop_test(
		tcase, months, 0, sizeof(month_table) / sizeof(month_table[0]));
	tcase_add_test(tcase, arithmetic);
	suite_add_tcase(suite, tcase);
	return check_main_together(suite);
}
