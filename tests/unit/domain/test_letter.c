/* The quick answers about characters are GLib's. */
#include "../../../src/domain/letter.h"
#include "check_main.h"

enum {
	CHARACTERS = 0x110000,
	MOST_BYTES = 6,
};

START_TEST(as_glib_says)
{
	for (gunichar c = 1; c < CHARACTERS; c++) {
		char text[MOST_BYTES + 1] = "";
		if (!g_unichar_validate(c))
			continue;
		g_unichar_to_utf8(c, text);
		ck_assert_uint_eq(letter_at(text), c);
		ck_assert_uint_eq(letter_small(c), g_unichar_tolower(c));
		ck_assert_int_eq(letter_is(c), g_unichar_isalpha(c) != 0);
		ck_assert_int_eq(
			letter_is_or_digit(c), g_unichar_isalnum(c) != 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("letter");
	TCase *tests = tcase_create("letter");
	tcase_add_test(tests, as_glib_says);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
