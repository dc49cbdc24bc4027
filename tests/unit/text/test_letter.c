/* The quick answers about characters are GLib's. */
#include "plaint/text/letter.h"

#include <string.h>
#include "check_main.h"

enum {
	CHARACTERS = 0x110000,
	MOST_BYTES = 6,
};

static bool is_as_glib_says(gunichar c)
{
	char text[MOST_BYTES + 1] = "", put[MOST_BYTES + 1] = "";
	size_t bytes = (size_t)g_unichar_to_utf8(c, text);
	return letter_at(text) == c && letter_next(text) == text + bytes &&
	       letter_put(c, put) == bytes && strcmp(put, text) == 0 &&
	       letter_is_space(c) == (g_unichar_isspace(c) != 0) &&
	       letter_is_capital(c) == (g_unichar_isupper(c) != 0) &&
	       letter_is_small(c) == (g_unichar_islower(c) != 0) &&
	       letter_small(c) == g_unichar_tolower(c) &&
	       letter_is(c) == (g_unichar_isalpha(c) != 0) &&
	       letter_is_or_digit(c) == (g_unichar_isalnum(c) != 0);
}

START_TEST(as_glib_says)
{
	for (gunichar c = 1; c < CHARACTERS; c++)
		if (g_unichar_validate(c) && !is_as_glib_says(c))
			ck_abort_msg("U+%04X", c);
}
END_TEST

typedef const char *end_of(const char *at, const char *end);

/* Of "ЯжzC!", where C is the character: behind C or before it. */
static bool ends_right(end_of *end_of_run, gunichar c, bool goes_on)
{
	char text[] = "Яжz\0______";
	size_t before = strlen(text);
	size_t behind = before + (size_t)g_unichar_to_utf8(c, text + before);
	text[behind] = '!';
	return end_of_run(text, text + behind + 1) ==
		       text + (goes_on ? behind : before) &&
	       end_of_run(text, text + before) == text + before;
}

START_TEST(runs_end_where_characters_say)
{
	for (gunichar c = 1; c < CHARACTERS; c++)
		if (g_unichar_validate(c) &&
			!(ends_right(letters_end, c, letter_is(c)) &&
				ends_right(letters_or_digits_end, c,
					letter_is_or_digit(c))))
			ck_abort_msg("U+%04X", c);
}
END_TEST

/* No further than ASCII and Cyrillic. */
START_TEST(small_letters)
{
	for (gunichar c = 1; c < CHARACTERS; c++) {
		char text[MOST_BYTES + 1] = "";
		const char *end = text + g_unichar_to_utf8(c, text);
		bool is_quick = c < 0x80 || letter_is_cyrillic(c);
		if (g_unichar_validate(c) &&
			(small_letters_end(text, end) == end) !=
				(is_quick && letter_is_small(c)))
			ck_abort_msg("U+%04X", c);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("letter");
	TCase *tests = tcase_create("letter");
	tcase_add_test(tests, as_glib_says);
	tcase_add_test(tests, runs_end_where_characters_say);
	tcase_add_test(tests, small_letters);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
