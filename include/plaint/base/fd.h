/* Descriptors and whole files: loops over short reads and writes, limits on
 * sizes that come from outside, files that are either old or new but never
 * half. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>

/* BASE_ERROR codes are reactions: _IO may pass by itself (retry), _TOO_BIG
 * and _INVALID will not. */
enum base_error {
	BASE_ERROR_IO,
	BASE_ERROR_TOO_BIG,
	BASE_ERROR_INVALID,
};
#define BASE_ERROR (base_error_quark())
GQuark base_error_quark(void);

/* A descriptor that closes itself at the end of its scope: auto_fd int fd = -1;
 */
void fd_clear(int *fd);
#define auto_fd __attribute__((cleanup(fd_clear), unused))
/* Take the descriptor out of its variable, which then holds -1. */
int fd_steal(int *fd);

bool fd_write_all(int fd, const void *bytes, size_t length, GError **error);
/* Exactly length bytes at offset; a file that ends before is _INVALID. */
bool fd_read_exactly_at(
	int fd, int64_t offset, void *bytes, size_t length, GError **error);
/* All of fd from `offset` (pread), at most `limit_bytes`, else _TOO_BIG.
 * A NUL is added behind the last byte and not counted. */
GBytes *fd_read_whole(int fd, size_t limit_bytes, GError **error);

int64_t fd_size_bytes(int fd, GError **error);

GBytes *file_read(const char *path, size_t limit_bytes, GError **error);
/* Write beside, fsync, rename over, fsync the folder. */
bool file_replace(const char *path, const void *bytes, size_t length,
	mode_t mode, GError **error);

/* Set error from errno: "<what>: <strerror>". Always returns false. */
bool base_error_set_errno(GError **error, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
