/* Tables found again among the lines of words that were read.  Pure. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "reader.h"

/* Words that stand on one line of one block. */
struct text_line {
	guint first, last; /* words */
	int left, right, top, bottom, block;
};

/* Borrowed.  lines: of struct text_line. */
const struct read_word *read_word_at(
	const struct recognition *recognition, guint i);
const struct text_line *text_line_at(const GArray *lines, guint i);

enum {
	TABLE_COLUMNS_MOST = 12,
	TABLE_LINES_LEAST = 3, /* with cells side by side */
};

/* Lines whose words leave the same bands free, each wider than any space. */
struct table {
	guint lines;
	int columns;
	int ends[TABLE_COLUMNS_MOST]; /* where each column's words end */
};

/* The table that begins with line `from`; false: none does.  Of its lines
 * `least` have words in several columns. */
bool table_find(const struct recognition *recognition, const GArray *lines,
	guint from, guint least, struct table *out);

/* From 0. */
int table_column(const struct table *table, const struct read_word *word);

/* How many lines, from `at` to `end`, make up one row: what did not fit into a
 * cell's line goes on in the next. */
guint table_row(const struct recognition *recognition, const GArray *lines,
	const struct table *table, guint at, guint end);
