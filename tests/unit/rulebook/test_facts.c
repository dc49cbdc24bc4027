/* The letters of the files below, each read as a mail is with the rules that
 * are shipped: of what a file speaks of, all that it wants is found, and
 * nothing else; a writer may be named in a second way too. */
#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/facts/extract.h"
#include "plaint/text/quote.h"
#include "shipped.h"

enum {
	CODE = 3, /* "uk " */
};

static const struct {
	const char *path;
	int letters_least;
	int each_least;	 /* of each language */
	int traps_least; /* of them, with nothing to be found */
	/* Letters too short to tell: whoever read them noted the language. */
	bool has_language;
	/* How it writes what it speaks of. */
	const char *names[ENTITY_KINDS];
} files[] = {
	{ "tests/unit/rulebook/numbers_and_days.txt", 120, 30, 10, true,
		{
			[ENTITY_ACCOUNT] = "account",
			[ENTITY_PHONE] = "phone",
			[ENTITY_DATE] = "date",
		} },
	{ "tests/unit/rulebook/writers_places_days.txt", 160, 30, 10, false,
		{
			[ENTITY_ADDRESS] = "address",
			[ENTITY_DATE] = "date",
			[ENTITY_NAME] = "writer",
			[ENTITY_ORGANISATION] = "writer",
		} },
	{ "tests/unit/rulebook/places.txt", 300, 60, 10, false,
		{ [ENTITY_ADDRESS] = "address" } },
	{ "tests/unit/rulebook/writers.txt", 220, 40, 3, false,
		{ [ENTITY_NAME] = "writer",
			[ENTITY_ORGANISATION] = "writer" } },
};
static const char *const languages[] = { "uk", "ru", "be", "en" };

struct letter {
	const char *path;
	int line;
	const char *written; /* "uk TEXT", "uk SUBJECT \\s TEXT" */
	const char *from;    /* NULL: of nobody */
	GPtrArray *wanted;   /* of const char *: "account 3107755" */
};

struct tally {
	int letters[G_N_ELEMENTS(languages)], traps[G_N_ELEMENTS(languages)];
	int misses;
};

static struct topics *shipped;

static char *replace_all(const char *text, const char *mark, const char *sign)
{
	g_auto(GStrv) pieces = g_strsplit(text, mark, -1);
	return g_strjoinv(sign, pieces);
}

static struct document *document_of(const struct letter *letter)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	struct quote_parts parts = { 0 };
	g_autofree char *lines =
		replace_all(letter->written + CODE, "\\n", "\n");
	g_autofree char *all = replace_all(lines, "\\t", "\t");
	g_auto(GStrv) pieces = g_strsplit(all, " \\s ", 2);
	bool has_subject = g_strv_length(pieces) == 2;
	document_set(&document->subject, has_subject ? pieces[0] : "");
	quote_split(pieces[has_subject ? 1 : 0], NULL, 0, &parts);
	document_set(&document->text, parts.text);
	document_set(&document->signature, parts.signature);
	if (letter->from != NULL)
		document_set(&document->from.name, letter->from);
	quote_parts_clear(&parts);
	return document;
}

static GPtrArray *findings(size_t file, const struct letter *letter)
{
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	g_autoptr(document) document = document_of(letter);
	g_autofree char *language = g_strndup(letter->written, CODE - 1);
	if (files[file].has_language)
		document_set(&document->language, language);
	g_autoptr(understanding) u = topics_understand(shipped, document, day);
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *entity = u->entities->pdata[i];
		const char *name = entity->kind < ENTITY_KINDS
					   ? files[file].names[entity->kind]
					   : NULL;
		if (name != NULL)
			g_ptr_array_add(out,
				g_strconcat(name, " ", entity->value, NULL));
	}
	return out;
}

static bool is_writer(const char *finding)
{
	return g_str_has_prefix(finding, "writer ");
}

static bool names_writer(const GPtrArray *strings)
{
	for (guint i = 0; i < strings->len; i++)
		if (is_writer(strings->pdata[i]))
			return true;
	return false;
}

/* Says which of these are not among those. */
static int count_absent(const struct letter *letter, const char *what,
	const GPtrArray *these, const GPtrArray *those, bool any_writer)
{
	int absent = 0;
	for (guint i = 0; i < these->len; i++) {
		const char *one = these->pdata[i];
		if ((any_writer && is_writer(one)) ||
			g_ptr_array_find_with_equal_func(
				(GPtrArray *)those, one, g_str_equal, NULL))
			continue;
		printf("%s:%d: %s: %s\n", letter->path, letter->line, what,
			one);
		absent++;
	}
	return absent;
}

static void check_letter(
	size_t file, const struct letter *letter, struct tally *tally)
{
	size_t language = 0;
	while (language < G_N_ELEMENTS(languages) &&
		strncmp(letter->written, languages[language], 2) != 0)
		language++;
	ck_assert_msg(
		language < G_N_ELEMENTS(languages) && letter->written[2] == ' ',
		"%s:%d: no letter", letter->path, letter->line);
	tally->letters[language]++;
	tally->traps[language] += letter->wanted->len == 0;
	g_autoptr(GPtrArray) found = findings(file, letter);
	tally->misses +=
		count_absent(letter, "not found", letter->wanted, found, false);
	tally->misses += count_absent(letter, "not wanted", found,
		letter->wanted, names_writer(letter->wanted));
}

START_TEST(each_letter)
{
	struct tally tally = { 0 };
	g_autofree char *text = NULL;
	int letters = 0;
	ck_assert(g_file_get_contents(files[_i].path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (int i = 0; lines[i] != NULL; i++) {
		g_autoptr(GPtrArray) wanted = g_ptr_array_new();
		struct letter letter = { files[_i].path, i + 1, lines[i], NULL,
			wanted };
		if (*lines[i] == '\0' || *lines[i] == '#')
			continue;
		while (lines[i + 1] != NULL && lines[i + 1][0] == ' ') {
			const char *line = lines[++i];
			if (g_str_has_prefix(line, "  from "))
				letter.from = line + strlen("  from ");
			else
				g_ptr_array_add(wanted, (char *)line + 2);
		}
		check_letter((size_t)_i, &letter, &tally);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		ck_assert_int_ge(tally.letters[i], files[_i].each_least);
		ck_assert_int_ge(tally.traps[i], files[_i].traps_least);
		letters += tally.letters[i];
	}
	printf("%s: %d letters, %d misses\n", files[_i].path, letters,
		tally.misses);
	fflush(stdout);
	ck_assert_int_ge(letters, files[_i].letters_least);
	ck_assert_int_eq(tally.misses, 0);
}
END_TEST

static void setup(void)
{
	shipped = shipped_rules();
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
