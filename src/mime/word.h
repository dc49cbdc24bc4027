/* Text of Word documents before 2007 (MS-DOC; of Word 6 and 95 as far as it
 * has the same shape). */
#pragma once

#include <glib.h>
#include "little.h"

struct word_streams {
	struct little main;	 /* "WordDocument" */
	struct little tables[2]; /* "0Table", "1Table"; may be empty */
};

enum word_result {
	WORD_READ,
	WORD_LOCKED, /* a password is needed */
	WORD_BROKEN, /* no such document, or nothing of it can be found */
};

/* The document's own text, its notes and its text boxes: paragraphs and rows
 * as lines, cells apart by " | ", of fields what they show.  What a fast save
 * left in pieces is put in order.  Headers, footers and comments are left out.
 * At most some limit_bytes, valid UTF-8; NULL unless WORD_READ. */
char *word_text(const struct word_streams *streams, size_t limit_bytes,
	enum word_result *result_out);
