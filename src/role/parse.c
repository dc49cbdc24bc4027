/* Role parse: e-mail in, document out, sealed.  Whatever the mail contains,
 * the worst it can do is end this process. */

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/mime/mime.h"
#include "plaint/wire/wire.h"
#include "roles.h"

enum {
	HEADER_SLACK_BYTES = 64 << 10
};

/* A letter too big to be read is still a letter: who wrote, when and about
 * what stands in its headers. */
static struct document *parse_headers(
	int fd, const struct mime_limits *limits, GError **error)
{
	size_t room = (size_t)limits->max_header_bytes + HEADER_SLACK_BYTES;
	g_autofree char *bytes = g_malloc(room);
	ssize_t length = pread(fd, bytes, room, 0);
	if (length < 0) {
		g_set_error(error, MIME_ERROR, MIME_ERROR_IO, "message: %s",
			g_strerror(errno));
		return NULL;
	}
	struct document *document =
		mime_read_headers(bytes, (size_t)length, limits, error);
	/* Nothing was read of it, which does not make it empty. */
	if (document != NULL && document->class == DOCUMENT_EMPTY)
		document->class = DOCUMENT_LETTER;
	return document;
}

static struct document *parse_read(
	const struct role_request *request, void *user, GError **error)
{
	const struct mime_limits *limits = user;
	int fd = request->fd;
	struct stat about;
	if (fstat(fd, &about) == 0 && about.st_size > limits->max_bytes)
		return parse_headers(fd, limits, error);
	/* Who answers the letter looks at it some other day. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_NOREUSE);
	return mime_read(fd, request->attachments_fd, limits, error);
}

int role_parse(const json_t *settings)
{
	GError *error = NULL;
	struct mime_limits limits = mime_limits_default;
	int64_t limit_bytes = wire_integer(settings, "limit_bytes", 0);
	if (limit_bytes > 0)
		limits.max_bytes = limit_bytes;
	/* Names inside archives come in the charset of the locale. */
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!mime_warm_up(&error)) {
		role_say_error("unready", error);
		return 1;
	}
	if (!role_seal_reader(settings))
		return 1;
	return role_serve_reads(parse_read, &limits, false);
}
