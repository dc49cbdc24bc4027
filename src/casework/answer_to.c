/* The addressee is looked for where it is surest, and is refused while somebody
 * is writing: after the approval it would cost a second one. */

#include "answer_to.h"

#include <string.h>

#include "others_data.h"
#include "plaint/casework/work.h"
#include "plaint/delivery/compose.h"
#include "plaint/facts/match.h"
#include "plaint/store/customer.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"

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

/* Where the case's letters came from: the first that has an address. */
static bool letters_address(struct db *db, const char *casefile_id,
	struct answer_to *to, GError **error)
{
	g_autoptr(GPtrArray) letters =
		letter_list_of_casefile(db, casefile_id, error);
	if (letters == NULL)
		return false;
	for (guint i = 0; i < letters->len && to->address == NULL; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autoptr(reading) reading =
			reading_find(db, letter->id.text, NULL);
		if (reading != NULL && reading->from_address[0] != '\0')
			to_set(to, reading->from_name, reading->from_address);
	}
	return true;
}

/* Where we wrote to already.  Not where one came back from. */
static bool replies_address(struct db *db, const char *casefile_id,
	const struct reply *old, struct answer_to *to, GError **error)
{
	g_autoptr(GPtrArray) replies = reply_list(db, casefile_id, error);
	if (replies == NULL)
		return false;
	for (guint i = 0; i < replies->len && to->address == NULL; i++) {
		const struct reply *reply = replies->pdata[i];
		bool is_old = old != NULL &&
			      strcmp(old->id.text, reply->id.text) == 0;
		if (!is_old && strcmp(reply->channel, "mail") == 0 &&
			strcmp(reply->stage, "failed") != 0)
			to_set(to, reply->to_name, reply->to_address);
	}
	return true;
}

static bool contacts_address(struct db *db, const char *customer_id,
	struct answer_to *to, GError **error)
{
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, customer_id, error);
	if (contacts == NULL)
		return false;
	for (guint i = 0; i < contacts->len && to->address == NULL; i++) {
		const struct customer_contact *contact = contacts->pdata[i];
		if (strcmp(contact->kind, "email") == 0)
			to_set(to, NULL, contact->value);
	}
	return true;
}

static bool customer_address(struct db *db, const struct casefile *casefile,
	const struct reply *old, struct answer_to *to, GError **error)
{
	const char *id = casefile->id.text;
	return replies_address(db, id, old, to, error) &&
	       (to->address != NULL || letters_address(db, id, to, error)) &&
	       (to->address != NULL ||
		       contacts_address(
			       db, casefile->customer_id.text, to, error));
}

static bool address_check(const char *address, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *fit = compose_address(address, &cause);
	return fit != NULL ||
	       work_refuse(error, "nothing can be sent to \"%s\": %s", address,
		       cause->message);
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
		return work_refuse(error,
			"no e-mail address of the customer of case %s is "
			"known: give one with --to",
			casefile->number.text);
	if (wish->name != NULL) {
		g_free(out->name);
		out->name = g_strdup(wish->name);
	}
	return address_check(out->address, error) &&
	       (wish->name != NULL || name_find(db, casefile, out, error));
}
