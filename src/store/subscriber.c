/* Rows of the operator's list become customers, accounts and contacts. */
#include "plaint/store/subscriber.h"

#include <string.h>

#include "customer_rows.h"
#include "plaint/base/utf8.h"

/* One row on its way. */
struct putting {
	struct db *db;
	const struct subscriber *row;
	int64_t now_utc_us;
	char *account; /* for comparing */
	struct id customer_id;
	bool is_new;
	bool is_changed;
	bool email_taken;
};

static bool is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void set_customer(struct putting *putting, const char *id)
{
	g_strlcpy(putting->customer_id.text, id,
		sizeof(putting->customer_id.text));
}

static bool find_by_account(struct putting *putting, GError **error)
{
	g_autoptr(db_rows) rows = db_query(putting->db,
		"SELECT customer_id FROM customer_account WHERE account = $1",
		DB_VALUES(db_text(putting->account)), error);
	if (rows == NULL)
		return false;
	if (db_rows_next(rows))
		set_customer(putting, db_row_text(rows, "customer_id"));
	return true;
}

/* The customer of that address, unless it has another's name. */
static bool find_by_email(struct putting *putting, GError **error)
{
	if (putting->customer_id.text[0] != '\0' ||
		!is_given(putting->row->email))
		return true;
	g_autofree char *folded = utf8_fold(putting->row->email);
	g_autoptr(db_rows) rows = db_query(putting->db,
		"SELECT id, name FROM customer_contact"
		" JOIN customer ON customer.id = customer_id"
		" WHERE kind = 'email' AND folded = $1",
		DB_VALUES(db_text(folded)), error);
	if (rows == NULL)
		return false;
	if (db_rows_next(rows) &&
		(!is_given(putting->row->name) ||
			match_names(db_row_text(rows, "name"),
				putting->row->name) != MATCH_NAMES_OTHER))
		set_customer(putting, db_row_text(rows, "id"));
	return true;
}

static bool add_customer(struct putting *putting, GError **error)
{
	const struct subscriber *row = putting->row;
	const char *name = row->name != NULL ? row->name : "";
	g_autofree char *name_folded = utf8_fold(name);
	g_autofree char *name_key = match_name_key(name);
	struct customer customer = { .id = id_new(putting->now_utc_us),
		.name = name,
		.name_folded = name_folded,
		.name_key = name_key,
		.created_utc_us = putting->now_utc_us,
		.since = row->since,
		.tariff = row->tariff,
		.earlier_claims = MAX(row->earlier_claims, 0),
		.imported_utc_us = putting->now_utc_us };
	putting->customer_id = customer.id;
	putting->is_new = true;
	return record_insert(putting->db, &customer_record, &customer, "",
		       error) == 1;
}

/* Only what differs is written: most rows of a list are as they were. */
static bool update_customer(struct putting *putting, GError **error)
{
	const struct subscriber *row = putting->row;
	bool has_name = is_given(row->name);
	g_autofree char *name_folded = has_name ? utf8_fold(row->name) : NULL;
	g_autofree char *name_key = has_name ? match_name_key(row->name) : NULL;
	int64_t changed = db_exec(putting->db,
		"UPDATE customer SET name = COALESCE($2, name),"
		" name_folded = COALESCE($3, name_folded),"
		" name_key = COALESCE($4, name_key),"
		" since = COALESCE($5, since), tariff = COALESCE($6, tariff),"
		" earlier_claims = COALESCE($7, earlier_claims),"
		" imported_utc_us = $8 WHERE id = $1 AND ("
		" imported_utc_us IS NULL OR name <> COALESCE($2, name)"
		" OR since <> COALESCE($5, since)"
		" OR tariff <> COALESCE($6, tariff)"
		" OR earlier_claims <> COALESCE($7, earlier_claims))",
		DB_VALUES(db_text(putting->customer_id.text),
			db_text_or_null(row->name), db_text(name_folded),
			db_text(name_key), db_text_or_null(row->since),
			db_text_or_null(row->tariff),
			row->earlier_claims < 0 ? db_text(NULL)
						: db_int(row->earlier_claims),
			db_int(putting->now_utc_us)),
		error);
	putting->is_changed = putting->is_changed || changed > 0;
	return changed >= 0;
}

static bool add_account(struct putting *putting, GError **error)
{
	int64_t added = db_exec(putting->db,
		"INSERT INTO customer_account (account, customer_id, written,"
		" imported_utc_us) VALUES ($1, $2, $3, $4)"
		" ON CONFLICT DO NOTHING",
		DB_VALUES(db_text(putting->account),
			db_text(putting->customer_id.text),
			db_text(putting->row->account),
			db_int(putting->now_utc_us)),
		error);
	putting->is_changed = putting->is_changed || added > 0;
	return added >= 0;
}

/* --- contacts --------------------------------------------------------- */

static bool is_email_of_another(
	struct putting *putting, const char *folded, GError **error)
{
	g_autoptr(db_rows) rows = db_query(putting->db,
		"SELECT 1 AS taken FROM customer_contact"
		" WHERE kind = 'email' AND folded = $1 AND customer_id <> $2",
		DB_VALUES(db_text(folded), db_text(putting->customer_id.text)),
		error);
	putting->email_taken = rows != NULL && db_rows_next(rows);
	return rows != NULL;
}

static bool write_contact(struct putting *putting, const char *kind,
	const char *value, const char *folded, GError **error)
{
	struct customer_contact contact = { .customer_id = putting->customer_id,
		.kind = kind,
		.value = value,
		.folded = folded,
		.source = CONTACT_IMPORTED,
		.account = putting->account };
	int64_t written =
		record_insert(putting->db, &customer_contact_record, &contact,
			"ON CONFLICT (customer_id, kind, folded) DO UPDATE SET"
			" source = 'import', account = excluded.account,"
			" value = excluded.value"
			" WHERE customer_contact.source <> 'import'"
			" OR customer_contact.value <> excluded.value",
			error);
	putting->is_changed = putting->is_changed || written > 0;
	return written >= 0;
}

/* What the list no longer says of this account. */
static bool drop_contacts(struct putting *putting, const char *kind,
	const char *folded, GError **error)
{
	int64_t dropped = db_exec(putting->db,
		"DELETE FROM customer_contact WHERE customer_id = $1"
		" AND kind = $2 AND source = 'import' AND account = $3"
		" AND folded <> $4",
		DB_VALUES(db_text(putting->customer_id.text), db_text(kind),
			db_text(putting->account), db_text(folded)),
		error);
	putting->is_changed = putting->is_changed || dropped > 0;
	return dropped >= 0;
}

static bool put_contact(struct putting *putting, const char *kind,
	const char *value, GError **error)
{
	if (!is_given(value))
		return true;
	g_autofree char *folded = utf8_fold(value);
	bool is_email = strcmp(kind, "email") == 0;
	if (is_email && !is_email_of_another(putting, folded, error))
		return false;
	if (is_email && putting->email_taken)
		return true;
	return (putting->is_new ||
		       drop_contacts(putting, kind, folded, error)) &&
	       write_contact(putting, kind, value, folded, error);
}

static bool put(struct db *db, void *user, GError **error)
{
	struct putting *putting = user;
	const struct subscriber *row = putting->row;
	putting->db = db;
	putting->customer_id = (struct id){ "" };
	putting->is_new = putting->is_changed = putting->email_taken = false;
	if (!find_by_account(putting, error) || !find_by_email(putting, error))
		return false;
	bool is_known = putting->customer_id.text[0] != '\0';
	return (is_known ? update_customer(putting, error)
			 : add_customer(putting, error)) &&
	       add_account(putting, error) &&
	       put_contact(putting, "email", row->email, error) &&
	       put_contact(putting, "phone", row->phone, error) &&
	       put_contact(putting, "postal", row->postal, error);
}

bool subscriber_put(struct db *db, const struct subscriber *subscriber,
	int64_t now_utc_us, enum subscriber_change *change_out,
	bool *email_taken_out, GError **error)
{
	g_autofree char *account = match_account(subscriber->account);
	if (account[0] == '\0')
		return store_fail(error, STORE_ERROR_REFUSED,
			"there is no account number");
	struct putting putting = {
		.row = subscriber, .now_utc_us = now_utc_us, .account = account
	};
	if (!db_run_tx(db, put, &putting, error))
		return false;
	*change_out = putting.is_new	   ? SUBSCRIBER_ADDED
		      : putting.is_changed ? SUBSCRIBER_UPDATED
					   : SUBSCRIBER_UNCHANGED;
	*email_taken_out = putting.email_taken;
	return true;
}
