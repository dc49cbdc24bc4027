/* What is kept is found again; what is damaged, or of other dictionaries, is
 * not believed. */
#include <string.h>
#include "check_main.h"
#include "scratch.h"

#include "../../../src/rulebook/known_stems.h"
#include "../../../src/rulebook/stemmer.h"
#include "plaint/rulebook/topics.h"

static char *dir, *path;

static void set_up(void)
{
	dir = scratch_make();
	path = g_build_filename(dir, "topics.stems", NULL);
}

static void tear_down(void)
{
	scratch_remove(dir);
	g_free(path);
}

/* user: what comes before the word; NULL: nothing is known. */
static void stem(void *user, const char *word, GPtrArray *stems)
{
	if (user == NULL)
		return;
	g_ptr_array_add(stems, g_strconcat(user, word, NULL));
	g_ptr_array_add(stems, g_strdup(word));
}

static void write_some(void)
{
	static char ukrainian[] = "не", english[] = "un";
	/* The second is not to be kept. */
	static const char *const list[] = { "послуга", "two words", "paid" };
	const struct stemmer stemmers[STEM_TONGUES] = { { stem, ukrainian },
		{ stem, NULL }, { NULL, NULL }, { stem, english } };
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(list); i++)
		g_ptr_array_add(words, g_strdup(list[i]));
	ck_assert(known_stems_write(dir, words, stemmers, NULL));
}

static char *all_stems(
	const struct known_stems *known, size_t tongue, const char *word)
{
	g_autoptr(GPtrArray) stems = g_ptr_array_new_with_free_func(g_free);
	if (!known_stems_find(known, tongue, word, stems))
		return g_strdup("unknown");
	g_ptr_array_add(stems, NULL);
	return g_strjoinv("|", (char **)stems->pdata);
}

static void ck_stems(const struct known_stems *known, size_t tongue,
	const char *word, const char *wanted)
{
	g_autofree char *got = all_stems(known, tongue, word);
	ck_assert_str_eq(got, wanted);
}

START_TEST(test_kept)
{
	ck_assert_ptr_null(known_stems_load(dir));
	ck_stems(NULL, 0, "paid", "unknown");
	write_some();
	struct known_stems *known = known_stems_load(dir);
	ck_assert_ptr_nonnull(known);
	ck_stems(known, 0, "послуга", "непослуга|послуга");
	ck_stems(known, 1, "послуга", "");
	ck_stems(known, 2, "послуга", "");
	ck_stems(known, 3, "paid", "unpaid|paid");
	ck_stems(known, 0, "two words", "unknown");
	ck_stems(known, 0, "other", "unknown");
	known_stems_free(known);
}
END_TEST

START_TEST(test_not_believed)
{
	static const struct {
		const char *from, *to;
	} edits[] = {
		{ "stems 1", "stems 2" },
		{ " ru:", " ru:1" },
		{ "paid\t", "paid" },
		{ "paid\t", "paid\t\t" },
		{ "unpaid paid\n", "unpaid paid" },
		{ "paid\t", "p\xff\t" },
	};
	g_autofree char *text = NULL;
	write_some();
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_auto(GStrv) parts = g_strsplit(text, edits[i].from, 2);
		g_autofree char *edited = g_strjoinv(edits[i].to, parts);
		ck_assert_str_ne(edited, text);
		scratch_put(dir, "topics.stems", edited);
		ck_assert_msg(known_stems_load(dir) == NULL, "%zu", i);
	}
	scratch_put(dir, "topics.stems", "");
	ck_assert_ptr_null(known_stems_load(dir));
}
END_TEST

/* The rules' own words: as the dictionaries have them. */
START_TEST(test_of_the_rules)
{
	g_autoptr(topics) topics = topics_load("rules", NULL);
	ck_assert_ptr_nonnull(topics);
	ck_assert(topics_keep_stems(topics, dir, NULL));
	struct known_stems *known = known_stems_load(dir);
	ck_assert_ptr_nonnull(known);
	struct stem_dictionary *english = stem_dictionary_open("en", NULL);
	struct stemmer stemmer = stem_dictionary_stemmer(english);
	g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func(g_free);
	stemmer.stem(stemmer.user, "charged", asked);
	g_ptr_array_add(asked, NULL);
	g_autofree char *wanted = g_strjoinv("|", (char **)asked->pdata);
	ck_stems(known, 3, "charged", wanted);
	ck_stems(known, 0, "charged", "");
	stem_dictionary_free(english);
	known_stems_free(known);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("known_stems");
	TCase *tests = tcase_create("known_stems");
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_kept);
	tcase_add_test(tests, test_not_believed);
	tcase_add_test(tests, test_of_the_rules);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
