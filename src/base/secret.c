/* Secrets live in one malloc that is wiped before it is freed. */

#include "plaint/base/secret.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"

static bool secret_check_mode(int fd, const char *path, GError **error)
{
	struct stat about;
	if (fstat(fd, &about) < 0)
		return base_error_set_errno(error, "%s", path);
	if (!S_ISREG(about.st_mode)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%s: not a regular file", path);
		return false;
	}
	if ((about.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%s: others may read or change it (mode %o); "
			"run: chmod 600 %s",
			path, about.st_mode & 0777u, path);
		return false;
	}
	return true;
}

bool secret_load(struct secret *out, const char *path, GError **error)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return base_error_set_errno(error, "secret file %s", path);
	if (!secret_check_mode(fd, path, error))
		return false;
	char line[SECRET_MOST_BYTES + 2];
	ssize_t got = pread(fd, line, sizeof(line), 0);
	if (got < 0)
		return base_error_set_errno(error, "secret file %s", path);
	size_t length = (size_t)got;
	const char *end = memchr(line, '\n', length);
	if (end != NULL)
		length = (size_t)(end - line);
	if (length > 0 && line[length - 1] == '\r')
		length--;
	bool fits = length > 0 && length <= SECRET_MOST_BYTES &&
		    memchr(line, '\0', length) == NULL &&
		    memchr(line, '\r', length) == NULL;
	if (fits) {
		secret_clear(out);
		out->text = g_strndup(line, length);
	} else {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"secret file %s: its first line must be 1 to %d bytes "
			"without NUL or CR",
			path, SECRET_MOST_BYTES);
	}
	explicit_bzero(line, sizeof(line));
	return fits;
}

void secret_set(struct secret *out, const char *text)
{
	secret_clear(out);
	out->text = g_strdup(text);
}

void secret_clear(struct secret *secret)
{
	if (secret->text != NULL)
		explicit_bzero(secret->text, strlen(secret->text));
	g_clear_pointer(&secret->text, g_free);
}
