/* Merges: each moved row is noted by its key, so a split moves just these
 * back. */
#include "plaint/store/customer_merge.h"

#include <string.h>

#include "customer_rows.h"

struct merging {
	const char *from, *into, *by;
	int64_t now_utc_us;
	struct id id;
	struct customer_moved moved;
};

/* What moves, and how: $1 from, $2 into; `noted` with $3 the merge.  A contact
 * the other has as well stays where it is. */
static const struct {
	const char *noted, *moves, *returns;
	size_t count; /* offset in customer_moved */
} things[] = {
	{ "INSERT INTO customer_merge_item (merge_id, what, key)"
	  " SELECT $3, 'case', id FROM casefile"
	  " WHERE customer_id = $1 AND $1 <> $2",
		"UPDATE casefile SET customer_id = $2 WHERE customer_id = $1",
		"UPDATE casefile SET customer_id = $2 WHERE customer_id = $1"
		" AND id IN (SELECT key FROM customer_merge_item"
		"  WHERE merge_id = $3 AND what = 'case')",
		offsetof(struct customer_moved, cases) },
	{ "INSERT INTO customer_merge_item (merge_id, what, key)"
	  " SELECT $3, 'contact', kind || ' ' || folded"
	  " FROM customer_contact AS mine WHERE customer_id = $1"
	  " AND NOT EXISTS (SELECT 1 FROM customer_contact AS other"
	  "  WHERE other.customer_id = $2 AND other.kind = mine.kind"
	  "  AND other.folded = mine.folded)",
		"UPDATE customer_contact SET customer_id = $2"
		" WHERE customer_id = $1 AND kind || ' ' || folded IN"
		" (SELECT key FROM customer_merge_item"
		"  WHERE merge_id = $3 AND what = 'contact')",
		"UPDATE customer_contact SET customer_id = $2"
		" WHERE customer_id = $1 AND kind || ' ' || folded IN"
		" (SELECT key FROM customer_merge_item"
		"  WHERE merge_id = $3 AND what = 'contact')",
		offsetof(struct customer_moved, contacts) },
	{ "INSERT INTO customer_merge_item (merge_id, what, key)"
	  " SELECT $3, 'account', account FROM customer_account"
	  " WHERE customer_id = $1 AND $1 <> $2",
		"UPDATE customer_account SET customer_id = $2"
		" WHERE customer_id = $1",
		"UPDATE customer_account SET customer_id = $2"
		" WHERE customer_id = $1 AND account IN"
		" (SELECT key FROM customer_merge_item"
		"  WHERE merge_id = $3 AND what = 'account')",
		offsetof(struct customer_moved, accounts) },
};

/* From $1 to $2; PostgreSQL refuses a parameter that is not there. */
static int64_t run(struct db *db, const char *sql, const char *from,
	const char *to, const char *merge, GError **error)
{
	struct db_value values[] = { db_text(from), db_text(to),
		db_text(merge) };
	size_t count = strstr(sql, "$3") != NULL ? 3 : 2;
	return db_exec(db, sql, (struct db_values){ values, count }, error);
}

static void count_moved(
	struct customer_moved *moved, size_t thing, int64_t count)
{
	*(int64_t *)((char *)moved + things[thing].count) = count;
}

/* Neither may have become another before. */
static bool stands_for_itself(struct db *db, const char *id, GError **error)
{
	g_autoptr(customer) customer = customer_find(db, id, error);
	if (customer == NULL)
		return false;
	return customer->merged_into.text[0] == '\0' ||
	       store_fail(error, STORE_ERROR_REFUSED,
		       "customer %s was merged into %s", id,
		       customer->merged_into.text);
}

static bool merge(struct db *db, void *user, GError **error)
{
	struct merging *merging = user;
	merging->id = id_new(merging->now_utc_us);
	if (strcmp(merging->from, merging->into) == 0)
		return store_fail(error, STORE_ERROR_REFUSED,
			"customer %s is already itself", merging->from);
	if (!stands_for_itself(db, merging->from, error) ||
		!stands_for_itself(db, merging->into, error) ||
		db_exec(db,
			"INSERT INTO customer_merge (id, from_id, into_id,"
			" by_login, at_utc_us) VALUES ($1, $2, $3, $4, $5)",
			DB_VALUES(db_text(merging->id.text),
				db_text(merging->from), db_text(merging->into),
				db_text(merging->by),
				db_int(merging->now_utc_us)),
			error) < 0)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
		if (run(db, things[i].noted, merging->from, merging->into,
			    merging->id.text, error) < 0)
			return false;
		int64_t moved = run(db, things[i].moves, merging->from,
			merging->into, merging->id.text, error);
		if (moved < 0)
			return false;
		count_moved(&merging->moved, i, moved);
	}
	return db_exec(db, "UPDATE customer SET merged_into = $2 WHERE id = $1",
		       DB_VALUES(
			       db_text(merging->from), db_text(merging->into)),
		       error) >= 0;
}

bool customer_merge(struct db *db, const char *from, const char *into,
	const char *by, int64_t now_utc_us, struct customer_moved *moved_out,
	GError **error)
{
	struct merging merging = { from, into, by, now_utc_us, { "" }, { 0 } };
	if (!db_run_tx(db, merge, &merging, error))
		return false;
	*moved_out = merging.moved;
	return true;
}

static bool split(struct db *db, void *user, GError **error)
{
	struct merging *merging = user;
	g_autoptr(db_rows) rows = db_query(db,
		"UPDATE customer_merge SET undone_utc_us = $2"
		" WHERE from_id = $1 AND undone_utc_us IS NULL"
		" RETURNING id, into_id",
		DB_VALUES(db_text(merging->from), db_int(merging->now_utc_us)),
		error);
	if (rows == NULL)
		return false;
	if (!db_rows_next(rows))
		return store_fail(error, STORE_ERROR_MISSING,
			"customer %s was not merged", merging->from);
	const char *id = db_row_text(rows, "id");
	const char *into = db_row_text(rows, "into_id");
	/* What was theirs went on with it. */
	if (!stands_for_itself(db, into, error)) {
		g_prefix_error(error, "split that one first: ");
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
		int64_t moved = run(
			db, things[i].returns, into, merging->from, id, error);
		if (moved < 0)
			return false;
		count_moved(&merging->moved, i, moved);
	}
	return db_exec(db,
		       "UPDATE customer SET merged_into = NULL WHERE id = $1",
		       DB_VALUES(db_text(merging->from)), error) >= 0;
}

bool customer_split(struct db *db, const char *from, int64_t now_utc_us,
	struct customer_moved *moved_out, GError **error)
{
	struct merging merging = { .from = from, .now_utc_us = now_utc_us };
	if (!db_run_tx(db, split, &merging, error))
		return false;
	*moved_out = merging.moved;
	return true;
}
