/* The letters of the files below, each read with the rules that are shipped:
 * of the kinds a file is about, what is found is what it says. */
#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/domain/extract.h"
#include "plaint/rulebook/topics.h"

enum {
	LETTERS_LEAST = 30, /* of each language in a file */
	TRAPS_LEAST = 10,
	KINDS_MOST = 4,
	CODE = 3, /* "uk " */
};

static const struct {
	const char *path;
	/* Each as the file writes it. */
	const char *kinds[KINDS_MOST];
} files[] = {
	{ "tests/unit/rulebook/numbers_and_days.txt",
		{ "account", "phone", "date" } },
};
static const char *const languages[] = { "uk", "ru", "be", "en" };

struct tally {
	int letters[G_N_ELEMENTS(languages)], traps[G_N_ELEMENTS(languages)];
	int misses;
};

static struct topics *shipped;

static struct document *document_of(const char *written)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	g_auto(GStrv) lines = g_strsplit(written, "\\n", -1);
	g_autofree char *text = g_strjoinv("\n", lines);
	g_auto(GStrv) parts = g_strsplit(text, " \\s ", 2);
	bool has_subject = g_strv_length(parts) == 2;
	document_set(&document->subject, has_subject ? parts[0] : "");
	document_set(&document->text, has_subject ? parts[1] : text);
	g_auto(GStrv) cells = g_strsplit(document->text, "\\t", -1);
	g_autofree char *with_tabs = g_strjoinv("\t", cells);
	document_set(&document->text, with_tabs);
	return document;
}

static bool is_of_file(size_t file, const struct entity *entity)
{
	const char *name = entity_kind_name(entity->kind);
	for (int i = 0; i < KINDS_MOST && files[file].kinds[i] != NULL; i++)
		if (strcmp(files[file].kinds[i], name) == 0)
			return true;
	return false;
}

/* "account 3107755", a line each. */
static GPtrArray *findings(size_t file, const char *letter)
{
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	g_autofree char *language = g_strndup(letter, CODE - 1);
	g_autoptr(document) document = document_of(letter + CODE);
	struct extract_options options =
		topics_extract_options(shipped, language, day);
	g_autoptr(GPtrArray) entities = extract_entities(document, &options);
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (is_of_file(file, entity))
			g_ptr_array_add(
				out, g_strconcat(entity_kind_name(entity->kind),
					     " ", entity->value, NULL));
	}
	return out;
}

static bool holds(const GPtrArray *strings, const char *string)
{
	return g_ptr_array_find_with_equal_func(
		(GPtrArray *)strings, string, g_str_equal, NULL);
}

static int compare(const char *what, const char *letter, const GPtrArray *these,
	const GPtrArray *those)
{
	int misses = 0;
	for (guint i = 0; i < these->len; i++) {
		if (holds(those, these->pdata[i]))
			continue;
		printf("%s: %s: %s\n", what, (const char *)these->pdata[i],
			letter);
		misses++;
	}
	return misses;
}

static void check_letter(size_t file, const char *letter,
	const GPtrArray *wanted, struct tally *tally)
{
	size_t language = 0;
	while (language < G_N_ELEMENTS(languages) &&
		strncmp(letter, languages[language], 2) != 0)
		language++;
	ck_assert_msg(language < G_N_ELEMENTS(languages) && letter[2] == ' ',
		"%s: %s", files[file].path, letter);
	tally->letters[language]++;
	tally->traps[language] += wanted->len == 0;
	g_autoptr(GPtrArray) found = findings(file, letter);
	tally->misses += compare("not found", letter, wanted, found);
	tally->misses += compare("not wanted", letter, found, wanted);
}

START_TEST(each_letter)
{
	struct tally tally = { 0 };
	g_autofree char *text = NULL;
	ck_assert(g_file_get_contents(files[_i].path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autoptr(GPtrArray) wanted = g_ptr_array_new();
		const char *letter = lines[i];
		if (*letter == '\0' || *letter == '#')
			continue;
		while (lines[i + 1] != NULL && lines[i + 1][0] == ' ')
			g_ptr_array_add(wanted, lines[++i] + 2);
		check_letter((size_t)_i, letter, wanted, &tally);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		ck_assert_int_ge(tally.letters[i], LETTERS_LEAST);
		ck_assert_int_ge(tally.traps[i], TRAPS_LEAST);
	}
	printf("%s: %d misses\n", files[_i].path, tally.misses);
	ck_assert_int_eq(tally.misses, 0);
}
END_TEST

static void setup(void)
{
	g_autoptr(GError) error = NULL;
	shipped = topics_load("rules", &error);
	ck_assert_msg(shipped != NULL, "%s", error ? error->message : "");
}

static void teardown(void)
{
	g_clear_pointer(&shipped, topics_free);
}

int main(void)
{
	Suite *suite = suite_create("rulebook/facts");
	TCase *cases = tcase_create("facts");
	tcase_set_timeout(cases, 60);
	tcase_add_unchecked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, each_letter, 0, G_N_ELEMENTS(files));
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
