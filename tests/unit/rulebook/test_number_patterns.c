/* The patterns of numbers are tried only at words they can begin with: the
 * same is found where each is tried before every digit, on letters with
 * numbers and on all examples. */
#include <stdio.h>
#include <string.h>
#include <glib/gstdio.h>
#include "../../../src/rulebook/topics_read.h"
#include "check_main.h"
#include "plaint/facts/extract.h"

static const char *const paths[] = {
	"tests/unit/rulebook/numbers_and_days.txt",
	"tests/unit/rulebook/writers.txt",
	"tests/unit/rulebook/places.txt",
	"rules/examples/uk.yaml",
	"rules/examples/ru.yaml",
	"rules/examples/be.yaml",
	"rules/examples/en.yaml",
};

enum {
	FOUND_LEAST = 40 /* in all, or the letters hold nothing */
};

static GPtrArray *shipped, *everywhere;
static int found;

/* With nothing before the guard, by which it is seen that a pattern begins
 * with a word, and as far from digits as can be. */
static void open_patterns(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	shipped = entities_read("rules/entities.yaml", &error);
	ck_assert(shipped != NULL);
	ck_assert(
		g_file_get_contents("rules/entities.yaml", &text, NULL, NULL));
	g_auto(GStrv) parts = g_strsplit(text, " pattern: '", -1);
	ck_assert_int_eq(g_strv_length(parts), shipped->len + 1);
	g_autofree char *joined = g_strjoinv(" pattern: '(?:)", parts);
	g_auto(GStrv) reaches = g_strsplit(joined, " reach: 8 ", -1);
	ck_assert_int_eq(g_strv_length(reaches), 2);
	g_autofree char *blind = g_strjoinv(" reach: 200 ", reaches);
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("entities-XXXXXX.yaml", &path, NULL);
	ck_assert_int_ge(fd, 0);
	g_close(fd, NULL);
	ck_assert(g_file_set_contents(path, blind, -1, NULL));
	everywhere = entities_read(path, &error);
	(void)remove(path);
	ck_assert_msg(everywhere != NULL, "%s", error ? error->message : "");
}

static void close_patterns(void)
{
	g_clear_pointer(&shipped, g_ptr_array_unref);
	g_clear_pointer(&everywhere, g_ptr_array_unref);
}

static char *find(const GPtrArray *patterns, const char *text)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	struct extract_options options = {
		.patterns = patterns, .language = "uk", .country = "UA"
	};
	day_from_ymd(2026, 11, 23, &options.written);
	g_autoptr(GPtrArray) entities = extract_entities(document, &options);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		g_string_append_printf(out, "%s %s at %zu; ",
			entity_kind_name(entity->kind), entity->value,
			entity->span.offset);
		found += entity->kind == ENTITY_ACCOUNT;
	}
	return g_string_free(out, FALSE);
}

START_TEST(nothing_is_lost)
{
	g_autofree char *whole = NULL;
	ck_assert(g_file_get_contents(paths[_i], &whole, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *quick = find(shipped, *line);
		g_autofree char *slow = find(everywhere, *line);
		ck_assert_str_eq(quick, slow);
	}
	if (_i == 0)
		ck_assert_int_ge(found, FOUND_LEAST);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("number_patterns");
	TCase *tests = tcase_create("number_patterns");
	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, open_patterns, close_patterns);
	tcase_add_loop_test(tests, nothing_is_lost, 0, G_N_ELEMENTS(paths));
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
