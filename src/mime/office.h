/* Office documents as text: docx, odt, ods, xlsx.  Zip archives of XML
 * (ECMA-376; OpenDocument 1.2). */
#pragma once

#include <glib.h>
#include "reader.h"

enum office_kind {
	OFFICE_WORD,	      /* docx */
	OFFICE_SHEETS,	      /* xlsx */
	OFFICE_OPEN_DOCUMENT, /* odt, ods */
};

/* Paragraphs and rows as lines, cells apart by " | "; deleted text, notes of
 * reviewers left out; a sheet's dates are the numbers they are kept as.
 * Caller frees. */
char *office_text(
	struct reader_state *state, enum office_kind kind, GBytes *bytes);
