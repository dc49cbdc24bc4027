/* Loops around read and write, and the one way a file is replaced: written
 * beside, fsynced, renamed over, folder fsynced. */

#include "plaint/base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/memory.h"

G_DEFINE_QUARK(plaint - base - error, base_error)

void fd_clear(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int fd_steal(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

bool base_error_set_errno(GError **error, const char *format, ...)
{
	int saved = errno;
	va_list list;
	va_start(list, format);
	g_autofree char *what = g_strdup_vprintf(format, list);
	va_end(list);
	g_set_error(error, BASE_ERROR, BASE_ERROR_IO, "%s: %s", what,
		g_strerror(saved));
	return false;
}

bool fd_write_all(int fd, const void *bytes, size_t length, GError **error)
{
	const char *at = bytes;
	while (length > 0) {
		ssize_t done = write(fd, at, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return base_error_set_errno(error, "write");
		at += done;
		length -= (size_t)done;
	}
	return true;
}

bool fd_read_exactly_at(
	int fd, int64_t offset, void *bytes, size_t length, GError **error)
{
	char *at = bytes;
	while (length > 0) {
		ssize_t got = pread(fd, at, length, offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return base_error_set_errno(error, "read");
		if (got == 0) {
			g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
				"file ends %zu bytes early", length);
			return false;
		}
		at += got;
		offset += got;
		length -= (size_t)got;
	}
	return true;
}

int64_t fd_size_bytes(int fd, GError **error)
{
	struct stat about;
	if (fstat(fd, &about) < 0) {
		base_error_set_errno(error, "stat");
		return -1;
	}
	return about.st_size;
}

/* A pipe has no size to ask for, so the buffer grows with what comes. */
static GBytes *fd_read_stream(int fd, size_t limit_bytes, GError **error)
{
	g_autoptr(GByteArray) whole = g_byte_array_new();
	guint8 chunk[16 << 10];
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			base_error_set_errno(error, "read");
			return NULL;
		}
		if (got == 0)
			break;
		if (whole->len + (size_t)got > limit_bytes) {
			g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_BIG,
				"longer than %zu bytes", limit_bytes);
			return NULL;
		}
		g_byte_array_append(whole, chunk, (guint)got);
	}
	gsize length = whole->len;
	g_byte_array_append(whole, (const guint8 *)"", 1);
	guint8 *data = g_byte_array_free(g_steal_pointer(&whole), FALSE);
	return g_bytes_new_take(data, length);
}

GBytes *fd_read_whole(int fd, size_t limit_bytes, GError **error)
{
	struct stat about;
	if (fstat(fd, &about) < 0) {
		base_error_set_errno(error, "stat");
		return NULL;
	}
	if (!S_ISREG(about.st_mode))
		return fd_read_stream(fd, limit_bytes, error);
	if ((uint64_t)about.st_size > limit_bytes) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_BIG,
			"%" G_GINT64_FORMAT " bytes, more than %zu",
			(gint64)about.st_size, limit_bytes);
		return NULL;
	}
	size_t length = (size_t)about.st_size;
	g_autofree char *data = memory_large(length + 1);
	if (!fd_read_exactly_at(fd, 0, data, length, error))
		return NULL;
	data[length] = '\0';
	return g_bytes_new_take(g_steal_pointer(&data), length);
}

GBytes *file_read(const char *path, size_t limit_bytes, GError **error)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		base_error_set_errno(error, "%s", path);
		return NULL;
	}
	GBytes *bytes = fd_read_whole(fd, limit_bytes, error);
	if (bytes == NULL)
		g_prefix_error(error, "%s: ", path);
	return bytes;
}

static bool folder_sync(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	auto_fd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return base_error_set_errno(error, "%s", folder);
	return true;
}

bool file_replace(const char *path, const void *bytes, size_t length,
	mode_t mode, GError **error)
{
	g_autofree char *beside =
		g_strdup_printf("%s.new.%d", path, (int)getpid());
	auto_fd int fd = open(beside,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return base_error_set_errno(error, "%s", beside);
	bool done = fd_write_all(fd, bytes, length, error);
	if (done && (fsync(fd) < 0 || rename(beside, path) < 0))
		done = base_error_set_errno(error, "%s", path);
	if (!done) {
		unlink(beside);
		return false;
	}
	return folder_sync(path, error);
}
