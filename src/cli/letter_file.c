/* Which way a file is read: by its first bytes, for e-mail by its headers. */
#include "letter_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli.h"
#include "plaint/base/fd.h"
#include "plaint/text/quote.h"
#include "plaint/wire/document_json.h"
#include "plaint/worker/enclosed.h"

enum {
	MEMORY_BYTES = 1536 << 20,
	HEAD_BYTES = 4096,
};

/* Headers that programs write and people do not. */
static const char *const written_by_programs[] = { "received:", "return-path:",
	"message-id:", "delivered-to:", "mime-version:", "x-",
	"dkim-signature:", "authentication-results:", "content-type:" };

static bool is_by_program(const char *line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(written_by_programs); i++)
		if (g_ascii_strncasecmp(line, written_by_programs[i],
			    strlen(written_by_programs[i])) == 0)
			return true;
	return false;
}

/* RFC 5322, 2.2: a name of printable ASCII without blanks, then a colon. */
static bool is_header_line(const char *line)
{
	const char *at = line;
	while (g_ascii_isgraph(*at) && *at != ':')
		at++;
	return at > line && *at == ':';
}

/* What paper does not have proves it: a header by a program, or an address
 * behind "From:". */
bool letter_text_is_mail(const char *head)
{
	if (g_str_has_prefix(head, "From "))
		return strchr(head, '@') != NULL;
	g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
	int headers = 0;
	bool is_from = false, is_proven = false;
	for (size_t i = 0; lines[i] != NULL && *g_strchomp(lines[i]); i++) {
		bool goes_on = headers > 0 && g_ascii_isspace(*lines[i]);
		/* The last one may be cut off. */
		if (!goes_on && !is_header_line(lines[i]) && lines[i + 1])
			return false;
		headers += goes_on ? 0 : 1;
		if (!goes_on)
			is_from = g_ascii_strncasecmp(lines[i],
					  "from:", strlen("from:")) == 0;
		is_proven = is_proven || is_by_program(lines[i]) ||
			    (is_from && strchr(lines[i], '@') != NULL);
	}
	return headers >= 2 && is_proven;
}

static struct document *read_by_worker(int fd, GError **error)
{
	struct reader_settings settings = { .memory_bytes = MEMORY_BYTES };
	json_t *json = enclosed_read(fd, &settings, error);
	if (json == NULL)
		return NULL;
	struct document *document = document_from_json(json, error);
	json_decref(json);
	return document;
}

static int scratch_with(const char *text, GError **error)
{
	auto_fd int fd = memfd_create("letter", MFD_CLOEXEC);
	if (fd < 0) {
		base_error_set_errno(error, "memfd_create");
		return -1;
	}
	if (!fd_write_all(fd, text, strlen(text), error))
		return -1;
	return fd_steal(&fd);
}

static struct document *read_mail(const char *text, GError **error)
{
	auto_fd int fd = scratch_with(text, error);
	return fd < 0 ? NULL : read_by_worker(fd, error);
}

static struct document *letter_text_read(const char *text)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	struct quote_parts parts = { 0 };
	quote_split(text, NULL, 0, &parts);
	document_set(&document->text, parts.text);
	document_set(&document->quoted_text, parts.quoted_text);
	document_set(&document->signature, parts.signature);
	document_set(&document->body_text, text);
	quote_parts_clear(&parts);
	return document;
}

static bool needs_worker(const char *path, int fd)
{
	char head[HEAD_BYTES + 1];
	ssize_t count = pread(fd, head, HEAD_BYTES, 0);
	head[MAX(count, 0)] = '\0';
	return reader_kind_of(fd) == READER_OCR || letter_text_is_mail(head) ||
	       g_str_has_suffix(path, ".eml");
}

struct document *letter_file_read(const char *path, GError **error)
{
	if (strcmp(path, "-") != 0) {
		auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			base_error_set_errno(error, "%s", path);
			return NULL;
		}
		if (needs_worker(path, fd))
			return read_by_worker(fd, error);
	}
	g_autofree char *text = cli_read_text(path, error);
	if (text == NULL)
		return NULL;
	return letter_text_is_mail(text) ? read_mail(text, error)
					 : letter_text_read(text);
}
