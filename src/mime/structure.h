/* The tree of one message, flat: headers and parts as slices of its bytes.
 * GMime finds the tree; everything read out of it is read by our own code
 * (structure.c says why).  A message inside a message is a leaf here
 * with all its bytes, to be opened by another structure_new. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/document.h"
#include "plaint/mime/mime.h"

struct header {
	char *name; /* as written */
	char *raw;  /* after the colon, folds and all; any bytes but NUL */
};

enum part_kind {
	PART_LEAF,
	PART_MULTIPART,
	PART_MESSAGE, /* message/rfc822 and its like */
};

struct part {
	enum part_kind kind;
	int parent; /* index into parts; -1 for the root */
	int place;  /* among its siblings, from 0 */
	int depth;
	char *type;	/* "text/plain", lower case */
	char *charset;	/* as declared, "" when not */
	char *name;	/* file name, decoded, "" when none */
	char *encoding; /* transfer encoding, lower case, "" when none */
	char *report_type;
	char *content_id;   /* without <>; NULL when there is none */
	bool is_attachment; /* Content-Disposition: attachment */
	bool is_inline;	    /* Content-Disposition: inline */
	bool is_flowed, has_delsp;
	GPtrArray *headers; /* of struct header */
	size_t begin, end;  /* content, still encoded, in structure->bytes */
};

struct structure {
	GBytes *bytes;
	GPtrArray *headers; /* of the message; of struct header */
	GPtrArray *parts;   /* of struct part; parents before children */
};

/* Warnings about what was cut or strange go to document. */
struct structure *structure_new(GBytes *bytes, const struct mime_limits *limits,
	struct document *document);
void structure_free(struct structure *structure);
typedef struct structure structure;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(structure, structure_free)

/* First header of that name, NULL when none; case does not matter. */
const char *headers_find(const GPtrArray *headers, const char *name);
int headers_count(const GPtrArray *headers, const char *name);

const struct part *structure_part(const struct structure *structure, int index);

/* The part's bytes with the transfer encoding undone. */
GBytes *structure_decode(
	const struct structure *structure, const struct part *part);
