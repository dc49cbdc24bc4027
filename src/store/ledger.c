/* The ledger of sources.  Every statement names its item by the whole key. */
#include "plaint/store/ledger.h"

#include "record.h"
#include "repeat.h"

enum {
	KNOWN_CHUNK = 32
};

#define KEY_IS_123	   "source = $1 AND epoch = $2 AND item = $3"
#define LETTER_IS_FINISHED "letter.state <> 'stored'"
/* Numbers by value: a longer one is a greater one. */
#define IN_ORDER "ORDER BY epoch, length(item), item"

static const struct column columns[] = {
	{ "source", COLUMN_TEXT, offsetof(struct ledger_item, key.source), 0,
		NULL },
	{ "epoch", COLUMN_INTEGER, offsetof(struct ledger_item, key.epoch), 0,
		NULL },
	{ "item", COLUMN_TEXT, offsetof(struct ledger_item, key.item), 0,
		NULL },
	COLUMN(COLUMN_INTEGER, struct ledger_item, size_bytes),
	COLUMN(COLUMN_INSTANT, struct ledger_item, internaldate_utc_us),
	COLUMN_ARRAY(struct ledger_item, letter_id),
	COLUMN(COLUMN_INSTANT, struct ledger_item, seen_utc_us),
	COLUMN(COLUMN_INSTANT, struct ledger_item, stored_utc_us),
	COLUMN(COLUMN_INSTANT, struct ledger_item, acknowledged_utc_us),
	COLUMN(COLUMN_TEXT, struct ledger_item, problem),
	COLUMN_AS(
		COLUMN_TEXT, struct ledger_item, letter_state, "letter.state"),
	COLUMN_AS(COLUMN_TEXT, struct ledger_item, sha256, "letter.sha256"),
	COLUMN_END,
};

static const struct record record = {
	.table = "ledger",
	.from = "ledger LEFT JOIN letter ON letter.id = ledger.letter_id",
	.size = sizeof(struct ledger_item),
	.columns = columns,
};

struct ledger_key ledger_key_of_uid(const char *source, int64_t epoch,
	uint32_t uid, char text[static LEDGER_UID_BYTES])
{
	g_snprintf(text, LEDGER_UID_BYTES, "%u", uid);
	return (struct ledger_key){ source, epoch, text };
}

struct noting {
	const struct ledger_item *items;
	size_t count;
	int64_t now_utc_us;
};

static bool note_all(struct db *db, void *user, GError **error)
{
	const struct noting *noting = user;
	for (size_t i = 0; i < noting->count; i++) {
		struct ledger_item item = {
			.key = noting->items[i].key,
			.size_bytes = noting->items[i].size_bytes,
			.internaldate_utc_us =
				noting->items[i].internaldate_utc_us,
			.seen_utc_us = noting->now_utc_us,
		};
		if (record_insert(db, &record, &item,
			    "ON CONFLICT (source, epoch, item) DO NOTHING",
			    error) < 0)
			return false;
	}
	return true;
}

bool ledger_note_seen(struct db *db, const struct ledger_item *items,
	size_t count, int64_t now_utc_us, GError **error)
{
	struct noting noting = { items, count, now_utc_us };
	return count == 0 || db_run_tx(db, note_all, &noting, error);
}

/* No row changed: is it not there, or not in the state it must be in? */
static bool explain_unchanged(
	struct db *db, struct ledger_key key, const char *why, GError **error)
{
	g_autoptr(ledger_item) item = ledger_find(db, key, error);
	if (item == NULL)
		return false;
	return store_fail(error, STORE_ERROR_CONFLICT, "ledger %s %s: %s",
		key.source, key.item, why);
}

bool ledger_mark_stored(struct db *db, struct ledger_key key,
	const char *letter_id, int64_t now_utc_us, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE ledger SET letter_id = $4, problem = '',"
		" stored_utc_us = COALESCE(stored_utc_us, $5)"
		" WHERE " KEY_IS_123
		" AND (letter_id IS NULL OR letter_id = $4)",
		DB_VALUES(db_text(key.source), db_int(key.epoch),
			db_text(key.item), db_text(letter_id),
			db_int(now_utc_us)),
		error);
	if (changed != 0)
		return changed > 0;
	return explain_unchanged(db, key, "stored as another letter", error);
}

bool ledger_mark_acknowledged(struct db *db, struct ledger_key key,
	int64_t now_utc_us, GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE ledger SET acknowledged_utc_us ="
		" COALESCE(acknowledged_utc_us, $4) WHERE " KEY_IS_123
		" AND EXISTS (SELECT 1 FROM letter WHERE"
		"  letter.id = ledger.letter_id AND " LETTER_IS_FINISHED ")",
		DB_VALUES(db_text(key.source), db_int(key.epoch),
			db_text(key.item), db_int(now_utc_us)),
		error);
	if (changed != 0)
		return changed > 0;
	return explain_unchanged(db, key, "its letter is not finished", error);
}

bool ledger_reopen(struct db *db, struct ledger_key key, GError **error)
{
	return db_exec(db,
		       "UPDATE ledger SET acknowledged_utc_us = NULL"
		       " WHERE " KEY_IS_123
		       " AND acknowledged_utc_us IS NOT NULL",
		       DB_VALUES(db_text(key.source), db_int(key.epoch),
			       db_text(key.item)),
		       error) >= 0;
}

bool ledger_put_problem(struct db *db, struct ledger_key key,
	const char *problem, GError **error)
{
	int64_t changed =
		db_exec(db, "UPDATE ledger SET problem = $4 WHERE " KEY_IS_123,
			DB_VALUES(db_text(key.source), db_int(key.epoch),
				db_text(key.item), db_text(problem)),
			error);
	struct store_must must = { STORE_ERROR_MISSING, "ledger", key.item,
		"it was never seen" };
	return store_must_change(changed, &must, error);
}

struct ledger_item *ledger_find(
	struct db *db, struct ledger_key key, GError **error)
{
	return record_one(db, &record,
		"WHERE ledger.source = $1 AND epoch = $2 AND item = $3",
		DB_VALUES(db_text(key.source), db_int(key.epoch),
			db_text(key.item)),
		error);
}

GPtrArray *ledger_list_unstored(struct db *db, const char *source,
	int64_t epoch, int most, GError **error)
{
	return record_list(db, &record,
		"WHERE ledger.source = $1 AND epoch = $2"
		" AND letter_id IS NULL AND acknowledged_utc_us IS NULL"
		" AND ledger.problem = '' " IN_ORDER " LIMIT $3",
		DB_VALUES(db_text(source), db_int(epoch), db_int(most)), error);
}

GPtrArray *ledger_list_finished(
	struct db *db, const char *source, int most, GError **error)
{
	return record_list(db, &record,
		"WHERE ledger.source = $1 AND acknowledged_utc_us IS NULL"
		" AND " LETTER_IS_FINISHED " " IN_ORDER " LIMIT $2",
		DB_VALUES(db_text(source), db_int(most)), error);
}

GPtrArray *ledger_list_open(struct db *db, const char *source, int64_t epoch,
	int most, GError **error)
{
	return record_list(db, &record,
		"WHERE ledger.source = $1 AND epoch = $2"
		" AND acknowledged_utc_us IS NULL " IN_ORDER " LIMIT $3",
		DB_VALUES(db_text(source), db_int(epoch), db_int(most)), error);
}

bool ledger_highest(struct db *db, const char *source, int64_t epoch,
	int64_t *item_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT item FROM ledger WHERE source = $1 AND epoch = $2"
		" ORDER BY length(item) DESC, item DESC LIMIT 1",
		DB_VALUES(db_text(source), db_int(epoch)), error);
	if (rows == NULL)
		return false;
	*item_out =
		db_rows_next(rows)
			? g_ascii_strtoll(db_row_text(rows, "item"), NULL, 10)
			: 0;
	return true;
}

/* … AND item IN ($3, …, $34): one text whatever the number of items. */
static char *known_text(void)
{
	return repeat_sql("SELECT item, internaldate_utc_us FROM ledger"
			  " WHERE source = $1"
			  " AND epoch = $2 AND item IN ({$*|, })",
		3, KNOWN_CHUNK);
}

/* The last item again and again where fewer are left. */
static size_t fill_chunk(struct db_value *at, const char *const *items)
{
	size_t count = 0;
	for (size_t i = 0; i < KNOWN_CHUNK; i++) {
		if (items[count] != NULL)
			count++;
		at[i] = db_text(items[count - 1]);
	}
	return count;
}

GHashTable *ledger_known(struct db *db, const char *source, int64_t epoch,
	const char *const *items, GError **error)
{
	g_autoptr(GHashTable) known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *sql = known_text();
	struct db_value at[2 + KNOWN_CHUNK] = { db_text(source),
		db_int(epoch) };
	while (items[0] != NULL) {
		items += fill_chunk(at + 2, items);
		g_autoptr(db_rows) rows = db_query(db, sql,
			(struct db_values){ at, G_N_ELEMENTS(at) }, error);
		if (rows == NULL)
			return NULL;
		while (db_rows_next(rows)) {
			int64_t received =
				db_row_int(rows, "internaldate_utc_us");
			g_hash_table_insert(known,
				g_strdup(db_row_text(rows, "item")),
				g_memdup2(&received, sizeof(received)));
		}
	}
	return g_steal_pointer(&known);
}

bool ledger_is_another(int64_t noted_utc_us, int64_t told_utc_us)
{
	return noted_utc_us != 0 && told_utc_us != 0 &&
	       noted_utc_us != told_utc_us;
}

bool ledger_set_apart(struct db *db, struct ledger_key key, int64_t now_utc_us,
	GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE ledger SET epoch = $4, problem = CASE"
		" WHEN letter_id IS NULL THEN"
		"  'gone from the server before it was fetched'"
		" ELSE problem END WHERE " KEY_IS_123,
		DB_VALUES(db_text(key.source), db_int(key.epoch),
			db_text(key.item), db_int(-now_utc_us)),
		error);
	struct store_must must = { STORE_ERROR_MISSING, "ledger", key.item,
		"it was never seen" };
	return store_must_change(changed, &must, error);
}

/* The furthest state of each item, from the end backwards. */
static const char count_text[] =
	"SELECT state, count(*) AS items,"
	" count(*) FILTER (WHERE problem <> '') AS problems FROM ("
	"SELECT ledger.problem AS problem, CASE"
	" WHEN acknowledged_utc_us IS NOT NULL THEN 'acknowledged'"
	" WHEN letter_id IS NULL THEN 'seen'"
	" WHEN " LETTER_IS_FINISHED " THEN 'registered'"
	" WHEN EXISTS (SELECT 1 FROM document"
	"  WHERE document.letter_id = ledger.letter_id) THEN 'parsed'"
	" ELSE 'stored' END AS state"
	" FROM ledger LEFT JOIN letter ON letter.id = ledger.letter_id"
	" WHERE CAST($1 AS TEXT) IS NULL OR ledger.source = $1) AS item"
	" GROUP BY state";

static const struct {
	const char *state;
	size_t offset;
} counters[] = {
	{ "seen", offsetof(struct ledger_counts, seen) },
	{ "stored", offsetof(struct ledger_counts, stored) },
	{ "parsed", offsetof(struct ledger_counts, parsed) },
	{ "registered", offsetof(struct ledger_counts, registered) },
	{ "acknowledged", offsetof(struct ledger_counts, acknowledged) },
};

bool ledger_count(struct db *db, const char *source, struct ledger_counts *out,
	GError **error)
{
	*out = (struct ledger_counts){ 0 };
	g_autoptr(db_rows) rows =
		db_query(db, count_text, DB_VALUES(db_text(source)), error);
	if (rows == NULL)
		return false;
	while (db_rows_next(rows)) {
		const char *state = db_row_text(rows, "state");
		out->problems += db_row_int(rows, "problems");
		for (size_t i = 0; i < G_N_ELEMENTS(counters); i++)
			if (g_str_equal(counters[i].state, state))
				*(int64_t *)((char *)out + counters[i].offset) =
					db_row_int(rows, "items");
	}
	return true;
}
