/* Originals on a local file system.
 *
 * A name appears only after the bytes under it are on disk: temp file, sync,
 * rename, sync of the folder.  So a file that bears a hash is whole, and
 * putting the same bytes again needs no more than a look.
 *
 * Each wait for the disk costs milliseconds whatever it writes, so many files
 * wait together: two syncfs(2), one for the bytes and one for the names,
 * instead of two fsync(2) a file. */

#include "plaint/spool/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"

enum {
	PENDING_MOST = 256, /* descriptors held open between two syncs */
	COPY_CHUNK_BYTES = 256 << 10,
	/* From so many files on, syncing the whole file system is cheaper
	 * than one after the other; fewer are not worth other people's
	 * dirty pages. */
	SYNC_TOGETHER_LEAST = 6,
	LOCK_TRIES = 5,
	LOCK_WAIT_US = 100000,
};

/* "ab/abcd…" with its NUL. */
#define NAME_BYTES (HASH_LENGTH + 4)

struct pending {
	int fd;		 /* -1: there already, but perhaps not yet on disk */
	char *temp_name; /* below tmp/ */
	struct hash hash;
};

struct spool {
	int dir_fd;
	int tmp_fd;
	GArray *pending; /* of struct pending */
	char *room;	 /* COPY_CHUNK_BYTES, for bytes on their way */
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
	/* Bytes that were promised and are not there are somebody's lie, and
	 * no trouble of the disk's. */
	bool is_short = g_error_matches(cause, BASE_ERROR, BASE_ERROR_INVALID);
	g_set_error(error, SPOOL_ERROR,
		is_short ? SPOOL_ERROR_DAMAGED : SPOOL_ERROR_IO, "spool: %s",
		cause->message);
	g_error_free(cause);
	return false;
}

/* 256 folders: few enough to be there soon, many enough to stay short. */
static void spool_name(const char *hex, char out[static NAME_BYTES])
{
	g_snprintf(out, NAME_BYTES, "%.2s/%s", hex, hex);
}

static int folder_open(int at, const char *name)
{
	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void pending_drop(struct spool *spool, struct pending *p)
{
	fd_clear(&p->fd);
	if (p->temp_name != NULL)
		unlinkat(spool->tmp_fd, p->temp_name, 0);
	g_clear_pointer(&p->temp_name, g_free);
}

static void pending_clear(struct spool *spool)
{
	for (guint i = 0; i < spool->pending->len; i++)
		pending_drop(spool,
			&g_array_index(spool->pending, struct pending, i));
	g_array_set_size(spool->pending, 0);
}

struct spool *spool_open(const char *dir, GError **error)
{
	g_autoptr(spool) spool = g_new0(struct spool, 1);
	spool->tmp_fd = -1;
	spool->pending = g_array_new(FALSE, TRUE, sizeof(struct pending));
	spool->room = g_malloc(COPY_CHUNK_BYTES);
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
	g_free(spool->room);
	fd_clear(&spool->tmp_fd);
	fd_clear(&spool->dir_fd);
	g_free(spool);
}

bool spool_lock(struct spool *spool, bool *locked_out, GError **error)
{
	/* Whoever only asks holds it for a moment. */
	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		if (tries > 0)
			g_usleep(LOCK_WAIT_US);
		*locked_out = flock(spool->dir_fd, LOCK_EX | LOCK_NB) == 0;
		if (*locked_out || errno != EWOULDBLOCK)
			break;
	}
	return *locked_out || errno == EWOULDBLOCK ||
	       fail_errno(error, "spool: lock");
}

bool spool_is_locked(const char *dir)
{
	auto_fd int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 &&
	       errno == EWOULDBLOCK;
}

static int temp_open(struct spool *spool, char **name_out)
{
	static atomic_uint_fast64_t next_temp; /* of all spools */
	const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
	g_autofree char *name = g_strdup_printf("%d.%" G_GUINT64_FORMAT,
		(int)getpid(), (guint64)atomic_fetch_add(&next_temp, 1));
	/* Read-only for whoever opens it later. */
	int fd = openat(spool->tmp_fd, name, flags, 0400);
	if (fd < 0 && errno == EEXIST) {
		/* Left by an earlier process that had our number. */
		unlinkat(spool->tmp_fd, name, 0);
		fd = openat(spool->tmp_fd, name, flags, 0400);
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

int spool_scratch_small(struct spool *spool, GError **error)
{
	int fd = memfd_create("plaint-scratch", MFD_CLOEXEC);
	return fd >= 0 ? fd : spool_scratch(spool, error);
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
	char name[NAME_BYTES];
	struct stat about;
	spool_name(hex, name);
	return fstatat(spool->dir_fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Bytes to be kept, somewhere in a file. */
struct incoming {
	int fd;
	int64_t offset, length;
	struct hash hash;
};

/* Few enough to stay in the spool's room from being read to being written. */
static bool is_at_hand(const struct incoming *in)
{
	return in->length <= COPY_CHUNK_BYTES;
}

static bool incoming_read(
	struct spool *spool, struct incoming *in, GError **error)
{
	GError *cause = NULL;
	if (in->length < 0) {
		int64_t size = fd_size_bytes(in->fd, &cause);
		if (size < 0)
			return fail_from(error, cause);
		in->length = MAX(size - in->offset, 0);
	}
	if (!is_at_hand(in))
		return hash_fd(in->fd, in->offset, in->length, &in->hash,
			       &cause) ||
		       fail_from(error, cause);
	if (!fd_read_exactly_at(in->fd, in->offset, spool->room,
		    (size_t)in->length, &cause))
		return fail_from(error, cause);
	in->hash = hash_bytes(spool->room, (size_t)in->length);
	return true;
}

static bool incoming_write(struct spool *spool, const struct incoming *in,
	const struct pending *next, GError **error)
{
	GError *cause = NULL;
	int64_t done = 0;
	if (next->fd < 0)
		return fail_errno(error, "new file");
	while (done < in->length) {
		size_t part = (size_t)MIN(
			in->length - done, (int64_t)COPY_CHUNK_BYTES);
		if (!is_at_hand(in) &&
			!fd_read_exactly_at(in->fd, in->offset + done,
				spool->room, part, &cause))
			return fail_from(error, cause);
		if (!fd_write_all(next->fd, spool->room, part, &cause))
			return fail_from(error, cause);
		done += (int64_t)part;
	}
	return true;
}

/* What is there already is only made sure of: whoever put it may have died
 * before its name was on disk. */
static bool incoming_put(
	struct spool *spool, const struct incoming *in, GError **error)
{
	struct pending next = { .fd = -1, .hash = in->hash };
	bool is_new = !spool_has(spool, in->hash.hex);
	if (is_new)
		next.fd = temp_open(spool, &next.temp_name);
	if (is_new && !incoming_write(spool, in, &next, error)) {
		pending_drop(spool, &next);
		return false;
	}
	g_array_append_val(spool->pending, next);
	return true;
}

bool spool_put_later(struct spool *spool, int fd, int64_t offset,
	int64_t length, struct hash *out, GError **error)
{
	struct incoming in = { .fd = fd, .offset = offset, .length = length };
	if (spool->pending->len >= PENDING_MOST && !spool_sync(spool, error))
		return false;
	bool done = incoming_read(spool, &in, error) &&
		    (is_pending(spool, in.hash.hex) ||
			    incoming_put(spool, &in, error));
	*out = in.hash;
	return done;
}

/* --- making sure ------------------------------------------------------- */

static bool sync_one(int at, const char *name, int flags, GError **error)
{
	auto_fd int fd = openat(at, name, flags | O_RDONLY | O_CLOEXEC);
	return (fd >= 0 && fsync(fd) == 0) || fail_errno(error, "fsync");
}

static bool sync_all(struct spool *spool, GError **error)
{
	return syncfs(spool->dir_fd) == 0 || fail_errno(error, "syncfs");
}

static bool pending_sync_bytes(
	struct spool *spool, const struct pending *p, GError **error)
{
	char name[NAME_BYTES];
	if (p->fd >= 0)
		return fsync(p->fd) == 0 || fail_errno(error, "fsync");
	spool_name(p->hash.hex, name);
	return sync_one(spool->dir_fd, name, 0, error);
}

/* The folder that holds the name, and the one that holds the folder. */
static bool pending_sync_name(
	struct spool *spool, const struct pending *p, GError **error)
{
	char folder[3] = { p->hash.hex[0], p->hash.hex[1], '\0' };
	return sync_one(spool->dir_fd, folder, O_DIRECTORY, error) &&
	       (fsync(spool->dir_fd) == 0 || fail_errno(error, "fsync"));
}

static bool pending_publish(
	struct spool *spool, struct pending *p, GError **error)
{
	char name[NAME_BYTES];
	char folder[3] = { p->hash.hex[0], p->hash.hex[1], '\0' };
	if (p->temp_name == NULL)
		return true;
	spool_name(p->hash.hex, name);
	int done = renameat(spool->tmp_fd, p->temp_name, spool->dir_fd, name);
	if (done < 0 && errno == ENOENT &&
		(mkdirat(spool->dir_fd, folder, 0700) == 0 || errno == EEXIST))
		done = renameat(
			spool->tmp_fd, p->temp_name, spool->dir_fd, name);
	if (done < 0)
		return fail_errno(error, "rename");
	g_clear_pointer(&p->temp_name, g_free);
	return true;
}

static struct pending *pending_at(struct spool *spool, guint at)
{
	return &g_array_index(spool->pending, struct pending, at);
}

bool spool_sync(struct spool *spool, GError **error)
{
	guint count = spool->pending->len;
	bool together = count >= SYNC_TOGETHER_LEAST;
	/* First all the bytes, then the names. */
	bool done = !together || sync_all(spool, error);
	for (guint i = 0; done && !together && i < count; i++)
		done = pending_sync_bytes(spool, pending_at(spool, i), error);
	for (guint i = 0; done && i < count; i++)
		done = pending_publish(spool, pending_at(spool, i), error);
	for (guint i = 0; done && !together && i < count; i++)
		done = pending_sync_name(spool, pending_at(spool, i), error);
	done = done && (!together || sync_all(spool, error));
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
	char name[NAME_BYTES];
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

/* Sweeping. */

static bool is_older(int folder, const char *name, int64_t than_s)
{
	struct stat about;
	return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
	       about.st_mtim.tv_sec < than_s;
}

int spool_sweep(struct spool *spool, int64_t older_than_utc_us)
{
	int removed = 0;
	int fd = openat(spool->tmp_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		fd_clear(&fd);
		return 0;
	}
	struct dirent *entry;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' &&
			is_older(spool->tmp_fd, entry->d_name,
				older_than_utc_us / 1000000) &&
			unlinkat(spool->tmp_fd, entry->d_name, 0) == 0)
			removed++;
	closedir(dir);
	return removed;
}
