/* The outbox.  Every change of state changes the reply with it, in one
 * transaction. */
#include "plaint/store/outbox.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct outbox_item, id),
	COLUMN_ARRAY(struct outbox_item, reply_id),
	COLUMN(COLUMN_TEXT, struct outbox_item, message_id),
	COLUMN(COLUMN_TEXT, struct outbox_item, state),
	COLUMN(COLUMN_INTEGER, struct outbox_item, attempts),
	COLUMN(COLUMN_INTEGER, struct outbox_item, queued_utc_us),
	COLUMN(COLUMN_INTEGER, struct outbox_item, not_before_utc_us),
	COLUMN(COLUMN_TEXT, struct outbox_item, response),
	COLUMN(COLUMN_TEXT, struct outbox_item, last_error),
	COLUMN(COLUMN_OPTIONAL, struct outbox_item, message_sha256),
	COLUMN_END,
};

static const struct record record = {
	.table = "outbox",
	.size = sizeof(struct outbox_item),
	.columns = columns,
};

struct queueing {
	const struct outbox_item *item;
	int64_t now_utc_us;
};

static bool queue(struct db *db, void *user, GError **error)
{
	const struct queueing *queueing = user;
	struct outbox_item row = *queueing->item;
	row.state = "queued";
	row.attempts = 0;
	row.queued_utc_us = queueing->now_utc_us;
	row.response = row.last_error = row.message_sha256 = NULL;
	int64_t changed = db_exec(db,
		"UPDATE reply SET stage = 'queued' WHERE id = $1 AND"
		" channel = 'mail' AND (stage = 'approved'"
		"  OR (stage = 'drafted' AND kind = 'acknowledgement'))",
		DB_VALUES(db_text(row.reply_id.text)), error);
	struct store_must must = { STORE_ERROR_CONFLICT, "reply",
		row.reply_id.text, "it is not ready to be sent" };
	return store_must_change(changed, &must, error) &&
	       record_insert(db, &record, &row, "", error) == 1;
}

bool outbox_queue(struct db *db, const struct outbox_item *item,
	int64_t now_utc_us, GError **error)
{
	struct queueing queueing = { item, now_utc_us };
	return db_run_tx(db, queue, &queueing, error);
}

struct claiming {
	int most;
	int64_t now_utc_us;
	GPtrArray *items;
};

/* Claimed rows come in no order of their own. */
static gint by_age(gconstpointer a, gconstpointer b)
{
	const struct outbox_item *const *left = a;
	const struct outbox_item *const *right = b;
	int64_t apart =
		(*left)->not_before_utc_us - (*right)->not_before_utc_us;
	if (apart != 0)
		return apart < 0 ? -1 : 1;
	return g_strcmp0((*left)->id.text, (*right)->id.text);
}

/* Somebody wrote the answers; thousands of acknowledgements may wait.  CROSS:
 * SQLite begins with the reply, for of those that wait few are answers. */
static const char *const queues[] = {
	"FROM reply CROSS JOIN outbox WHERE reply.stage = 'queued'"
	" AND reply.kind = 'answer' AND outbox.reply_id = reply.id AND",
	"FROM outbox WHERE",
};

static bool claim_of(struct db *db, const char *queue,
	const struct claiming *claiming, GError **error)
{
	int most = claiming->most - (int)claiming->items->len;
	g_autofree char *sql = g_strconcat(
		"WITH due AS MATERIALIZED (SELECT outbox.id AS due_id ", queue,
		" outbox.state = 'queued' AND outbox.not_before_utc_us <= $1"
		" ORDER BY outbox.not_before_utc_us, outbox.id LIMIT $2",
		db_skip_locked(db),
		") UPDATE outbox SET state = 'sending',"
		" attempts = attempts + 1 FROM due WHERE id = due_id"
		" RETURNING id, reply_id, message_id, state, attempts,"
		" queued_utc_us, not_before_utc_us, response, last_error,"
		" message_sha256",
		NULL);
	g_autoptr(db_rows) rows = db_query(db, sql,
		DB_VALUES(db_int(claiming->now_utc_us), db_int(most)), error);
	if (rows == NULL)
		return false;
	g_autoptr(GPtrArray) items = record_take(&record, rows);
	g_ptr_array_sort(items, by_age);
	g_ptr_array_extend_and_steal(claiming->items, g_steal_pointer(&items));
	return true;
}

static bool claim(struct db *db, void *user, GError **error)
{
	struct claiming *claiming = user;
	g_ptr_array_set_size(claiming->items, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(queues) &&
			   (int)claiming->items->len < claiming->most;
		i++)
		if (!claim_of(db, queues[i], claiming, error))
			return false;
	return true;
}

bool outbox_claim(struct db *db, int most, int64_t now_utc_us,
	GPtrArray **items_out, GError **error)
{
	struct claiming claiming = { most, now_utc_us,
		g_ptr_array_new_with_free_func(g_free) };
	*items_out = claiming.items;
	return db_run_tx(db, claim, &claiming, error);
}

bool outbox_unclaim(struct db *db, const GPtrArray *items, GError **error)
{
	for (guint i = 0; i < items->len; i++) {
		const struct outbox_item *item = items->pdata[i];
		if (db_exec(db,
			    "UPDATE outbox SET state = 'queued',"
			    " attempts = attempts - 1 WHERE id = $1"
			    " AND state = 'sending' AND attempts = $2",
			    DB_VALUES(db_text(item->id.text),
				    db_int(item->attempts)),
			    error) < 0)
			return false;
	}
	return true;
}

bool outbox_is_due(
	struct db *db, int64_t now_utc_us, bool *due_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT CASE WHEN EXISTS (SELECT 1 FROM outbox"
		"  WHERE state = 'queued' AND not_before_utc_us <= $1)"
		" OR EXISTS (SELECT 1 FROM notice"
		"  WHERE state = 'queued' AND not_before_utc_us <= $1)"
		" THEN 1 ELSE 0 END AS due",
		DB_VALUES(db_int(now_utc_us)), error);
	*due_out = rows != NULL && db_rows_next(rows) &&
		   db_row_int(rows, "due") != 0;
	return rows != NULL;
}

bool outbox_set_message(
	struct db *db, const char *id, const char *sha256, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE outbox SET message_sha256 = $2 WHERE id = $1",
		DB_VALUES(db_text(id), db_text_or_null(sha256)), error);
	struct store_must must = { STORE_ERROR_MISSING, "outbox", id,
		"there is none" };
	return store_must_change(changed, &must, error);
}

/* One change of state of an item and of its reply. */
struct change {
	const char *id;
	const char *to;
	const char *reply_to;
	bool from_sending, from_uncertain, from_failed;
	bool is_untried, is_afresh; /* its attempts: one less, none */
	const char *response;	    /* NULL: stays */
	const char *last_error;	    /* NULL: stays */
	int64_t not_before_utc_us;  /* 0: stays */
	int64_t now_utc_us;
};

static bool change_reply(
	struct db *db, const struct change *change, GError **error)
{
	bool is_settled = g_strcmp0(change->reply_to, "queued") != 0;
	return db_exec(db,
		       "UPDATE reply SET stage = $2, settled_utc_us = $3"
		       " WHERE id IN (SELECT reply_id FROM outbox"
		       " WHERE id = $1)",
		       DB_VALUES(db_text(change->id), db_text(change->reply_to),
			       db_int_or_null(
				       is_settled ? change->now_utc_us : 0)),
		       error) >= 0;
}

static bool change_both(struct db *db, void *user, GError **error)
{
	const struct change *change = user;
	int64_t changed = db_exec(db,
		"UPDATE outbox SET state = $2,"
		" response = COALESCE($3, response),"
		" last_error = COALESCE($4, last_error),"
		" not_before_utc_us = COALESCE($5, not_before_utc_us),"
		" attempts = (attempts - $9) * $10"
		" WHERE id = $1 AND state IN ($6, $7, $8)",
		DB_VALUES(db_text(change->id), db_text(change->to),
			db_text(change->response), db_text(change->last_error),
			db_int_or_null(change->not_before_utc_us),
			db_text(change->from_sending ? "sending" : ""),
			db_text(change->from_uncertain ? "uncertain" : ""),
			db_text(change->from_failed ? "failed" : ""),
			db_int(change->is_untried), db_int(!change->is_afresh)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "outbox", change->id,
		"it is not there or in another state" };
	return store_must_change(changed, &must, error) &&
	       change_reply(db, change, error);
}

/* Whoever claims at the same moment locks the row first, and then it is no
 * longer `queued`; or finds it gone. */
bool outbox_recall(
	struct db *db, const char *reply_id, bool *recalled_out, GError **error)
{
	int64_t rows = db_exec(db,
		"DELETE FROM outbox WHERE reply_id = $1 AND state = 'queued'",
		DB_VALUES(db_text(reply_id)), error);
	*recalled_out = rows > 0;
	return rows >= 0;
}

const char *outbox_outcome_state(enum outbox_outcome outcome)
{
	static const char *const states[] = {
		[OUTBOX_SENT] = "sent",
		[OUTBOX_RETRY] = "queued",
		[OUTBOX_FAILED] = "failed",
		[OUTBOX_UNCERTAIN] = "uncertain",
	};
	return states[outcome];
}

bool outbox_settle(struct db *db, const char *id,
	const struct outbox_settlement *settlement, int64_t now_utc_us,
	GError **error)
{
	const char *state = outbox_outcome_state(settlement->outcome);
	bool is_sent = settlement->outcome == OUTBOX_SENT;
	bool is_retry = settlement->outcome == OUTBOX_RETRY;
	struct change change = {
		.id = id,
		.to = state,
		.reply_to = state,
		.from_sending = true,
		.is_untried = settlement->is_untried,
		.response = is_sent ? settlement->text : NULL,
		.last_error = is_sent ? NULL : settlement->text,
		.not_before_utc_us =
			is_retry ? settlement->not_before_utc_us : 0,
		.now_utc_us = now_utc_us,
	};
	return db_run_tx(db, change_both, &change, error);
}

bool outbox_resend(
	struct db *db, const char *id, int64_t now_utc_us, GError **error)
{
	struct change change = {
		.id = id,
		.to = "queued",
		.reply_to = "queued",
		.from_uncertain = true,
		.from_failed = true,
		.is_afresh = true,
		.not_before_utc_us = now_utc_us,
		.now_utc_us = now_utc_us,
	};
	return db_run_tx(db, change_both, &change, error);
}

bool outbox_mark_sent(
	struct db *db, const char *id, int64_t now_utc_us, GError **error)
{
	struct change change = {
		.id = id,
		.to = "sent",
		.reply_to = "sent",
		.from_uncertain = true,
		.now_utc_us = now_utc_us,
	};
	return db_run_tx(db, change_both, &change, error);
}

struct returning {
	const char *reply_id, *why;
	int64_t now_utc_us;
	bool is_changed;
};

static bool mark_returned(struct db *db, void *user, GError **error)
{
	struct returning *returning = user;
	int64_t items = db_exec(db,
		"UPDATE outbox SET state = 'failed', last_error = $2"
		" WHERE reply_id = $1 AND state IN ('sent', 'uncertain')",
		DB_VALUES(
			db_text(returning->reply_id), db_text(returning->why)),
		error);
	returning->is_changed = items > 0;
	if (items <= 0)
		return items == 0;
	return db_exec(db,
		       "UPDATE reply SET stage = 'failed', settled_utc_us = $2"
		       " WHERE id = $1 AND stage IN ('sent', 'uncertain',"
		       " 'delivered')",
		       DB_VALUES(db_text(returning->reply_id),
			       db_int(returning->now_utc_us)),
		       error) >= 0;
}

bool outbox_mark_returned(struct db *db, const char *reply_id, const char *why,
	int64_t now_utc_us, bool *changed_out, GError **error)
{
	struct returning returning = { reply_id, why, now_utc_us, false };
	bool done = db_run_tx(db, mark_returned, &returning, error);
	*changed_out = returning.is_changed;
	return done;
}

struct outbox_item *outbox_find(struct db *db, const char *id, GError **error)
{
	return record_one(
		db, &record, "WHERE id = $1", DB_VALUES(db_text(id)), error);
}

struct outbox_item *outbox_find_of_reply(
	struct db *db, const char *reply_id, GError **error)
{
	return record_one(db, &record, "WHERE reply_id = $1",
		DB_VALUES(db_text(reply_id)), error);
}

GPtrArray *outbox_list(
	struct db *db, const char *state, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE id IN (SELECT id FROM outbox"
		" WHERE CAST($1 AS TEXT) IS NULL OR state = $1"
		" ORDER BY CASE state WHEN 'sent' THEN 1 ELSE 0 END, id DESC"
		" LIMIT $2) ORDER BY id",
		DB_VALUES(db_text(state), db_int(limit)), error);
}

GPtrArray *outbox_list_waiting(
	struct db *db, int64_t before_utc_us, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE state = 'queued' AND queued_utc_us < $1"
		" ORDER BY queued_utc_us, id LIMIT $2",
		DB_VALUES(db_int(before_utc_us), db_int(limit)), error);
}

#define COUNTS                                                                 \
	"SELECT count(*) FILTER (WHERE state = 'queued') AS queued,"           \
	" count(*) FILTER (WHERE state = 'sending') AS sending,"               \
	" count(*) FILTER (WHERE state = 'sent') AS sent,"                     \
	" count(*) FILTER (WHERE state = 'failed') AS failed,"                 \
	" count(*) FILTER (WHERE state = 'uncertain') AS uncertain"

static bool count(struct db *db, const char *sql, struct outbox_counts *out,
	GError **error)
{
	g_autoptr(db_rows) rows = db_query(db, sql, DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*out = (struct outbox_counts){
		.queued = db_row_int(rows, "queued"),
		.sending = db_row_int(rows, "sending"),
		.sent = db_row_int(rows, "sent"),
		.failed = db_row_int(rows, "failed"),
		.uncertain = db_row_int(rows, "uncertain"),
	};
	return true;
}

bool outbox_count(struct db *db, struct outbox_counts *out, GError **error)
{
	return count(db, COUNTS " FROM outbox", out, error);
}

bool outbox_count_notices(
	struct db *db, struct outbox_counts *out, GError **error)
{
	return count(db, COUNTS " FROM notice", out, error);
}
