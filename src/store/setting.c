/* Settings and counters: one row per name. */
#include "plaint/store/setting.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN(COLUMN_TEXT, struct setting, key),
	COLUMN(COLUMN_TEXT, struct setting, value),
	COLUMN_END,
};

static const struct record record = {
	.table = "setting",
	.size = sizeof(struct setting),
	.columns = columns,
};

GPtrArray *setting_list(struct db *db, const char *prefix, GError **error)
{
	return record_list(db, &record,
		"WHERE substr(key, 1, length($1)) = $1 AND value <> ''"
		" ORDER BY key",
		DB_VALUES(db_text(prefix)), error);
}

char *setting_get(struct db *db, const char *key, GError **error)
{
	g_autoptr(db_rows) rows =
		db_query(db, "SELECT value FROM setting WHERE key = $1",
			DB_VALUES(db_text(key)), error);
	if (rows == NULL)
		return NULL;
	return g_strdup(db_rows_next(rows) ? db_row_text(rows, "value") : "");
}

bool setting_set(
	struct db *db, const char *key, const char *value, GError **error)
{
	return db_exec(db,
		       "INSERT INTO setting (key, value) VALUES ($1, $2)"
		       " ON CONFLICT (key) DO UPDATE SET value = $2",
		       DB_VALUES(db_text(key), db_text(value)), error) >= 0;
}

bool setting_add(
	struct db *db, const char *key, const char *value, GError **error)
{
	struct setting setting = { key, value };
	return record_insert(db, &record, &setting,
		       "ON CONFLICT (key) DO NOTHING", error) >= 0;
}

/* RETURNING would cost SQLite more than asking afterwards: the row is locked
 * until the caller commits. */
static bool counter_step(struct db *db, const char *name, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE counter SET value = value + 1 WHERE name = $1",
		DB_VALUES(db_text(name)), error);
	if (changed != 0)
		return changed > 0;
	return db_exec(db,
		       "INSERT INTO counter (name, value) VALUES ($1, 1)"
		       " ON CONFLICT (name) DO UPDATE"
		       " SET value = counter.value + 1",
		       DB_VALUES(db_text(name)), error) >= 0;
}

bool counter_next(
	struct db *db, const char *name, int64_t *value_out, GError **error)
{
	if (!counter_step(db, name, error))
		return false;
	g_autoptr(db_rows) rows =
		db_query(db, "SELECT value FROM counter WHERE name = $1",
			DB_VALUES(db_text(name)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*value_out = db_row_int(rows, "value");
	return true;
}
