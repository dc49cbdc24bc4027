/* Customers, found again by what they can be reached at. */
#include "plaint/store/customer.h"

#include "customer_rows.h"
#include "plaint/base/utf8.h"
#include "plaint/facts/match.h"

static const struct column customer_columns[] = {
	COLUMN_ARRAY(struct customer, id),
	COLUMN(COLUMN_TEXT, struct customer, name),
	COLUMN(COLUMN_TEXT, struct customer, name_folded),
	COLUMN(COLUMN_TEXT, struct customer, name_key),
	COLUMN(COLUMN_INTEGER, struct customer, created_utc_us),
	COLUMN(COLUMN_TEXT, struct customer, since),
	COLUMN(COLUMN_TEXT, struct customer, tariff),
	COLUMN(COLUMN_INTEGER, struct customer, earlier_claims),
	COLUMN(COLUMN_INSTANT, struct customer, imported_utc_us),
	COLUMN_ARRAY(struct customer, merged_into),
	COLUMN_END,
};

static const struct column contact_columns[] = {
	COLUMN_ARRAY(struct customer_contact, customer_id),
	COLUMN(COLUMN_TEXT, struct customer_contact, kind),
	COLUMN(COLUMN_TEXT, struct customer_contact, value),
	COLUMN(COLUMN_TEXT, struct customer_contact, folded),
	COLUMN(COLUMN_TEXT, struct customer_contact, source),
	COLUMN(COLUMN_TEXT, struct customer_contact, account),
	COLUMN_END,
};

const struct record customer_record = {
	.table = "customer",
	.size = sizeof(struct customer),
	.columns = customer_columns,
};

const struct record customer_contact_record = {
	.table = "customer_contact",
	.size = sizeof(struct customer_contact),
	.columns = contact_columns,
};

/* One call of customer_ensure. */
struct ensuring {
	const struct customer_identity *who;
	const char *name_folded, *name_key;
	int64_t now_utc_us;
	struct id id;
	bool is_new;
};

static bool is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* Is there a customer with this contact?  Any name will do for an e-mail
 * address; a phone or a house is shared, so there the name counts. */
static bool look_up(struct db *db, struct ensuring *ensuring, const char *kind,
	const char *value, GError **error)
{
	if (ensuring->id.text[0] != '\0' || !is_given(value))
		return true;
	g_autofree char *folded = utf8_fold(value);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT customer_id FROM customer_contact"
		" JOIN customer ON customer.id = customer_id"
		" WHERE kind = $1 AND folded = $2"
		" AND (kind = 'email' OR name_folded = $3)"
		" ORDER BY customer_id LIMIT 1",
		DB_VALUES(db_text(kind), db_text(folded),
			db_text(ensuring->name_folded)),
		error);
	if (rows == NULL)
		return false;
	if (db_rows_next(rows))
		g_strlcpy(ensuring->id.text, db_row_text(rows, "customer_id"),
			sizeof(ensuring->id.text));
	return true;
}

static bool make_new(struct db *db, struct ensuring *ensuring, GError **error)
{
	ensuring->id = id_new(ensuring->now_utc_us);
	ensuring->is_new = true;
	struct customer customer = {
		.id = ensuring->id,
		.name = ensuring->who->name,
		.name_folded = ensuring->name_folded,
		.name_key = ensuring->name_key,
		.created_utc_us = ensuring->now_utc_us,
	};
	return record_insert(db, &customer_record, &customer, "", error) == 1;
}

static bool fill_in_name(
	struct db *db, const struct ensuring *ensuring, GError **error)
{
	if (!is_given(ensuring->who->name))
		return true;
	return db_exec(db,
		       "UPDATE customer SET name = $2, name_folded = $3,"
		       " name_key = $4 WHERE id = $1 AND name = ''",
		       DB_VALUES(db_text(ensuring->id.text),
			       db_text(ensuring->who->name),
			       db_text(ensuring->name_folded),
			       db_text(ensuring->name_key)),
		       error) >= 0;
}

static bool add_contact(struct db *db, const struct ensuring *ensuring,
	const char *kind, const char *value, GError **error)
{
	if (!is_given(value))
		return true;
	g_autofree char *folded = utf8_fold(value);
	struct customer_contact contact = {
		.customer_id = ensuring->id,
		.kind = kind,
		.value = value,
		.folded = folded,
		.source = CONTACT_FROM_LETTER,
	};
	int64_t added = record_insert(db, &customer_contact_record, &contact,
		"ON CONFLICT DO NOTHING", error);
	if (added != 0 || !ensuring->is_new)
		return added >= 0;
	/* Another writer made the customer of this address after we looked:
	 * run again and find it. */
	g_set_error(error, DB_ERROR, DB_ERROR_BUSY,
		"customer %s: made by another writer meanwhile", value);
	return false;
}

static bool look_up_numbers(
	struct db *db, struct ensuring *ensuring, GError **error)
{
	const struct customer_identity *who = ensuring->who;
	return who->is_new_there ||
	       (look_up(db, ensuring, "email", who->email, error) &&
		       look_up(db, ensuring, "phone", who->phone, error));
}

static bool ensure(struct db *db, void *user, GError **error)
{
	struct ensuring *ensuring = user;
	const struct customer_identity *who = ensuring->who;
	ensuring->id = (struct id){ "" };
	ensuring->is_new = false;
	if (!look_up_numbers(db, ensuring, error) ||
		!look_up(db, ensuring, "postal", who->postal, error))
		return false;
	bool known = ensuring->id.text[0] != '\0';
	bool kept = known ? fill_in_name(db, ensuring, error)
			  : make_new(db, ensuring, error);
	return kept && add_contact(db, ensuring, "email", who->email, error) &&
	       add_contact(db, ensuring, "phone", who->phone, error) &&
	       add_contact(db, ensuring, "postal", who->postal, error);
}

bool customer_ensure(struct db *db, const struct customer_identity *who,
	int64_t now_utc_us, struct id *id_out, bool *is_new_out, GError **error)
{
	const char *name = who->name == NULL ? "" : who->name;
	g_autofree char *name_folded = utf8_fold(name);
	g_autofree char *name_key =
		who->name_key == NULL ? match_name_key(name) : NULL;
	struct ensuring ensuring = { who, name_folded,
		name_key != NULL ? name_key : who->name_key, now_utc_us, { "" },
		false };
	if (!db_run_tx(db, ensure, &ensuring, error))
		return false;
	*id_out = ensuring.id;
	if (is_new_out != NULL)
		*is_new_out = ensuring.is_new;
	return true;
}

static bool learn(struct db *db, void *user, GError **error)
{
	const struct ensuring *ensuring = user;
	const struct customer_identity *who = ensuring->who;
	return fill_in_name(db, ensuring, error) &&
	       add_contact(db, ensuring, "email", who->email, error) &&
	       add_contact(db, ensuring, "phone", who->phone, error) &&
	       add_contact(db, ensuring, "postal", who->postal, error);
}

bool customer_learn(struct db *db, const char *id,
	const struct customer_identity *who, GError **error)
{
	const char *name = who->name == NULL ? "" : who->name;
	g_autofree char *name_folded = utf8_fold(name);
	g_autofree char *name_key = match_name_key(name);
	struct ensuring ensuring = { who, name_folded, name_key, 0, { "" },
		false };
	g_strlcpy(ensuring.id.text, id, sizeof(ensuring.id.text));
	return db_run_tx(db, learn, &ensuring, error);
}

bool customer_verify_email(struct db *db, const char *customer_id,
	const char *email, GError **error)
{
	g_autofree char *folded = utf8_fold(email);
	return db_exec(db,
		       "UPDATE customer_contact SET source = 'answered'"
		       " WHERE customer_id = $1 AND kind = 'email'"
		       " AND folded = $2 AND source = 'letter'",
		       DB_VALUES(db_text(customer_id), db_text(folded)),
		       error) >= 0;
}

struct customer *customer_find(struct db *db, const char *id, GError **error)
{
	return record_one(db, &customer_record, "WHERE id = $1",
		DB_VALUES(db_text(id)), error);
}

struct customer *customer_find_by_email(
	struct db *db, const char *email, GError **error)
{
	g_autofree char *folded = utf8_fold(email);
	return record_one(db, &customer_record,
		"WHERE id IN (SELECT customer_id FROM customer_contact"
		" WHERE kind = 'email' AND folded = $1)",
		DB_VALUES(db_text(folded)), error);
}

GPtrArray *customer_contacts(
	struct db *db, const char *customer_id, GError **error)
{
	return record_list(db, &customer_contact_record,
		"WHERE customer_id = $1 ORDER BY kind, folded",
		DB_VALUES(db_text(customer_id)), error);
}
