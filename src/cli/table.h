/* A table for people: columns aligned by what a terminal shows, not by bytes.
 *
 *     g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
 *     table_add(table, "2026-000001", "Олена", NULL);
 *     table_print(table);
 */
#pragma once

#include <glib.h>

struct table_column {
	const char *title;
	int most; /* cells are cut to this many places with an ellipsis; 0:
		     never */
};

struct table;

/* columns must outlive the table. */
struct table *table_new(const struct table_column *columns, size_t count);
void table_free(struct table *table);
typedef struct table table;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(table, table_free)

/* As many strings as there are columns, then NULL; each copied, made one
 * line.  "" is an empty cell. */
void table_add(struct table *table, ...) G_GNUC_NULL_TERMINATED;

/* To standard output; nothing when it has no rows. */
void table_print(const struct table *table);

/* Places text takes on a terminal. */
int table_width(const char *text);
