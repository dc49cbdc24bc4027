/* The operator's list of subscribers, kept as customers: one row of the list
 * is one account. */
#pragma once

#include "plaint/facts/match.h"
#include "plaint/store/customer.h"

/* NULL: the list does not say; what was known stays. */
struct subscriber {
	const char *account; /* as written; needed */
	const char *name;
	const char *email;
	const char *phone; /* E.164 */
	const char *postal;
	const char *since; /* a day or a year */
	const char *tariff;
	int64_t earlier_claims; /* -1: the list does not say */
};

enum subscriber_change {
	SUBSCRIBER_ADDED,
	SUBSCRIBER_UPDATED,
	SUBSCRIBER_UNCHANGED,
};

/* Add the subscriber or bring it up to date, found by the account's number;
 * one with a new account is the customer of that e-mail address when the name
 * does not speak against it, so that whoever wrote before is known.  Contacts
 * the list gave for this account and no longer gives are removed, those
 * learnt from letters stay.
 *
 * *email_taken_out: the address is another customer's already (a family's
 * shared one) and was left out.  Call in a transaction, many at a time. */
bool subscriber_put(struct db *db, const struct subscriber *subscriber,
	int64_t now_utc_us, enum subscriber_change *change_out,
	bool *email_taken_out, GError **error);

/* Ids (GPtrArray of char *) of customers that any fact of the letter speaks
 * for: a contact, an account, or a name.  At most `most`. */
GPtrArray *customer_list_matching(struct db *db,
	const struct match_facts *facts, int most, GError **error);

/* What is known of one customer, for match_judge.  The texts are owned. */
struct customer_known {
	struct match_known known;
	struct customer *customer;
	GPtrArray *contacts; /* of struct match_contact */
	GPtrArray *accounts; /* of char * */
};
/* Of those with these ids (char *), in that order; GPtrArray of struct
 * customer_known. */
GPtrArray *customer_known_list(
	struct db *db, const GPtrArray *ids, GError **error);

/* For people: customers whose name, contact or account holds `text` (NULL:
 * all), the latest first; GPtrArray of struct customer. */
GPtrArray *customer_list(
	struct db *db, const char *text, int limit, GError **error);
/* GPtrArray of char *, as written. */
GPtrArray *customer_accounts(struct db *db, const char *id, GError **error);
/* GPtrArray of struct customer_case, the latest first. */
struct customer_case {
	const char *number, *stage, *topic, *subject;
	struct day_text received_day;
};
GPtrArray *customer_cases(
	struct db *db, const char *id, int limit, GError **error);
