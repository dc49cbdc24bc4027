/* Watching a scan folder.  inotify only wakes us: what is there is always
 * learned by looking, so a lost event costs one rescan and nothing more. */
#include "plaint/source/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"

enum {
	NAME_TRIES_MOST = 1000,
	WHY_MOST_BYTES = 4096,
	DAY_MOST_BYTES = 64,
	/* A folder with more files than this is read in several rounds. */
	FILES_MOST = 10000,
	EMPTY_PATIENCE = 10, /* times as long for an empty file */
};

/* What Windows' editors begin a file with. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static const char done_name[] = "done";
static const char failed_name[] = "failed";
static const char why_suffix[] = ".why.txt";

/* What programs leave in folders that is no letter, or none yet. */
static const char *const unfinished_suffixes[] = { ".part", ".partial", ".tmp",
	".temp", ".crdownload", ".filepart", ".swp", "~" };
static const char *const foreign_names[] = { "Thumbs.db", "desktop.ini",
	"@eaDir", FOLDER_DAY_NAME };
static const char *const foreign_prefixes[] = { ".", "~$", "#recycle",
	"@eaDir" };

/* A file as it was seen last. */
struct sighting {
	int64_t size_bytes;
	int64_t modified_ns;
	int64_t still_since_us;
	bool is_seen_now;
};

struct folder_watch {
	char *path;
	int dir_fd;
	int done_fd;
	int failed_fd;
	int inotify_fd, inotify_watch;
	int64_t still_us;
	int64_t rescan_us;
	int64_t limit_bytes;
	GHashTable *sightings; /* name → struct sighting */
	char *day_name; /* as the clerk's day file was spelt; NULL: none */
};

typedef DIR dir_stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dir_stream, closedir)

static void folder_item_free(struct folder_item *item)
{
	if (item == NULL)
		return;
	g_free(item->name);
	g_free(item->key);
	g_free(item);
}

static bool fail_errno(
	const struct folder_watch *watch, const char *name, GError **error)
{
	int reason = errno;
	int code = SOURCE_ERROR_NETWORK;
	if (reason == EACCES || reason == EPERM || reason == EROFS)
		code = SOURCE_ERROR_REFUSED;
	g_set_error(error, SOURCE_ERROR, code, "%s/%s: %s", watch->path, name,
		g_strerror(reason));
	return false;
}

static int subfolder_open(
	const struct folder_watch *watch, const char *name, GError **error)
{
	if (mkdirat(watch->dir_fd, name, 0770) < 0 && errno != EEXIST) {
		fail_errno(watch, name, error);
		return -1;
	}
	int fd = openat(watch->dir_fd, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		fail_errno(watch, name, error);
	return fd;
}

/* Is what is open still what has the name? */
static bool is_same(int fd, int dir_fd, const char *name)
{
	struct stat open, named;
	return fd >= 0 && fstat(fd, &open) == 0 &&
	       fstatat(dir_fd, name, &named, 0) == 0 &&
	       open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

/* People tidy up: done/ may have been deleted, or put away. */
static bool subfolder_renew(const struct folder_watch *watch, int *fd,
	const char *name, GError **error)
{
	if (is_same(*fd, watch->dir_fd, name))
		return true;
	fd_clear(fd);
	*fd = subfolder_open(watch, name, error);
	return *fd >= 0;
}

/* Without inotify (out of watches) the rescan still works. */
static void listen(struct folder_watch *watch)
{
	if (watch->inotify_fd < 0)
		return;
	if (watch->inotify_watch >= 0)
		inotify_rm_watch(watch->inotify_fd, watch->inotify_watch);
	watch->inotify_watch = inotify_add_watch(watch->inotify_fd, watch->path,
		IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO);
}

/* A share that was mounted later, or a folder that was made anew, is another
 * one than that which is open. */
static bool folder_renew(struct folder_watch *watch, GError **error)
{
	if (is_same(watch->dir_fd, AT_FDCWD, watch->path))
		return true;
	fd_clear(&watch->dir_fd);
	watch->dir_fd = open(watch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (watch->dir_fd < 0) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED, "%s: %s",
			watch->path, g_strerror(errno));
		return false;
	}
	bool made =
		subfolder_renew(watch, &watch->done_fd, done_name, error) &&
		subfolder_renew(watch, &watch->failed_fd, failed_name, error);
	listen(watch); /* from here on: what we made wakes nobody */
	return made;
}

struct folder_watch *folder_watch_new(
	const struct folder_settings *settings, GError **error)
{
	g_autoptr(folder_watch) watch = g_new0(struct folder_watch, 1);
	watch->path = g_strdup(settings->path);
	watch->still_us = settings->still_us;
	watch->rescan_us = settings->rescan_us;
	watch->limit_bytes = settings->limit_bytes;
	watch->dir_fd = watch->done_fd = watch->failed_fd = -1;
	watch->inotify_watch = -1;
	watch->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	watch->sightings =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!folder_renew(watch, error))
		return NULL;
	return g_steal_pointer(&watch);
}

void folder_watch_free(struct folder_watch *watch)
{
	if (watch == NULL)
		return;
	fd_clear(&watch->dir_fd);
	fd_clear(&watch->done_fd);
	fd_clear(&watch->failed_fd);
	fd_clear(&watch->inotify_fd);
	g_clear_pointer(&watch->sightings, g_hash_table_unref);
	g_free(watch->day_name);
	g_free(watch->path);
	g_free(watch);
}

int folder_watch_fd(const struct folder_watch *watch)
{
	return watch->inotify_fd;
}

static void events_drain(const struct folder_watch *watch)
{
	char events[4096];
	while (watch->inotify_fd >= 0 &&
		read(watch->inotify_fd, events, sizeof(events)) > 0)
		continue;
}

static bool name_is_wanted(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(foreign_prefixes); i++)
		if (g_str_has_prefix(name, foreign_prefixes[i]))
			return false;
	for (size_t i = 0; i < G_N_ELEMENTS(foreign_names); i++)
		if (g_ascii_strcasecmp(name, foreign_names[i]) == 0)
			return false;
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(unfinished_suffixes); i++)
		if (g_str_has_suffix(lower, unfinished_suffixes[i]))
			return false;
	return strcmp(name, done_name) != 0 && strcmp(name, failed_name) != 0;
}

/* Windows makes Received.txt of it as readily. */
static void note_day_name(struct folder_watch *watch, const char *name)
{
	bool is_exact = strcmp(name, FOLDER_DAY_NAME) == 0;
	if (is_exact ||
		(watch->day_name == NULL &&
			g_ascii_strcasecmp(name, FOLDER_DAY_NAME) == 0)) {
		g_free(watch->day_name);
		watch->day_name = g_strdup(name);
	}
}

static int64_t stat_modified_ns(const struct stat *st)
{
	return st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
}

/* Size and time are in the key, so that a scanner that begins again at
 * scan0001.tif does not hide today's letters behind yesterday's. */
static struct folder_item *item_new(const struct folder_watch *watch,
	const char *name, const struct sighting *sighting)
{
	struct folder_item *item = g_new0(struct folder_item, 1);
	g_autofree char *valid = utf8_make_valid(name, strlen(name), NULL);
	item->name = g_strdup(name);
	item->size_bytes = sighting->size_bytes;
	item->modified_utc_us = sighting->modified_ns / 1000;
	item->key =
		g_strdup_printf("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%s",
			sighting->modified_ns, sighting->size_bytes, valid);
	item->is_too_big = watch->limit_bytes > 0 &&
			   sighting->size_bytes > watch->limit_bytes;
	return item;
}

/* Update what is known of one file; when it is ready, returns it. */
static struct folder_item *file_look(struct folder_watch *watch,
	const char *name, int64_t now_us, int64_t *next_us)
{
	struct stat st;
	if (fstatat(watch->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISREG(st.st_mode))
		return NULL;
	struct sighting *sighting = g_hash_table_lookup(watch->sightings, name);
	if (sighting == NULL) {
		sighting = g_new0(struct sighting, 1);
		sighting->size_bytes = -1;
		g_hash_table_insert(watch->sightings, g_strdup(name), sighting);
	}
	int64_t modified_ns = stat_modified_ns(&st);
	sighting->is_seen_now = true;
	/* The clock was put back: it would seem to be young for long. */
	sighting->still_since_us = MIN(sighting->still_since_us, now_us);
	if (sighting->size_bytes != st.st_size ||
		sighting->modified_ns != modified_ns) {
		sighting->size_bytes = st.st_size;
		sighting->modified_ns = modified_ns;
		sighting->still_since_us = now_us;
	}
	/* Many programs make the file first and fill it later. */
	int64_t still_us = watch->still_us *
			   (sighting->size_bytes == 0 ? EMPTY_PATIENCE : 1);
	int64_t ready_us = sighting->still_since_us + still_us;
	if (ready_us <= now_us)
		return item_new(watch, name, sighting);
	*next_us = MIN(*next_us, ready_us);
	return NULL;
}

static int item_compare(gconstpointer a, gconstpointer b)
{
	const struct folder_item *left = *(struct folder_item *const *)a;
	const struct folder_item *right = *(struct folder_item *const *)b;
	if (left->modified_utc_us != right->modified_utc_us)
		return left->modified_utc_us < right->modified_utc_us ? -1 : 1;
	return strcmp(left->name, right->name);
}

static gboolean sighting_is_stale(gpointer name, gpointer value, gpointer user)
{
	(void)name;
	(void)user;
	struct sighting *sighting = value;
	bool is_stale = !sighting->is_seen_now;
	sighting->is_seen_now = false;
	return is_stale;
}

static DIR *dir_open(const struct folder_watch *watch, GError **error)
{
	auto_fd int fd =
		openat(watch->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL)
		fail_errno(watch, "", error);
	else
		fd_steal(&fd);
	return dir;
}

GPtrArray *folder_watch_ready(struct folder_watch *watch, int64_t now_utc_us,
	int64_t *next_us_out, GError **error)
{
	bool is_there = folder_renew(watch, error);
	events_drain(watch);
	if (!is_there)
		return NULL;
	g_autoptr(dir_stream) dir = dir_open(watch, error);
	if (dir == NULL)
		return NULL;
	g_clear_pointer(&watch->day_name, g_free);
	GPtrArray *ready = g_ptr_array_new_with_free_func(
		(GDestroyNotify)folder_item_free);
	int64_t next_us = now_utc_us + watch->rescan_us;
	int files = 0;
	for (const struct dirent *entry = readdir(dir);
		entry != NULL && files < FILES_MOST; entry = readdir(dir)) {
		note_day_name(watch, entry->d_name);
		if (!name_is_wanted(entry->d_name))
			continue;
		files++;
		struct folder_item *item =
			file_look(watch, entry->d_name, now_utc_us, &next_us);
		if (item != NULL)
			g_ptr_array_add(ready, item);
	}
	g_hash_table_foreach_remove(watch->sightings, sighting_is_stale, NULL);
	g_ptr_array_sort(ready, item_compare);
	*next_us_out = next_us;
	return ready;
}

/* Is it still the plain file that was listed? */
static bool stat_is_item(const struct stat *st, const struct folder_item *item)
{
	return S_ISREG(st->st_mode) && st->st_size == item->size_bytes &&
	       stat_modified_ns(st) / 1000 == item->modified_utc_us;
}

int folder_open(struct folder_watch *watch, const struct folder_item *item,
	GError **error)
{
	auto_fd int fd = openat(watch->dir_fd, item->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	if (fd < 0 && errno != ENOENT && errno != ELOOP) {
		fail_errno(watch, item->name, error);
		return -1;
	}
	if (fd < 0 || fstat(fd, &st) < 0 || !stat_is_item(&st, item)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_MESSAGE,
			"%s/%s: the file vanished or changed", watch->path,
			item->name);
		return -1;
	}
	return fd_steal(&fd);
}

char *folder_read_day(struct folder_watch *watch, int64_t *written_utc_us_out)
{
	struct stat st;
	const char *name =
		watch->day_name != NULL ? watch->day_name : FOLDER_DAY_NAME;
	auto_fd int fd = openat(watch->dir_fd, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	char text[DAY_MOST_BYTES] = { 0 };
	if (fd < 0 || fstat(fd, &st) < 0 ||
		read(fd, text, sizeof(text) - 1) < 0)
		return NULL;
	*written_utc_us_out = stat_modified_ns(&st) / 1000;
	const char *day = text;
	if (g_str_has_prefix(day, BYTE_ORDER_MARK))
		day += strlen(BYTE_ORDER_MARK);
	return g_strstrip(utf8_make_valid(day, strlen(day), NULL));
}

/* So many bytes of a name that, with `more` bytes behind, it is still one; no
 * letter is cut in two. */
static size_t stem_within(const char *name, size_t length, size_t more)
{
	if (length + more <= NAME_MAX)
		return length;
	length = more < NAME_MAX ? NAME_MAX - more : 0;
	while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80)
		length--;
	return length;
}

/* "scan (2).tif"; the first try is the name itself. */
static char *name_numbered(const char *name, int number)
{
	if (number == 1)
		return g_strdup(name);
	const char *dot = strrchr(name, '.');
	size_t length = dot == NULL || dot == name ? strlen(name)
						   : (size_t)(dot - name);
	g_autofree char *end =
		g_strdup_printf(" (%d)%s", number, name + length);
	return g_strdup_printf("%.*s%s",
		(int)stem_within(name, length, strlen(end)), name, end);
}

/* Move without overwriting.  File systems that know no RENAME_NOREPLACE get
 * a link and an unlink, which refuse a taken name as well. */
static bool move_once(int from, const char *name, int to, const char *new_name)
{
	if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	return linkat(from, name, to, new_name, 0) == 0 &&
	       unlinkat(from, name, 0) == 0;
}

/* The name it got there; NULL with an error, or without one when there was
 * nothing to move. */
static char *item_move(struct folder_watch *watch,
	const struct folder_item *item, int to_fd, GError **error)
{
	struct stat st;
	if (fstatat(watch->dir_fd, item->name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT)
			fail_errno(watch, item->name, error);
		return NULL;
	}
	if (!stat_is_item(&st, item))
		return NULL;
	for (int number = 1; number <= NAME_TRIES_MOST; number++) {
		g_autofree char *new_name = name_numbered(item->name, number);
		if (move_once(watch->dir_fd, item->name, to_fd, new_name)) {
			g_hash_table_remove(watch->sightings, item->name);
			return g_steal_pointer(&new_name);
		}
		if (errno == EEXIST)
			continue;
		if (errno != ENOENT)
			fail_errno(watch, item->name, error);
		return NULL;
	}
	errno = EEXIST;
	fail_errno(watch, item->name, error);
	return NULL;
}

bool folder_settle(struct folder_watch *watch, const struct folder_item *item,
	GError **error)
{
	GError *cause = NULL;
	if (!subfolder_renew(watch, &watch->done_fd, done_name, error))
		return false;
	g_free(item_move(watch, item, watch->done_fd, &cause));
	if (cause == NULL)
		return true;
	g_propagate_error(error, cause);
	return false;
}

bool folder_reject(struct folder_watch *watch, const struct folder_item *item,
	const char *why, GError **error)
{
	GError *cause = NULL;
	if (!subfolder_renew(watch, &watch->failed_fd, failed_name, error))
		return false;
	g_autofree char *name =
		item_move(watch, item, watch->failed_fd, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (name == NULL)
		return true;
	g_autofree char *why_name = g_strdup_printf("%.*s%s",
		(int)stem_within(name, strlen(name), strlen(why_suffix)), name,
		why_suffix);
	auto_fd int fd = openat(watch->failed_fd, why_name,
		O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0660);
	if (fd < 0)
		return fail_errno(watch, why_name, error);
	size_t length = strnlen(why, WHY_MOST_BYTES);
	return fd_write_all(fd, why, length, error) &&
	       fd_write_all(fd, "\n", 1, error);
}
