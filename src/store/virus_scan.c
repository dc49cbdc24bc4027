/* Bytes, what is said of them, and where they are. */
#include "plaint/store/virus_scan.h"

#include <string.h>
#include "record.h"

static const struct column columns[] = {
	COLUMN(COLUMN_TEXT, struct virus_scan, sha256),
	COLUMN(COLUMN_TEXT, struct virus_scan, state),
	COLUMN(COLUMN_TEXT, struct virus_scan, signature),
	COLUMN(COLUMN_TEXT, struct virus_scan, problem),
	COLUMN(COLUMN_INTEGER, struct virus_scan, attempts),
	COLUMN(COLUMN_INTEGER, struct virus_scan, not_before_utc_us),
	COLUMN(COLUMN_INSTANT, struct virus_scan, scanned_utc_us),
	COLUMN(COLUMN_TEXT, struct virus_scan, version),
	COLUMN(COLUMN_INTEGER, struct virus_scan, since_utc_us),
	COLUMN(COLUMN_OPTIONAL, struct virus_scan, allowed_by),
	COLUMN(COLUMN_TEXT, struct virus_scan, allowed_reason),
	COLUMN_END,
};

static const struct record record = {
	.table = "virus_scan",
	.size = sizeof(struct virus_scan),
	.columns = columns,
};

/* What a letter is made of: pages of a batch are the batch's bytes. */
#define INSERT_WAITING(of)                                                     \
	"INSERT INTO virus_scan (sha256, state, signature, problem, attempts," \
	" not_before_utc_us, since_utc_us, allowed_reason)"                    \
	" SELECT DISTINCT sha256, 'waiting', '', '', 0, CAST($2 AS BIGINT),"   \
	" CAST($2 AS BIGINT), '' FROM " of                                     \
	" AND sha256 <> '' ON CONFLICT DO NOTHING"

bool virus_scan_expect(struct db *db, const char *letter_id, int64_t now_utc_us,
	GError **error)
{
	return db_exec(db,
		       INSERT_WAITING("letter WHERE batch_id IS NULL"
				      " AND (CAST($1 AS TEXT) IS NULL"
				      "  OR id = $1)"),
		       DB_VALUES(db_text(letter_id), db_int(now_utc_us)),
		       error) >= 0 &&
	       db_exec(db,
		       INSERT_WAITING("attachment WHERE"
				      " (CAST($1 AS TEXT) IS NULL"
				      "  OR letter_id = $1)"),
		       DB_VALUES(db_text(letter_id), db_int(now_utc_us)),
		       error) >= 0;
}

GPtrArray *virus_scan_due(
	struct db *db, int64_t now_utc_us, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE state IN ('waiting', 'not_scanned')"
		" AND not_before_utc_us <= $1"
		" ORDER BY not_before_utc_us, sha256 LIMIT $2",
		DB_VALUES(db_int(now_utc_us), db_int(limit)), error);
}

GPtrArray *virus_scan_stale(struct db *db, const struct virus_stale *stale,
	int64_t now_utc_us, GError **error)
{
	return record_list(db, &record,
		"WHERE state = 'clean' AND since_utc_us >= $1"
		" AND version <> $2 AND not_before_utc_us <= $3"
		" ORDER BY since_utc_us DESC, sha256 LIMIT $4",
		DB_VALUES(db_int(stale->since_utc_us), db_text(stale->version),
			db_int(now_utc_us), db_int(stale->limit)),
		error);
}

bool virus_scan_put(
	struct db *db, const struct virus_scan *scan, GError **error)
{
	return db_exec(db,
		       "UPDATE virus_scan SET state = $2, signature = $3,"
		       " problem = $4, attempts = $5, not_before_utc_us = $6,"
		       " scanned_utc_us = $7, version = $8"
		       " WHERE sha256 = $1",
		       DB_VALUES(db_text(scan->sha256), db_text(scan->state),
			       db_text(scan->signature), db_text(scan->problem),
			       db_int(scan->attempts),
			       db_int(scan->not_before_utc_us),
			       db_int_or_null(scan->scanned_utc_us),
			       db_text(scan->version)),
		       error) >= 0;
}

bool virus_scan_allow(
	struct db *db, const struct virus_permit *permit, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE virus_scan SET allowed_by = $2, allowed_reason = $3"
		" WHERE sha256 = $1 AND state = 'infected'",
		DB_VALUES(db_text(permit->sha256), db_text(permit->by),
			db_text(permit->reason)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "bytes",
		permit->sha256, "they are not locked" };
	return store_must_change(changed, &must, error);
}

int64_t virus_scan_again(
	struct db *db, const char *sha256, int64_t now_utc_us, GError **error)
{
	return db_exec(db,
		"UPDATE virus_scan SET not_before_utc_us = $2, attempts = 0,"
		" state = 'waiting', signature = ''"
		" WHERE CASE WHEN CAST($1 AS TEXT) IS NULL"
		"  THEN state = 'not_scanned' ELSE sha256 = $1 END",
		DB_VALUES(db_text(sha256), db_int(now_utc_us)), error);
}

struct virus_scan *virus_scan_find(
	struct db *db, const char *sha256, GError **error)
{
	g_autoptr(GPtrArray) rows = record_list(db, &record,
		"WHERE sha256 = $1", DB_VALUES(db_text(sha256)), error);
	return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index(rows, 0)
					     : NULL;
}

bool virus_scan_permits(struct db *db, const char *sha256, GError **error)
{
	GError *cause = NULL;
	g_autoptr(virus_scan) scan = virus_scan_find(db, sha256, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (scan == NULL || scan->allowed_by[0] != '\0' ||
		scan->scanned_utc_us == 0 || strcmp(scan->state, "clean") == 0)
		return true;
	/* What was infected may be so still. */
	if (strcmp(scan->state, "infected") != 0)
		return store_fail(error, STORE_ERROR_REFUSED,
			"it is to be scanned again first");
	return store_fail(error, STORE_ERROR_REFUSED,
		"infected (%s) and locked; to read it all the same: "
		"plaint virus allow",
		scan->signature);
}

bool virus_scan_permits_letter(
	struct db *db, const char *letter_id, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT whole.sha256 AS sha256 FROM letter"
		" JOIN letter AS whole"
		"  ON whole.id = COALESCE(letter.batch_id, letter.id)"
		" WHERE letter.id = $1",
		DB_VALUES(db_text(letter_id)), error);
	if (rows == NULL)
		return false;
	g_autofree char *sha256 =
		g_strdup(db_rows_next(rows) ? db_row_text(rows, "sha256") : "");
	return virus_scan_permits(db, sha256, error);
}

/* --- places -------------------------------------------------------------- */

#define PLACE(kind, member, expression)                                        \
	COLUMN_AS(kind, struct virus_place, member, expression)
#define PLACE_ID(member, expression)                                           \
	COLUMN_ARRAY_AS(struct virus_place, member, expression)

static const struct column place_columns[] = {
	PLACE_ID(letter_id, "place.letter_id"),
	PLACE_ID(casefile_id, "letter.casefile_id"),
	PLACE(COLUMN_INTEGER, position, "place.position"),
	PLACE(COLUMN_TEXT, name, "place.name"),
	PLACE(COLUMN_TEXT, sha256, "virus_scan.sha256"),
	PLACE(COLUMN_TEXT, state, "virus_scan.state"),
	PLACE(COLUMN_TEXT, signature, "virus_scan.signature"),
	PLACE(COLUMN_TEXT, problem, "virus_scan.problem"),
	PLACE(COLUMN_OPTIONAL, allowed_by, "virus_scan.allowed_by"),
	COLUMN_END,
};

static const struct record place_record = {
	.table = "virus_scan",
	.from = "(SELECT id AS letter_id, 0 AS position, name, sha256"
		"  FROM letter UNION ALL"
		" SELECT letter_id, position, name, sha256 FROM attachment)"
		" AS place JOIN virus_scan ON virus_scan.sha256 = place.sha256"
		" JOIN letter ON letter.id = place.letter_id",
	.size = sizeof(struct virus_place),
	.columns = place_columns,
};

GPtrArray *virus_place_list_of(
	struct db *db, const char *sha256, GError **error)
{
	return record_list(db, &place_record,
		"WHERE place.sha256 = $1 ORDER BY place.letter_id, position",
		DB_VALUES(db_text(sha256)), error);
}

GPtrArray *virus_place_list_in(
	struct db *db, const char *letter_id, GError **error)
{
	return record_list(db, &place_record,
		"WHERE place.letter_id = $1 ORDER BY position",
		DB_VALUES(db_text(letter_id)), error);
}

GPtrArray *virus_place_list_bad(struct db *db, int limit, GError **error)
{
	return record_list(db, &place_record,
		"WHERE virus_scan.state IN ('infected', 'not_scanned')"
		" ORDER BY virus_scan.state, place.letter_id, position"
		" LIMIT $1",
		DB_VALUES(db_int(limit)), error);
}

bool virus_scan_count(struct db *db, struct virus_counts *out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,"
		" count(*) FILTER (WHERE state = 'clean') AS clean,"
		" count(*) FILTER (WHERE state = 'infected') AS infected,"
		" count(*) FILTER (WHERE state = 'not_scanned')"
		"  AS not_scanned FROM virus_scan",
		DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*out = (struct virus_counts){
		.waiting = db_row_int(rows, "waiting"),
		.clean = db_row_int(rows, "clean"),
		.infected = db_row_int(rows, "infected"),
		.not_scanned = db_row_int(rows, "not_scanned"),
	};
	return true;
}
