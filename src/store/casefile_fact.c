/* What a case's days rest on. */
#include "plaint/store/casefile_fact.h"

#include "record.h"

/* --- facts ------------------------------------------------------------ */

static const struct column fact_columns[] = {
	COLUMN_ARRAY(struct casefile_fact, casefile_id),
	COLUMN(COLUMN_FLAG, struct casefile_fact, after_hours),
	COLUMN(COLUMN_TEXT, struct casefile_fact, customer_type),
	COLUMN_ARRAY(struct casefile_fact, entry_day),
	COLUMN_ARRAY(struct casefile_fact, presented_day),
	COLUMN_ARRAY(struct casefile_fact, event_day),
	COLUMN_END,
};

static const struct record fact_record = {
	.table = "casefile_fact",
	.size = sizeof(struct casefile_fact),
	.columns = fact_columns,
};

bool casefile_fact_put(
	struct db *db, const struct casefile_fact *fact, GError **error)
{
	return record_insert(db, &fact_record, fact,
		       "ON CONFLICT (casefile_id) DO UPDATE SET"
		       " after_hours = excluded.after_hours,"
		       " customer_type = excluded.customer_type,"
		       " entry_day = excluded.entry_day,"
		       " presented_day = excluded.presented_day,"
		       " event_day = excluded.event_day",
		       error) >= 0;
}

struct casefile_fact *casefile_fact_find(
	struct db *db, const char *casefile_id, GError **error)
{
	g_autoptr(GPtrArray) rows =
		record_list(db, &fact_record, "WHERE casefile_id = $1",
			DB_VALUES(db_text(casefile_id)), error);
	if (rows == NULL)
		return NULL;
	if (rows->len > 0)
		return g_ptr_array_steal_index(rows, 0);
	struct casefile_fact *none = g_new0(struct casefile_fact, 1);
	g_strlcpy(none->casefile_id.text, casefile_id,
		sizeof(none->casefile_id.text));
	none->customer_type = "";
	return none;
}

/* --- pauses ----------------------------------------------------------- */

static const struct column pause_columns[] = {
	COLUMN_ARRAY(struct casefile_pause, id),
	COLUMN_ARRAY(struct casefile_pause, casefile_id),
	COLUMN(COLUMN_TEXT, struct casefile_pause, reason),
	COLUMN_ARRAY(struct casefile_pause, from_day),
	COLUMN_ARRAY(struct casefile_pause, until_day),
	COLUMN(COLUMN_TEXT, struct casefile_pause, by_login),
	COLUMN(COLUMN_INTEGER, struct casefile_pause, at_utc_us),
	COLUMN_END,
};

static const struct store_refusal pause_refusals[] = {
	{ "casefile_pause_open", "the clock stands for this reason already" },
	/* SQLite names the columns of the index instead. */
	{ "casefile_pause.reason", "the clock stands for this reason already" },
	{ "casefile_pause_backwards", "a pause cannot end before it begins" },
	{ NULL, NULL },
};

static const struct record pause_record = {
	.table = "casefile_pause",
	.size = sizeof(struct casefile_pause),
	.columns = pause_columns,
};

bool casefile_pause_add(
	struct db *db, const struct casefile_pause *pause, GError **error)
{
	GError *failure = NULL;
	if (record_insert(db, &pause_record, pause, "", &failure) > 0)
		return true;
	store_explain_refusal(pause_refusals, &failure);
	g_propagate_error(error, failure);
	return false;
}

int64_t casefile_pause_end(struct db *db, const char *casefile_id,
	const char *until, GError **error)
{
	return db_exec(db,
		"UPDATE casefile_pause SET until_day = $2"
		" WHERE casefile_id = $1 AND from_day <= $2"
		" AND (until_day IS NULL OR until_day > $2)",
		DB_VALUES(db_text(casefile_id), db_text(until)), error);
}

GPtrArray *casefile_pause_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &pause_record,
		"WHERE casefile_id = $1 ORDER BY from_day, id",
		DB_VALUES(db_text(casefile_id)), error);
}

bool casefile_pause_remove(struct db *db, const char *id, GError **error)
{
	return db_exec(db, "DELETE FROM casefile_pause WHERE id = $1",
		       DB_VALUES(db_text(id)), error) >= 0;
}

/* --- extensions ------------------------------------------------------- */

static const struct column extension_columns[] = {
	COLUMN_ARRAY(struct casefile_extension, id),
	COLUMN_ARRAY(struct casefile_extension, casefile_id),
	COLUMN(COLUMN_TEXT, struct casefile_extension, regime),
	COLUMN(COLUMN_INTEGER, struct casefile_extension, amount),
	COLUMN(COLUMN_TEXT, struct casefile_extension, unit),
	COLUMN(COLUMN_TEXT, struct casefile_extension, reason),
	COLUMN(COLUMN_TEXT, struct casefile_extension, by_login),
	COLUMN_ARRAY(struct casefile_extension, given_day),
	COLUMN(COLUMN_INTEGER, struct casefile_extension, at_utc_us),
	COLUMN_END,
};

static const struct record extension_record = {
	.table = "casefile_extension",
	.size = sizeof(struct casefile_extension),
	.columns = extension_columns,
};

bool casefile_extension_add(struct db *db,
	const struct casefile_extension *extension, GError **error)
{
	return record_insert(db, &extension_record, extension, "", error) > 0;
}

GPtrArray *casefile_extension_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &extension_record,
		"WHERE casefile_id = $1 ORDER BY id",
		DB_VALUES(db_text(casefile_id)), error);
}

bool casefile_extension_remove(struct db *db, const char *id, GError **error)
{
	return db_exec(db, "DELETE FROM casefile_extension WHERE id = $1",
		       DB_VALUES(db_text(id)), error) >= 0;
}

/* --- regimes people decided on ---------------------------------------- */

static const struct column regime_columns[] = {
	COLUMN_ARRAY(struct casefile_regime, casefile_id),
	COLUMN(COLUMN_TEXT, struct casefile_regime, regime),
	COLUMN(COLUMN_FLAG, struct casefile_regime, applies),
	COLUMN(COLUMN_TEXT, struct casefile_regime, by_login),
	COLUMN(COLUMN_INTEGER, struct casefile_regime, at_utc_us),
	COLUMN_END,
};

static const struct record regime_record = {
	.table = "casefile_regime",
	.size = sizeof(struct casefile_regime),
	.columns = regime_columns,
};

bool casefile_regime_put(
	struct db *db, const struct casefile_regime *regime, GError **error)
{
	return record_insert(db, &regime_record, regime,
		       "ON CONFLICT (casefile_id, regime) DO UPDATE SET"
		       " applies = excluded.applies,"
		       " by_login = excluded.by_login,"
		       " at_utc_us = excluded.at_utc_us",
		       error) >= 0;
}

GPtrArray *casefile_regime_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &regime_record,
		"WHERE casefile_id = $1 ORDER BY regime",
		DB_VALUES(db_text(casefile_id)), error);
}
