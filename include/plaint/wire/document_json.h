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

/* The same in few words, as workers answer: what is empty, null or false is
 * left out, and body_text where it is the text.  document_from_json reads both.
 */
json_t *document_to_brief_json(
	const struct document *document, bool with_words);

/* Every count, number and text is checked against its limit; a field that is
 * missing takes its empty value (body_text: that of text), one of the wrong
 * type is WIRE_ERROR_BROKEN. */
struct document *document_from_json(const json_t *json, GError **error);

/* As document_to_json gives it, of a document in few words; with all words of
 * pages when it has them.  A new reference; errors as document_from_json. */
json_t *document_json_whole(const json_t *json, GError **error);

/* A document as it is kept in a table of which two columns hold its long
 * texts. */
struct document_kept {
	const char *json;
	const char *text, *quoted_text;
};
/* Its JSON in few words, less what those columns hold.  Caller frees. */
char *document_keep(const struct document *document, bool with_words);
/* The same out of the document's JSON, which is changed by this. */
char *document_keep_json(const struct document *document, json_t *json);
/* And back.  Also of JSON that holds them itself, as it used to be kept.  A new
 * reference; what is no JSON is WIRE_ERROR_BROKEN. */
json_t *document_kept_json(const struct document_kept *kept, GError **error);
struct document *document_from_kept(
	const struct document_kept *kept, GError **error);
