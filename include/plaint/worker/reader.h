/* One reading worker (role parse or ocr) and its protocol:
 *
 *   engine → role  {"type":"settings", …}           once
 *   role → engine  {"type":"ready"}                 warmed up and sealed
 *   engine → role  {"type":"attachments"} + fd      where bytes may be put
 *   engine → role  {"type":"read"} + fd             the original; with
 *                  "left_out":[n] pages that are not to be touched
 *   role → engine  {"type":"page","page":n,"pages":m}   progress
 *   role → engine  {"type":"document","document":{…}}   or
 *                  {"type":"failed","message":"…"}
 *
 * A worker is believed in nothing but the words of its own document. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/worker/process.h"

enum reader_kind {
	READER_PARSE, /* e-mail */
	READER_OCR,   /* TIFF, JPEG, PNG, WebP, PDF */
};
const char *reader_kind_name(enum reader_kind kind); /* "parse", "ocr" */

/* By the first bytes of the original, never by its name.  What is neither text
 * nor any file we know is for _OCR, which says so. */
enum reader_kind reader_kind_of(int fd);

struct reader_settings {
	bool unsealed;
	bool with_words; /* word boxes of scans in the answer */
	bool gives_way;	 /* a scan nobody waits for: mail goes first */
	int64_t memory_bytes;
	/* An e-mail over this is read from its headers; 0: as mime says. */
	int64_t limit_bytes;
	int deadline_ms; /* for an e-mail, or for one page of a scan */
	/* Of one scan that is read again: */
	const char *languages; /* Tesseract's names, "ukr+eng"; NULL: all */
	json_t *pages; /* borrowed: [{"page", "turn"}], only these; NULL: all */
};

/* New reference: the settings frame. */
json_t *reader_settings_json(const struct reader_settings *settings);

struct reader_item {
	enum reader_kind kind;
	int fd, attachments_fd;
	int deadline_ms;
	json_t *left_out; /* borrowed: numbers of pages; NULL: none */
};

/* Hand a ready worker the original `fd`, and with attachments_fd other than -1
 * a place for attachments; both stay the caller's. */
bool reader_ask(const struct process *process, const struct reader_item *item,
	GError **error);

/* One worker, waited for step by step: started until it says that it is
 * ready; asked to read; ended by process_end.  After any error but
 * PROCESS_ERROR_ANSWER it is of no more use. */
bool reader_start(struct process *process, enum reader_kind kind,
	const struct reader_settings *settings, GError **error);
/* Its two halves, between which something else can be done.
 * PROCESS_ERROR_START of the second: it says that it cannot work here. */
bool reader_begin(struct process *process, enum reader_kind kind,
	const struct reader_settings *settings, GError **error);
bool reader_await_ready(
	struct process *process, enum reader_kind kind, GError **error);
json_t *reader_read_in(struct process *process, const struct reader_item *item,
	GError **error);

/* One original read in one worker, all of the above at once.
 * attachments_fd -1: their bytes are not wanted.  The document's JSON (a new
 * reference) is what the worker answered, with every key. */
json_t *reader_read_once(int fd, int attachments_fd,
	const struct reader_settings *settings, GError **error);
