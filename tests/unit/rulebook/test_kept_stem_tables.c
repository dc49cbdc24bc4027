/* What is kept is found again, whole; what is damaged, cut short, or of another
 * dictionary is not believed. */
#include <string.h>
#include "check_main.h"
#include "scratch.h"

#include "../../../src/rulebook/kept_stem_tables.h"
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

static const char table[] = "what stands in a table";

static void keep_one(void)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(table, sizeof(table));
	ck_assert(kept_table_write(dir, "en", mark, bytes, NULL));
}

static bool is_believed(const char *language, const char *of)
{
	g_autoptr(GBytes) bytes = kept_table_read(dir, language, of);
	if (bytes == NULL)
		return false;
	ck_assert_uint_eq(g_bytes_get_size(bytes), sizeof(table));
	ck_assert_str_eq(g_bytes_get_data(bytes, NULL), table);
	return true;
}

START_TEST(test_kept)
{
	g_autofree char *file = g_build_filename(dir, "file", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static(table, sizeof(table));
	GError *error = NULL;
	ck_assert(!is_believed("en", mark));
	keep_one();
	ck_assert(is_believed("en", mark));
	ck_assert_ptr_null(kept_table_read(NULL, "en", mark));
	scratch_put(dir, "file", "");
	ck_assert(!kept_table_write(file, "en", mark, bytes, &error));
	g_clear_error(&error);
}
END_TEST

/* The system's dictionary was updated, or there is one of another language. */
START_TEST(test_of_others_not_believed)
{
	keep_one();
	ck_assert(is_believed("en", mark));
	ck_assert(!is_believed("en", "en:12.34:56.79"));
	ck_assert(!is_believed("en", "en:12.34:56.7"));
	ck_assert(!is_believed("en", ""));
	ck_assert(!is_believed("uk", mark));
}
END_TEST

/* Not in place of another, for which the disk would be waited for. */
static void put(const char *path, const char *bytes, gsize length)
{
	ck_assert_int_eq(g_remove(path), 0);
	ck_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

/* Each byte another, each end before the last, and one more. */
static void damage(const char *name)
{
	g_autofree char *path = g_build_filename(dir, "stems", name, NULL);
	g_autofree char *text = NULL;
	gsize length;
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	g_autofree char *more = g_malloc0(length + 1);
	memcpy(more, text, length);
	for (gsize i = 0; i < length; i++) {
		text[i] ^= 1;
		put(path, text, length);
		ck_assert_msg(!is_believed("en", mark), "%s %zu", name, i);
		text[i] ^= 1;
		put(path, text, i);
		ck_assert_msg(!is_believed("en", mark), "%s %zu", name, i);
	}
	put(path, more, length + 1);
	ck_assert(!is_believed("en", mark));
	put(path, text, length);
	ck_assert(is_believed("en", mark));
}

START_TEST(test_damaged_not_believed)
{
	keep_one();
	damage("en.stems");
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
	g_autoptr(GBytes) bytes = kept_table_read(dir, "en", now);
	ck_assert_ptr_nonnull(bytes);
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
	Suite *suite = suite_create("kept_stem_tables");
	TCase *tests = tcase_create("kept_stem_tables");
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_kept);
	tcase_add_test(tests, test_of_others_not_believed);
	tcase_add_test(tests, test_damaged_not_believed);
	tcase_add_test(tests, test_stems_are_the_same);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
