/* The terms of law a case runs under. */
#include "plaint/store/casefile_deadline.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct casefile_deadline, casefile_id),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, regime),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, calendar),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, trigger_kind),
	COLUMN_ARRAY(struct casefile_deadline, trigger_day),
	COLUMN_ARRAY(struct casefile_deadline, legal_due),
	COLUMN_ARRAY(struct casefile_deadline, safe_due),
	COLUMN_ARRAY(struct casefile_deadline, target_due),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, explanation),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, basis),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, source),
	COLUMN(COLUMN_TEXT, struct casefile_deadline, state),
	COLUMN_END,
};

static const struct record record = {
	.table = "deadline",
	.size = sizeof(struct casefile_deadline),
	.columns = columns,
};

bool casefile_deadline_put(
	struct db *db, const struct casefile_deadline *deadline, GError **error)
{
	struct casefile_deadline row = *deadline;
	if (row.state == NULL || row.state[0] == '\0')
		row.state = "running";
	return record_insert(db, &record, &row,
		       "ON CONFLICT (casefile_id, regime) DO UPDATE SET"
		       " calendar = excluded.calendar,"
		       " trigger_kind = excluded.trigger_kind,"
		       " trigger_day = excluded.trigger_day,"
		       " legal_due = excluded.legal_due,"
		       " safe_due = excluded.safe_due,"
		       " target_due = excluded.target_due,"
		       " explanation = excluded.explanation,"
		       " basis = excluded.basis, source = excluded.source,"
		       " state = excluded.state",
		       error) >= 0;
}

GPtrArray *casefile_deadline_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &record,
		"WHERE casefile_id = $1 ORDER BY safe_due NULLS LAST, regime",
		DB_VALUES(db_text(casefile_id)), error);
}

bool casefile_deadline_set_state(struct db *db, const char *casefile_id,
	const char *regime, const char *state, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE deadline SET state = $3"
		" WHERE casefile_id = $1 AND regime = $2",
		DB_VALUES(
			db_text(casefile_id), db_text(regime), db_text(state)),
		error);
	struct store_must must = { STORE_ERROR_MISSING, "deadline", regime,
		"the case does not run under it" };
	return store_must_change(changed, &must, error);
}
