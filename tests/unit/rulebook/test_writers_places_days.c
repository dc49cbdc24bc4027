/* Who writes, where and when, in the letters of writers_places_days.txt, with
 * the rules that are shipped. */
#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/domain/extract.h"
#include "plaint/domain/quote.h"
#include "plaint/rulebook/topics.h"

static const char path[] = "tests/unit/rulebook/writers_places_days.txt";

enum {
	LETTERS_LEAST = 160,
};

struct letter {
	char *language, *text, *from;
	GPtrArray *wanted; /* of char *: "address …", as in the file */
	int line;
};

static struct topics *shipped;

static void letter_free(gpointer data)
{
	struct letter *letter = data;
	g_free(letter->language);
	g_free(letter->text);
	g_free(letter->from);
	g_ptr_array_unref(letter->wanted);
	g_free(letter);
}

static struct letter *letter_new(const char *line, int number)
{
	struct letter *letter = g_new0(struct letter, 1);
	g_auto(GStrv) pieces = g_strsplit(line + 3, "\\n", -1);
	ck_assert_msg(line[2] == ' ', "%s:%d: no letter", path, number);
	letter->language = g_strndup(line, 2);
	letter->text = g_strjoinv("\n", pieces);
	letter->wanted = g_ptr_array_new_with_free_func(g_free);
	letter->line = number;
	return letter;
}

static GPtrArray *read_letters(void)
{
	g_autofree char *file = NULL;
	GPtrArray *letters = g_ptr_array_new_with_free_func(letter_free);
	ck_assert(g_file_get_contents(path, &file, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
	for (int i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i];
		if (*line == '\0' || *line == '#')
			continue;
		if (*line != ' ') {
			g_ptr_array_add(letters, letter_new(line, i + 1));
			continue;
		}
		ck_assert_msg(letters->len > 0, "%s:%d", path, i + 1);
		struct letter *letter = letters->pdata[letters->len - 1];
		if (g_str_has_prefix(line, "  from "))
			letter->from = g_strdup(line + strlen("  from "));
		else
			g_ptr_array_add(letter->wanted, g_strdup(line + 2));
	}
	return letters;
}

static struct understanding *understand(const struct letter *letter)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct quote_parts parts = { 0 };
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	quote_split(letter->text, NULL, 0, &parts);
	document_set(&document->text, parts.text);
	document_set(&document->signature, parts.signature);
	if (letter->from != NULL)
		document_set(&document->from.name, letter->from);
	quote_parts_clear(&parts);
	return topics_understand(shipped, document, day);
}

/* As the file writes it; NULL for what it does not speak of. */
static char *finding(const struct entity *entity)
{
	static const char *const names[ENTITY_KINDS] = {
		[ENTITY_ADDRESS] = "address",
		[ENTITY_DATE] = "date",
		[ENTITY_NAME] = "writer",
		[ENTITY_ORGANISATION] = "writer",
	};
	const char *name = names[entity->kind];
	return name != NULL ? g_strconcat(name, " ", entity->value, NULL)
			    : NULL;
}

static bool holds(const GPtrArray *strings, const char *string)
{
	return g_ptr_array_find_with_equal_func(
		(GPtrArray *)strings, string, g_str_equal, NULL);
}

static bool has_writer(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		if (g_str_has_prefix(findings->pdata[i], "writer "))
			return true;
	return false;
}

/* All that is wanted, and nothing else; a writer may be named in a second
 * way too. */
static int count_misses(const struct letter *letter)
{
	g_autoptr(understanding) u = understand(letter);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	int misses = 0;
	for (guint i = 0; i < u->entities->len; i++) {
		char *one = finding(u->entities->pdata[i]);
		if (one != NULL)
			g_ptr_array_add(found, one);
	}
	for (guint i = 0; i < letter->wanted->len; i++) {
		if (holds(found, letter->wanted->pdata[i]))
			continue;
		printf("%s:%d: not found: %s\n", path, letter->line,
			(const char *)letter->wanted->pdata[i]);
		misses++;
	}
	for (guint i = 0; i < found->len; i++) {
		bool is_second = g_str_has_prefix(found->pdata[i], "writer ") &&
				 has_writer(letter->wanted);
		if (is_second || holds(letter->wanted, found->pdata[i]))
			continue;
		printf("%s:%d: not wanted: %s\n", path, letter->line,
			(const char *)found->pdata[i]);
		misses++;
	}
	return misses;
}

START_TEST(test_letters)
{
	g_autoptr(GPtrArray) letters = read_letters();
	int misses = 0;
	for (guint i = 0; i < letters->len; i++)
		misses += count_misses(letters->pdata[i]);
	printf("%u letters, %d misses\n", letters->len, misses);
	fflush(stdout);
	ck_assert_uint_ge(letters->len, LETTERS_LEAST);
	ck_assert_int_eq(misses, 0);
}
END_TEST

static void open_topics(void)
{
	shipped = topics_load("rules", NULL);
	ck_assert_ptr_nonnull(shipped);
}

static void close_topics(void)
{
	g_clear_pointer(&shipped, topics_free);
}

int main(void)
{
	Suite *suite = suite_create("rulebook/writers_places_days");
	TCase *cases = tcase_create("letters");
	tcase_set_timeout(cases, 60);
	tcase_add_unchecked_fixture(cases, open_topics, close_topics);
	tcase_add_test(cases, test_letters);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
