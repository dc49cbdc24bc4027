/* People decide whose a case is, and who is whom. */

#include <string.h>

#include "plaint/casework/matching.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"
#include "plaint/store/candidate.h"
#include "plaint/store/subscriber.h"

static struct customer *customer_now(
	struct db *db, const char *id, GError **error)
{
	struct customer *customer = customer_find(db, id, error);
	while (customer != NULL && customer->merged_into.text[0] != '\0') {
		g_autoptr(customer) before = customer;
		customer = customer_find(db, before->merged_into.text, error);
	}
	return customer;
}

static bool event_of_customer(struct db *db, const char *verb,
	const char *customer_id, const char *by, int64_t now_utc_us,
	const char *other, GError **error)
{
	struct telling telling = {
		.by = by, .verb = verb, .kind = "customer", .id = customer_id
	};
	return tell_event(db, &telling, json_pack("{s:s}", "other", other),
		now_utc_us, error);
}

struct merge_act {
	const char *from, *into, *by;
	int64_t now_utc_us;
	struct customer_moved *moved;
};

static bool merge_tx(struct db *db, void *user, GError **error)
{
	const struct merge_act *act = user;
	return work_staff(db, act->by, error) &&
	       customer_merge(db, act->from, act->into, act->by,
		       act->now_utc_us, act->moved, error) &&
	       event_of_customer(db, "customer_merged", act->from, act->by,
		       act->now_utc_us, act->into, error);
}

bool matching_merge(struct db *db, const char *from, const char *into,
	const char *by, int64_t now_utc_us, struct customer_moved *moved_out,
	GError **error)
{
	struct merge_act act = { from, into, by, now_utc_us, moved_out };
	return db_run_tx(db, merge_tx, &act, error);
}

static bool split_tx(struct db *db, void *user, GError **error)
{
	const struct merge_act *act = user;
	return work_staff(db, act->by, error) &&
	       customer_split(
		       db, act->from, act->now_utc_us, act->moved, error) &&
	       event_of_customer(db, "customer_split", act->from, act->by,
		       act->now_utc_us, "", error);
}

bool matching_split(struct db *db, const char *from, const char *by,
	int64_t now_utc_us, struct customer_moved *moved_out, GError **error)
{
	struct merge_act act = { from, NULL, by, now_utc_us, moved_out };
	return db_run_tx(db, split_tx, &act, error);
}

/* One that only letters made stands for nobody else. */
static bool is_stray(
	struct db *db, const char *id, bool *stray_out, GError **error)
{
	g_autoptr(customer) customer = customer_find(db, id, error);
	g_autoptr(GPtrArray) accounts =
		customer != NULL ? customer_accounts(db, id, error) : NULL;
	*stray_out = accounts != NULL && accounts->len == 0 &&
		     customer->imported_utc_us == 0 &&
		     customer->merged_into.text[0] == '\0';
	return accounts != NULL;
}

/* A person has said so: addresses that came with the case are theirs. */
static bool verify_emails(struct db *db, const char *id, GError **error)
{
	g_autoptr(GPtrArray) contacts = customer_contacts(db, id, error);
	for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
		const struct customer_contact *contact = contacts->pdata[i];
		if (strcmp(contact->kind, "email") == 0 &&
			!customer_verify_email(db, id, contact->value, error))
			return false;
	}
	return contacts != NULL;
}

struct accept_act {
	const struct case_act *act;
	const char *customer_id;
};

static bool absorb(
	struct work *work, const char *old, const char *into, GError **error)
{
	bool stray = false;
	struct customer_moved moved;
	if (old[0] == '\0' || strcmp(old, into) == 0)
		return true;
	if (!is_stray(work->db, old, &stray, error))
		return false;
	return !stray ||
	       (verify_emails(work->db, old, error) &&
		       customer_merge(work->db, old, into, work->by,
			       work->now_utc_us, &moved, error) &&
		       event_of_customer(work->db, "customer_merged", old,
			       work->by, work->now_utc_us, into, error));
}

static bool accept_tx(struct db *db, void *user, GError **error)
{
	const struct accept_act *accept = user;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, accept->act, error))
		return false;
	g_autoptr(customer) customer =
		customer_now(db, accept->customer_id, error);
	return customer != NULL &&
	       absorb(&work, work.casefile->customer_id.text, customer->id.text,
		       error) &&
	       candidate_accept(db, work.casefile->id.text, customer->id.text,
		       work.now_utc_us, error) &&
	       work_event(&work, "customer_accepted",
		       json_pack("{s:s}", "customer", customer->id.text),
		       error);
}

bool matching_accept(struct db *db, const struct case_act *act,
	const char *customer_id, GError **error)
{
	struct accept_act accept = { act, customer_id };
	return db_run_tx(db, accept_tx, &accept, error);
}
