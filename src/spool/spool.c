/* Originals on a local file system.
 *
 * A name appears only after the bytes under it are on disk: temp file, fsync,
 * rename, fsync of the folder.  So a file that bears a hash is whole, and
 * putting the same bytes again needs no more than a look. */

#include "plaint/spool/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"

enum {
	PENDING_MOST = 64, /* descriptors held open between two syncs */
	COPY_CHUNK_BYTES = 1 << 20,
};

struct pending {
	int fd;
	char *temp_name; /* below tmp/ */
	struct hash hash;
};

struct spool {
	int dir_fd;
	int tmp_fd;
	guint64 next_temp;
	GArray *pending; /* of struct pending */
};

G_DEFINE_QUARK(plaint - spool - error, spool_error)

static bool fail_errno(GError **error, const char *what)
{
	int saved = errno;
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_IO, "spool: %s: %s", what,
		g_strerror(saved));
	return false;
}

/* Errors of base become ours: whoever calls the spool reacts to the spool. */
static bool fail_from(GError **error, GError *cause)
{
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_IO, "spool: %s",
		cause->message);
	g_error_free(cause);
	return false;
}

/* "ab/cd/abcd…" into `out`, which holds at least HASH_LENGTH + 7 bytes. */
static void spool_name(const char *hex, char *out)
{
	g_snprintf(out, HASH_LENGTH + 7, "%.2s/%.2s/%s", hex, hex + 2, hex);
}

static int folder_open(int at, const char *name)
{
	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void pending_clear(struct spool *spool)
{
	for (guint i = 0; i < spool->pending->len; i++) {
		struct pending *p =
			&g_array_index(spool->pending, struct pending, i);
		fd_clear(&p->fd);
		if (p->temp_name != NULL)
			unlinkat(spool->tmp_fd, p->temp_name, 0);
		g_clear_pointer(&p->temp_name, g_free);
	}
	g_array_set_size(spool->pending, 0);
}

struct spool *spool_open(const char *dir, GError **error)
{
	g_autoptr(spool) spool = g_new0(struct spool, 1);
	spool->tmp_fd = -1;
	spool->pending = g_array_new(FALSE, TRUE, sizeof(struct pending));
	spool->dir_fd = folder_open(AT_FDCWD, dir);
	if (spool->dir_fd >= 0)
		spool->tmp_fd = folder_open(spool->dir_fd, "tmp");
	if (spool->tmp_fd < 0) {
		fail_errno(error, dir);
		return NULL;
	}
	return g_steal_pointer(&spool);
}

void spool_close(struct spool *spool)
{
	if (spool == NULL)
		return;
	pending_clear(spool);
	g_array_free(spool->pending, TRUE);
	fd_clear(&spool->tmp_fd);
	fd_clear(&spool->dir_fd);
	g_free(spool);
}

static int temp_open(struct spool *spool, char **name_out)
{
	g_autofree char *name = g_strdup_printf(
		"%d.%" G_GUINT64_FORMAT, (int)getpid(), spool->next_temp++);
	int fd = openat(spool->tmp_fd, name,
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST) {
		/* Left by an earlier process that had our number. */
		unlinkat(spool->tmp_fd, name, 0);
		fd = openat(spool->tmp_fd, name,
			O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	*name_out = g_steal_pointer(&name);
	return fd;
}

int spool_scratch(struct spool *spool, GError **error)
{
	g_autofree char *name = NULL;
	int fd = temp_open(spool, &name);
	if (fd < 0)
		fail_errno(error, "scratch file");
	else
		unlinkat(spool->tmp_fd, name, 0);
	return fd;
}

static bool copy_range(
	int from, int64_t offset, int64_t length, int to, GError **error)
{
	g_autofree char *chunk = g_malloc(COPY_CHUNK_BYTES);
	GError *cause = NULL;
	while (length > 0) {
		size_t part = MIN((size_t)length, COPY_CHUNK_BYTES);
		if (!fd_read_exactly_at(from, offset, chunk, part, &cause) ||
			!fd_write_all(to, chunk, part, &cause))
			return fail_from(error, cause);
		offset += (int64_t)part;
		length -= (int64_t)part;
	}
	return true;
}

static bool is_pending(struct spool *spool, const char *hex)
{
	for (guint i = 0; i < spool->pending->len; i++) {
		if (strcmp(g_array_index(spool->pending, struct pending, i)
				    .hash.hex,
			    hex) == 0)
			return true;
	}
	return false;
}

bool spool_has(struct spool *spool, const char *hex)
{
	char name[HASH_LENGTH + 7];
	struct stat about;
	spool_name(hex, name);
	return fstatat(spool->dir_fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

bool spool_put_later(struct spool *spool, int fd, int64_t offset,
	int64_t length, struct hash *out, GError **error)
{
	GError *cause = NULL;
	if (length < 0) {
		int64_t size = fd_size_bytes(fd, &cause);
		if (size < 0)
			return fail_from(error, cause);
		length = MAX(size - offset, 0);
	}
	if (!hash_fd(fd, offset, length, out, &cause))
		return fail_from(error, cause);
	if (spool_has(spool, out->hex) || is_pending(spool, out->hex))
		return true;
	if (spool->pending->len >= PENDING_MOST && !spool_sync(spool, error))
		return false;
	struct pending next = { .hash = *out };
	next.fd = temp_open(spool, &next.temp_name);
	if (next.fd < 0) {
		g_free(next.temp_name);
		return fail_errno(error, "new file");
	}
	g_array_append_val(spool->pending, next);
	if (copy_range(fd, offset, length, next.fd, error))
		return true;
	g_array_set_size(spool->pending, spool->pending->len - 1);
	unlinkat(spool->tmp_fd, next.temp_name, 0);
	fd_clear(&next.fd);
	g_free(next.temp_name);
	return false;
}

/* The two fan-out folders of a name, made when missing.  A folder that was
 * just made is itself a name that must survive, hence the fsyncs upwards. */
static int fan_out_open(struct spool *spool, const char *hex)
{
	char first[3] = { hex[0], hex[1], '\0' };
	char second[3] = { hex[2], hex[3], '\0' };
	auto_fd int outer = folder_open(spool->dir_fd, first);
	if (outer < 0)
		return -1;
	auto_fd int inner =
		openat(outer, second, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (inner < 0) {
		inner = folder_open(outer, second);
		if (inner < 0 || fsync(outer) < 0 || fsync(spool->dir_fd) < 0)
			return -1;
	}
	return fd_steal(&inner);
}

static bool pending_publish(
	struct spool *spool, struct pending *p, GError **error)
{
	auto_fd int folder = fan_out_open(spool, p->hash.hex);
	if (folder < 0)
		return fail_errno(error, "folder");
	if (renameat(spool->tmp_fd, p->temp_name, folder, p->hash.hex) < 0)
		return fail_errno(error, "rename");
	g_clear_pointer(&p->temp_name, g_free);
	if (fsync(folder) < 0)
		return fail_errno(error, "fsync");
	return true;
}

bool spool_sync(struct spool *spool, GError **error)
{
	bool done = true;
	/* First all the data, so that the disk can order it, then the names. */
	for (guint i = 0; done && i < spool->pending->len; i++) {
		struct pending *p =
			&g_array_index(spool->pending, struct pending, i);
		if (fchmod(p->fd, 0400) < 0 || fsync(p->fd) < 0)
			done = fail_errno(error, "fsync");
	}
	for (guint i = 0; done && i < spool->pending->len; i++)
		done = pending_publish(spool,
			&g_array_index(spool->pending, struct pending, i),
			error);
	pending_clear(spool);
	return done;
}

bool spool_put(struct spool *spool, int fd, int64_t offset, int64_t length,
	struct hash *out, GError **error)
{
	return spool_put_later(spool, fd, offset, length, out, error) &&
	       spool_sync(spool, error);
}

int spool_get(struct spool *spool, const char *hex, GError **error)
{
	char name[HASH_LENGTH + 7];
	int fd = -1;
	if (hash_is_valid(hex)) {
		spool_name(hex, name);
		fd = openat(
			spool->dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	} else {
		errno = ENOENT;
	}
	if (fd < 0 && errno == ENOENT)
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_MISSING,
			"spool: no original %s", hex);
	else if (fd < 0)
		fail_errno(error, hex);
	return fd;
}

bool spool_check(struct spool *spool, const char *hex, GError **error)
{
	auto_fd int fd = spool_get(spool, hex, error);
	if (fd < 0)
		return false;
	struct hash found;
	GError *cause = NULL;
	if (!hash_fd(fd, 0, -1, &found, &cause))
		return fail_from(error, cause);
	if (strcmp(found.hex, hex) == 0)
		return true;
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_DAMAGED,
		"spool: original %s now has the hash %s", hex, found.hex);
	return false;
}

/* Walking. */

typedef bool (*entry_fn)(int folder, const char *name, void *user);

/* Call `each` for every entry but "." and ".."; false stops and is given on.
 * Takes the descriptor. */
static bool folder_each(int fd, entry_fn each, void *user)
{
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		fd_clear(&fd);
		return true;
	}
	bool going = true;
	struct dirent *entry;
	while (going && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			going = each(dirfd(dir), entry->d_name, user);
	}
	closedir(dir);
	return going;
}

struct walk {
	bool (*each)(const char *hex, int64_t bytes, void *user);
	void *user;
};

static bool walk_original(int folder, const char *name, void *user)
{
	struct walk *walk = user;
	struct stat about;
	if (!hash_is_valid(name) ||
		fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) < 0)
		return true;
	return walk->each(name, about.st_size, walk->user);
}

static bool walk_inner(int folder, const char *name, void *user)
{
	return folder_each(
		openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		walk_original, user);
}

static bool walk_outer(int folder, const char *name, void *user)
{
	if (strlen(name) != 2)
		return true;
	return folder_each(
		openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		walk_inner, user);
}

bool spool_each(struct spool *spool,
	bool (*each)(const char *hex, int64_t bytes, void *user), void *user,
	GError **error)
{
	struct walk walk = { each, user };
	int fd = openat(spool->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(error, "walk");
	return folder_each(fd, walk_outer, &walk);
}

/* Sweeping. */

struct sweep {
	struct spool *spool;
	int64_t older_than_s;
	bool (*is_known)(const char *hex, void *user);
	void *user;
	int removed;
};

static bool is_older(int folder, const char *name, int64_t than_s)
{
	struct stat about;
	return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
	       about.st_mtim.tv_sec < than_s;
}

static bool sweep_temp(int folder, const char *name, void *user)
{
	struct sweep *sweep = user;
	if (is_older(folder, name, sweep->older_than_s) &&
		unlinkat(folder, name, 0) == 0)
		sweep->removed++;
	return true;
}

static bool sweep_original(const char *hex, int64_t bytes, void *user)
{
	struct sweep *sweep = user;
	char name[HASH_LENGTH + 7];
	(void)bytes;
	spool_name(hex, name);
	if (is_older(sweep->spool->dir_fd, name, sweep->older_than_s) &&
		!sweep->is_known(hex, sweep->user) &&
		unlinkat(sweep->spool->dir_fd, name, 0) == 0)
		sweep->removed++;
	return true;
}

int spool_sweep(struct spool *spool, int64_t older_than_utc_us,
	bool (*is_known)(const char *hex, void *user), void *user,
	GError **error)
{
	struct sweep sweep = { spool, older_than_utc_us / 1000000, is_known,
		user, 0 };
	folder_each(
		openat(spool->tmp_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		sweep_temp, &sweep);
	if (!spool_each(spool, sweep_original, &sweep, error))
		return -1;
	return sweep.removed;
}
