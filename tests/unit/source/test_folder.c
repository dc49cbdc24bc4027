/* The scan folder: when a file is taken, which never are, and where they go.
 * Time is a number the tests choose. */
#include "check_main.h"
#include "scratch.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/source/folder.h"

enum {
	SECOND = 1000 * 1000,
};

static char *dir;
static struct folder_watch *watch;

static char *path_of(const char *name)
{
	return g_build_filename(dir, name, NULL);
}

static void put(const char *name, const char *content)
{
	scratch_put(dir, name, content);
}

static bool exists(const char *name)
{
	g_autofree char *path = path_of(name);
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static char *content_of(const char *name)
{
	g_autofree char *path = path_of(name);
	char *content = NULL;
	g_file_get_contents(path, &content, NULL, NULL);
	return content;
}

static void setup(void)
{
	dir = scratch_make();
	struct folder_settings settings = { .path = dir,
		.still_us = 2 * SECOND,
		.rescan_us = 30 * SECOND,
		.limit_bytes = 1000 };
	watch = folder_watch_new(&settings, NULL);
	ck_assert_ptr_nonnull(watch);
}

static void teardown(void)
{
	folder_watch_free(watch);
	scratch_remove(dir);
}

static GPtrArray *ready_at(int64_t now_us)
{
	int64_t next_us = 0;
	GPtrArray *ready = folder_watch_ready(watch, now_us, &next_us, NULL);
	ck_assert_ptr_nonnull(ready);
	ck_assert_int_gt(next_us, now_us);
	ck_assert_int_le(next_us, now_us + 30 * SECOND);
	return ready;
}

static guint count_at(int64_t now_us)
{
	g_autoptr(GPtrArray) ready = ready_at(now_us);
	return ready->len;
}

START_TEST(test_stands_still)
{
	put("a.tif", "half");
	ck_assert_uint_eq(count_at(10 * SECOND), 0);
	ck_assert_uint_eq(count_at(11 * SECOND), 0);
	put("a.tif", "half and half");
	ck_assert_uint_eq(count_at(13 * SECOND), 0);
	int64_t next_us = 0;
	g_autoptr(GPtrArray) none =
		folder_watch_ready(watch, 14 * SECOND, &next_us, NULL);
	ck_assert_uint_eq(none->len, 0);
	ck_assert_int_eq(next_us, 15 * SECOND);
	g_autoptr(GPtrArray) ready = ready_at(15 * SECOND);
	ck_assert_uint_eq(ready->len, 1);
	const struct folder_item *item = ready->pdata[0];
	ck_assert_str_eq(item->name, "a.tif");
	ck_assert_int_eq(item->size_bytes, 13);
	ck_assert(g_str_has_suffix(item->key, ":13:a.tif"));
	/* Given again until it is settled, with the same key. */
	g_autoptr(GPtrArray) again = ready_at(16 * SECOND);
	ck_assert_str_eq(
		((struct folder_item *)again->pdata[0])->key, item->key);
}
END_TEST

START_TEST(test_key_survives_restart)
{
	put("a.tif", "x");
	count_at(0);
	g_autoptr(GPtrArray) before = ready_at(5 * SECOND);
	struct folder_settings settings = {
		.path = dir, .rescan_us = SECOND, .still_us = 1
	};
	g_autoptr(folder_watch) other = folder_watch_new(&settings, NULL);
	int64_t next_us;
	g_ptr_array_unref(folder_watch_ready(other, 0, &next_us, NULL));
	g_autoptr(GPtrArray) after =
		folder_watch_ready(other, SECOND, &next_us, NULL);
	ck_assert_str_eq(((struct folder_item *)before->pdata[0])->key,
		((struct folder_item *)after->pdata[0])->key);
	put("a.tif", "y");
	g_ptr_array_unref(
		folder_watch_ready(other, 2 * SECOND, &next_us, NULL));
	g_autoptr(GPtrArray) fresh =
		folder_watch_ready(other, 3 * SECOND, &next_us, NULL);
	ck_assert_str_ne(((struct folder_item *)before->pdata[0])->key,
		((struct folder_item *)fresh->pdata[0])->key);
}
END_TEST

START_TEST(test_never_taken)
{
	static const char *const names[] = { ".hidden", "a.part", "a.TMP", "a~",
		"._a.tif", ".DS_Store", "Thumbs.db", "thumbs.DB", "desktop.ini",
		"@eaDir", "~$letter.pdf", "a.crdownload" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		put(names[i], "x");
	g_autofree char *sub = path_of("sub");
	g_autofree char *link = path_of("link.tif");
	g_autofree char *fifo = path_of("fifo.tif");
	ck_assert_int_eq(g_mkdir(sub, 0700), 0);
	ck_assert_int_eq(symlink("/etc/passwd", link), 0);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	put("yes.tif", "x");
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(100 * SECOND);
	ck_assert_uint_eq(ready->len, 1);
}
END_TEST

START_TEST(test_empty_waits_longer)
{
	put("slow.pdf", "");
	count_at(0);
	ck_assert_uint_eq(count_at(3 * SECOND), 0);
	ck_assert_uint_eq(count_at(20 * SECOND), 1);
}
END_TEST

START_TEST(test_too_big)
{
	g_autofree char *big = g_strnfill(1001, 'x');
	put("big.pdf", big);
	put("fits.pdf", big + 1);
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(3 * SECOND);
	ck_assert_uint_eq(ready->len, 2);
	for (guint i = 0; i < 2; i++) {
		const struct folder_item *item = ready->pdata[i];
		ck_assert_int_eq(
			item->is_too_big, strcmp(item->name, "big.pdf") == 0);
	}
}
END_TEST

START_TEST(test_settle)
{
	for (int i = 1; i <= 3; i++) {
		g_autofree char *content = g_strdup_printf("%d", i);
		put("scan.tif", content);
		count_at(i * 10 * SECOND);
		g_autoptr(GPtrArray) ready = ready_at((i * 10 + 5) * SECOND);
		ck_assert_uint_eq(ready->len, 1);
		int fd = folder_open(watch, ready->pdata[0], NULL);
		ck_assert_int_ge(fd, 0);
		close(fd);
		ck_assert(folder_settle(watch, ready->pdata[0], NULL));
		/* Again, as after a crash. */
		ck_assert(folder_settle(watch, ready->pdata[0], NULL));
	}
	ck_assert(!exists("scan.tif"));
	g_autofree char *first = content_of("done/scan.tif");
	g_autofree char *third = content_of("done/scan (3).tif");
	ck_assert_str_eq(first, "1");
	ck_assert_str_eq(third, "3");
}
END_TEST

START_TEST(test_changed_in_between)
{
	put("a.tif", "old");
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(5 * SECOND);
	put("a.tif", "newer");
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(folder_open(watch, ready->pdata[0], &error), -1);
	ck_assert_int_eq(error->code, SOURCE_ERROR_MESSAGE);
	ck_assert(folder_settle(watch, ready->pdata[0], NULL));
	ck_assert(exists("a.tif"));
	ck_assert(!exists("done/a.tif"));
}
END_TEST

START_TEST(test_link_in_between)
{
	put("a.tif", "old");
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(5 * SECOND);
	g_autofree char *path = path_of("a.tif");
	unlink(path);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	ck_assert_int_eq(folder_open(watch, ready->pdata[0], NULL), -1);
}
END_TEST

START_TEST(test_reject)
{
	put("bad.pdf", "x");
	put("failed/bad.pdf", "an older one");
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(5 * SECOND);
	ck_assert(folder_reject(
		watch, ready->pdata[0], "not a PDF: no header", NULL));
	g_autofree char *why = content_of("failed/bad (2).pdf.why.txt");
	g_autofree char *moved = content_of("failed/bad (2).pdf");
	g_autofree char *kept = content_of("failed/bad.pdf");
	ck_assert_str_eq(why, "not a PDF: no header\n");
	ck_assert_str_eq(moved, "x");
	ck_assert_str_eq(kept, "an older one");
}
END_TEST

/* The day that an editor of Windows writes, under the name it gives. */
START_TEST(test_day_of_windows)
{
	int64_t written_us = 0;
	put("Received.TXT", "\xef\xbb\xbf"
			    "2026-11-20\r\n");
	ck_assert_uint_eq(count_at(0), 0);
	g_autofree char *day = folder_read_day(watch, &written_us);
	ck_assert_str_eq(day, "2026-11-20");
	put(FOLDER_DAY_NAME, "2026-11-21");
	ck_assert_uint_eq(count_at(SECOND), 0);
	g_autofree char *exact = folder_read_day(watch, &written_us);
	ck_assert_str_eq(exact, "2026-11-21");
}
END_TEST

START_TEST(test_clock_put_back)
{
	put("a.tif", "x");
	ck_assert_uint_eq(count_at(3600 * (int64_t)SECOND), 0);
	ck_assert_uint_eq(count_at(10 * SECOND), 0);
	ck_assert_uint_eq(count_at(13 * SECOND), 1);
}
END_TEST

/* 127 letters and an end are all that a name may have. */
START_TEST(test_long_names)
{
	enum {
		LETTERS = 125
	};
	GString *name = g_string_new(NULL);
	for (int i = 0; i < LETTERS; i++)
		g_string_append(name, "я");
	g_string_append(name, ".tif");
	g_autofree char *file = g_string_free(name, FALSE);
	g_autofree char *path = path_of(file);
	for (int i = 1; i <= 2; i++) {
		/* No other name beside it, which would be too long. */
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		ck_assert_int_eq(write(fd, "x", 1), 1);
		close(fd);
		count_at(i * 10 * SECOND);
		g_autoptr(GPtrArray) ready = ready_at((i * 10 + 5) * SECOND);
		g_autoptr(GError) error = NULL;
		ck_assert_msg(folder_reject(watch, ready->pdata[0], "why not",
				      &error),
			"%s", error != NULL ? error->message : "");
	}
	g_autofree char *failed = path_of("failed");
	g_autoptr(GDir) listing = g_dir_open(failed, 0, NULL);
	int count = 0, reasons = 0;
	for (const char *at = g_dir_read_name(listing); at != NULL;
		at = g_dir_read_name(listing)) {
		ck_assert(g_utf8_validate(at, -1, NULL));
		reasons += g_str_has_suffix(at, ".why.txt");
		count++;
	}
	ck_assert_int_eq(count, 4);
	ck_assert_int_eq(reasons, 2);
}
END_TEST

/* Whoever tidies up deletes done/, or puts it away under another name. */
START_TEST(test_done_taken_away)
{
	g_autofree char *done = path_of("done");
	g_autofree char *away = path_of("done of last year");
	put("a.tif", "first");
	put("b.tif", "second");
	count_at(0);
	g_autoptr(GPtrArray) ready = ready_at(5 * SECOND);
	ck_assert_int_eq(g_rmdir(done), 0);
	ck_assert(folder_settle(watch, ready->pdata[0], NULL));
	ck_assert(exists("done/a.tif"));
	ck_assert_int_eq(g_rename(done, away), 0);
	ck_assert(folder_settle(watch, ready->pdata[1], NULL));
	ck_assert(exists("done/b.tif"));
	ck_assert(!exists("done of last year/b.tif"));

	g_autofree char *failed = path_of("failed");
	put("c.tif", "third");
	count_at(10 * SECOND);
	g_autoptr(GPtrArray) bad = ready_at(15 * SECOND);
	ck_assert_int_eq(g_rmdir(failed), 0);
	ck_assert(folder_reject(watch, bad->pdata[0], "no page", NULL));
	ck_assert(exists("failed/c.tif.why.txt"));
}
END_TEST

/* As when a share is mounted late, or comes back. */
START_TEST(test_folder_made_anew)
{
	g_autofree char *old = g_strconcat(dir, ".old", NULL);
	g_autoptr(GError) error = NULL;
	int64_t next_us;
	put("a.tif", "old");
	ck_assert_int_eq(g_rename(dir, old), 0);
	ck_assert_ptr_null(
		folder_watch_ready(watch, 10 * SECOND, &next_us, &error));
	ck_assert_ptr_nonnull(strstr(error->message, dir));
	ck_assert_int_eq(g_mkdir(dir, 0700), 0);
	ck_assert_uint_eq(count_at(20 * SECOND), 0);
	struct pollfd polled = { .fd = folder_watch_fd(watch),
		.events = POLLIN };
	ck_assert_int_eq(poll(&polled, 1, 0), 0);
	put("b.tif", "new");
	ck_assert_int_eq(poll(&polled, 1, 1000), 1);
	count_at(22 * SECOND);
	g_autoptr(GPtrArray) ready = ready_at(30 * SECOND);
	ck_assert_uint_eq(ready->len, 1);
	ck_assert(folder_settle(watch, ready->pdata[0], NULL));
	ck_assert(exists("done/b.tif"));
	scratch_remove(g_steal_pointer(&old));
}
END_TEST

START_TEST(test_wakes)
{
	struct pollfd polled = { .fd = folder_watch_fd(watch),
		.events = POLLIN };
	ck_assert_int_eq(poll(&polled, 1, 0), 0);
	put("a.tif", "x");
	ck_assert_int_eq(poll(&polled, 1, 1000), 1);
	count_at(0);
	ck_assert_int_eq(poll(&polled, 1, 0), 0);
}
END_TEST

START_TEST(test_no_folder)
{
	g_autoptr(GError) error = NULL;
	struct folder_settings settings = { .path = "/nonexistent/scans" };
	ck_assert_ptr_null(folder_watch_new(&settings, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_REFUSED);
	ck_assert_ptr_nonnull(strstr(error->message, "/nonexistent/scans"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("source/folder");
	TCase *tcase = tcase_create("folder");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_stands_still);
	tcase_add_test(tcase, test_key_survives_restart);
	tcase_add_test(tcase, test_never_taken);
	tcase_add_test(tcase, test_empty_waits_longer);
	tcase_add_test(tcase, test_too_big);
	tcase_add_test(tcase, test_settle);
	tcase_add_test(tcase, test_changed_in_between);
	tcase_add_test(tcase, test_link_in_between);
	tcase_add_test(tcase, test_reject);
	tcase_add_test(tcase, test_day_of_windows);
	tcase_add_test(tcase, test_clock_put_back);
	tcase_add_test(tcase, test_long_names);
	tcase_add_test(tcase, test_done_taken_away);
	tcase_add_test(tcase, test_folder_made_anew);
	tcase_add_test(tcase, test_wakes);
	tcase_add_test(tcase, test_no_folder);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
