/* Ids, hashes, descriptors, secrets, text: the small things all rests on. */

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "check_main.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/base/id.h"
#include "plaint/base/memory.h"
#include "plaint/base/secret.h"
#include "plaint/base/utf8.h"
#include "scratch.h"

START_TEST(test_ids_sort_by_time_and_differ)
{
	struct id first = id_new(1700000000000000);
	struct id same = id_new(1700000000000000);
	struct id later = id_new(1700000001000000);
	ck_assert_uint_eq(strlen(first.text), ID_LENGTH);
	ck_assert_str_ne(first.text, same.text);
	ck_assert_int_lt(strcmp(first.text, later.text), 0);
}
END_TEST

START_TEST(test_clock)
{
	int64_t a = clock_monotonic_us();
	int64_t b = clock_monotonic_us();
	ck_assert_int_le(a, b);
	ck_assert_int_gt(clock_now_utc_us(), 1700000000000000);
}
END_TEST

START_TEST(test_hash)
{
	/* FIPS 180-4, the example "abc". */
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223"
				  "b00361a396177a9cb410ff61f20015ad";
	struct hash hash = hash_bytes("abc", 3);
	ck_assert_str_eq(hash.hex, abc);
	ck_assert(hash_is_valid(hash.hex));
	ck_assert(!hash_is_valid("BA7816BF"));
	auto_fd int fd = memfd_create("hash", 0);
	ck_assert(fd_write_all(fd, "xxabcyy", 7, NULL));
	ck_assert(hash_fd(fd, 2, 3, &hash, NULL));
	ck_assert_str_eq(hash.hex, abc);
	g_autoptr(GError) error = NULL;
	ck_assert(!hash_fd(fd, 5, 9, &hash, &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_INVALID));
}
END_TEST

START_TEST(test_memory_may_be_large)
{
	static const size_t bytes[] = { 1, 1000, 2 << 20, (6 << 20) + 1 };
	for (size_t i = 0; i < G_N_ELEMENTS(bytes); i++) {
		g_autofree char *memory = memory_large(bytes[i]);
		memset(memory, 0xAA, bytes[i]);
		ck_assert_int_eq(memory[bytes[i] - 1], (char)0xAA);
	}
}
END_TEST

START_TEST(test_reading_whole)
{
	g_autoptr(GError) error = NULL;
	auto_fd int fd = memfd_create("whole", 0);
	ck_assert(fd_write_all(fd, "0123456789", 10, NULL));
	g_autoptr(GBytes) bytes = fd_read_whole(fd, 10, &error);
	ck_assert_uint_eq(g_bytes_get_size(bytes), 10);
	ck_assert_ptr_null(fd_read_whole(fd, 9, &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_TOO_BIG));
	g_clear_error(&error);
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert(fd_write_all(ends[1], "pipe", 4, NULL));
	close(ends[1]);
	g_autoptr(GBytes) stream = fd_read_whole(ends[0], 100, &error);
	ck_assert_uint_eq(g_bytes_get_size(stream), 4);
	close(ends[0]);
}
END_TEST

START_TEST(test_file_is_replaced_whole)
{
	g_autofree char *dir = g_dir_make_tmp("plaint-base-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "file", NULL);
	ck_assert(file_replace(path, "old", 3, 0600, NULL));
	ck_assert(file_replace(path, "newer", 5, 0600, NULL));
	g_autoptr(GBytes) bytes = file_read(path, 100, NULL);
	ck_assert_uint_eq(g_bytes_get_size(bytes), 5);
	g_autoptr(GError) error = NULL;
	ck_assert(!file_replace("/nonexistent/x", "", 0, 0600, &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_IO));
	g_remove(path);
	ck_assert_int_eq(g_rmdir(dir), 0);
}
END_TEST

static const struct {
	const char *bytes;
	mode_t mode;
	const char *secret; /* NULL: refused */
} secrets[] = {
	{ "hunter2\n", 0600, "hunter2" },
	{ "hunter2", 0640, "hunter2" },
	{ "two\nlines\n", 0400, "two" },
	{ "hunter2\n", 0644, NULL },
	{ "hunter2\n", 0620, NULL },
	{ "", 0600, NULL },
	{ "\n", 0600, NULL },
	{ "a\rb\n", 0600, NULL },
};

START_TEST(test_secrets)
{
	g_autoptr(GError) error = NULL;
	char *dir = scratch_make();
	g_autofree char *path = g_build_filename(dir, "secret", NULL);
	struct secret secret = { NULL };
	scratch_put(dir, "secret", secrets[_i].bytes);
	ck_assert_int_eq(g_chmod(path, secrets[_i].mode), 0);
	bool loaded = secret_load(&secret, path, &error);
	ck_assert_int_eq(loaded, secrets[_i].secret != NULL);
	if (loaded)
		ck_assert_str_eq(secret.text, secrets[_i].secret);
	else
		ck_assert(strstr(error->message, "hunter2") == NULL);
	secret_clear(&secret);
	ck_assert_ptr_null(secret.text);
	scratch_remove(dir);
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *valid;
	size_t replaced;
} texts[] = {
	{ "Скарга", 12, "Скарга", 0 },
	{ "a\xff\xfe"
	  "b",
		4,
		"a\xEF\xBF\xBD\xEF\xBF\xBD"
		"b",
		2 },
	{ "a\0b", 3,
		"a\xEF\xBF\xBD"
		"b",
		1 },
	{ "\xd0", 1, "\xEF\xBF\xBD", 1 },
	{ "\xed\xa0\x80", 3, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3 },
	{ "", 0, "", 0 },
};

START_TEST(test_text_is_made_valid)
{
	size_t replaced;
	g_autofree char *valid =
		utf8_make_valid(texts[_i].bytes, texts[_i].length, &replaced);
	ck_assert_str_eq(valid, texts[_i].valid);
	ck_assert_uint_eq(replaced, texts[_i].replaced);
	ck_assert(utf8_is_valid(valid, strlen(valid)));
}
END_TEST

/* Letter by letter or all at once: the same. */
START_TEST(test_folding_is_unicode)
{
	static const char *const pieces[] = { "a", "Z", "7", " ", "\n", "И",
		"и", "Ґ", "Ї", "ё", "Ў", "Я", "Ѐ", "ѝ", "ѣ", "\u0306", "\u0301",
		"\u0308", "\u0327", "№", "…", "ﬁ", "ẞ", "İ", "Σ", "ς", "\u00a0",
		"\u200d", "«", "—", "é", "E\u0301", "\u1100", "\u1161", "Å",
		"ϓ", "😀" };
	GRand *dice = g_rand_new_with_seed(7);
	for (int n = 0; n < 20000; n++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (int i = g_rand_int_range(dice, 0, 9); i > 0; i--)
			g_string_append(text, pieces[g_rand_int_range(dice, 0,
						      G_N_ELEMENTS(pieces))]);
		g_autofree char *apart =
			g_utf8_normalize(text->str, -1, G_NORMALIZE_NFKC);
		g_autofree char *lower = g_utf8_casefold(apart, -1);
		g_autofree char *wanted =
			g_utf8_normalize(lower, -1, G_NORMALIZE_NFC);
		g_autofree char *folded = utf8_fold(text->str);
		ck_assert_str_eq(folded, wanted);
	}
	g_rand_free(dice);
}
END_TEST

START_TEST(test_folding_and_cutting)
{
	g_autofree char *folded = utf8_fold("СКАРГА Їжак №5");
	ck_assert_str_eq(folded, "скарга їжак no5");
	g_autofree char *cut = utf8_cut("скарга", 3);
	ck_assert_str_eq(cut, "ска");
	g_autofree char *whole = utf8_cut("ї", 9);
	ck_assert_str_eq(whole, "ї");
	g_autofree char *line = utf8_one_line("  Тема\r\n\tлиста \x01 ");
	ck_assert_str_eq(line, "Тема листа");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *all = tcase_create("base");
	tcase_add_test(all, test_ids_sort_by_time_and_differ);
	tcase_add_test(all, test_clock);
	tcase_add_test(all, test_hash);
	tcase_add_test(all, test_memory_may_be_large);
	tcase_add_test(all, test_reading_whole);
	tcase_add_test(all, test_file_is_replaced_whole);
	tcase_add_loop_test(all, test_secrets, 0, G_N_ELEMENTS(secrets));
	tcase_add_loop_test(
		all, test_text_is_made_valid, 0, G_N_ELEMENTS(texts));
	tcase_add_test(all, test_folding_is_unicode);
	tcase_add_test(all, test_folding_and_cutting);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
