/* The folder's door: limits, warming up, and bytes to a document. */
#include "plaint/mime/mime.h"

#include <gmime/gmime.h>
#include <libxml/HTMLparser.h>
#include <sys/stat.h>
#include <uchardet.h>
#include <unistd.h>
#include "archive.h"
#include "charset.h"
#include "guard.h"
#include "html.h"
#include "ole.h"
#include "plaint/base/fd.h"
#include "reader.h"

const struct mime_limits mime_limits_default = {
	.max_bytes = 64 * 1024 * 1024,
	.max_header_bytes = 256 * 1024,
	.max_depth = 100,
	.max_parts = 1000,
	.max_addresses = 500,
	.max_text_bytes = 4 * 1024 * 1024,
	.max_html_bytes = 2 * 1024 * 1024,
	.max_attachment_bytes = 256 * 1024 * 1024,
	.max_archive_depth = 3,
	.max_archive_entries = 500,
};

G_DEFINE_QUARK(plaint - mime - error, mime_error)

/* Touches what loads lazily inside the libraries: case tables, detectors. */
static void warm_up_libraries(void)
{
	static const char html[] = "<p>&nbsp;<b>\xd0\xb0</b></p>";
	struct html_notes notes = { 0 };
	uchardet_t detector = uchardet_new();

	uchardet_handle_data(detector, "\xef\xf0\xe8\xe2\xe5\xf2", 6);
	uchardet_data_end(detector);
	uchardet_delete(detector);
	lines_free(html_read(html, sizeof(html) - 1, sizeof(html), &notes));
}

bool mime_warm_up(GError **error)
{
	static bool is_warm;

	if (is_warm)
		return true;
	if (!charset_warm_up(error))
		return false;
	g_mime_init();
	xmlInitParser();
	warm_up_libraries();
	archive_warm_up();
	ole_warm_up();
	is_warm = true;
	return true;
}

static bool check_size(
	int64_t length, const struct mime_limits *limits, GError **error)
{
	if (length <= limits->max_bytes)
		return true;
	g_set_error(error, MIME_ERROR, MIME_ERROR_TOO_BIG,
		"message of %" G_GINT64_FORMAT
		" bytes, the limit is %" G_GINT64_FORMAT,
		length, limits->max_bytes);
	return false;
}

static bool find_end(int fd, int64_t *end, GError **error)
{
	off_t at = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);

	*end = at;
	if (at >= 0)
		return true;
	g_set_error(error, MIME_ERROR, MIME_ERROR_IO,
		"attachments' descriptor: %s", g_strerror(errno));
	return false;
}

static struct document *read_bytes(GBytes *bytes, int fd_attachments,
	const struct mime_limits *limits, GError **error)
{
	struct reader_state state = {
		.limits = limits,
		.fd_attachments = fd_attachments,
	};
	g_autoptr(document) document = NULL;
	g_autoptr(GError) why = NULL;

	if (!mime_warm_up(error) ||
		!check_size((int64_t)g_bytes_get_size(bytes), limits, error) ||
		!find_end(fd_attachments, &state.attachment_end, error))
		return NULL;
	document = document_new(DOCUMENT_EMAIL);
	state.document = document;
	if (!reader_run(&state, bytes, &why)) {
		g_set_error(error, MIME_ERROR, MIME_ERROR_IO, "attachments: %s",
			why->message);
		return NULL;
	}
	return g_steal_pointer(&document);
}

struct document *mime_read_bytes(const void *bytes, size_t length,
	int fd_attachments, const struct mime_limits *limits, GError **error)
{
	g_autoptr(GBytes) view = g_bytes_new_static(bytes, length);

	return read_bytes(view, fd_attachments,
		limits ? limits : &mime_limits_default, error);
}

struct document *mime_read(int fd_in, int fd_attachments,
	const struct mime_limits *limits, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) why = NULL;

	if (!limits)
		limits = &mime_limits_default;
	bytes = fd_read_whole(fd_in, (size_t)limits->max_bytes, &why);
	if (!bytes) {
		bool is_big =
			g_error_matches(why, BASE_ERROR, BASE_ERROR_TOO_BIG);

		g_set_error(error, MIME_ERROR,
			is_big ? MIME_ERROR_TOO_BIG : MIME_ERROR_IO,
			"message: %s", why->message);
		return NULL;
	}
	return read_bytes(bytes, fd_attachments, limits, error);
}

struct document *mime_read_headers(const void *bytes, size_t length,
	const struct mime_limits *limits, GError **error)
{
	size_t end = guard_header_end(bytes, length);
	struct document *document;

	if (!limits)
		limits = &mime_limits_default;
	document = mime_read_bytes(
		bytes, MIN(end, (size_t)limits->max_bytes), -1, limits, error);
	if (document)
		document_warn(document, "headers_only",
			"%zu bytes of headers, the rest was not read", end);
	return document;
}
