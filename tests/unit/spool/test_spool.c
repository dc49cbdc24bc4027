/* The spool keeps what it was given, once, under its hash. */

#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "check_main.h"
#include "plaint/base/fd.h"
#include "plaint/spool/spool.h"
#include "scratch.h"

static char *dir;

static void setup(void)
{
	dir = scratch_make();
}

static void teardown(void)
{
	scratch_remove(dir);
}

static int file_with(struct spool *spool, const char *text)
{
	int fd = spool_scratch(spool, NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert(fd_write_all(fd, text, strlen(text), NULL));
	return fd;
}

/* Originals in the fan-out folders. */
static int count_originals(void)
{
	glob_t found = { 0 };
	g_autofree char *pattern = g_strdup_printf("%s/[0-9a-f]?/*", dir);
	int count =
		glob(pattern, 0, NULL, &found) == 0 ? (int)found.gl_pathc : 0;
	globfree(&found);
	return count;
}

START_TEST(test_who_serves_shows)
{
	bool is_ours;
	struct spool *spool = spool_open(dir, NULL);
	ck_assert(!spool_is_locked("/nowhere"));
	ck_assert(!spool_is_locked(dir));
	ck_assert(spool_lock(spool, &is_ours, NULL) && is_ours);
	ck_assert(spool_is_locked(dir));
	g_autoptr(spool) second = spool_open(dir, NULL);
	ck_assert(spool_lock(second, &is_ours, NULL) && !is_ours);
	spool_close(spool);
	ck_assert(!spool_is_locked(dir));
}
END_TEST

START_TEST(test_put_and_get)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	struct hash hash, again;
	auto_fd int in = file_with(spool, "xxскаргаyy");
	ck_assert(spool_put(spool, in, 2, 12, &hash, NULL));
	struct hash wanted = hash_bytes("скарга", 12);
	ck_assert_str_eq(hash.hex, wanted.hex);
	ck_assert(spool_put(spool, in, 2, 12, &again, NULL));
	auto_fd int out = spool_get(spool, hash.hex, NULL);
	g_autoptr(GBytes) bytes = fd_read_whole(out, 100, NULL);
	ck_assert_uint_eq(g_bytes_get_size(bytes), 12);
	ck_assert(spool_check(spool, hash.hex, NULL));
	ck_assert_int_eq(count_originals(), 1);
}
END_TEST

START_TEST(test_many_then_sync)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	struct hash hash;
	for (int i = 0; i < 200; i++) {
		g_autofree char *text = g_strdup_printf("letter %d", i % 150);
		auto_fd int in = file_with(spool, text);
		ck_assert(spool_put_later(spool, in, 0, -1, &hash, NULL));
	}
	ck_assert(spool_sync(spool, NULL));
	ck_assert_int_eq(count_originals(), 150);
}
END_TEST

/* What was put by one that never synced is made sure of by the next. */
START_TEST(test_large_small_and_again)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	g_autofree char *large = g_strnfill(3 << 20, 'x');
	auto_fd int in = file_with(spool, large);
	struct hash hash, again, empty;
	ck_assert(spool_put(spool, in, 0, -1, &hash, NULL));
	ck_assert(spool_check(spool, hash.hex, NULL));
	ck_assert(spool_put(spool, in, 0, -1, &again, NULL));
	ck_assert_str_eq(hash.hex, again.hex);
	ck_assert(spool_put(spool, in, 5, 0, &empty, NULL));
	ck_assert(spool_check(spool, empty.hex, NULL));
	auto_fd int out = spool_get(spool, hash.hex, NULL);
	struct stat about;
	ck_assert_int_eq(fstat(out, &about), 0);
	ck_assert_int_eq(about.st_size, 3 << 20);
	ck_assert_int_eq(about.st_mode & 0777, 0400);
}
END_TEST

/* A small scratch is a source like any other. */
START_TEST(test_small_scratch)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	auto_fd int scratch = spool_scratch_small(spool, NULL);
	struct hash hash;
	ck_assert_int_ge(scratch, 0);
	ck_assert(fd_write_all(scratch, "attachment", 10, NULL));
	ck_assert(spool_put(spool, scratch, 0, 10, &hash, NULL));
	struct hash wanted = hash_bytes("attachment", 10);
	ck_assert_str_eq(hash.hex, wanted.hex);
}
END_TEST

START_TEST(test_unsynced_leaves_no_name)
{
	struct hash hash;
	struct spool *spool = spool_open(dir, NULL);
	auto_fd int in = file_with(spool, "never synced");
	ck_assert(spool_put_later(spool, in, 0, -1, &hash, NULL));
	ck_assert(!spool_has(spool, hash.hex));
	spool_close(spool);
}
END_TEST

START_TEST(test_errors)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	g_autoptr(GError) error = NULL;
	struct hash hash = hash_bytes("none", 4);
	ck_assert_int_eq(spool_get(spool, hash.hex, &error), -1);
	ck_assert(g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_MISSING));
	g_clear_error(&error);
	ck_assert_int_eq(spool_get(spool, "../../etc/passwd", &error), -1);
	ck_assert(g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_MISSING));
	g_clear_error(&error);
	auto_fd int in = file_with(spool, "short");
	ck_assert(!spool_put(spool, in, 0, 50, &hash, &error));
	ck_assert(g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_DAMAGED));
}
END_TEST

START_TEST(test_damage_is_found)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	struct hash hash;
	auto_fd int in = file_with(spool, "original");
	ck_assert(spool_put(spool, in, 0, -1, &hash, NULL));
	g_autofree char *path =
		g_strdup_printf("%s/%.2s/%s", dir, hash.hex, hash.hex);
	g_chmod(path, 0600);
	ck_assert(g_file_set_contents(path, "forged!!", -1, NULL));
	g_autoptr(GError) error = NULL;
	ck_assert(!spool_check(spool, hash.hex, &error));
	ck_assert(g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_DAMAGED));
}
END_TEST

START_TEST(test_sweep)
{
	g_autoptr(spool) spool = spool_open(dir, NULL);
	struct hash keep;
	auto_fd int in = file_with(spool, "keep");
	ck_assert(spool_put(spool, in, 0, -1, &keep, NULL));
	g_autofree char *left = g_build_filename(dir, "tmp", "1.0", NULL);
	ck_assert(g_file_set_contents(left, "half a let", -1, NULL));
	/* A young one may be somebody's who is at it. */
	ck_assert_int_eq(spool_sweep(spool, 0), 0);
	int64_t later_us = ((int64_t)time(NULL) + 60) * 1000000;
	ck_assert_int_eq(spool_sweep(spool, later_us), 1);
	ck_assert(!g_file_test(left, G_FILE_TEST_EXISTS));
	ck_assert(spool_has(spool, keep.hex));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spool");
	TCase *all = tcase_create("originals");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, test_who_serves_shows);
	tcase_add_test(all, test_put_and_get);
	tcase_add_test(all, test_many_then_sync);
	tcase_add_test(all, test_large_small_and_again);
	tcase_add_test(all, test_small_scratch);
	tcase_add_test(all, test_unsynced_leaves_no_name);
	tcase_add_test(all, test_errors);
	tcase_add_test(all, test_damage_is_found);
	tcase_add_test(all, test_sweep);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
