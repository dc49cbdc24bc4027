/* Words with places to text with paragraphs.  Pure. */
#pragma once

#include <glib.h>
#include "reader.h"

/* Lines that a full line's end broke flow together, a hyphen at the break is
 * undone; a line that ended early stays a line; a gap makes a paragraph.  A row
 * of a table is a line, its cells parted by tabs and each whole, of however
 * many lines.  Caller frees. */
char *compose_text(const struct recognition *recognition);

/* Letters of the other script that look the same inside one word, digits
 * read as letters inside a number, a number sign before one: put right where
 * only one reading is possible.  `next` is the following word of the line or
 * "".  NULL when nothing is to mend; caller frees. */
char *mend_word(const char *word, const char *next);
