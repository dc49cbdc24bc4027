/* Decisions, read from cases and the log. */
#include "plaint/store/decision.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY_AS(struct decision, casefile_id, "casefile.id"),
	COLUMN_AS(COLUMN_TEXT, struct decision, topic, "casefile.topic"),
	COLUMN_AS(COLUMN_TEXT, struct decision, kind, "casefile.kind"),
	COLUMN_AS(COLUMN_TEXT, struct decision, json, "document.json"),
	COLUMN_AS(COLUMN_TEXT, struct decision, text, "document.text"),
	COLUMN_AS(COLUMN_TEXT, struct decision, quoted_text,
		"document.quoted_text"),
	COLUMN_END,
};

static const struct record record = {
	.table = "casefile",
	.from = "casefile JOIN document ON document.letter_id ="
		" (SELECT MIN(letter.id) FROM letter"
		"  WHERE letter.casefile_id = casefile.id"
		"  AND letter.state = 'registered')",
	.size = sizeof(struct decision),
	.columns = columns,
};

/* What plaint itself reclassified is a guess like the first. */
#define BY_PEOPLE                                                              \
	" EXISTS (SELECT 1 FROM event"                                         \
	"  WHERE event.subject_kind = 'casefile'"                              \
	"  AND event.subject_id = casefile.id"                                 \
	"  AND event.verb = 'reclassified' AND event.actor <> 'plaint')"
#define IS_DECIDED                                                             \
	" ((casefile.closed_utc_us IS NOT NULL AND casefile.topic <> 'other')" \
	"  OR" BY_PEOPLE ")"

GPtrArray *decision_list(
	struct db *db, const char *before, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE ($1 = '' OR casefile.id < $1) AND" IS_DECIDED
		" ORDER BY casefile.id DESC LIMIT $2",
		DB_VALUES(db_text(before), db_int(limit)), error);
}

char *decision_mark(struct db *db, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT (SELECT COUNT(*) FROM casefile WHERE" IS_DECIDED
		") AS decided,"
		" (SELECT COALESCE(MAX(seq), 0) FROM event"
		"  WHERE verb = 'reclassified' AND actor <> 'plaint')"
		" AS latest",
		DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return NULL;
	return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
		(gint64)db_row_int(rows, "decided"),
		(gint64)db_row_int(rows, "latest"));
}
