/* The document as JSON: what a parse or ocr worker answers and what
 * `plaint read --json` prints.  Keys are the names of the members in
 * plaint/domain/document.h; the tables in src/wire/shape.c have them all.
 * Instants are RFC 3339 in UTC, null for none. */
#pragma once

#include <stdbool.h>
#include <jansson.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* What a document may hold on the wire.  Numbers: confidences 0 to 1,
 * rotation 0, 90, 180 or 270, skew -180 to 180, box edges within
 * DOCUMENT_BOX_MOST_PIXELS, sizes and offsets not negative (offset -1: none).
 */
enum {
	DOCUMENT_TEXT_MOST_BYTES = 8 << 20,  /* text, body_text, page text... */
	DOCUMENT_LINE_MOST_BYTES = 64 << 10, /* names, subject, ids, codes... */
	DOCUMENT_ADDRESSES_MOST = 2000,	     /* each of to and cc */
	DOCUMENT_REFERENCES_MOST = 2000,
	DOCUMENT_ATTACHMENTS_MOST = 2000,
	DOCUMENT_PAGES_MOST = 2000,
	DOCUMENT_WORDS_MOST = 20000, /* each page */
	DOCUMENT_BARCODES_MOST = 2000,
	DOCUMENT_WARNINGS_MOST = 2000,
	DOCUMENT_BOX_MOST_PIXELS = 1000 * 1000,
};

/* New reference.  All words of pages only when asked, below "words": they are
 * large; else the doubtful ones, below "doubtful".  What is over its limit is
 * cut (texts at a character's edge) and a warning "cut_to_limit" names the
 * key, so that what an honest reader says is always accepted. */
json_t *document_to_json(const struct document *document, bool with_words);

/* Every count, number and text is checked against its limit; a field that is
 * missing takes its empty value, one of the wrong type is WIRE_ERROR_BROKEN. */
struct document *document_from_json(const json_t *json, GError **error);
