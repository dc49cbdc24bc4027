/* Tables of stems (stem_table.h) kept beside the rules, in DIR/stems: to make
 * one takes a hundred times as long as to read it.  One of another dictionary
 * than that of the system, or a damaged one, is not believed. */
#pragma once

#include <stdbool.h>
#include <glib.h>

/* mark: changes with the dictionary (stem_dictionary_mark).  NULL: none is
 * kept.  Caller unrefs. */
GBytes *kept_table_read(
	const char *dir, const char *language, const char *mark);
bool kept_table_write(const char *dir, const char *language, const char *mark,
	GBytes *table, GError **error);
