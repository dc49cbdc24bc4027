/* Cases: numbering, finding, listing, moving on. */
#include "plaint/store/casefile.h"

#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/store/setting.h"
#include "like.h"
#include "record.h"

enum {
	LIST_LIMIT = 100
};

static const struct column columns[] = {
	COLUMN_ARRAY(struct casefile, id),
	COLUMN_ARRAY(struct casefile, number),
	COLUMN(COLUMN_INTEGER, struct casefile, year),
	COLUMN(COLUMN_INTEGER, struct casefile, serial),
	COLUMN(COLUMN_TEXT, struct casefile, stage),
	COLUMN(COLUMN_TEXT, struct casefile, kind),
	COLUMN(COLUMN_TEXT, struct casefile, topic),
	COLUMN(COLUMN_REAL, struct casefile, confidence),
	COLUMN(COLUMN_TEXT, struct casefile, language),
	COLUMN(COLUMN_TEXT, struct casefile, department),
	COLUMN(COLUMN_TEXT, struct casefile, priority),
	COLUMN_ARRAY(struct casefile, customer_id),
	COLUMN(COLUMN_OPTIONAL, struct casefile, owner),
	COLUMN(COLUMN_TEXT, struct casefile, channel),
	COLUMN(COLUMN_TEXT, struct casefile, subject),
	COLUMN(COLUMN_TEXT, struct casefile, subject_folded),
	COLUMN(COLUMN_INTEGER, struct casefile, received_utc_us),
	COLUMN_ARRAY(struct casefile, received_day),
	COLUMN(COLUMN_INTEGER, struct casefile, registered_utc_us),
	COLUMN_ARRAY(struct casefile, registered_day),
	COLUMN_ARRAY(struct casefile, legal_due),
	COLUMN_ARRAY(struct casefile, safe_due),
	COLUMN_ARRAY(struct casefile, target_due),
	COLUMN(COLUMN_INSTANT, struct casefile, closed_utc_us),
	COLUMN(COLUMN_INTEGER, struct casefile, stage_since_utc_us),
	COLUMN_ARRAY(struct casefile, reminded_day),
	COLUMN(COLUMN_TEXT, struct casefile, flags),
	COLUMN(COLUMN_TEXT, struct casefile, reasons),
	COLUMN(COLUMN_TEXT, struct casefile, expert),
	COLUMN(COLUMN_TEXT, struct casefile, working),
	COLUMN_AS(COLUMN_TEXT, struct casefile, customer_name, "customer.name"),
	COLUMN_END,
};

#define CASEFILE_FROM                                                          \
	"casefile LEFT JOIN customer ON customer.id = casefile.customer_id"

static const struct store_refusal owner_refusals[] = {
	{ "casefile_owner", "there is nobody with that login" },
	{ "FOREIGN KEY", "there is nobody with that login" },
	{ NULL, NULL },
};

static const struct record record = {
	.table = "casefile",
	.noun = "case",
	.from = CASEFILE_FROM,
	.size = sizeof(struct casefile),
	.columns = columns,
};

struct registering {
	const struct casefile *casefile;
	struct casefile_number number;
};

static bool take_number(
	struct db *db, int year, struct casefile *row, GError **error)
{
	char counter[sizeof("casefile-") + 4];
	g_snprintf(counter, sizeof(counter), "casefile-%04d", year);
	if (!counter_next(db, counter, &row->serial, error))
		return false;
	row->year = year;
	g_snprintf(row->number.text, sizeof(row->number.text),
		"%04d-%06" G_GINT64_FORMAT, year, row->serial);
	return true;
}

static bool register_one(struct db *db, void *user, GError **error)
{
	struct registering *registering = user;
	struct casefile row = *registering->casefile;
	struct day day;
	if (!day_parse(row.registered_day.text, &day))
		return store_fail(error, STORE_ERROR_REFUSED,
			"case: \"%s\" is not a day of registration",
			row.registered_day.text);
	if (!take_number(db, day_year(day), &row, error))
		return false;
	g_autofree char *folded =
		utf8_fold(row.subject == NULL ? "" : row.subject);
	row.subject_folded = folded;
	row.stage_since_utc_us = row.registered_utc_us;
	if (record_insert(db, &record, &row, "", error) < 0)
		return false;
	registering->number = row.number;
	return true;
}

bool casefile_register(struct db *db, const struct casefile *casefile,
	struct casefile_number *number_out, GError **error)
{
	struct registering registering = { casefile, { "" } };
	if (!db_run_tx(db, register_one, &registering, error))
		return false;
	*number_out = registering.number;
	return true;
}

struct casefile *casefile_find(struct db *db, const char *id, GError **error)
{
	return record_one(db, &record, "WHERE casefile.id = $1",
		DB_VALUES(db_text(id)), error);
}

struct casefile *casefile_find_by_number(
	struct db *db, const char *number, GError **error)
{
	return record_one(db, &record, "WHERE number = $1",
		DB_VALUES(db_text(number)), error);
}

struct casefile *casefile_find_by_message_id(
	struct db *db, const char *message_id, GError **error)
{
	static const char tail[] =
		"WHERE casefile.id IN ("
		"SELECT reply.casefile_id FROM outbox"
		" JOIN reply ON reply.id = outbox.reply_id"
		" WHERE outbox.message_id = $1"
		" UNION ALL SELECT letter.casefile_id FROM document"
		" JOIN letter ON letter.id = document.letter_id"
		" WHERE document.message_id = $1 AND document.message_id <> ''"
		") ORDER BY casefile.id LIMIT 1";
	return record_one(
		db, &record, tail, DB_VALUES(db_text(message_id)), error);
}

/* One text for every filter; an absent one is NULL. */
#define FILTER                                                                 \
	"WHERE (CAST($1 AS TEXT) IS NULL OR stage = $1)"                       \
	" AND (CAST($2 AS TEXT) IS NULL"                                       \
	"  OR (safe_due < $2 AND stage NOT IN ('answered', 'closed')))"        \
	" AND (CAST($3 AS TEXT) IS NULL OR owner = $3)"                        \
	" AND (CAST($4 AS TEXT) IS NULL OR department = $4)"                   \
	" AND (CAST($5 AS TEXT) IS NULL OR number LIKE $5 ESCAPE '!'"          \
	"  OR subject_folded LIKE $5 ESCAPE '!'"                               \
	"  OR COALESCE(customer.name_folded, '') LIKE $5 ESCAPE '!')"          \
	" AND (CAST($6 AS BIGINT) = 0 OR stage NOT IN ('answered', 'closed'))"

GPtrArray *casefile_list(
	struct db *db, const struct casefile_filter *filter, GError **error)
{
	g_autofree char *pattern = like_pattern(filter->text);
	return record_list(db, &record,
		FILTER " ORDER BY CASE WHEN stage = 'closed' THEN 5"
		       " WHEN stage = 'answered' THEN 4"
		       " WHEN legal_due < CAST($9 AS TEXT) THEN 0"
		       " WHEN priority = 'urgent' THEN 1"
		       " WHEN safe_due < CAST($9 AS TEXT) THEN 2 ELSE 3 END,"
		       " safe_due NULLS LAST, CASE priority"
		       " WHEN 'urgent' THEN 0 WHEN 'high' THEN 1"
		       " WHEN 'low' THEN 3 ELSE 2 END, number"
		       " LIMIT $7 OFFSET $8",
		DB_VALUES(db_text_or_null(filter->stage),
			db_text_or_null(filter->overdue_before),
			db_text_or_null(filter->owner),
			db_text_or_null(filter->department), db_text(pattern),
			db_int(filter->open_only),
			db_int(filter->limit > 0 ? filter->limit : LIST_LIMIT),
			db_int(filter->offset), db_text(filter->today)),
		error);
}

GPtrArray *casefile_list_owed(
	struct db *db, const struct casefile_page *page, GError **error)
{
	return record_list(db, &record,
		"WHERE stage NOT IN ('answered', 'closed')"
		" AND casefile.id > $1 AND (CAST($2 AS TEXT) IS NULL"
		"  OR reminded_day IS NULL OR reminded_day < $2)"
		" ORDER BY casefile.id LIMIT $3",
		DB_VALUES(db_text(page->after_id),
			db_text_or_null(page->reminded_before),
			db_int(page->limit)),
		error);
}

GPtrArray *casefile_list_all(
	struct db *db, const char *after_id, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE casefile.id > $1 ORDER BY casefile.id LIMIT $2",
		DB_VALUES(db_text(after_id), db_int(limit)), error);
}

GPtrArray *casefile_ids_owed(struct db *db, const char *today, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT id FROM casefile"
		" WHERE stage NOT IN ('answered', 'closed')"
		" ORDER BY CASE WHEN legal_due < CAST($1 AS TEXT) THEN 0"
		" WHEN safe_due < CAST($1 AS TEXT) THEN 1 ELSE 2 END,"
		" safe_due NULLS LAST, legal_due NULLS LAST, number",
		DB_VALUES(db_text(today)), error);
	if (rows == NULL)
		return NULL;
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	while (db_rows_next(rows))
		g_ptr_array_add(ids, g_strdup(db_row_text(rows, "id")));
	return ids;
}

GPtrArray *casefile_list_of(
	struct db *db, const struct casefile_of *of, GError **error)
{
	return record_list(db, &record,
		"WHERE customer_id = $1 AND topic = $2"
		" AND registered_utc_us >= $3"
		" ORDER BY registered_utc_us DESC, number DESC LIMIT $4",
		DB_VALUES(db_text(of->customer_id), db_text(of->topic),
			db_int(of->since_utc_us), db_int(of->limit)),
		error);
}

bool casefile_count(struct db *db, const struct casefile_filter *filter,
	int64_t *count_out, GError **error)
{
	g_autofree char *pattern = like_pattern(filter->text);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS cases FROM " CASEFILE_FROM " " FILTER,
		DB_VALUES(db_text_or_null(filter->stage),
			db_text_or_null(filter->overdue_before),
			db_text_or_null(filter->owner),
			db_text_or_null(filter->department), db_text(pattern),
			db_int(filter->open_only)),
		error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*count_out = db_row_int(rows, "cases");
	return true;
}

bool casefile_set_stage(struct db *db, const char *id, const char *from,
	const char *to, int64_t now_utc_us, GError **error)
{
	bool closes = strcmp(to, "closed") == 0;
	int64_t changed = db_exec(db,
		"UPDATE casefile SET stage = $3, closed_utc_us = $4,"
		" stage_since_utc_us = $5 WHERE id = $1 AND stage = $2",
		DB_VALUES(db_text(id), db_text(from), db_text(to),
			db_int_or_null(closes ? now_utc_us : 0),
			db_int(now_utc_us)),
		error);
	struct store_must must = { STORE_ERROR_CONFLICT, "case", id,
		"it is not there or in another stage by now" };
	return store_must_change(changed, &must, error);
}

/* Of an UPDATE by id alone. */
static bool must_be_there(int64_t changed, const char *id, GError **error)
{
	struct store_must must = { STORE_ERROR_MISSING, "case", id,
		"there is none" };
	return store_must_change(changed, &must, error);
}

bool casefile_assign(struct db *db, const char *id, const char *owner,
	const char *department, GError **error)
{
	GError *failure = NULL;
	int64_t changed = db_exec(db,
		"UPDATE casefile SET owner = $2,"
		" department = COALESCE($3, department) WHERE id = $1",
		DB_VALUES(db_text(id), db_text_or_null(owner),
			db_text(department)),
		&failure);
	store_explain_refusal(owner_refusals, &failure);
	if (changed >= 0)
		return must_be_there(changed, id, error);
	g_propagate_error(error, failure);
	return false;
}

bool casefile_set_dues(struct db *db, const char *id,
	const struct casefile_dues *dues, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET legal_due = $2, safe_due = $3,"
		" target_due = $4, reminded_day = NULL WHERE id = $1",
		DB_VALUES(db_text(id), db_text_or_null(dues->legal_due.text),
			db_text_or_null(dues->safe_due.text),
			db_text_or_null(dues->target_due.text)),
		error);
	return must_be_there(changed, id, error);
}

bool casefile_set_topic(struct db *db, const char *id, const char *kind,
	const char *topic, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET kind = $2, topic = $3 WHERE id = $1",
		DB_VALUES(db_text(id), db_text(kind), db_text(topic)), error);
	return must_be_there(changed, id, error);
}

bool casefile_set_flags(struct db *db, const char *id, const char *flags,
	const char *priority, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET flags = $2, priority = $3 WHERE id = $1",
		DB_VALUES(db_text(id), db_text(flags), db_text(priority)),
		error);
	return must_be_there(changed, id, error);
}

bool casefile_set_view(struct db *db, const char *id,
	const struct casefile_view *view, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET kind = $2, topic = $3, confidence = $4,"
		" language = $5, department = $6, priority = $7,"
		" customer_id = $8, flags = $9, reasons = $10, expert = $11,"
		" working = $12 WHERE id = $1",
		DB_VALUES(db_text(id), db_text(view->kind),
			db_text(view->topic), db_real(view->confidence),
			db_text(view->language), db_text(view->department),
			db_text(view->priority),
			db_text_or_null(view->customer_id.text),
			db_text(view->flags), db_text(view->reasons),
			db_text(view->expert), db_text(view->working)),
		error);
	return must_be_there(changed, id, error);
}

bool casefile_lock(struct db *db, const char *id, GError **error)
{
	int64_t changed =
		db_exec(db, "UPDATE casefile SET stage = stage WHERE id = $1",
			DB_VALUES(db_text(id)), error);
	return must_be_there(changed, id, error);
}

bool casefile_set_received_day(
	struct db *db, const char *id, const char *day, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET received_day = $2 WHERE id = $1",
		DB_VALUES(db_text(id), db_text(day)), error);
	return must_be_there(changed, id, error);
}

bool casefile_set_reminded(
	struct db *db, const char *id, const char *day, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE casefile SET reminded_day = $2 WHERE id = $1",
		DB_VALUES(db_text(id), db_text_or_null(day)), error);
	return must_be_there(changed, id, error);
}
