/* The tables of a document's JSON, one row a key. */
#include "shape.h"

#include "plaint/domain/document.h"
#include "plaint/wire/document_json.h"

#define LINE(of, member, key)                                                  \
	{                                                                      \
		key, FIELD_TEXT, offsetof(of, member), 0,                      \
			DOCUMENT_LINE_MOST_BYTES                               \
	}
#define TEXT(of, member, key)                                                  \
	{                                                                      \
		key, FIELD_TEXT, offsetof(of, member), 0,                      \
			DOCUMENT_TEXT_MOST_BYTES                               \
	}
#define NUMBER(of, member, key, type, least, most)                             \
	{                                                                      \
		key, type, offsetof(of, member), (least), (most)               \
	}
#define FLAG(of, member, key)                                                  \
	{                                                                      \
		key, FIELD_BOOL, offsetof(of, member), 0, 0                    \
	}
#define COUNT_MOST 1e9
#define BYTES_MOST 1e15
#define SIZE_MOST  2147483647.0
#define DPI_MOST   1e5
#define BOX_MOST   ((double)DOCUMENT_BOX_MOST_PIXELS)

const struct shape address_shape = {
	2,
	{
		LINE(struct address, name, "name"),
		LINE(struct address, address, "address"),
	},
};

const struct shape attachment_shape = {
	12,
	{
		LINE(struct attachment, name, "name"),
		LINE(struct attachment, type, "type"),
		LINE(struct attachment, inside, "inside"),
		NUMBER(struct attachment, bytes, "bytes", FIELD_INT64, 0,
			BYTES_MOST),
		NUMBER(struct attachment, offset, "offset", FIELD_INT64, -1,
			BYTES_MOST),
		TEXT(struct attachment, text, "text"),
		NUMBER(struct attachment, pages, "pages", FIELD_INT, 0,
			COUNT_MOST),
		NUMBER(struct attachment, width, "width", FIELD_INT, 0,
			SIZE_MOST),
		NUMBER(struct attachment, height, "height", FIELD_INT, 0,
			SIZE_MOST),
		FLAG(struct attachment, is_inline, "inline"),
		FLAG(struct attachment, is_shown, "shown"),
		NUMBER(struct attachment, shown_width, "shown_width", FIELD_INT,
			0, SIZE_MOST),
	},
};

const struct shape searchable_pdf_shape = {
	3,
	{
		NUMBER(struct attachment, bytes, "bytes", FIELD_INT64, 0,
			BYTES_MOST),
		NUMBER(struct attachment, offset, "offset", FIELD_INT64, -1,
			BYTES_MOST),
		NUMBER(struct attachment, pages, "pages", FIELD_INT, 0,
			COUNT_MOST),
	},
};

const struct shape word_shape = {
	4,
	{
		LINE(struct word, text, "text"),
		NUMBER(struct word, confidence, "confidence", FIELD_REAL, 0, 1),
		NUMBER(struct word, line, "line", FIELD_INT, 0, COUNT_MOST),
		NUMBER(struct word, offset, "offset", FIELD_INT, -1,
			COUNT_MOST),
	},
};

const struct shape box_shape = {
	4,
	{
		NUMBER(struct word, x, "box", FIELD_INT, -BOX_MOST, BOX_MOST),
		NUMBER(struct word, y, "box", FIELD_INT, -BOX_MOST, BOX_MOST),
		NUMBER(struct word, width, "box", FIELD_INT, 0, BOX_MOST),
		NUMBER(struct word, height, "box", FIELD_INT, 0, BOX_MOST),
	},
};

const struct shape page_shape = {
	12,
	{
		NUMBER(struct page, number, "number", FIELD_INT, 0, COUNT_MOST),
		TEXT(struct page, text, "text"),
		NUMBER(struct page, confidence, "confidence", FIELD_REAL, 0, 1),
		NUMBER(struct page, rotation, "rotation", FIELD_INT, 0, 270),
		NUMBER(struct page, skew_degrees, "skew_degrees", FIELD_REAL,
			-180, 180),
		LINE(struct page, languages, "languages"),
		NUMBER(struct page, width, "width", FIELD_INT, 0, BOX_MOST),
		NUMBER(struct page, height, "height", FIELD_INT, 0, BOX_MOST),
		NUMBER(struct page, dpi, "dpi", FIELD_INT, 0, DPI_MOST),
		NUMBER(struct page, ink_share, "ink_share", FIELD_REAL, 0, 1),
		LINE(struct page, trust, "trust"),
		LINE(struct page, trust_reason, "trust_reason"),
	},
};

const struct shape barcode_shape = {
	3,
	{
		NUMBER(struct barcode, page, "page", FIELD_INT, 0, COUNT_MOST),
		LINE(struct barcode, type, "type"),
		LINE(struct barcode, value, "value"),
	},
};

const struct shape warning_shape = {
	2,
	{
		LINE(struct warning, code, "code"),
		LINE(struct warning, detail, "detail"),
	},
};

const struct shape bounce_shape = {
	3,
	{
		LINE(struct bounce, reason, "reason"),
		LINE(struct bounce, status, "status"),
		LINE(struct bounce, recipient, "recipient"),
	},
};

const struct shape head_shape = {
	4,
	{
		LINE(struct document, reply_to, "reply_to"),
		LINE(struct document, subject, "subject"),
		LINE(struct document, message_id, "message_id"),
		LINE(struct document, in_reply_to, "in_reply_to"),
	},
};

const struct shape body_shape = {
	4,
	{
		TEXT(struct document, text, "text"),
		TEXT(struct document, quoted_text, "quoted_text"),
		TEXT(struct document, signature, "signature"),
		TEXT(struct document, passed_text, "passed_text"),
	},
};

const struct shape body_text_shape = {
	1,
	{
		TEXT(struct document, body_text, "body_text"),
	},
};

const struct shape language_shape = {
	2,
	{
		LINE(struct document, language, "code"),
		NUMBER(struct document, language_confidence, "confidence",
			FIELD_REAL, 0, 1),
	},
};

const struct shape charset_shape = {
	2,
	{
		LINE(struct document, charset_declared, "declared"),
		LINE(struct document, charset_used, "used"),
	},
};
