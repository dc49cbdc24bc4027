/* Replies and their way through approval.  Who may do what is written in the
 * schema's checks; here their names become sentences. */
#include "plaint/store/reply.h"

#include <string.h>
#include "netstring.h"
#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct reply, id),
	COLUMN_ARRAY(struct reply, casefile_id),
	COLUMN(COLUMN_TEXT, struct reply, kind),
	COLUMN(COLUMN_TEXT, struct reply, template),
	COLUMN(COLUMN_TEXT, struct reply, language),
	COLUMN(COLUMN_TEXT, struct reply, to_name),
	COLUMN(COLUMN_TEXT, struct reply, to_address),
	COLUMN(COLUMN_TEXT, struct reply, channel),
	COLUMN(COLUMN_TEXT, struct reply, subject),
	COLUMN(COLUMN_TEXT, struct reply, body),
	COLUMN(COLUMN_INTEGER, struct reply, amount_minor),
	COLUMN(COLUMN_TEXT, struct reply, currency),
	COLUMN(COLUMN_TEXT, struct reply, content_hash),
	COLUMN(COLUMN_TEXT, struct reply, stage),
	COLUMN(COLUMN_TEXT, struct reply, drafted_by),
	COLUMN(COLUMN_OPTIONAL, struct reply, edited_by),
	COLUMN(COLUMN_OPTIONAL, struct reply, submitted_by),
	COLUMN(COLUMN_OPTIONAL, struct reply, approved_by),
	COLUMN(COLUMN_OPTIONAL, struct reply, approved_hash),
	COLUMN(COLUMN_OPTIONAL, struct reply, rejected_by),
	COLUMN(COLUMN_TEXT, struct reply, rejected_reason),
	COLUMN(COLUMN_INTEGER, struct reply, drafted_utc_us),
	COLUMN(COLUMN_INSTANT, struct reply, submitted_utc_us),
	COLUMN(COLUMN_INSTANT, struct reply, approved_utc_us),
	COLUMN(COLUMN_INSTANT, struct reply, settled_utc_us),
	COLUMN_END,
};

static const struct store_refusal refusals[] = {
	{ "reply_approver_is_staff", "the approver is nobody on the staff" },
	/* All that SQLite says of a foreign key. */
	{ "FOREIGN KEY",
		"the approver is nobody on the staff, or there is no case" },
	{ "reply_approver_wrote_it",
		"whoever wrote a reply may not approve it" },
	{ "reply_approval_of_other_text",
		"the approval is of another text than the reply's" },
	{ "reply_needs_approval", "an answer needs an approval first" },
	{ "reply_acknowledgement_is_ours",
		"acknowledgements are written by the program alone" },
	{ NULL, NULL },
};

static const struct record record = {
	.table = "reply",
	.size = sizeof(struct reply),
	.columns = columns,
};

struct hash reply_content_hash(const struct reply *reply)
{
	g_autoptr(GString) form = g_string_sized_new(1024);
	netstring_add(form, "plaint-reply-1");
	netstring_add(form, reply->kind);
	netstring_add(form, reply->to_name);
	netstring_add(form, reply->to_address);
	netstring_add(form, reply->channel);
	netstring_add(form, reply->subject);
	netstring_add(form, reply->body);
	netstring_add_int(form, reply->amount_minor);
	netstring_add(form, reply->currency);
	return hash_bytes(form->str, form->len);
}

bool reply_add(struct db *db, const struct reply *reply, int64_t now_utc_us,
	GError **error)
{
	struct hash hash = reply_content_hash(reply);
	struct reply row = *reply;
	row.content_hash = hash.hex;
	row.stage = "drafted";
	row.edited_by = row.submitted_by = NULL;
	row.approved_by = row.approved_hash = NULL;
	row.rejected_by = row.rejected_reason = NULL;
	row.drafted_utc_us = now_utc_us;
	row.submitted_utc_us = row.approved_utc_us = row.settled_utc_us = 0;
	GError *failure = NULL;
	if (record_insert(db, &record, &row, "", &failure) == 1)
		return true;
	store_explain_refusal(refusals, &failure);
	g_propagate_error(error, failure);
	return false;
}

struct reply *reply_find(struct db *db, const char *id, GError **error)
{
	return record_one(
		db, &record, "WHERE id = $1", DB_VALUES(db_text(id)), error);
}

struct reply *reply_find_by_message_id(
	struct db *db, const char *message_id, GError **error)
{
	return record_one(db, &record,
		"WHERE id IN (SELECT reply_id FROM outbox"
		" WHERE message_id = $1)",
		DB_VALUES(db_text(message_id)), error);
}

GPtrArray *reply_list(struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &record, "WHERE casefile_id = $1 ORDER BY id",
		DB_VALUES(db_text(casefile_id)), error);
}

/* An UPDATE of one reply: the constraints' names explained, and no row
 * changed is a conflict. */
static bool move(
	struct db *db, const char *sql, struct db_values values, GError **error)
{
	GError *failure = NULL;
	int64_t changed = db_exec(db, sql, values, &failure);
	store_explain_refusal(refusals, &failure);
	if (changed < 0) {
		g_propagate_error(error, failure);
		return false;
	}
	struct store_must must = { STORE_ERROR_CONFLICT, "reply",
		values.at[0].text, "it is not there or in another stage" };
	return store_must_change(changed, &must, error);
}

/* NULL on the way in counts as "". */
static struct db_value text_or_empty(const char *text)
{
	return db_text(text != NULL ? text : "");
}

bool reply_edit(struct db *db, const struct reply *reply, const char *editor,
	GError **error)
{
	struct hash hash = reply_content_hash(reply);
	return move(db,
		"UPDATE reply SET template = $2, language = $3, to_name = $4,"
		" to_address = $5, channel = $6, subject = $7, body = $8,"
		" amount_minor = $9, currency = $10, content_hash = $11,"
		" edited_by = $12, stage = 'drafted', submitted_by = NULL,"
		" submitted_utc_us = NULL, approved_by = NULL,"
		" approved_hash = NULL, approved_utc_us = NULL"
		" WHERE id = $1 AND kind = 'answer'"
		" AND stage IN ('drafted', 'submitted', 'approved')",
		DB_VALUES(db_text(reply->id.text),
			text_or_empty(reply->template),
			text_or_empty(reply->language),
			text_or_empty(reply->to_name),
			text_or_empty(reply->to_address),
			text_or_empty(reply->channel),
			text_or_empty(reply->subject),
			text_or_empty(reply->body), db_int(reply->amount_minor),
			text_or_empty(reply->currency), db_text(hash.hex),
			db_text(editor)),
		error);
}

bool reply_submit(struct db *db, const char *id, const char *by,
	int64_t now_utc_us, GError **error)
{
	return move(db,
		"UPDATE reply SET stage = 'submitted', submitted_by = $2,"
		" submitted_utc_us = $3, rejected_by = NULL,"
		" rejected_reason = ''"
		" WHERE id = $1 AND stage = 'drafted' AND kind = 'answer'",
		DB_VALUES(db_text(id), db_text(by), db_int(now_utc_us)), error);
}

bool reply_approve(struct db *db, const char *id, const char *by,
	const char *approved_hash, int64_t now_utc_us, GError **error)
{
	/* content_hash is not asked for in WHERE: the CHECK refuses another
	 * text, and says so better than "no row changed". */
	return move(db,
		"UPDATE reply SET stage = 'approved', approved_by = $2,"
		" approved_hash = $3, approved_utc_us = $4"
		" WHERE id = $1 AND stage = 'submitted'",
		DB_VALUES(db_text(id), db_text(by), db_text(approved_hash),
			db_int(now_utc_us)),
		error);
}

bool reply_reject(struct db *db, const char *id, const char *by,
	const char *reason, GError **error)
{
	return move(db,
		"UPDATE reply SET stage = 'drafted', rejected_by = $2,"
		" rejected_reason = $3, submitted_by = NULL,"
		" submitted_utc_us = NULL, approved_by = NULL,"
		" approved_hash = NULL, approved_utc_us = NULL"
		" WHERE id = $1 AND kind = 'answer'"
		" AND stage IN ('submitted', 'approved', 'queued')",
		DB_VALUES(db_text(id), db_text(by), db_text(reason)), error);
}

bool reply_mark_delivered(
	struct db *db, const char *id, int64_t now_utc_us, GError **error)
{
	return move(db,
		"UPDATE reply SET stage = 'delivered', settled_utc_us = $2"
		" WHERE id = $1 AND stage IN ('sent', 'uncertain')",
		DB_VALUES(db_text(id), db_int(now_utc_us)), error);
}

bool reply_count_acknowledgements(struct db *db, const char *address,
	int64_t since_utc_us, int64_t *count_out, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(address, -1);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS written FROM reply"
		" WHERE kind = 'acknowledgement' AND lower(to_address) = $1"
		" AND drafted_utc_us >= $2",
		DB_VALUES(db_text(lower), db_int(since_utc_us)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*count_out = db_row_int(rows, "written");
	return true;
}
