/* The forms of quote_forms.txt, each in a small letter. */
#include "check_main.h"

#include <stdio.h>
#include <string.h>
#include <glib.h>
#include "plaint/text/quote.h"

static const char path[] = "tests/unit/text/quote_forms.txt";

static char *letter_of(char kind, const char *form, bool is_marked)
{
	switch (kind) {
	case 'A':
		return g_strdup_printf("me\n\n%s\n%s\n", form,
			is_marked ? "> them\n> more" : "\n> them\n>\n> more");
	case 'H':
		return g_strdup_printf("me\n\n%s\n\nthem\n\nmore\n", form);
	case 'S':
		return g_strdup_printf("me\n\n%s\n", form);
	default:
		return g_strdup(form);
	}
}

static bool is_right(
	char kind, const char *form, const struct quote_parts *parts)
{
	g_autofree char *stripped = g_strstrip(g_strdup(form));

	switch (kind) {
	case 'A':
	case 'H':
		return g_str_equal(parts->text, "me") &&
		       strstr(parts->quoted_text, "them") &&
		       strstr(parts->quoted_text, "more");
	case 'S':
		return g_str_equal(parts->text, "me") &&
		       g_str_equal(parts->signature, form);
	default:
		return g_str_equal(parts->text, stripped);
	}
}

static void check_form(char kind, const char *form, bool is_marked)
{
	g_autofree char *letter = letter_of(kind, form, is_marked);
	struct quote_parts parts;

	quote_split(letter, NULL, 0, &parts);
	ck_assert_msg(is_right(kind, form, &parts),
		"%c %s\ntext: %s\nquoted: %s\nsignature: %s", kind, form,
		parts.text, parts.quoted_text, parts.signature);
	quote_parts_clear(&parts);
}

START_TEST(test_forms)
{
	g_autofree char *file = NULL;
	g_auto(GStrv) lines = NULL;
	int count = 0;

	ck_assert(g_file_get_contents(path, &file, NULL, NULL));
	lines = g_strsplit(file, "\n", -1);
	for (size_t i = 0; lines[i]; i++) {
		g_auto(GStrv) pieces = NULL;
		g_autofree char *form = NULL;

		if (!*lines[i] || lines[i][0] == '#')
			continue;
		ck_assert_ptr_nonnull(strchr("AHST", lines[i][0]));
		pieces = g_strsplit(lines[i] + 2, "\\n", -1);
		form = g_strjoinv("\n", pieces);
		check_form(lines[i][0], form, true);
		check_form(lines[i][0], form, false);
		count++;
	}
	printf("%d forms\n", count);
	ck_assert_int_ge(count, 200);
}
END_TEST

/* Lines of nothing but what patterns let through: an end is found. */
START_TEST(test_hostile)
{
	static const char *const units[] = { "з ", "телефон", "у в на за ",
		"mail ", "пошта пошта ", "надіслано з ", "2026-03-20 14:02 ",
		"<a@b> ", "написав " };
	g_autoptr(GString) body = g_string_new(NULL);
	struct quote_parts parts;

	for (int i = 0; i < 2000; i++) {
		g_string_append(body, "Надіслано з ");
		for (int k = 0; k < 12; k++)
			g_string_append(body, units[(size_t)(i + k * (i % 7)) %
						      G_N_ELEMENTS(units)]);
		g_string_append(body, "ґ:\n");
	}
	quote_split(body->str, NULL, 0, &parts);
	ck_assert(*parts.text || *parts.quoted_text || *parts.signature);
	quote_parts_clear(&parts);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text/quote_forms");
	TCase *cases = tcase_create("forms");

	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, test_forms);
	tcase_add_test(cases, test_hostile);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
