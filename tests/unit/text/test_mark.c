/* Our bar codes' values: known ones, and all that is not ours. */
#include "plaint/text/mark.h"

#include <string.h>

#include "check_main.h"

/* The check words were worked out with Python's binascii.crc_hqx. */
static const struct {
	enum mark_kind kind;
	const char *value, *text;
} known[] = {
	{ MARK_SEPARATOR, "billing", "plaint:1:sep:billing:52ee" },
	{ MARK_SEPARATOR, "", "plaint:1:sep::44ac" },
	{ MARK_CASE, "2026-000123", "plaint:1:case:2026-000123:173c" },
};

START_TEST(known_values)
{
	g_autofree char *text = mark_format(known[_i].kind, known[_i].value);
	struct mark mark;
	ck_assert_str_eq(text, known[_i].text);
	ck_assert(mark_parse(text, &mark));
	ck_assert_int_eq((int)mark.kind, (int)known[_i].kind);
	ck_assert_str_eq(mark.value, known[_i].value);
}
END_TEST

/* No change of one character goes unnoticed, nor does a cut. */
START_TEST(changed_is_not_ours)
{
	struct mark mark = { .value = "untouched" };
	g_autofree char *text = g_strdup(known[_i].text);
	for (size_t at = 0; at < strlen(text); at++) {
		char old = text[at];
		for (int c = 1; c < 128; c++) {
			text[at] = (char)c;
			ck_assert_msg(c == old || !mark_parse(text, &mark),
				"%s", text);
		}
		text[at] = '\0';
		ck_assert(!mark_parse(text, &mark));
		text[at] = old;
	}
	g_autofree char *longer = g_strconcat(text, "0", NULL);
	ck_assert(!mark_parse(longer, &mark));
	ck_assert_str_eq(mark.value, "untouched");
}
END_TEST

START_TEST(foreign_is_not_ours)
{
	static const char *const foreign[] = { "", "plaint",
		"https://example.org/?case=2026-000123", "2026-000123",
		"plaint:2:sep:billing:0000", "plaint:1:", "plaint:1:sep",
		"plaint:1:sep:", "plaint:1:sep::", "plaint:1:case::",
		"BEGIN:VCARD", "4820000000000" };
	struct mark mark;
	for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++)
		ck_assert_msg(!mark_parse(foreign[i], &mark), "%s", foreign[i]);
}
END_TEST

START_TEST(unfit_values)
{
	g_autofree char *longest = g_strnfill(MARK_VALUE_MOST_BYTES, 'x');
	g_autofree char *longer = g_strconcat(longest, "x", NULL);
	g_autofree char *fits = mark_format(MARK_SEPARATOR, longest);
	struct mark mark;
	ck_assert_ptr_nonnull(fits);
	ck_assert(mark_parse(fits, &mark));
	static const char *const cases[] = { "", "2026", "2026-1", "26-000001",
		"2026-000001x", "2026-0000010000001" };
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_ptr_null(mark_format(MARK_CASE, cases[i]));
	ck_assert_ptr_null(mark_format(MARK_SEPARATOR, longer));
	ck_assert_ptr_null(mark_format(MARK_SEPARATOR, "a:b"));
	ck_assert_ptr_null(mark_format(MARK_SEPARATOR, "a b"));
	ck_assert_ptr_null(mark_format(MARK_SEPARATOR, "відділ"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mark");
	TCase *tcase = tcase_create("mark");
	tcase_add_loop_test(tcase, known_values, 0, G_N_ELEMENTS(known));
	tcase_add_loop_test(tcase, changed_is_not_ours, 0, G_N_ELEMENTS(known));
	tcase_add_test(tcase, foreign_is_not_ours);
	tcase_add_test(tcase, unfit_values);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
