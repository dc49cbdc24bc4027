/* What is kept is found again, whole; what is damaged, cut short, or of another
 * dictionary is not believed. */
#include <string.h>
#include "check_main.h"
#include "scratch.h"

#include "../../../src/rulebook/kept_stem_packs.h"
#include "../../../src/rulebook/stemmer.h"

static const char mark[] = "en:12.34:56.78";

static char *dir;

static void set_up(void)
{
	dir = scratch_make();
}

static void tear_down(void)
{
	scratch_remove(dir);
}

/* Its two files, for the caller to free. */
static void pack_make(struct stem_pack *pack, char **affixes, char **words)
{
	struct stem_code code;
	g_autofree char *aff = g_build_filename(dir, "a.aff", NULL);
	g_autofree char *dic = g_build_filename(dir, "a.dic", NULL);
	scratch_put(dir, "a.aff", "SET UTF-8\nSFX A Y 1\nSFX A 0 s .\n");
	scratch_put(dir, "a.dic", "2\nword/A\nbill/A\n");
	stem_code_init(&code, false);
	ck_assert(stem_pack_make(aff, dic, &code, pack));
	ck_assert(g_file_get_contents(pack->affixes_path, affixes, NULL, NULL));
	ck_assert(g_file_get_contents(pack->words_path, words, NULL, NULL));
}

static void keep_one(char **affixes, char **words)
{
	struct stem_pack pack;
	pack_make(&pack, affixes, words);
	ck_assert(kept_pack_write(dir, "en", mark, &pack, NULL));
	stem_pack_clear(&pack);
}

static bool is_believed(const char *language, const char *of)
{
	struct stem_pack pack;
	bool is = kept_pack_open(dir, language, of, &pack);
	ck_assert_int_eq(pack.affixes_fd >= 0, is);
	ck_assert_int_eq(pack.words_fd >= 0, is);
	stem_pack_clear(&pack);
	return is;
}

START_TEST(test_kept)
{
	g_autofree char *affixes = NULL, *words = NULL;
	g_autofree char *got = NULL, *got_words = NULL;
	struct stem_pack pack;
	ck_assert(!is_believed("en", mark));
	keep_one(&affixes, &words);
	ck_assert(kept_pack_open(dir, "en", mark, &pack));
	ck_assert(g_file_get_contents(pack.affixes_path, &got, NULL, NULL));
	ck_assert(g_file_get_contents(pack.words_path, &got_words, NULL, NULL));
	stem_pack_clear(&pack);
	ck_assert(g_str_has_prefix(got, "# pack 1 en:12.34:56.78 "));
	ck_assert_str_eq(strchr(got, '\n') + 1, affixes);
	ck_assert_str_eq(got_words, words);
	ck_assert(!kept_pack_open(NULL, "en", mark, &pack));
}
END_TEST

/* The system's dictionary was updated, or there is one of another language. */
START_TEST(test_of_others_not_believed)
{
	g_autofree char *affixes = NULL, *words = NULL;
	keep_one(&affixes, &words);
	ck_assert(is_believed("en", mark));
	ck_assert(!is_believed("en", "en:12.34:56.79"));
	ck_assert(!is_believed("en", "en:12.34:56.7"));
	ck_assert(!is_believed("en", ""));
	ck_assert(!is_believed("uk", mark));
}
END_TEST

/* Each byte another, each end before the last, and one more. */
static void damage(const char *name)
{
	g_autofree char *path = g_build_filename(dir, "stems", name, NULL);
	g_autofree char *text = NULL;
	gsize length;
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	g_autofree char *more = g_strconcat(text, "\n", NULL);
	for (gsize i = 0; i < length; i++) {
		text[i] ^= 1;
		ck_assert(
			g_file_set_contents(path, text, (gssize)length, NULL));
		ck_assert_msg(!is_believed("en", mark), "%s %zu", name, i);
		text[i] ^= 1;
		ck_assert(g_file_set_contents(path, text, (gssize)i, NULL));
		ck_assert_msg(!is_believed("en", mark), "%s %zu", name, i);
	}
	ck_assert(g_file_set_contents(path, more, -1, NULL));
	ck_assert(!is_believed("en", mark));
	ck_assert(g_file_set_contents(path, text, (gssize)length, NULL));
	ck_assert(is_believed("en", mark));
}

START_TEST(test_damaged_not_believed)
{
	g_autofree char *affixes = NULL, *words = NULL;
	keep_one(&affixes, &words);
	damage("en.aff");
	damage("en.dic");
	g_autofree char *path = g_build_filename(dir, "stems/en.dic", NULL);
	ck_assert_int_eq(g_remove(path), 0);
	ck_assert(!is_believed("en", mark));
}
END_TEST

static char *stems_of(struct stem_dictionary *dictionary)
{
	static const char *const words[] = { "charged", "bills", "unwanted",
		"was", "qzx" };
	struct stemmer stemmer = stem_dictionary_stemmer(dictionary);
	g_autoptr(GPtrArray) stems = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		stemmer.stem(stemmer.user, words[i], stems);
	g_ptr_array_add(stems, NULL);
	return g_strjoinv("|", (char **)stems->pdata);
}

START_TEST(test_stems_are_the_same)
{
	g_autofree char *now = stem_dictionary_mark("en");
	ck_assert(stem_dictionary_keep("en", dir, NULL));
	ck_assert(is_believed("en", now));
	struct stem_dictionary *made = stem_dictionary_open("en", NULL);
	struct stem_dictionary *kept = stem_dictionary_open("en", dir);
	g_autofree char *wanted = stems_of(made), *got = stems_of(kept);
	ck_assert_str_eq(got, wanted);
	ck_assert_ptr_nonnull(strstr(got, "charge"));
	stem_dictionary_free(made);
	stem_dictionary_free(kept);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kept_stem_packs");
	TCase *tests = tcase_create("kept_stem_packs");
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_kept);
	tcase_add_test(tests, test_of_others_not_believed);
	tcase_add_test(tests, test_damaged_not_believed);
	tcase_add_test(tests, test_stems_are_the_same);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
