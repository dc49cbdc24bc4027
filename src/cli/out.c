/* Where a command's PDF goes. */

#include "cli.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"

enum {
	OUT_MODE = 0666 /* less the umask */
};

int cli_out_open(const char *path, GError **error)
{
	if (path != NULL && strcmp(path, "-") != 0) {
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, OUT_MODE);
		if (fd < 0)
			base_error_set_errno(error, "%s", path);
		return fd;
	}
	if (isatty(STDOUT_FILENO)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"a PDF is nothing for a terminal: give -o FILE");
		return -1;
	}
	return dup(STDOUT_FILENO);
}

static bool is_file(int fd, struct stat *about)
{
	return fstat(fd, about) == 0 && S_ISREG(about->st_mode);
}

void cli_out_cancel(int fd, const char *path)
{
	struct stat about;
	if (is_file(fd, &about) && about.st_size == 0 && path != NULL)
		unlink(path);
}

bool cli_out_write(int fd, GBytes *bytes, GError **error)
{
	struct stat about;
	gsize length;
	const void *data = g_bytes_get_data(bytes, &length);
	if (is_file(fd, &about) && ftruncate(fd, 0) < 0)
		return base_error_set_errno(error, "cannot replace the file");
	return fd_write_all(fd, data, length, error);
}
