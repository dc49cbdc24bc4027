/* Customers looked for: by what a letter says of them, by what people type. */
#include "plaint/store/subscriber.h"

#include <string.h>

#include "customer_rows.h"
#include "like.h"
#include "plaint/base/utf8.h"
#include "repeat.h"
#include "schema.h"

enum {
	LIMIT_USUAL = 50,
	/* Namesakes whose addresses are compared. */
	NAMESAKES_MOST = 1000,
};

/* --- by a letter ------------------------------------------------------- */

static bool take_ids(GPtrArray *ids, struct db_rows *rows, int most)
{
	while (rows != NULL && db_rows_next(rows)) {
		const char *id = db_row_text(rows, "customer_id");
		if ((int)ids->len < most && !g_ptr_array_find_with_equal_func(
						    ids, id, g_str_equal, NULL))
			g_ptr_array_add(ids, g_strdup(id));
	}
	return rows != NULL;
}

enum {
	CHUNK = 8,	/* values of a letter looked up together */
	FIXED_MOST = 2, /* values of the question beside them */
};

static bool add_chunk(struct db *db, GPtrArray *ids, const char *text,
	struct db_values values, size_t fixed, int most, GError **error)
{
	g_autofree char *sql =
		repeat_sql(text, (int)fixed + 1, (int)(values.count - fixed));
	g_autoptr(db_rows) rows = db_query(db, sql, values, error);
	return take_ids(ids, rows, most);
}

/* Who has them; `text` asks for each value, beside what is fixed.  A letter
 * says the same more than once: its sender signs with the address. */
static bool add_by(struct db *db, GPtrArray *ids, const char *text,
	struct db_values fixed, const GPtrArray *values, int most,
	GError **error)
{
	struct db_value at[FIXED_MOST + CHUNK];
	size_t count = fixed.count;
	memcpy(at, fixed.at, fixed.count * sizeof(*at));
	for (guint i = 0; values != NULL && i < values->len; i++) {
		guint first;
		g_ptr_array_find_with_equal_func((GPtrArray *)values,
			values->pdata[i], g_str_equal, &first);
		if (first < i)
			continue;
		at[count++] = db_text(values->pdata[i]);
		if (count < fixed.count + CHUNK)
			continue;
		if (!add_chunk(db, ids, text, (struct db_values){ at, count },
			    fixed.count, most, error))
			return false;
		count = fixed.count;
	}
	return count == fixed.count ||
	       add_chunk(db, ids, text, (struct db_values){ at, count },
		       fixed.count, most, error);
}

#define HAVE_CONTACT(in_order)                                                 \
	"{SELECT customer_id FROM (SELECT customer_id FROM customer_contact"   \
	" WHERE kind = $1 AND folded = $*" in_order " LIMIT $2) AS one"        \
	"| UNION ALL }"

/* Only where there are more than fit it matters which, and they are sorted:
 * SQLite takes its time for that even where there is nobody. */
static bool add_contacts(struct db *db, GPtrArray *ids, const char *kind,
	const GPtrArray *values, int most, GError **error)
{
	struct db_values fixed = DB_VALUES(db_text(kind), db_int(most));
	guint before = ids->len;
	if (!add_by(db, ids, HAVE_CONTACT(""), fixed, values, most, error))
		return false;
	if ((int)ids->len < most)
		return true;
	g_ptr_array_set_size(ids, (gint)before);
	return add_by(db, ids, HAVE_CONTACT(" ORDER BY customer_id"), fixed,
		values, most, error);
}

static bool add_accounts(struct db *db, GPtrArray *ids,
	const GPtrArray *accounts, int most, GError **error)
{
	return add_by(db, ids,
		"{SELECT customer_id FROM (SELECT customer_id"
		" FROM customer_account WHERE account = $*"
		" ORDER BY customer_id LIMIT $1) AS one| UNION ALL }",
		DB_VALUES(db_int(most)), accounts, most, error);
}

static bool is_at(const GPtrArray *addresses, const char *postal)
{
	for (guint i = 0; i < addresses->len; i++)
		if (match_addresses(addresses->pdata[i], postal))
			return true;
	return false;
}

/* Those whose name it may be and who live at one of the places: by the name's
 * key or, of a name with initials, by its one whole word. */
static bool add_namesakes(struct db *db, GPtrArray *ids,
	const struct match_facts *facts, int most, GError **error)
{
	g_autofree char *key = match_name_key(facts->name);
	bool is_whole = key[0] != '\0';
	g_autofree char *word = is_whole ? NULL : match_name_word(facts->name);
	if (!is_whole && word[0] == '\0')
		return true;
	g_autofree char *sql = g_strconcat(
		"SELECT customer_id, value FROM customer_contact"
		" WHERE kind = 'postal' AND customer_id IN"
		" (SELECT id FROM customer WHERE merged_into IS NULL"
		"  AND name_key <> '' AND ",
		is_whole ? "name_key = $1"
			 : "(" NAME_KEY_FIRST " = $1 OR " NAME_KEY_LAST
			   " = $1)",
		" ORDER BY id LIMIT $2) ORDER BY customer_id", NULL);
	g_autoptr(db_rows) rows = db_query(db, sql,
		DB_VALUES(
			db_text(is_whole ? key : word), db_int(NAMESAKES_MOST)),
		error);
	while (rows != NULL && db_rows_next(rows)) {
		const char *id = db_row_text(rows, "customer_id");
		if ((int)ids->len < most &&
			is_at(facts->addresses, db_row_text(rows, "value")) &&
			!g_ptr_array_find_with_equal_func(
				ids, id, g_str_equal, NULL))
			g_ptr_array_add(ids, g_strdup(id));
	}
	return rows != NULL;
}

GPtrArray *customer_list_matching(struct db *db,
	const struct match_facts *facts, int most, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) emails = g_ptr_array_new();
	if (facts->sender[0] != '\0')
		g_ptr_array_add(emails, (gpointer)facts->sender);
	for (guint i = 0; facts->emails != NULL && i < facts->emails->len; i++)
		g_ptr_array_add(emails, facts->emails->pdata[i]);
	/* A name without a place to go with it matches nobody. */
	bool by_name = facts->addresses != NULL && facts->addresses->len > 0;
	if (!add_contacts(db, ids, "email", emails, most, error) ||
		!add_accounts(db, ids, facts->accounts, most, error) ||
		!add_contacts(db, ids, "phone", facts->phones, most, error) ||
		(by_name && !add_namesakes(db, ids, facts, most, error)))
		return NULL;
	return g_steal_pointer(&ids);
}

/* --- one customer ------------------------------------------------------ */

static enum match_source source_of(const char *source)
{
	return strcmp(source, CONTACT_IMPORTED) == 0	  ? MATCH_IMPORTED
	       : strcmp(source, CONTACT_FROM_LETTER) == 0 ? MATCH_FROM_LETTER
							  : MATCH_ANSWERED;
}

static void known_contact_free(gpointer data)
{
	struct match_contact *contact = data;
	g_free((char *)contact->kind);
	g_free((char *)contact->value);
	g_free((char *)contact->folded);
	g_free(contact);
}

GPtrArray *customer_accounts(struct db *db, const char *id, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT written FROM customer_account"
		" WHERE customer_id = $1 ORDER BY account",
		DB_VALUES(db_text(id)), error);
	if (rows == NULL)
		return NULL;
	GPtrArray *accounts = g_ptr_array_new_with_free_func(g_free);
	while (db_rows_next(rows))
		g_ptr_array_add(
			accounts, g_strdup(db_row_text(rows, "written")));
	return accounts;
}

/* --- several customers -------------------------------------------------- */

static void known_free(gpointer data)
{
	struct customer_known *known = data;
	g_free(known->customer);
	g_ptr_array_unref(known->contacts);
	g_ptr_array_unref(known->accounts);
	g_free(known);
}

static struct customer_known *known_new(void)
{
	struct customer_known *known = g_new0(struct customer_known, 1);
	known->contacts = g_ptr_array_new_with_free_func(known_contact_free);
	known->accounts = g_ptr_array_new_with_free_func(g_free);
	return known;
}

/* Of a chunk: whose each row is tells the id in it. */
struct known_chunk {
	struct db_value ids[CHUNK];
	struct customer_known *known[CHUNK];
	guint count;
};

static struct db_values chunk_values(const struct known_chunk *chunk)
{
	return (struct db_values){ chunk->ids, CHUNK };
}

static struct customer_known *chunk_find(
	const struct known_chunk *chunk, const char *id)
{
	for (guint i = 0; i < chunk->count; i++)
		if (strcmp(chunk->ids[i].text, id) == 0)
			return chunk->known[i];
	return NULL;
}

static bool chunk_customers(
	struct db *db, const struct known_chunk *chunk, GError **error)
{
	g_autofree char *tail = repeat_sql("WHERE id IN ({$*|, })", 1, CHUNK);
	g_autoptr(GPtrArray) rows = record_list(
		db, &customer_record, tail, chunk_values(chunk), error);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		struct customer **row = (struct customer **)&rows->pdata[i];
		struct customer_known *known =
			chunk_find(chunk, (*row)->id.text);
		if (known != NULL && known->customer == NULL)
			known->customer = g_steal_pointer(row);
	}
	for (guint i = 0; rows != NULL && i < chunk->count; i++)
		if (chunk->known[i]->customer == NULL)
			return store_fail(error, STORE_ERROR_MISSING,
				"customer %s: there is none",
				chunk->ids[i].text);
	return rows != NULL;
}

static bool chunk_contacts(
	struct db *db, const struct known_chunk *chunk, GError **error)
{
	g_autofree char *tail =
		repeat_sql("WHERE customer_id IN ({$*|, })"
			   " ORDER BY customer_id, kind, folded",
			1, CHUNK);
	g_autoptr(GPtrArray) rows = record_list(
		db, &customer_contact_record, tail, chunk_values(chunk), error);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const struct customer_contact *row = rows->pdata[i];
		struct customer_known *known =
			chunk_find(chunk, row->customer_id.text);
		struct match_contact contact = { .kind = g_strdup(row->kind),
			.value = g_strdup(row->value),
			.folded = g_strdup(row->folded),
			.source = source_of(row->source) };
		g_ptr_array_add(
			known->contacts, g_memdup2(&contact, sizeof(contact)));
	}
	return rows != NULL;
}

static bool chunk_accounts(
	struct db *db, const struct known_chunk *chunk, GError **error)
{
	g_autofree char *sql = repeat_sql(
		"SELECT customer_id, account FROM customer_account"
		" WHERE customer_id IN ({$*|, }) ORDER BY customer_id, account",
		1, CHUNK);
	g_autoptr(db_rows) rows = db_query(db, sql, chunk_values(chunk), error);
	while (rows != NULL && db_rows_next(rows)) {
		struct customer_known *known =
			chunk_find(chunk, db_row_text(rows, "customer_id"));
		g_ptr_array_add(known->accounts,
			g_strdup(db_row_text(rows, "account")));
	}
	return rows != NULL;
}

GPtrArray *customer_known_list(
	struct db *db, const GPtrArray *ids, GError **error)
{
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(known_free);
	for (guint from = 0; from < ids->len; from += CHUNK) {
		struct known_chunk chunk = { .count = MIN(
						     CHUNK, ids->len - from) };
		for (guint i = 0; i < CHUNK; i++)
			chunk.ids[i] = db_text(
				ids->pdata[MIN(from + i, ids->len - 1)]);
		for (guint i = 0; i < chunk.count; i++) {
			chunk.known[i] = known_new();
			g_ptr_array_add(out, chunk.known[i]);
		}
		if (!chunk_customers(db, &chunk, error) ||
			!chunk_contacts(db, &chunk, error) ||
			!chunk_accounts(db, &chunk, error))
			return NULL;
		for (guint i = 0; i < chunk.count; i++)
			chunk.known[i]->known = (struct match_known){
				chunk.known[i]->customer->name,
				chunk.known[i]->contacts,
				chunk.known[i]->accounts
			};
	}
	return g_steal_pointer(&out);
}

/* --- for people --------------------------------------------------------- */

GPtrArray *customer_list(
	struct db *db, const char *text, int limit, GError **error)
{
	g_autofree char *pattern = like_pattern(text);
	g_autofree char *account =
		text != NULL ? match_account(text) : g_strdup("");
	return record_list(db, &customer_record,
		"WHERE merged_into IS NULL AND (CAST($1 AS TEXT) IS NULL"
		" OR name_folded LIKE $1 ESCAPE '!' OR id = $4"
		" OR id IN (SELECT customer_id FROM customer_contact"
		"  WHERE folded LIKE $1 ESCAPE '!')"
		" OR id IN (SELECT customer_id FROM customer_account"
		"  WHERE account = $2))"
		" ORDER BY id DESC LIMIT $3",
		DB_VALUES(db_text(pattern), db_text(account),
			db_int(limit > 0 ? limit : LIMIT_USUAL), db_text(text)),
		error);
}

static const struct column case_columns[] = {
	COLUMN(COLUMN_TEXT, struct customer_case, number),
	COLUMN(COLUMN_TEXT, struct customer_case, stage),
	COLUMN(COLUMN_TEXT, struct customer_case, topic),
	COLUMN(COLUMN_TEXT, struct customer_case, subject),
	COLUMN_ARRAY(struct customer_case, received_day),
	COLUMN_END,
};

static const struct record case_record = {
	.table = "casefile",
	.size = sizeof(struct customer_case),
	.columns = case_columns,
};

GPtrArray *customer_cases(
	struct db *db, const char *id, int limit, GError **error)
{
	return record_list(db, &case_record,
		"WHERE customer_id = $1 ORDER BY number DESC LIMIT $2",
		DB_VALUES(db_text(id), db_int(limit > 0 ? limit : LIMIT_USUAL)),
		error);
}
