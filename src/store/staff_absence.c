/* Absences of staff. */
#include "plaint/store/staff_absence.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN(COLUMN_TEXT, struct staff_absence, login),
	COLUMN_ARRAY(struct staff_absence, from_day),
	COLUMN_ARRAY(struct staff_absence, until_day),
	COLUMN(COLUMN_TEXT, struct staff_absence, deputy),
	COLUMN_END,
};

static const struct store_refusal refusals[] = {
	{ "staff_absence_backwards", "the absence ends before it begins" },
	{ NULL, NULL },
};

static const struct record record = {
	.table = "staff_absence",
	.size = sizeof(struct staff_absence),
	.columns = columns,
};

bool staff_absence_add(
	struct db *db, const struct staff_absence *absence, GError **error)
{
	GError *failure = NULL;
	if (record_insert(db, &record, absence,
		    "ON CONFLICT (login, from_day) DO UPDATE SET"
		    " until_day = excluded.until_day, deputy = excluded.deputy",
		    &failure) >= 0)
		return true;
	store_explain_refusal(refusals, &failure);
	g_propagate_error(error, failure);
	return false;
}

GPtrArray *staff_absence_list(
	struct db *db, struct day_text from, GError **error)
{
	return record_list(db, &record,
		"WHERE until_day >= $1 ORDER BY login, from_day",
		DB_VALUES(db_text(from.text)), error);
}

bool staff_absence_end(
	struct db *db, const char *login, struct day today, GError **error)
{
	struct day_text now = day_format(today);
	struct day_text before = day_format(day_add_days(today, -1));
	int64_t taken_out = db_exec(db,
		"DELETE FROM staff_absence WHERE login = $1 AND from_day >= $2",
		DB_VALUES(db_text(login), db_text(now.text)), error);
	if (taken_out < 0)
		return false;
	int64_t ended = db_exec(db,
		"UPDATE staff_absence SET until_day = $3"
		" WHERE login = $1 AND from_day < $2 AND until_day >= $2",
		DB_VALUES(db_text(login), db_text(now.text),
			db_text(before.text)),
		error);
	struct store_must must = { STORE_ERROR_MISSING, "staff", login,
		"not known to be away" };
	return store_must_change(
		ended < 0 ? ended : ended + taken_out, &must, error);
}
