/* Rows in memory: what a query gave, read by column name. */
#include "driver.h"

#include <string.h>

enum {
	TEXT_CHUNK_BYTES = 512
};

static const struct db_value absent = { .kind = DB_KIND_NULL };

struct db_rows *db_rows_new(void)
{
	return g_new0(struct db_rows, 1);
}

void db_rows_free(struct db_rows *rows)
{
	if (rows == NULL)
		return;
	if (rows->names != NULL) {
		g_ptr_array_unref(rows->names);
		g_array_unref(rows->cells);
		g_string_chunk_free(rows->texts);
	}
	g_free(rows);
}

void db_rows_set_names(struct db_rows *rows, GPtrArray *names)
{
	rows->names = g_ptr_array_ref(names);
	rows->cells = g_array_sized_new(
		FALSE, FALSE, sizeof(struct db_value), names->len);
	rows->texts = g_string_chunk_new(TEXT_CHUNK_BYTES);
}

struct db_value *db_rows_add(struct db_rows *rows)
{
	guint before = rows->cells->len;
	g_array_set_size(rows->cells, before + rows->names->len);
	rows->count++;
	return &g_array_index(rows->cells, struct db_value, before);
}

struct db_value db_rows_text(
	struct db_rows *rows, const char *text, size_t length)
{
	return db_text(
		g_string_chunk_insert_len(rows->texts, text, (gssize)length));
}

size_t db_rows_count(const struct db_rows *rows)
{
	return rows->count;
}

bool db_rows_next(struct db_rows *rows)
{
	if (rows->next >= rows->count)
		return false;
	rows->next++;
	return true;
}

/* Columns are asked for in their order, as a rule: the one after the last is
 * looked at first. */
static const struct db_value *cell(const struct db_rows *rows, const char *name)
{
	g_return_val_if_fail(rows->next > 0 && rows->names != NULL, &absent);
	guint columns = rows->names->len;
	for (guint tried = 0, at = rows->asked; tried < columns; tried++) {
		at = at + 1 < columns ? at + 1 : 0;
		if (strcmp(rows->names->pdata[at], name) != 0)
			continue;
		((struct db_rows *)rows)->asked = at;
		return &g_array_index(rows->cells, struct db_value,
			(rows->next - 1) * columns + at);
	}
	g_critical("no column \"%s\" in the rows", name);
	return &absent;
}

const char *db_row_text(const struct db_rows *rows, const char *name)
{
	const struct db_value *value = cell(rows, name);
	return value->kind == DB_KIND_TEXT ? value->text : "";
}

int64_t db_row_int(const struct db_rows *rows, const char *name)
{
	const struct db_value *value = cell(rows, name);
	switch (value->kind) {
	case DB_KIND_INTEGER:
		return value->integer;
	case DB_KIND_REAL:
		return (int64_t)value->real;
	default:
		return 0;
	}
}

double db_row_real(const struct db_rows *rows, const char *name)
{
	const struct db_value *value = cell(rows, name);
	switch (value->kind) {
	case DB_KIND_INTEGER:
		return (double)value->integer;
	case DB_KIND_REAL:
		return value->real;
	default:
		return 0;
	}
}
