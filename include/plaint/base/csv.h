/* Comma-separated tables that people and other programs hand in, read row by
 * row: RFC 4180 (quotes, doubled quotes, line ends inside quotes), separated
 * by comma, semicolon or tab, in UTF-8 (with or without a mark) or
 * Windows-1251.
 *
 *	g_autoptr(csv) csv = csv_open("customers.csv", &error);
 *	int email = csv_column(csv, "email");
 *	const struct csv_row *row;
 *	while (csv_next(csv, &row, &error) && row != NULL)
 *		use(csv_field(row, email), row->line);
 *
 * The first row is the header.  It decides the separator: whichever of the
 * three stands in it most often outside quotes.  The first row with a byte
 * above 0x7F decides the charset.  Only the row at hand is in memory; lines
 * that hold nothing are skipped.
 *
 * Errors are BASE_ERROR, their text begins "FILE:LINE: ".  After _INVALID (a
 * row that breaks the rules) csv_next goes on with the next row; after any
 * other the file is at its end. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

enum {
	CSV_FIELD_MOST_BYTES = 1 << 20,
	CSV_ROW_MOST_BYTES = 4 << 20,
	CSV_MOST_COLUMNS = 1024,
};

struct csv;

struct csv_row {
	GPtrArray *fields; /* of char *, valid UTF-8; as many as the header */
	uint64_t line;	   /* where it begins, from 1 */
};

/* An empty file, or one whose header has a column twice, is _INVALID. */
struct csv *csv_open(const char *path, GError **error);
/* The same of bytes in memory; `name` stands for the file in errors. */
struct csv *csv_open_bytes(GBytes *bytes, const char *name, GError **error);
void csv_free(struct csv *csv);
typedef struct csv csv; /* g_autoptr needs a name of one word */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(csv, csv_free)

/* The header's names, trimmed; of the reader. */
const GPtrArray *csv_header(const struct csv *csv);
/* Which column is headed `name` (case and outer blanks do not count); -1:
 * none. */
int csv_column(const struct csv *csv, const char *name);

/* The next row, NULL at the end; it is the reader's and good until the next
 * call.  A row with fewer or more fields than the header is _INVALID. */
bool csv_next(struct csv *csv, const struct csv_row **row_out, GError **error);

/* The field as it stands; "" when column is -1. */
const char *csv_field(const struct csv_row *row, int column);

/* How far the reader is in the file, for showing progress. */
uint64_t csv_read_bytes(const struct csv *csv);
