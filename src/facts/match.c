/* Evidence for and against a customer, put together as independent chances
 * that all of it is coincidence. */
#include "plaint/facts/match.h"

#include <string.h>

/* What each piece of evidence is worth alone.  Phone and account pass from
 * hand to hand, names repeat: only two together are certain. */
static const struct {
	enum match_reason reason;
	const char *word;
	double chance;
} evidence[] = {
	{ MATCH_VERIFIED_SENDER, "verified_sender", 0.97 },
	{ MATCH_KNOWN_SENDER, "known_sender", 0.90 },
	{ MATCH_EMAIL, "email", 0.60 },
	{ MATCH_PHONE, "phone", 0.65 },
	{ MATCH_ACCOUNT, "account", 0.70 },
	{ MATCH_NAME, "name", 0.65 },
	{ MATCH_NAME_ALIKE, "name_alike", 0.35 },
	{ MATCH_ADDRESS, "address", 0.65 },
	{ MATCH_OTHER_NAME, "other_name", 0 },
};

/* Numbers without a name and from an address that is not known: whoever holds
 * the bill in hand can write them. */
#define NUMBERS_MOST 0.80
/* A name that is another's halves what is not the sender's own address. */
#define OTHER_NAME_FACTOR 0.5

static bool holds(const GPtrArray *list, const char *value)
{
	for (guint i = 0; list != NULL && i < list->len; i++)
		if (strcmp(list->pdata[i], value) == 0)
			return true;
	return false;
}

static bool address_is_among(const GPtrArray *list, const char *value)
{
	for (guint i = 0; list != NULL && i < list->len; i++)
		if (match_addresses(list->pdata[i], value))
			return true;
	return false;
}

static unsigned contact_speaks(
	const struct match_facts *facts, const struct match_contact *contact)
{
	if (strcmp(contact->kind, "phone") == 0)
		return holds(facts->phones, contact->folded) ? MATCH_PHONE : 0;
	if (strcmp(contact->kind, "postal") == 0)
		return address_is_among(facts->addresses, contact->value)
			       ? MATCH_ADDRESS
			       : 0;
	if (facts->sender[0] != '\0' &&
		strcmp(facts->sender, contact->folded) == 0)
		return contact->source == MATCH_FROM_LETTER
			       ? MATCH_KNOWN_SENDER
			       : MATCH_VERIFIED_SENDER;
	return holds(facts->emails, contact->folded) ? MATCH_EMAIL : 0;
}

static unsigned names_speak(
	const struct match_facts *facts, const struct match_known *known)
{
	switch (match_names(facts->name, known->name)) {
	case MATCH_NAMES_SAME:
		return MATCH_NAME;
	case MATCH_NAMES_LIKE:
		return MATCH_NAME_ALIKE;
	case MATCH_NAMES_OTHER:
		return MATCH_OTHER_NAME;
	case MATCH_NAMES_UNKNOWN:
		break;
	}
	return 0;
}

static unsigned accounts_speak(
	const struct match_facts *facts, const struct match_known *known)
{
	for (guint i = 0; known->accounts != NULL && i < known->accounts->len;
		i++)
		if (holds(facts->accounts, known->accounts->pdata[i]))
			return MATCH_ACCOUNT;
	return 0;
}

/* A name alone is no match: there are many of it. */
static bool is_more_than_a_name(unsigned reasons)
{
	return (reasons & ~(unsigned)(MATCH_NAME | MATCH_NAME_ALIKE |
				      MATCH_OTHER_NAME)) != 0;
}

struct match_verdict match_judge(
	const struct match_facts *facts, const struct match_known *known)
{
	struct match_verdict verdict = { .reasons =
						 names_speak(facts, known) |
						 accounts_speak(facts, known) };
	const unsigned senders = MATCH_VERIFIED_SENDER | MATCH_KNOWN_SENDER;
	for (guint i = 0; i < known->contacts->len; i++)
		verdict.reasons |=
			contact_speaks(facts, known->contacts->pdata[i]);
	if (!is_more_than_a_name(verdict.reasons))
		return verdict;
	double coincidence = 1, sender = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(evidence); i++) {
		if ((verdict.reasons & (unsigned)evidence[i].reason) == 0)
			continue;
		coincidence *= 1 - evidence[i].chance;
		if (((unsigned)evidence[i].reason & senders) != 0)
			sender = MAX(sender, evidence[i].chance);
	}
	verdict.certainty = 1 - coincidence;
	if ((verdict.reasons & (MATCH_NAME | MATCH_NAME_ALIKE)) == 0)
		verdict.certainty = MIN(verdict.certainty, NUMBERS_MOST);
	if ((verdict.reasons & MATCH_OTHER_NAME) != 0)
		verdict.certainty *= OTHER_NAME_FACTOR;
	verdict.certainty = MAX(verdict.certainty, sender);
	return verdict;
}

char *match_reasons_text(unsigned reasons)
{
	GString *text = g_string_new(NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(evidence); i++)
		if ((reasons & (unsigned)evidence[i].reason) != 0)
			g_string_append_printf(text, "%s%s",
				text->len > 0 ? " " : "", evidence[i].word);
	return g_string_free(text, FALSE);
}
