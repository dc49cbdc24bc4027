/* A mail with what it encloses: parse reads the mail, ocr its attachments that
 * are pages (plaint/text/enclosure.h). */
#pragma once

#include "plaint/domain/document.h"
#include "plaint/worker/reader.h"

/* What the OCR worker made of the attachment at `place` (from 0): its text and
 * its number of pages, for each attachment of the same bytes, and its
 * warnings, each with the attachment's name; and the document's language, if
 * it had none. */
void enclosed_fill(
	struct document *document, guint place, const struct document *answer);
/* Nobody could read it: warning "attachment_unread". */
void enclosed_give_up(
	struct document *document, guint place, const char *problem);

/* Sealed workers that stay for many files, one file at a time; started when
 * first needed.  To be used by one thread, which must outlive them. */
struct enclosed_workers;
struct enclosed_workers *enclosed_workers_new(
	const struct reader_settings *settings);
void enclosed_workers_free(struct enclosed_workers *workers);
typedef struct enclosed_workers enclosed_workers;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(enclosed_workers, enclosed_workers_free)

/* One file by the worker for it, and of a mail each enclosure that wants
 * reading by an OCR worker: `plaint read`.  An attachment that cannot be read
 * is a warning, not an error.  Deadlines are its own.  A new reference.  After
 * an error the next file is read all the same. */
json_t *enclosed_read_with(
	struct enclosed_workers *workers, int fd, GError **error);

/* The same by workers of its own: `plaint classify`. */
json_t *enclosed_read(
	int fd, const struct reader_settings *settings, GError **error);
