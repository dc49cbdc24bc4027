/* Numbers in an answer, held against whose they are. */

#include "others_data.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/matching.h"
#include "plaint/casework/work.h"
#include "plaint/facts/extract.h"
#include "plaint/store/customer.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"

/* A number the customer wrote is no secret to them. */
static bool letter_names(const struct reading *reading, const char *number,
	const struct extract_options *options)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, reading->text);
	document_set(&document->subject, reading->subject);
	document_set(&document->from.address, reading->from_address);
	g_autoptr(GPtrArray) entities = extract_entities(document, options);
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (strcmp(entity->value, number) == 0)
			return true;
	}
	return false;
}

static bool letters_name(struct db *db, const struct casefile *casefile,
	const char *number, const struct extract_options *options,
	bool *named_out, GError **error)
{
	g_autoptr(GPtrArray) letters =
		letter_list_of_casefile(db, casefile->id.text, error);
	*named_out = false;
	for (guint i = 0; letters != NULL && i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		/* A letter keyed by hand has none. */
		g_autoptr(reading) reading =
			reading_find(db, letter->id.text, NULL);
		*named_out = *named_out ||
			     (reading != NULL &&
				     letter_names(reading, number, options));
	}
	return letters != NULL;
}

bool others_data_check(struct db *db, const struct answer_context *context,
	const struct casefile *casefile, const char *text, GError **error)
{
	if (context->topics == NULL || text == NULL)
		return true;
	struct extract_options options =
		topics_extract_options(context->topics, casefile->language,
			work_day(context->config, casefile->registered_utc_us));
	options.country = phone_country(context->config->organisation.phone);
	g_autofree char *number = NULL;
	bool named = false;
	if (!matching_names_other(db, text, casefile->customer_id.text,
		    &options, &number, error))
		return false;
	if (number == NULL)
		return true;
	if (!letters_name(db, casefile, number, &options, &named, error))
		return false;
	if (named)
		return true;
	return work_refuse(error,
		"the answer to case %s names %s, which is another customer's: "
		"take it out",
		casefile->number.text, number);
}

bool others_data_is_own_address(struct db *db, const struct casefile *casefile,
	const char *address, bool *own_out, GError **error)
{
	*own_out = false;
	if (casefile->customer_id.text[0] == '\0')
		return true;
	g_autofree char *folded = utf8_fold(address);
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, casefile->customer_id.text, error);
	for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
		const struct customer_contact *contact = contacts->pdata[i];
		*own_out = *own_out ||
			   (strcmp(contact->kind, "email") == 0 &&
				   strcmp(contact->folded, folded) == 0);
	}
	return contacts != NULL;
}
