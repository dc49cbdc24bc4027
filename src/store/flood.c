/* Marks, bands and groups of letters alike. */
#include "plaint/store/flood.h"

#include <stdlib.h>
#include <string.h>

#include "plaint/store/setting.h"
#include "record.h"
#include "repeat.h"

enum {
	HEX_OF_HASH = 8,
	MARK_HEX = SIMILAR_HASHES * HEX_OF_HASH,
	/* letter_band_new holds the bands of about so many letters. */
	LETTERS_NEW = 1024,
	LETTERS_A_MOVE = LETTERS_NEW / SIMILAR_BANDS,
};

/* --- marks ---------------------------------------------------------------- */

static const char digits[] = "0123456789abcdef";

static char *mark_text(const struct similar_mark *mark)
{
	char *text = g_malloc(MARK_HEX + 1), *at = text;
	for (int i = 0; i < SIMILAR_HASHES; i++)
		for (int digit = HEX_OF_HASH - 1; digit >= 0; digit--)
			*at++ = digits[mark->hash[i] >> 4 * digit & 0xF];
	*at = '\0';
	return text;
}

/* Of one that mark_text wrote. */
static uint32_t digit_value(char digit)
{
	return (uint32_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static bool mark_read(const char *text, struct similar_mark *out)
{
	if (strlen(text) != MARK_HEX)
		return false;
	for (int i = 0; i < SIMILAR_HASHES; i++) {
		uint32_t hash = 0;
		for (int digit = 0; digit < HEX_OF_HASH; digit++)
			hash = hash << 4 | digit_value(*text++);
		out->hash[i] = hash;
	}
	return true;
}

/* The band's number stands above its key, so that bands do not mix. */
static int64_t band_key(const struct similar_mark *mark, int band)
{
	return ((int64_t)band << 32) | (int64_t)similar_band(mark, band);
}

static void letter_mark_destroy(gpointer data)
{
	struct letter_mark *mark = data;
	g_free((char *)mark->sender);
	g_free(mark);
}

static void bands_fill(
	struct db_value at[SIMILAR_BANDS], const struct similar_mark *mark)
{
	for (int i = 0; i < SIMILAR_BANDS; i++)
		at[i] = db_int(band_key(mark, i));
}

/* Of what is asked with each letter: written once.  first: the number of the
 * first band among the values. */
static const char *bands_text(char **text, int first, const char *each)
{
	if (g_once_init_enter(text))
		g_once_init_leave(text, repeat_sql(each, first, SIMILAR_BANDS));
	return *text;
}

/* Of a letter that is refused nothing stays: whoever asks is in a transaction.
 */
static const char *put_bands_text(const struct db *db)
{
	static char *texts[2]; /* by dialect */
	char **text = &texts[db_dialect(db)];
	if (g_once_init_enter(text)) {
		g_autofree char *each = g_strconcat(db_insert_rows(db),
			" INTO letter_band_new (band, number)"
			" VALUES {($*, $1)|, }",
			NULL);
		g_once_init_leave(text, repeat_sql(each, 2, SIMILAR_BANDS));
	}
	return *text;
}

static bool put_bands(struct db *db, int64_t number,
	const struct similar_mark *mark, GError **error)
{
	struct db_value at[1 + SIMILAR_BANDS] = { db_int(number) };
	bands_fill(at + 1, mark);
	return db_exec(db, put_bands_text(db),
		       (struct db_values){ at, G_N_ELEMENTS(at) }, error) >= 0;
}

/* Only what has arrived is taken away: another engine may add meanwhile, where
 * there can be one that writes beside us. */
static const char *delete_moved_text(const struct db *db)
{
	return db_dialect(db) == DB_SQLITE
		       ? "DELETE FROM letter_band_new"
			 " WHERE band >= $1 AND band < $2"
		       : "DELETE FROM letter_band_new"
			 " WHERE band >= $1 AND band < $2"
			 " AND EXISTS (SELECT 1 FROM letter_band WHERE"
			 "  letter_band.band >= $1 AND letter_band.band < $2"
			 "  AND letter_band.band = letter_band_new.band"
			 "  AND letter_band.number = letter_band_new.number)";
}

/* A letter's bands lie at sixteen places of letter_band, far from each other,
 * and each would be a page written.  So they wait in a small table, and now
 * and then one band of many letters is moved, in order: neighbours share
 * pages. */
static bool move_band(struct db *db, int64_t number, GError **error)
{
	int64_t band = number / LETTERS_A_MOVE % SIMILAR_BANDS;
	struct db_values range =
		DB_VALUES(db_int(band << 32), db_int((band + 1) << 32));
	if (number % LETTERS_A_MOVE != 0)
		return true;
	return db_exec(db,
		       "INSERT INTO letter_band (band, number)"
		       " SELECT band, number FROM letter_band_new"
		       " WHERE band >= $1 AND band < $2"
		       " ORDER BY band, number ON CONFLICT DO NOTHING",
		       range, error) >= 0 &&
	       db_exec(db, delete_moved_text(db), range, error) >= 0;
}

static bool put(struct db *db, void *user, GError **error)
{
	const struct letter_mark *mark = user;
	g_autofree char *text = mark_text(&mark->mark);
	int64_t added = db_exec(db,
		"INSERT INTO letter_mark (letter_id, casefile_id, sender,"
		" mark, received_utc_us) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT DO NOTHING",
		DB_VALUES(db_text(mark->letter_id.text),
			db_text(mark->casefile_id.text), db_text(mark->sender),
			db_text(text), db_int(mark->received_utc_us)),
		error);
	if (added <= 0)
		return added == 0;
	/* RETURNING would cost SQLite more than asking afterwards. */
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT number FROM letter_mark WHERE letter_id = $1",
		DB_VALUES(db_text(mark->letter_id.text)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	int64_t number = db_row_int(rows, "number");
	return put_bands(db, number, &mark->mark, error) &&
	       move_band(db, number, error);
}

bool letter_mark_put(
	struct db *db, const struct letter_mark *mark, GError **error)
{
	return db_run_tx(db, put, (void *)mark, error);
}

static bool take_marks(struct db_rows *rows, GPtrArray *out)
{
	while (rows != NULL && db_rows_next(rows)) {
		struct similar_mark mark;
		if (!mark_read(db_row_text(rows, "mark"), &mark))
			continue;
		struct letter_mark *row = g_new0(struct letter_mark, 1);
		g_strlcpy(row->letter_id.text, db_row_text(rows, "letter_id"),
			sizeof(row->letter_id.text));
		g_strlcpy(row->casefile_id.text,
			db_row_text(rows, "casefile_id"),
			sizeof(row->casefile_id.text));
		row->sender = g_strdup(db_row_text(rows, "sender"));
		row->mark = mark;
		row->received_utc_us = db_row_int(rows, "received_utc_us");
		g_ptr_array_add(out, row);
	}
	return rows != NULL;
}

/* Does a band of mine lead to a mark from the first on?  (Of "band IN (…)"
 * SQLite would make a table first, with each letter.) */
#define IS_BAND_OF(table)                                                      \
	"EXISTS (SELECT 1 FROM (VALUES {(CAST($* AS BIGINT))|, }) AS mine"     \
	"  CROSS JOIN " table " AS other WHERE other.band = mine.column1"      \
	"  AND other.number >= first.number)"

/* The first mark since then, or 0 where no later one shares a band: of most
 * letters that is so, and known sooner than which share the most. */
static bool first_like(struct db *db, const struct similar_mark *mark,
	int64_t since_utc_us, int64_t *number_out, GError **error)
{
	struct db_value at[1 + SIMILAR_BANDS] = { db_int(since_utc_us) };
	static char *text;
	bands_fill(at + 1, mark);
	const char *sql = bands_text(&text, 2,
		"SELECT first.number AS number FROM (SELECT number"
		"  FROM letter_mark WHERE received_utc_us >= $1"
		"  ORDER BY received_utc_us, number LIMIT 1) AS first WHERE"
		" " IS_BAND_OF("letter_band_new") " OR " IS_BAND_OF(
			"letter_band"));
	g_autoptr(db_rows) rows = db_query(
		db, sql, (struct db_values){ at, G_N_ELEMENTS(at) }, error);
	*number_out = rows != NULL && db_rows_next(rows)
			      ? db_row_int(rows, "number")
			      : 0;
	return rows != NULL;
}

GPtrArray *letter_mark_list_like(struct db *db, const struct similar_mark *mark,
	int64_t since_utc_us, int most, GError **error)
{
	int64_t first;
	g_autoptr(GPtrArray) out =
		g_ptr_array_new_with_free_func(letter_mark_destroy);
	if (!first_like(db, mark, since_utc_us, &first, error))
		return NULL;
	if (first == 0)
		return g_steal_pointer(&out);
	struct db_value at[4 + SIMILAR_BANDS] = { db_int(first), db_int(most),
		db_int(LETTER_BAND_MOST), db_int(since_utc_us) };
	bands_fill(at + 4, mark);
	/* Which they are is settled by the bands alone: marks are long, and
	 * only so many are read. */
	static char *text;
	const char *sql = bands_text(&text, 5,
		"SELECT letter_id, casefile_id, sender, mark, received_utc_us"
		" FROM letter_mark WHERE number IN (SELECT number FROM ("
		"{SELECT number FROM ("
		"  SELECT number FROM letter_band_new"
		"   WHERE band = $* AND number >= $1"
		"  UNION ALL SELECT number FROM letter_band"
		"   WHERE band = $* AND number >= $1"
		"  ORDER BY number DESC LIMIT $3) AS one"
		"| UNION ALL }) AS shared GROUP BY number"
		" ORDER BY count(*) DESC, number DESC LIMIT $2)"
		" AND received_utc_us >= $4 ORDER BY number DESC");
	g_autoptr(db_rows) rows = db_query(
		db, sql, (struct db_values){ at, G_N_ELEMENTS(at) }, error);
	if (!take_marks(rows, out))
		return NULL;
	return g_steal_pointer(&out);
}

int64_t letter_mark_prune(struct db *db, int64_t before_utc_us, GError **error)
{
#define OF_MARKS_BEFORE                                                        \
	" WHERE number IN (SELECT letter_mark.number FROM letter_mark"         \
	" WHERE received_utc_us < $1)"
	struct db_values before = DB_VALUES(db_int(before_utc_us));
	if (db_exec(db, "DELETE FROM letter_band_new" OF_MARKS_BEFORE, before,
		    error) < 0 ||
		db_exec(db, "DELETE FROM letter_band" OF_MARKS_BEFORE, before,
			error) < 0)
		return -1;
	return db_exec(db, "DELETE FROM letter_mark WHERE received_utc_us < $1",
		before, error);
}

/* --- groups -----------------------------------------------------------------
 */

static const struct column columns[] = {
	COLUMN(COLUMN_INTEGER, struct flood, number),
	COLUMN(COLUMN_TEXT, struct flood, state),
	COLUMN(COLUMN_INTEGER, struct flood, opened_utc_us),
	COLUMN(COLUMN_INTEGER, struct flood, last_utc_us),
	COLUMN(COLUMN_INSTANT, struct flood, alarmed_utc_us),
	COLUMN_AS(COLUMN_INTEGER, struct flood, cases,
		"(SELECT count(*) FROM flood_case WHERE flood = flood.number)"),
	COLUMN_AS(COLUMN_TEXT, struct flood, topic,
		"(SELECT topic FROM flood_case JOIN casefile"
		" ON casefile.id = casefile_id WHERE flood = flood.number"
		" ORDER BY casefile.id LIMIT 1)"),
	COLUMN_AS(COLUMN_TEXT, struct flood, subject,
		"(SELECT subject FROM flood_case JOIN casefile"
		" ON casefile.id = casefile_id WHERE flood = flood.number"
		" ORDER BY casefile.id LIMIT 1)"),
	COLUMN_END,
};

static const struct record record = {
	.table = "flood",
	.size = sizeof(struct flood),
	.columns = columns,
};

bool flood_of_case(struct db *db, const char *casefile_id, int64_t *number_out,
	GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT flood FROM flood_case WHERE casefile_id = $1",
		DB_VALUES(db_text(casefile_id)), error);
	*number_out = rows != NULL && db_rows_next(rows)
			      ? db_row_int(rows, "flood")
			      : 0;
	return rows != NULL;
}

bool flood_open(
	struct db *db, int64_t now_utc_us, int64_t *number_out, GError **error)
{
	struct flood flood = { .state = "open",
		.opened_utc_us = now_utc_us,
		.last_utc_us = now_utc_us };
	if (!counter_next(db, "flood", &flood.number, error) ||
		record_insert(db, &record, &flood, "", error) != 1)
		return false;
	*number_out = flood.number;
	return true;
}

bool flood_join(struct db *db, int64_t number, const char *casefile_id,
	double degree, int64_t now_utc_us, GError **error)
{
	return db_exec(db,
		       "INSERT INTO flood_case (casefile_id, flood, degree,"
		       " joined_utc_us) VALUES ($1, $2, $3, $4)"
		       " ON CONFLICT DO NOTHING",
		       DB_VALUES(db_text(casefile_id), db_int(number),
			       db_real(degree), db_int(now_utc_us)),
		       error) >= 0 &&
	       db_exec(db,
		       "UPDATE flood SET last_utc_us = $2, state = 'open'"
		       " WHERE number = $1",
		       DB_VALUES(db_int(number), db_int(now_utc_us)),
		       error) >= 0;
}

bool flood_count(struct db *db, int64_t number, int64_t since_utc_us,
	int64_t *count_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS cases FROM flood_case"
		" WHERE flood = $1 AND joined_utc_us >= $2",
		DB_VALUES(db_int(number), db_int(since_utc_us)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*count_out = db_row_int(rows, "cases");
	return true;
}

bool flood_alarm(struct db *db, int64_t number, int64_t now_utc_us,
	bool *is_new_out, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE flood SET alarmed_utc_us = $2"
		" WHERE number = $1 AND alarmed_utc_us IS NULL",
		DB_VALUES(db_int(number), db_int(now_utc_us)), error);
	*is_new_out = changed > 0;
	return changed >= 0;
}

bool flood_set_state(
	struct db *db, int64_t number, const char *state, GError **error)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, number);
	struct store_must must = { STORE_ERROR_MISSING, "flood", id,
		"there is none" };
	return store_must_change(
		db_exec(db, "UPDATE flood SET state = $2 WHERE number = $1",
			DB_VALUES(db_int(number), db_text(state)), error),
		&must, error);
}

struct flood *flood_find(struct db *db, int64_t number, GError **error)
{
	GError *cause = NULL;
	struct flood *flood = record_one(db, &record, "WHERE number = $1",
		DB_VALUES(db_int(number)), &cause);
	if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_clear_error(&cause);
		store_fail(error, STORE_ERROR_MISSING,
			"flood %" G_GINT64_FORMAT ": there is none", number);
	} else if (cause != NULL) {
		g_propagate_error(error, cause);
	}
	return flood;
}

GPtrArray *flood_list(
	struct db *db, int64_t least, bool open_only, GError **error)
{
	return record_list(db, &record,
		"WHERE (CAST($2 AS BIGINT) = 0 OR state = 'open')"
		" AND (SELECT count(*) FROM flood_case"
		"  WHERE flood = flood.number) >= $1"
		" ORDER BY last_utc_us DESC, number DESC",
		DB_VALUES(db_int(least), db_int(open_only)), error);
}

static const struct column member_columns[] = {
	COLUMN_ARRAY(struct flood_member, casefile_id),
	COLUMN(COLUMN_REAL, struct flood_member, degree),
	COLUMN(COLUMN_INTEGER, struct flood_member, joined_utc_us),
	COLUMN_AS(COLUMN_TEXT, struct flood_member, number, "casefile.number"),
	COLUMN_AS(COLUMN_TEXT, struct flood_member, stage, "casefile.stage"),
	COLUMN_AS(
		COLUMN_TEXT, struct flood_member, subject, "casefile.subject"),
	COLUMN_AS(COLUMN_TEXT, struct flood_member, customer, "customer.name"),
	COLUMN_END,
};

static const struct record member_record = {
	.table = "flood_case",
	.from = "flood_case JOIN casefile ON casefile.id = casefile_id"
		" LEFT JOIN customer ON customer.id = casefile.customer_id",
	.size = sizeof(struct flood_member),
	.columns = member_columns,
};

GPtrArray *flood_members(struct db *db, int64_t number, GError **error)
{
	return record_list(db, &member_record,
		"WHERE flood = $1 ORDER BY joined_utc_us, casefile.number",
		DB_VALUES(db_int(number)), error);
}
