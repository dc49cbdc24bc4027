/* The addressee is looked for where it is surest, and is refused while somebody
 * is writing: after the approval it would cost a second one. */

#include "answer_to.h"

#include <string.h>

#include "others_data.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/work.h"
#include "plaint/facts/match.h"
#include "plaint/store/customer.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

void answer_to_clear(struct answer_to *to)
{
	g_clear_pointer(&to->name, g_free);
	g_clear_pointer(&to->address, g_free);
}

static void to_set(struct answer_to *to, const char *name, const char *address)
{
	answer_to_clear(to);
	to->name = g_strdup(name);
	to->address = g_strdup(address);
}

static bool is_failed(const struct reply *reply)
{
	return strcmp(reply->stage, "failed") == 0;
}

/* Whatever went there came back. */
static bool has_failed(const GPtrArray *replies, const char *address)
{
	bool failed = false;
	for (guint i = 0; i < replies->len; i++) {
		const struct reply *reply = replies->pdata[i];
		if (g_ascii_strcasecmp(reply->to_address, address) != 0)
			continue;
		if (!is_failed(reply))
			return false;
		failed = true;
	}
	return failed;
}

/* Where the case's letters came from: the first that has an address. */
static bool letters_address(struct db *db, const char *casefile_id,
	const GPtrArray *replies, struct answer_to *to, GError **error)
{
	g_autoptr(GPtrArray) letters =
		letter_list_of_casefile(db, casefile_id, error);
	if (letters == NULL)
		return false;
	for (guint i = 0; i < letters->len && to->address == NULL; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autoptr(reading) reading =
			reading_find(db, letter->id.text, NULL);
		if (reading != NULL && reading->from_address[0] != '\0' &&
			!has_failed(replies, reading->from_address))
			to_set(to, reading->from_name, reading->from_address);
	}
	return true;
}

/* Where we wrote to already. */
static void replies_address(
	const GPtrArray *replies, const struct reply *old, struct answer_to *to)
{
	for (guint i = 0; i < replies->len && to->address == NULL; i++) {
		const struct reply *reply = replies->pdata[i];
		bool is_old = old != NULL &&
			      strcmp(old->id.text, reply->id.text) == 0;
		if (!is_old && strcmp(reply->channel, "mail") == 0 &&
			!is_failed(reply))
			to_set(to, reply->to_name, reply->to_address);
	}
}

/* --- where a letter asks for replies ----------------------------------- */

static char *reading_asks(const struct reading *reading)
{
	struct document_kept kept = { reading->json, reading->text,
		reading->quoted_text };
	json_t *json = document_kept_json(&kept, NULL);
	char *address = g_strdup(wire_text(json, "reply_to"));
	json_decref(json);
	if (g_ascii_strcasecmp(address, reading->from_address) == 0)
		address[0] = '\0';
	return address;
}

char *answer_asked_address(
	struct db *db, const char *casefile_id, GError **error)
{
	g_autoptr(GPtrArray) letters =
		letter_list_of_casefile(db, casefile_id, error);
	for (guint i = letters == NULL ? 0 : letters->len; i > 0; i--) {
		const struct letter *letter = letters->pdata[i - 1];
		g_autoptr(reading) reading =
			reading_find(db, letter->id.text, NULL);
		g_autofree char *asked =
			reading != NULL ? reading_asks(reading) : NULL;
		if (asked != NULL && asked[0] != '\0')
			return g_steal_pointer(&asked);
	}
	return NULL;
}

bool answer_is_surely_theirs(struct db *db, const char *customer_id,
	const char *address, bool *theirs_out, GError **error)
{
	g_autofree char *folded = utf8_fold(address);
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, customer_id, error);
	*theirs_out = false;
	for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
		const struct customer_contact *contact = contacts->pdata[i];
		*theirs_out |= strcmp(contact->kind, "email") == 0 &&
			       strcmp(contact->source, "letter") != 0 &&
			       strcmp(contact->folded, folded) == 0;
	}
	return contacts != NULL;
}

/* Whoever writes under a customer's address and has the answer sent to their
 * own would read what is the customer's. */
static bool asked_address(struct db *db, const struct casefile *casefile,
	const GPtrArray *replies, struct answer_to *to, GError **error)
{
	GError *cause = NULL;
	bool theirs = false;
	g_autofree char *asked =
		answer_asked_address(db, casefile->id.text, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (asked == NULL || has_failed(replies, asked))
		return true;
	if (!answer_is_surely_theirs(
		    db, casefile->customer_id.text, asked, &theirs, error))
		return false;
	if (theirs)
		to_set(to, NULL, asked);
	return true;
}

static bool contacts_address(struct db *db, const char *customer_id,
	const GPtrArray *replies, struct answer_to *to, GError **error)
{
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, customer_id, error);
	if (contacts == NULL)
		return false;
	for (guint i = 0; i < contacts->len && to->address == NULL; i++) {
		const struct customer_contact *contact = contacts->pdata[i];
		if (strcmp(contact->kind, "email") == 0 &&
			!has_failed(replies, contact->value))
			to_set(to, NULL, contact->value);
	}
	return true;
}

/* Nothing is written again to where something came back from, unless somebody
 * says so. */
static bool customer_address(struct db *db, const struct casefile *casefile,
	const struct reply *old, struct answer_to *to, GError **error)
{
	const char *id = casefile->id.text;
	g_autoptr(GPtrArray) replies = reply_list(db, id, error);
	if (replies == NULL || !asked_address(db, casefile, replies, to, error))
		return false;
	replies_address(replies, old, to);
	return (to->address != NULL ||
		       letters_address(db, id, replies, to, error)) &&
	       (to->address != NULL ||
		       contacts_address(db, casefile->customer_id.text, replies,
			       to, error));
}

/* No address, or none but those that failed. */
static bool refuse_without(
	struct db *db, const struct casefile *casefile, GError **error)
{
	const char *number = casefile->number.text;
	g_autoptr(GPtrArray) replies = reply_list(db, casefile->id.text, error);
	if (replies == NULL)
		return false;
	for (guint i = replies->len; i > 0; i--) {
		const struct reply *reply = replies->pdata[i - 1];
		if (is_failed(reply))
			return work_refuse(error,
				"a reply in case %s did not reach %s: give an "
				"address with --to",
				number, reply->to_address);
	}
	return work_refuse(error,
		"no e-mail address of the customer of case %s is known: give "
		"one with --to",
		number);
}

/* An address of the customer's has their name, where the letter's From has but
 * a nickname. */
static bool name_find(struct db *db, const struct casefile *casefile,
	struct answer_to *to, GError **error)
{
	bool own = false;
	if ((to->name != NULL && !match_is_login(to->name)) ||
		casefile->customer_name[0] == '\0')
		return true;
	if (!others_data_is_own_address(db, casefile, to->address, &own, error))
		return false;
	if (own) {
		g_free(to->name);
		to->name = g_strdup(casefile->customer_name);
	}
	return true;
}

bool answer_to_find(struct db *db, const struct casefile *casefile,
	const struct answer_recipient *wish, const struct reply *old,
	struct answer_to *out, GError **error)
{
	if (wish->address != NULL)
		to_set(out, NULL, wish->address);
	else if (!customer_address(db, casefile, old, out, error))
		return false;
	else if (old != NULL && g_strcmp0(out->address, old->to_address) != 0)
		to_set(out, old->to_name, old->to_address);
	if (out->address == NULL)
		return refuse_without(db, casefile, error);
	if (wish->name != NULL) {
		g_free(out->name);
		out->name = g_strdup(wish->name);
	}
	return work_address(out->address, error) &&
	       (wish->name != NULL || name_find(db, casefile, out, error));
}
