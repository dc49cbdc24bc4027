/* Which key holds which member, of what type and within which limits: the
 * tables that drive both the writer and the reader of a document. */
#pragma once

#include <stddef.h>

enum field_type {
	FIELD_TEXT,
	FIELD_INT,
	FIELD_INT64,
	FIELD_REAL,
	FIELD_BOOL,
};

/* For texts `most` is in bytes. */
struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	double least;
	double most;
};

struct shape {
	size_t count;
	struct field fields[12];
};

/* Where the field's member is. */
static inline void *field_place(const void *base, const struct field *field)
{
	return (char *)base + field->offset;
}

extern const struct shape address_shape;
/* Without sha256. */
extern const struct shape attachment_shape;
/* Without sha256. */
extern const struct shape searchable_pdf_shape;
/* Without the box. */
extern const struct shape word_shape;
/* x, y, width, height: the numbers of "box" in their order. */
extern const struct shape box_shape;
/* Without words. */
extern const struct shape page_shape;
extern const struct shape barcode_shape;
extern const struct shape warning_shape;
extern const struct shape bounce_shape;
/* Of struct document: the one-line texts, the long texts, the body whole, and
 * what stands below "language" and "charset". */
extern const struct shape head_shape;
extern const struct shape body_shape;
extern const struct shape body_text_shape;
extern const struct shape language_shape;
extern const struct shape charset_shape;
