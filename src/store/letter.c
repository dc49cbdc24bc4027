/* Letters and the states they go through. */
#include "plaint/store/letter.h"

#include <string.h>
#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct letter, id),
	COLUMN(COLUMN_TEXT, struct letter, channel),
	COLUMN(COLUMN_TEXT, struct letter, source),
	COLUMN(COLUMN_TEXT, struct letter, sha256),
	COLUMN(COLUMN_INTEGER, struct letter, bytes),
	COLUMN(COLUMN_TEXT, struct letter, name),
	COLUMN(COLUMN_INTEGER, struct letter, received_utc_us),
	COLUMN_ARRAY(struct letter, received_day),
	COLUMN(COLUMN_TEXT, struct letter, received_from),
	COLUMN_ARRAY(struct letter, batch_id),
	COLUMN(COLUMN_TEXT, struct letter, department),
	COLUMN(COLUMN_TEXT, struct letter, fate),
	COLUMN(COLUMN_TEXT, struct letter, state),
	COLUMN_ARRAY(struct letter, casefile_id),
	COLUMN_ARRAY(struct letter, duplicate_of),
	COLUMN(COLUMN_TEXT, struct letter, problem),
	COLUMN_END,
};

static const struct record record = {
	.table = "letter",
	.size = sizeof(struct letter),
	.columns = columns,
};

static bool find_id(
	struct db *db, const char *sha256, struct id *id_out, GError **error)
{
	g_autoptr(letter) known = letter_find_by_sha256(db, sha256, error);
	if (known == NULL)
		return false;
	*id_out = known->id;
	return true;
}

bool letter_add(struct db *db, const struct letter *letter, struct id *id_out,
	bool *is_new_out, GError **error)
{
	struct letter row = *letter;
	row.state = "stored";
	row.casefile_id = row.duplicate_of = (struct id){ "" };
	row.problem = row.fate = "";
	int64_t added = record_insert(
		db, &record, &row, "ON CONFLICT (sha256) DO NOTHING", error);
	if (added < 0)
		return false;
	*is_new_out = added > 0;
	*id_out = letter->id;
	return added > 0 || find_id(db, letter->sha256, id_out, error);
}

struct letter *letter_find(struct db *db, const char *id, GError **error)
{
	return record_one(
		db, &record, "WHERE id = $1", DB_VALUES(db_text(id)), error);
}

struct letter *letter_find_by_sha256(
	struct db *db, const char *sha256, GError **error)
{
	return record_one(db, &record, "WHERE sha256 = $1",
		DB_VALUES(db_text(sha256)), error);
}

/* Where an unfinished letter goes. */
struct finish {
	const char *state;
	const char *casefile_id;
	const char *duplicate_of;
	const char *problem;
};

static bool finish(
	struct db *db, const char *id, const struct finish *to, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE letter SET state = $2, casefile_id = COALESCE($3,"
		" (SELECT twin.casefile_id FROM letter AS twin"
		"  WHERE twin.id = $4)),"
		" duplicate_of = $4, problem = $5"
		" WHERE id = $1 AND state IN ('stored', 'quarantined')",
		DB_VALUES(db_text(id), db_text(to->state),
			db_text_or_null(to->casefile_id),
			db_text_or_null(to->duplicate_of),
			db_text(to->problem)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "letter", id,
		"it is not there or finished already" };
	return store_must_change(changed, &must, error);
}

/* Nearly all go this way, and hardly one was a duplicate of something before:
 * a column that is written is checked against the table it refers to. */
bool letter_register(
	struct db *db, const char *id, const char *casefile_id, GError **error)
{
	struct finish to = { "registered", casefile_id, NULL, "" };
	int64_t changed = db_exec(db,
		"UPDATE letter SET state = 'registered', casefile_id = $2,"
		" problem = '' WHERE id = $1 AND duplicate_of IS NULL"
		" AND state IN ('stored', 'quarantined')",
		DB_VALUES(db_text(id), db_text(casefile_id)), error);
	if (changed < 0)
		return false;
	return changed > 0 || finish(db, id, &to, error);
}

bool letter_file(struct db *db, const char *id, const char *why, GError **error)
{
	struct finish to = { "filed", NULL, NULL, why };
	return finish(db, id, &to, error);
}

bool letter_quarantine(
	struct db *db, const char *id, const char *problem, GError **error)
{
	struct finish to = { "quarantined", NULL, NULL, problem };
	return finish(db, id, &to, error);
}

bool letter_mark_duplicate(
	struct db *db, const char *id, const char *of, GError **error)
{
	if (strcmp(id, of) == 0)
		return store_fail(error, STORE_ERROR_REFUSED,
			"letter %s: it cannot be its own duplicate", id);
	struct finish to = { "duplicate", NULL, of, "" };
	return finish(db, id, &to, error);
}

bool letter_turn(struct db *db, const char *id, const struct letter_turn *turn,
	GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE letter SET state = $3, fate = $4, problem = $5"
		" WHERE id = $1 AND state = $2",
		DB_VALUES(db_text(id), db_text(turn->from),
			db_text(turn->state), db_text(turn->fate),
			db_text(turn->problem)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "letter", id,
		"somebody else changed it meanwhile" };
	return store_must_change(changed, &must, error);
}

bool letter_set_received(struct db *db, const char *id,
	const struct letter_receipt *receipt, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE letter SET received_utc_us = $2, received_day = $3,"
		" received_from = $4 WHERE id = $1",
		DB_VALUES(db_text(id), db_int(receipt->utc_us),
			db_text(receipt->day.text), db_text(receipt->from)),
		error);
	struct store_must must = { STORE_ERROR_MISSING, "letter", id,
		"there is none" };
	return store_must_change(changed, &must, error);
}

GPtrArray *letter_list_mailroom(struct db *db, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE state = 'quarantined' OR (state = 'registered'"
		" AND id IN (SELECT page.letter_id FROM page"
		"  WHERE page.trust IN ('check_words', 'key_in'))"
		" AND casefile_id IN (SELECT casefile.id FROM casefile"
		"  WHERE casefile.stage NOT IN ('answered', 'closed')))"
		" ORDER BY received_day, id LIMIT $1",
		DB_VALUES(db_int(limit)), error);
}

GPtrArray *letter_list_of_batch(
	struct db *db, const char *batch_id, GError **error)
{
	return record_list(db, &record, "WHERE batch_id = $1 ORDER BY id",
		DB_VALUES(db_text(batch_id)), error);
}

GPtrArray *letter_list_gathering(struct db *db, const char *source,
	const char *unread_after, GError **error)
{
	return record_list(db, &record,
		"WHERE channel = 'scan'"
		" AND (CAST($1 AS TEXT) IS NULL OR source = $1)"
		" AND (state = 'stored' OR (state = 'quarantined'"
		"  AND batch_id IS NULL AND id > $2)) ORDER BY id",
		DB_VALUES(db_text(source), db_text(unread_after)), error);
}

GPtrArray *letter_list_jobless(struct db *db, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE state = 'stored' AND NOT EXISTS (SELECT 1 FROM document"
		"  WHERE document.letter_id = letter.id)"
		" AND NOT EXISTS (SELECT 1 FROM job"
		"  WHERE job.letter_id = letter.id AND job.attachment = 0"
		"  AND job.state IN ('waiting', 'running'))"
		" ORDER BY id LIMIT $1",
		DB_VALUES(db_int(limit)), error);
}

GPtrArray *letter_list(struct db *db, const char *state, const char *after_id,
	int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE id > $2 AND (CAST($1 AS TEXT) IS NULL OR state = $1)"
		" ORDER BY id LIMIT $3",
		DB_VALUES(db_text(state), db_text(after_id), db_int(limit)),
		error);
}

bool letter_count(struct db *db, struct letter_counts *out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) FILTER (WHERE state = 'stored') AS stored,"
		" count(*) FILTER (WHERE state = 'registered') AS registered,"
		" count(*) FILTER (WHERE state = 'filed') AS filed,"
		" count(*) FILTER (WHERE state = 'quarantined')"
		"  AS quarantined,"
		" count(*) FILTER (WHERE state = 'duplicate') AS duplicate"
		" FROM letter",
		DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*out = (struct letter_counts){
		.stored = db_row_int(rows, "stored"),
		.registered = db_row_int(rows, "registered"),
		.filed = db_row_int(rows, "filed"),
		.quarantined = db_row_int(rows, "quarantined"),
		.duplicate = db_row_int(rows, "duplicate"),
	};
	return true;
}

GPtrArray *letter_list_of_casefile(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &record, "WHERE casefile_id = $1 ORDER BY id",
		DB_VALUES(db_text(casefile_id)), error);
}

#define TWIN(kind, member, from)                                               \
	COLUMN_AS(kind, struct letter_twin, member, from "." #member)
#define TWIN_ID(member, sql_) COLUMN_ARRAY_AS(struct letter_twin, member, sql_)

static const struct column twin_columns[] = {
	TWIN_ID(id, "letter.id"),
	TWIN_ID(casefile_id, "letter.casefile_id"),
	TWIN(COLUMN_INTEGER, received_utc_us, "letter"),
	TWIN(COLUMN_TEXT, stage, "casefile"),
	TWIN(COLUMN_TEXT, message_id, "document"),
	TWIN(COLUMN_TEXT, content_hash, "document"),
	TWIN(COLUMN_TEXT, sender, "document"),
	TWIN(COLUMN_TEXT, in_reply_to, "document"),
	TWIN(COLUMN_TEXT, subject, "document"),
	COLUMN_END,
};

static const struct record twin_record = {
	.table = "letter",
	.from = "letter JOIN document ON document.letter_id = letter.id"
		" JOIN casefile ON casefile.id = letter.casefile_id",
	.size = sizeof(struct letter_twin),
	.columns = twin_columns,
};

/* Documents with one of the marks.  Each half has its own partial index, whose
 * condition it repeats. */
#define SAME_MESSAGE                                                           \
	"SELECT letter_id FROM document"                                       \
	" WHERE message_id = $1 AND message_id <> ''"
#define SAME_CONTENT                                                           \
	"SELECT letter_id FROM document"                                       \
	" WHERE content_hash = $2 AND sender = $3 AND content_hash <> ''"
#define OF_ANOTHER " AND letter_id <> $4"

GPtrArray *letter_list_twins(
	struct db *db, const struct letter_marks *marks, GError **error)
{
	struct db_values values = DB_VALUES(db_text(marks->message_id),
		db_text(marks->content_hash), db_text(marks->sender),
		db_text(marks->letter_id));
	/* Nearly always there is none, and SQLite need not make a list. */
	g_autoptr(db_rows) any = db_query(db,
		"SELECT 1 AS one WHERE EXISTS (" SAME_MESSAGE OF_ANOTHER
		") OR EXISTS (" SAME_CONTENT OF_ANOTHER ")",
		values, error);
	if (any == NULL)
		return NULL;
	if (db_rows_count(any) == 0)
		return g_ptr_array_new_with_free_func(g_free);
	return record_list(db, &twin_record,
		"WHERE letter.id IN (" SAME_MESSAGE " UNION ALL " SAME_CONTENT
		") AND letter.state = 'registered' AND letter.id <> $4"
		" ORDER BY letter.id LIMIT 64",
		values, error);
}
