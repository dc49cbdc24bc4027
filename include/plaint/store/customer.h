/* Customers and how to reach them. */
#pragma once

#include "plaint/store/store.h"

struct customer {
	struct id id;
	const char *name;
	const char *name_folded; /* of the store */
	const char *name_key;	 /* of the store: match_name_key(name) */
	int64_t created_utc_us;
	/* From the operator's list (plaint/store/subscriber.h): */
	const char *since; /* customer since: a day or a year */
	const char *tariff;
	int64_t earlier_claims;
	int64_t imported_utc_us; /* 0: not in the list */
	struct id merged_into;	 /* "" when it stands for itself */
};
typedef struct customer customer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(customer, g_free)

struct customer_contact {
	struct id customer_id;
	const char *kind; /* email, phone, postal */
	const char *value;
	const char *folded;  /* utf8_fold(value), for comparing */
	const char *source;  /* letter, answered, import */
	const char *account; /* import: of which account; else "" */
};

/* Who writes, as far as known; NULL or "" where not. */
struct customer_identity {
	const char *name;
	const char *email;
	const char *phone;
	const char *postal;
	/* Asked already: nobody has that e-mail address or phone. */
	bool is_new_there;
	const char *name_key; /* match_name_key(name); NULL: not made yet */
};

/* Find the customer of this e-mail address (one customer per address), else
 * the one of the same name at the same phone or postal address; else make
 * one.  Contacts not known yet are added to it; a name is filled in where
 * there was none, never changed.  is_new_out may be NULL. */
bool customer_ensure(struct db *db, const struct customer_identity *who,
	int64_t now_utc_us, struct id *id_out, bool *is_new_out,
	GError **error);

/* More contacts of a customer that is known, as learnt from a letter; a name
 * where there was none.  An e-mail address that is another's is left out. */
bool customer_learn(struct db *db, const char *id,
	const struct customer_identity *who, GError **error);

/* A reply of ours to this address was answered from it: it is theirs. */
bool customer_verify_email(struct db *db, const char *customer_id,
	const char *email, GError **error);

struct customer *customer_find(struct db *db, const char *id, GError **error);
/* STORE_ERROR_MISSING when nobody has that address. */
struct customer *customer_find_by_email(
	struct db *db, const char *email, GError **error);
/* GPtrArray of struct customer_contact. */
GPtrArray *customer_contacts(
	struct db *db, const char *customer_id, GError **error);
