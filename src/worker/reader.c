/* The reader's protocol, and the simplest caller of it: one original, one
 * worker, wait. */

#include "plaint/worker/reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

enum {
	SNIFF_BYTES = 1024,    /* so far in may a PDF begin */
	TEXT_PER_CONTROL = 32, /* by chance every twelfth byte is one */
	WARM_UP_MS = 60000,    /* loading language data from a cold disk */
};

const char *reader_kind_name(enum reader_kind kind)
{
	return kind == READER_OCR ? "ocr" : "parse";
}

/* Line ends, a byte order mark, a printer's commands (ISO 32000-1, annex H,
 * note 13); a mail that tells of PDFs has a header before. */
static bool is_pdf_behind_rubbish(const char *head, size_t length)
{
	const char *at = memmem(head, length, "%PDF-", strlen("%PDF-"));
	return at != NULL && memchr(head, ':', (size_t)(at - head)) == NULL;
}

/* "From: …", "From olena@…", or a text in UTF-16. */
static bool begins_as_text(const char *head)
{
	const char *at = head;
	while (g_ascii_isgraph(*at) && *at != ':')
		at++;
	return (at > head && *at == ':') || g_str_has_prefix(head, "From ") ||
	       memcmp(head, "\xff\xfe", 2) == 0 ||
	       memcmp(head, "\xfe\xff", 2) == 0;
}

/* A program, music, what is packed or encrypted: read as a mail it would be
 * letters by chance, and a case of them. */
static bool is_binary(const char *head, size_t length)
{
	size_t controls = 0;
	if (length == 0 || begins_as_text(head))
		return false;
	for (size_t i = 0; i < length; i++) {
		/* Texts have tabs, line ends, shifts of alphabets. */
		bool is_textual = (head[i] >= '\a' && head[i] <= '\x0f') ||
				  head[i] == '\x1a' || head[i] == '\x1b';
		controls += g_ascii_iscntrl(head[i]) && !is_textual;
	}
	/* One is a slip. */
	return controls * TEXT_PER_CONTROL > length + TEXT_PER_CONTROL;
}

/* What is not a picture, a PDF or an office's file, nor binary, is read as
 * mail: anything at all can be a broken e-mail, while these begin with their
 * own marks. */
enum reader_kind reader_kind_of(int fd)
{
	static const struct {
		const char *bytes;
		size_t length, offset;
	} marks[] = {
		{ "II*\0", 4, 0 },
		{ "MM\0*", 4, 0 },
		{ "II+\0", 4, 0 },
		{ "MM\0+", 4, 0 },
		{ "\xff\xd8\xff", 3, 0 },
		{ "\x89PNG\r\n\x1a\n", 8, 0 },
		{ "%PDF-", 5, 0 },
		{ "WEBPVP8", 7, 8 },
		{ "ftyp", 4, 4 }, /* HEIC: refused by ocr with a clear word */
		{ "GIF8", 4, 0 },
		{ "PK\3\4", 4, 0 }, /* and so are these */
		{ "\xd0\xcf\x11\xe0", 4, 0 },
	};
	char head[SNIFF_BYTES + 1] = { 0 };
	ssize_t length = pread(fd, head, SNIFF_BYTES, 0);
	if (length < 0)
		return READER_PARSE;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (memcmp(head + marks[i].offset, marks[i].bytes,
			    marks[i].length) == 0)
			return READER_OCR;
	}
	return is_pdf_behind_rubbish(head, (size_t)length) ||
			       is_binary(head, (size_t)length)
		       ? READER_OCR
		       : READER_PARSE;
}

json_t *reader_settings_json(const struct reader_settings *settings)
{
	json_t *json = json_pack("{s:s s:b s:b s:b s:I s:I}", "type",
		"settings", "unsealed", settings->unsealed, "with_words",
		settings->with_words, "gives_way", settings->gives_way,
		"memory_bytes", (json_int_t)settings->memory_bytes,
		"limit_bytes", (json_int_t)settings->limit_bytes);
	if (settings->languages != NULL)
		json_object_set_new(
			json, "languages", json_string(settings->languages));
	if (settings->pages != NULL)
		json_object_set(json, "pages", settings->pages);
	return json;
}

bool reader_ask(const struct process *process, const struct reader_item *item,
	GError **error)
{
	g_autoptr(GError) cause = NULL;
	json_t *attachments = json_pack("{s:s}", "type", "attachments");
	json_t *request = json_pack("{s:s}", "type", "read");
	if (item->left_out != NULL)
		json_object_set(request, "left_out", item->left_out);
	bool sent = (item->attachments_fd < 0 ||
			    wire_send(process->fd, attachments,
				    item->attachments_fd, &cause)) &&
		    wire_send(process->fd, request, item->fd, &cause);
	json_decref(attachments);
	json_decref(request);
	if (!sent)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_DIED, "%s",
			cause->message);
	return sent;
}

static json_t *whole(const json_t *document, GError **error)
{
	g_autoptr(GError) cause = NULL;
	json_t *json = document_json_whole(document, &cause);
	if (json == NULL)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_DIED,
			"the worker answered nonsense: %s", cause->message);
	return json;
}

/* The document of one answer frame; NULL without error for a frame that only
 * tells of progress. */
static json_t *frame_document(const json_t *frame, GError **error)
{
	const char *type = wire_text(frame, "type");
	json_t *document = json_object_get(frame, "document");
	if (strcmp(type, "document") == 0 && json_is_object(document))
		return whole(document, error);
	if (strcmp(type, "failed") == 0)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_ANSWER, "%s",
			wire_text(frame, "message"));
	else if (strcmp(type, "page") != 0)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_DIED,
			"the worker answered nonsense");
	return NULL;
}

static json_t *await_document(struct process *process, const char *role,
	int deadline_ms, GError **error)
{
	g_autoptr(GError) problem = NULL;
	json_t *document = NULL;
	while (document == NULL && problem == NULL) {
		/* Each page of a scan has the whole deadline for itself. */
		int64_t deadline_us =
			clock_monotonic_us() + (int64_t)deadline_ms * 1000;
		json_t *frame =
			process_await(process, role, deadline_us, &problem);
		if (frame == NULL)
			break;
		document = frame_document(frame, &problem);
		json_decref(frame);
	}
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	return document;
}

bool reader_begin(struct process *process, enum reader_kind kind,
	const struct reader_settings *settings, GError **error)
{
	json_t *frame = reader_settings_json(settings);
	bool is_begun =
		process_start(process, reader_kind_name(kind), frame, error);
	json_decref(frame);
	return is_begun;
}

bool reader_await_ready(
	struct process *process, enum reader_kind kind, GError **error)
{
	json_t *ready = process_await(process, reader_kind_name(kind),
		clock_monotonic_us() + (int64_t)WARM_UP_MS * 1000, error);
	bool is_ready =
		ready != NULL && strcmp(wire_text(ready, "type"), "ready") == 0;
	if (ready != NULL && !is_ready)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_START, "%s",
			wire_text(ready, "message"));
	json_decref(ready);
	if (!is_ready)
		process_end(process);
	return is_ready;
}

bool reader_start(struct process *process, enum reader_kind kind,
	const struct reader_settings *settings, GError **error)
{
	return reader_begin(process, kind, settings, error) &&
	       reader_await_ready(process, kind, error);
}

json_t *reader_read_in(
	struct process *process, const struct reader_item *item, GError **error)
{
	if (!reader_ask(process, item, error))
		return NULL;
	return await_document(process, reader_kind_name(item->kind),
		item->deadline_ms, error);
}

json_t *reader_read_once(int fd, int attachments_fd,
	const struct reader_settings *settings, GError **error)
{
	struct reader_item item = { reader_kind_of(fd), fd, attachments_fd,
		settings->deadline_ms };
	struct process process;
	if (!reader_start(&process, item.kind, settings, error))
		return NULL;
	json_t *document = reader_read_in(&process, &item, error);
	process_end(&process);
	return document;
}
