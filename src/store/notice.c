/* Mails to the office's own people, and what they were reminded of. */
#include "plaint/store/notice.h"

#include "record.h"

enum {
	/* A reminder that comes twice harms nobody, one that never came may;
	 * but a server that always stalls at the end is not to flood them. */
	DOUBTFUL_MOST = 3
};

static const struct column columns[] = {
	COLUMN_ARRAY(struct notice, id),
	COLUMN(COLUMN_TEXT, struct notice, kind),
	COLUMN_ARRAY(struct notice, day),
	COLUMN(COLUMN_TEXT, struct notice, to_name),
	COLUMN(COLUMN_TEXT, struct notice, to_address),
	COLUMN(COLUMN_TEXT, struct notice, language),
	COLUMN(COLUMN_TEXT, struct notice, subject),
	COLUMN(COLUMN_TEXT, struct notice, body),
	COLUMN(COLUMN_TEXT, struct notice, message_id),
	COLUMN(COLUMN_TEXT, struct notice, state),
	COLUMN(COLUMN_INTEGER, struct notice, attempts),
	COLUMN(COLUMN_INTEGER, struct notice, queued_utc_us),
	COLUMN(COLUMN_INTEGER, struct notice, not_before_utc_us),
	COLUMN(COLUMN_TEXT, struct notice, response),
	COLUMN(COLUMN_TEXT, struct notice, last_error),
	COLUMN_END,
};

static const struct record record = {
	.table = "notice",
	.size = sizeof(struct notice),
	.columns = columns,
};

bool notice_queue(struct db *db, const struct notice *notice,
	int64_t now_utc_us, bool *is_new_out, GError **error)
{
	struct notice row = *notice;
	row.state = "queued";
	row.attempts = 0;
	row.queued_utc_us = row.not_before_utc_us = now_utc_us;
	row.response = row.last_error = NULL;
	int64_t added = record_insert(
		db, &record, &row, "ON CONFLICT DO NOTHING", error);
	*is_new_out = added > 0;
	return added >= 0;
}

struct claiming {
	int64_t now_utc_us;
	struct id id; /* "" when none is due */
};

static bool claim(struct db *db, void *user, GError **error)
{
	struct claiming *claiming = user;
	g_autofree char *sql = g_strconcat(
		"WITH due AS MATERIALIZED (SELECT id AS due_id FROM notice"
		" WHERE state = 'queued' AND not_before_utc_us <= $1"
		" ORDER BY not_before_utc_us, id LIMIT 1",
		db_skip_locked(db),
		") UPDATE notice SET state = 'sending',"
		" attempts = attempts + 1 FROM due WHERE id = due_id"
		" RETURNING id",
		NULL);
	g_autoptr(db_rows) rows = db_query(
		db, sql, DB_VALUES(db_int(claiming->now_utc_us)), error);
	if (rows == NULL)
		return false;
	claiming->id = (struct id){ "" };
	if (db_rows_next(rows))
		g_strlcpy(claiming->id.text, db_row_text(rows, "id"),
			sizeof(claiming->id.text));
	return true;
}

struct notice *notice_claim(struct db *db, int64_t now_utc_us, GError **error)
{
	struct claiming claiming = { now_utc_us, { "" } };
	if (!db_run_tx(db, claim, &claiming, error) ||
		claiming.id.text[0] == '\0')
		return NULL;
	return notice_get(db, claiming.id.text, error);
}

bool notice_settle(struct db *db, const char *id,
	const struct outbox_settlement *settlement, GError **error)
{
	bool is_sent = settlement->outcome == OUTBOX_SENT;
	bool is_retry = settlement->outcome == OUTBOX_RETRY;
	int64_t changed = db_exec(db,
		"UPDATE notice SET state = CASE WHEN $2 = 'uncertain'"
		"  AND attempts < $7 THEN 'queued' ELSE $2 END,"
		" response = COALESCE($3, response),"
		" last_error = COALESCE($4, last_error),"
		" not_before_utc_us = COALESCE($5, not_before_utc_us),"
		" attempts = attempts - $6"
		" WHERE id = $1 AND state = 'sending'",
		DB_VALUES(db_text(id),
			db_text(outbox_outcome_state(settlement->outcome)),
			db_text(is_sent ? settlement->text : NULL),
			db_text(is_sent ? NULL : settlement->text),
			db_int_or_null(
				is_retry ? settlement->not_before_utc_us : 0),
			db_int(settlement->is_untried), db_int(DOUBTFUL_MOST)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "notice", id,
		"it is not there or in another state" };
	return store_must_change(changed, &must, error);
}

int64_t notice_recover(struct db *db, GError **error)
{
	return db_exec(db,
		"UPDATE notice SET state = CASE WHEN attempts < $1"
		"  THEN 'queued' ELSE 'uncertain' END, last_error ="
		" 'the program stopped while sending' WHERE state = 'sending'",
		DB_VALUES(db_int(DOUBTFUL_MOST)), error);
}

bool notice_resend(
	struct db *db, const char *id, int64_t now_utc_us, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE notice SET state = 'queued', attempts = 0,"
		" not_before_utc_us = $2"
		" WHERE id = $1 AND state IN ('uncertain', 'failed')",
		DB_VALUES(db_text(id), db_int(now_utc_us)), error);
	struct store_must must = { STORE_ERROR_CONFLICT, "notice", id,
		"it is not there or in another state" };
	return store_must_change(changed, &must, error);
}

bool notice_mark_returned(
	struct db *db, const char *message_id, const char *why, GError **error)
{
	return db_exec(db,
		       "UPDATE notice SET state = 'failed', last_error = $2"
		       " WHERE message_id = $1"
		       " AND state IN ('sent', 'uncertain')",
		       DB_VALUES(db_text(message_id), db_text(why)),
		       error) >= 0;
}

struct notice *notice_get(struct db *db, const char *id, GError **error)
{
	return record_one(
		db, &record, "WHERE id = $1", DB_VALUES(db_text(id)), error);
}

GPtrArray *notice_list(
	struct db *db, const char *state, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE id IN (SELECT id FROM notice"
		" WHERE CAST($1 AS TEXT) IS NULL OR state = $1"
		" ORDER BY id DESC LIMIT $2) ORDER BY id",
		DB_VALUES(db_text(state), db_int(limit)), error);
}

static const struct column reminder_columns[] = {
	COLUMN_ARRAY(struct reminder, casefile_id),
	COLUMN(COLUMN_TEXT, struct reminder, what),
	COLUMN_ARRAY(struct reminder, day),
	COLUMN(COLUMN_TEXT, struct reminder, to_address),
	COLUMN_END,
};

static const struct record reminder_record = {
	.table = "reminder",
	.size = sizeof(struct reminder),
	.columns = reminder_columns,
};

bool reminder_note(struct db *db, const struct reminder *reminder,
	bool *is_new_out, GError **error)
{
	int64_t added = record_insert(db, &reminder_record, reminder,
		"ON CONFLICT DO NOTHING", error);
	*is_new_out = added > 0;
	return added >= 0;
}
