/* The audit log and its chain of hashes. */
#include "plaint/store/event.h"

#include <string.h>
#include "netstring.h"
#include "plaint/base/hash.h"
#include "record.h"

enum {
	EVENT_PAGE = 1000
};

static const struct column columns[] = {
	COLUMN(COLUMN_INTEGER, struct event, seq),
	COLUMN(COLUMN_INTEGER, struct event, at_utc_us),
	COLUMN(COLUMN_TEXT, struct event, actor),
	COLUMN(COLUMN_TEXT, struct event, verb),
	COLUMN(COLUMN_TEXT, struct event, subject_kind),
	COLUMN(COLUMN_TEXT, struct event, subject_id),
	COLUMN(COLUMN_TEXT, struct event, detail),
	COLUMN(COLUMN_TEXT, struct event, prev_hash),
	COLUMN(COLUMN_TEXT, struct event, hash),
	COLUMN_END,
};

static const struct record record = {
	.table = "event",
	.size = sizeof(struct event),
	.columns = columns,
};

static struct hash event_hash(const struct event *event)
{
	g_autoptr(GString) form = g_string_sized_new(512);
	netstring_add(form, "plaint-event-1");
	netstring_add_int(form, event->seq);
	netstring_add_int(form, event->at_utc_us);
	netstring_add(form, event->actor);
	netstring_add(form, event->verb);
	netstring_add(form, event->subject_kind);
	netstring_add(form, event->subject_id);
	netstring_add(form, event->detail);
	netstring_add(form, event->prev_hash);
	return hash_bytes(form->str, form->len);
}

static const char *head_text(const struct db *db)
{
	static char *texts[2]; /* by dialect */
	char **text = &texts[db_dialect(db)];
	if (g_once_init_enter(text))
		g_once_init_leave(
			text, g_strconcat("SELECT seq, hash FROM event_head"
					  " WHERE id = 1",
				      db_lock_row(db), NULL));
	return *text;
}

/* Whoever else appends waits for our commit and then reads what we wrote. */
static struct db_rows *take_head(struct db *db, GError **error)
{
	g_autoptr(db_rows) rows =
		db_query(db, head_text(db), DB_NO_VALUES, error);
	if (rows != NULL && db_rows_next(rows))
		return g_steal_pointer(&rows);
	if (rows != NULL)
		g_set_error(error, DB_ERROR, DB_ERROR_FATAL,
			"the head of the event chain is gone");
	return NULL;
}

static bool append(struct db *db, void *user, GError **error)
{
	struct event row = *(const struct event *)user;
	g_autoptr(db_rows) head = take_head(db, error);
	if (head == NULL)
		return false;
	row.seq = db_row_int(head, "seq") + 1;
	row.prev_hash = db_row_text(head, "hash");
	struct hash hash = event_hash(&row);
	row.hash = hash.hex;
	return record_insert(db, &record, &row, "", error) == 1 &&
	       db_exec(db,
		       "UPDATE event_head SET seq = $1, hash = $2 WHERE id = 1",
		       DB_VALUES(db_int(row.seq), db_text(hash.hex)),
		       error) == 1;
}

bool event_append(struct db *db, const struct event *event, GError **error)
{
	return db_run_tx(db, append, (void *)event, error);
}

GPtrArray *event_list(
	struct db *db, const struct event_filter *filter, GError **error)
{
	return record_list(db, &record,
		"WHERE seq > $1"
		" AND (CAST($2 AS TEXT) IS NULL OR subject_kind = $2)"
		" AND (CAST($3 AS TEXT) IS NULL OR subject_id = $3)"
		" ORDER BY seq LIMIT $4",
		DB_VALUES(db_int(filter->after),
			db_text_or_null(filter->subject_kind),
			db_text_or_null(filter->subject_id),
			db_int(filter->limit > 0 ? filter->limit : G_MAXINT)),
		error);
}

/* What is wrong with this event after that one; NULL when nothing is. */
static const char *fault_of(
	const struct event *event, int64_t last_seq, const struct hash *last)
{
	if (event->seq != last_seq + 1)
		return "an event is missing before it";
	if (strcmp(event->prev_hash, last->hex) != 0)
		return "it does not follow the event before it";
	struct hash hash = event_hash(event);
	return strcmp(event->hash, hash.hex) == 0
		       ? NULL
		       : "its content is not what was written";
}

/* Walk one page on from out->count events, the last of which had *last. */
static void check_page(
	const GPtrArray *page, struct event_check *out, struct hash *last)
{
	for (guint i = 0; i < page->len; i++) {
		const struct event *event = page->pdata[i];
		const char *fault = fault_of(event, out->count, last);
		if (fault != NULL) {
			out->broken_seq = event->seq;
			out->why = fault;
			return;
		}
		out->count = event->seq;
		g_strlcpy(last->hex, event->hash, sizeof(last->hex));
	}
}

/* The head is read first and the walk ends there, so events appended
 * meanwhile do no harm. */
static bool walk(struct db *db, int64_t head_seq, struct event_check *out,
	struct hash *last, GError **error)
{
	while (out->count < head_seq && out->broken_seq == 0) {
		g_autoptr(GPtrArray) page = record_list(db, &record,
			"WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
			DB_VALUES(db_int(out->count), db_int(head_seq),
				db_int(EVENT_PAGE)),
			error);
		if (page == NULL)
			return false;
		check_page(page, out, last);
		if (page->len == 0) {
			out->broken_seq = out->count + 1;
			out->why = "the end of the log is missing";
		}
	}
	return true;
}

bool event_verify(struct db *db, struct event_check *out, GError **error)
{
	*out = (struct event_check){ .why = "" };
	g_autoptr(db_rows) head =
		db_query(db, "SELECT seq, hash FROM event_head WHERE id = 1",
			DB_NO_VALUES, error);
	if (head == NULL)
		return false;
	if (!db_rows_next(head)) {
		out->broken_seq = 1;
		out->why = "the head of the chain is missing";
		return true;
	}
	struct hash last = { "" };
	if (!walk(db, db_row_int(head, "seq"), out, &last, error))
		return false;
	if (out->broken_seq == 0 &&
		strcmp(last.hex, db_row_text(head, "hash")) != 0) {
		out->broken_seq = out->count;
		out->why = "the head of the chain is another";
	}
	return true;
}
