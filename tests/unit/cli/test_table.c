/* Tables: widths as a terminal counts them. */
#include "../../../src/cli/table.h"
#include "check_main.h"
#include "printed.h"

static const struct {
	const char *text;
	int width;
} widths[] = {
	{ "", 0 },
	{ "abc", 3 },
	{ "Олена", 5 },
	{ "їжак", 4 },
	{ "и\u0306", 1 }, /* и and a combining breve */
	{ "日本", 4 },
	{ "«—…»", 4 },
};

START_TEST(width_is_what_is_shown)
{
	ck_assert_int_eq(table_width(widths[_i].text), widths[_i].width);
}
END_TEST

static void print(const void *table)
{
	table_print(table);
}

static const struct table_column columns[] = { { "n", 0 }, { "who", 6 },
	{ "what", 0 } };

START_TEST(columns_stand_under_each_other)
{
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	table_add(table, "1", "Олена", "a", NULL);
	table_add(table, "22", "Станіслав", "b\nc\x1b[2J", NULL);
	table_add(table, "3", "", "", NULL);
	g_autofree char *text = printed(print, table);
	ck_assert_str_eq(text, "n   who     what\n"
			       "1   Олена   a\n"
			       "22  Стані…  b c [2J\n"
			       "3\n");
}
END_TEST

START_TEST(an_empty_table_says_nothing)
{
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *text = printed(print, table);
	ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("table");
	TCase *tcase = tcase_create("table");
	tcase_add_loop_test(
		tcase, width_is_what_is_shown, 0, (int)G_N_ELEMENTS(widths));
	tcase_add_test(tcase, columns_stand_under_each_other);
	tcase_add_test(tcase, an_empty_table_says_nothing);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
