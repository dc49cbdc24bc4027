/* Rows to structs and back.  Nothing here knows a table. */
#include "record.h"

#include <stdarg.h>
#include <string.h>
#include "plaint/base/quoted.h"

enum {
	RECORD_MOST_COLUMNS = 48,
	TEXTS_MOST = 256
};

GQuark store_error_quark(void)
{
	return g_quark_from_static_string("plaint-store-error");
}

bool store_fail(GError **error, enum store_error code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	GError *failure =
		g_error_new_valist(STORE_ERROR, (gint)code, format, arguments);
	va_end(arguments);
	g_propagate_error(error, failure);
	return false;
}

bool store_must_change(
	int64_t changed, const struct store_must *must, GError **error)
{
	if (changed < 0)
		return false;
	return changed > 0 || store_fail(error, must->code, "%s %s: %s",
				      must->noun, must->id, must->why);
}

void store_explain_refusal(const struct store_refusal *refusals, GError **error)
{
	if (error == NULL ||
		!g_error_matches(*error, DB_ERROR, DB_ERROR_CONSTRAINT))
		return;
	for (size_t i = 0; refusals[i].constraint != NULL; i++) {
		if (strstr((*error)->message, refusals[i].constraint) == NULL)
			continue;
		g_clear_error(error);
		store_fail(error, STORE_ERROR_REFUSED, "%s", refusals[i].why);
		return;
	}
}

static struct db_value column_value(
	const struct column *column, const void *item)
{
	const char *at = (const char *)item + column->offset;
	const char *text = NULL;
	switch (column->kind) {
	case COLUMN_TEXT:
		text = *(const char *const *)at;
		return db_text(text == NULL ? "" : text);
	case COLUMN_OPTIONAL:
		return db_text_or_null(*(const char *const *)at);
	case COLUMN_FIXED:
		return db_text_or_null(at);
	case COLUMN_INTEGER:
		return db_int(*(const int64_t *)at);
	case COLUMN_INSTANT:
		return db_int_or_null(*(const int64_t *)at);
	case COLUMN_REAL:
		return db_real(*(const double *)at);
	case COLUMN_FLAG:
		return db_int(*(const bool *)at);
	}
	return db_text(NULL);
}

static bool is_text(const struct column *column)
{
	return column->kind == COLUMN_TEXT || column->kind == COLUMN_OPTIONAL;
}

static size_t texts_size(
	const struct record *record, const struct db_rows *rows)
{
	size_t size = 0;
	for (const struct column *c = record->columns; c->name != NULL; c++)
		if (is_text(c))
			size += strlen(db_row_text(rows, c->name)) + 1;
	return size;
}

/* A text goes to *free_at, which moves on behind it. */
static char *put_text(char **free_at, const char *text)
{
	size_t size = strlen(text) + 1;
	char *at = memcpy(*free_at, text, size);
	*free_at += size;
	return at;
}

static void load_column(const struct column *column, const struct db_rows *rows,
	void *item, char **free_at)
{
	char *at = (char *)item + column->offset;
	switch (column->kind) {
	case COLUMN_TEXT:
	case COLUMN_OPTIONAL:
		*(char **)at =
			put_text(free_at, db_row_text(rows, column->name));
		break;
	case COLUMN_FIXED:
		g_strlcpy(at, db_row_text(rows, column->name), column->room);
		break;
	case COLUMN_INTEGER:
	case COLUMN_INSTANT:
		*(int64_t *)at = db_row_int(rows, column->name);
		break;
	case COLUMN_REAL:
		*(double *)at = db_row_real(rows, column->name);
		break;
	case COLUMN_FLAG:
		*(bool *)at = db_row_int(rows, column->name) != 0;
		break;
	}
}

static char *insert_text(const struct record *record, const char *suffix)
{
	size_t count = 0;
	GString *names = g_string_sized_new(1024);
	g_autoptr(GString) places = g_string_sized_new(256);
	g_string_printf(names, "INSERT INTO %s (", record->table);
	for (const struct column *c = record->columns; c->name != NULL; c++) {
		if (c->sql != NULL)
			continue;
		g_string_append(names, count == 0 ? "" : ", ");
		g_string_append(names, c->name);
		g_string_append(places, count == 0 ? "$" : ", $");
		quoted_append_number(places, ++count);
	}
	g_string_append(names, ") VALUES (");
	g_string_append_len(names, places->str, (gssize)places->len);
	g_string_append(names, ") ");
	g_string_append(names, suffix);
	return g_string_free(names, FALSE);
}

static char *select_text(const struct record *record, const char *tail)
{
	GString *sql = g_string_sized_new(1024);
	g_string_append(sql, "SELECT ");
	for (const struct column *c = record->columns; c->name != NULL; c++) {
		if (c != record->columns)
			g_string_append(sql, ", ");
		if (c->sql == NULL) {
			g_string_append(sql, record->table);
			g_string_append_c(sql, '.');
		}
		g_string_append(sql, c->sql == NULL ? c->name : c->sql);
		g_string_append(sql, " AS ");
		g_string_append(sql, c->name);
	}
	g_string_append(sql, " FROM ");
	g_string_append(
		sql, record->from == NULL ? record->table : record->from);
	g_string_append_c(sql, ' ');
	g_string_append(sql, tail);
	return g_string_free(sql, FALSE);
}

/* --- texts kept ---------------------------------------------------------- */

/* What a text is made of. */
struct text_key {
	const struct record *record;
	char *(*write)(const struct record *record, const char *end);
	const char *end;
};

static guint text_key_hash(gconstpointer data)
{
	const struct text_key *key = data;
	/* A record's texts hardly ever end at the same length. */
	return g_direct_hash(key->record) ^ (guint)strlen(key->end);
}

static gboolean text_key_equal(gconstpointer a, gconstpointer b)
{
	const struct text_key *x = a, *y = b;
	return x->record == y->record && x->write == y->write &&
	       strcmp(x->end, y->end) == 0;
}

static GMutex texts_lock;
static GHashTable *texts; /* struct text_key -> text, for good */

static void keep(const struct text_key *key, char *text)
{
	struct text_key *kept = g_memdup2(key, sizeof(*key));
	kept->end = g_strdup(key->end);
	g_hash_table_insert(texts, kept, text);
}

/* The statement, kept from the first time on, or *own_out once there are too
 * many: the caller frees that. */
static const char *text_of(const struct text_key *key, char **own_out)
{
	g_mutex_lock(&texts_lock);
	if (texts == NULL)
		texts = g_hash_table_new(text_key_hash, text_key_equal);
	char *text = g_hash_table_lookup(texts, key);
	if (text == NULL) {
		text = key->write(key->record, key->end);
		if (g_hash_table_size(texts) < TEXTS_MOST)
			keep(key, text);
		else
			*own_out = text;
	}
	g_mutex_unlock(&texts_lock);
	return text;
}

int64_t record_insert(struct db *db, const struct record *record,
	const void *item, const char *suffix, GError **error)
{
	struct db_value at[RECORD_MOST_COLUMNS];
	size_t count = 0;
	for (const struct column *c = record->columns; c->name != NULL; c++)
		if (c->sql == NULL)
			at[count++] = column_value(c, item);
	struct text_key key = { record, insert_text, suffix };
	g_autofree char *own = NULL;
	return db_exec(db, text_of(&key, &own), (struct db_values){ at, count },
		error);
}

static void *load(const struct record *record, const struct db_rows *rows)
{
	void *item = g_malloc0(record->size + texts_size(record, rows));
	char *free_at = (char *)item + record->size;
	for (const struct column *c = record->columns; c->name != NULL; c++)
		load_column(c, rows, item, &free_at);
	return item;
}

static const char *text_at(const struct column *column, const void *item)
{
	const char *text =
		*(const char *const *)((const char *)item + column->offset);
	return text == NULL ? "" : text;
}

void *record_copy(const struct record *record, const void *item)
{
	size_t size = record->size;
	for (const struct column *c = record->columns; c->name != NULL; c++)
		if (is_text(c))
			size += strlen(text_at(c, item)) + 1;
	char *copy = g_malloc(size), *free_at = copy + record->size;
	memcpy(copy, item, record->size);
	for (const struct column *c = record->columns; c->name != NULL; c++)
		if (is_text(c))
			*(char **)(copy + c->offset) =
				put_text(&free_at, text_at(c, item));
	return copy;
}

GPtrArray *record_take(const struct record *record, struct db_rows *rows)
{
	GPtrArray *items = g_ptr_array_new_with_free_func(g_free);
	while (db_rows_next(rows))
		g_ptr_array_add(items, load(record, rows));
	return items;
}

GPtrArray *record_list(struct db *db, const struct record *record,
	const char *tail, struct db_values values, GError **error)
{
	struct text_key key = { record, select_text, tail };
	g_autofree char *own = NULL;
	g_autoptr(db_rows) rows =
		db_query(db, text_of(&key, &own), values, error);
	return rows == NULL ? NULL : record_take(record, rows);
}

void *record_one(struct db *db, const struct record *record, const char *tail,
	struct db_values values, GError **error)
{
	g_autoptr(GPtrArray) items =
		record_list(db, record, tail, values, error);
	if (items == NULL)
		return NULL;
	if (items->len > 0)
		return g_ptr_array_steal_index(items, 0);
	const char *key = values.count > 0 ? values.at[0].text : NULL;
	store_fail(error, STORE_ERROR_MISSING, "%s %s: there is none",
		record->noun != NULL ? record->noun : record->table,
		key == NULL ? "" : key);
	return NULL;
}
