/* Text under construction, by lines, each with its quote mark. */
#pragma once

#include <stddef.h>
#include <glib.h>

struct lines {
	GString *text;
	GByteArray *marks; /* enum quote_mark, one per line */
};

struct lines *lines_new(void);
void lines_free(struct lines *lines);
typedef struct lines lines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lines, lines_free)

/* Whole lines of plain text, CRLF made LF, all with one mark; a blank line
 * between this and what was there. */
void lines_append(struct lines *lines, const char *text, unsigned char mark);
void lines_append_lines(struct lines *lines, const struct lines *more);
