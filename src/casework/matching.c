/* Facts of a letter against customers.  Only what is certain changes a
 * customer; what is likely is written beside the case. */

#include "plaint/casework/matching.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/facts/match.h"
#include "plaint/store/candidate.h"
#include "plaint/store/subscriber.h"

enum {
	LOOKED_AT_MOST = 40,
	OFFERED_MOST = 5,
};

/* Two that are nearly as sure are one too many. */
#define CERTAINTY_LEAD 0.02

void matching_clear(struct matching *matching)
{
	g_clear_pointer(&matching->candidates, g_ptr_array_unref);
	g_clear_pointer(&matching->others_number, g_free);
	g_clear_pointer(&matching->name, g_free);
}

static void matching_candidate_free(gpointer data)
{
	struct matching_candidate *candidate = data;
	g_free(candidate->reasons);
	g_free(candidate);
}

/* --- what the letter says ------------------------------------------------ */

struct facts {
	struct match_facts match;
	char *name, *sender;
	char *name_key; /* NULL: not made */
	GPtrArray *emails, *phones, *accounts, *addresses;
	char *own_phone, *own_address,
		*own_email; /* the writer's; "" unknown */
	bool speak_for_nobody;
};

static void facts_clear(struct facts *facts)
{
	GPtrArray **lists[] = { &facts->emails, &facts->phones,
		&facts->accounts, &facts->addresses };
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		g_clear_pointer(lists[i], g_ptr_array_unref);
	char **texts[] = { &facts->name, &facts->name_key, &facts->sender,
		&facts->own_phone, &facts->own_address, &facts->own_email };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_clear_pointer(texts[i], g_free);
}
typedef struct facts facts;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(facts, facts_clear)

static const char *writer_value(
	const struct understanding *understanding, enum entity_kind kind)
{
	for (guint i = 0; i < understanding->entities->len; i++) {
		const struct entity *entity = understanding->entities->pdata[i];
		if (entity->kind == kind && entity->writer)
			return entity->value;
	}
	return "";
}

static GPtrArray *values_of(const struct understanding *understanding,
	enum entity_kind kind, char *(*form)(const char *))
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < understanding->entities->len; i++) {
		const struct entity *entity = understanding->entities->pdata[i];
		if (entity->kind == kind)
			g_ptr_array_add(values, form(entity->value));
	}
	return values;
}

static char *as_it_is(const char *text)
{
	return g_strdup(text);
}

/* What is a name in From is the writer's own word; "olena77" is none. */
static void name_read(struct facts *facts, const struct document *document,
	const struct understanding *understanding)
{
	const char *person = writer_value(understanding, ENTITY_NAME);
	const char *firm = writer_value(understanding, ENTITY_ORGANISATION);
	g_autofree char *key = match_name_key(document->from.name);
	bool is_name = key[0] != '\0' && !match_is_login(document->from.name);
	if (is_name || (person[0] == '\0' && firm[0] == '\0')) {
		facts->name = g_strdup(document->from.name);
		facts->name_key = g_steal_pointer(&key);
	} else {
		facts->name = g_strdup(person[0] != '\0' ? person : firm);
	}
}

static void facts_read(struct facts *facts, const struct document *document,
	const struct understanding *understanding)
{
	name_read(facts, document, understanding);
	facts->sender = utf8_fold(document->from.address);
	facts->emails = values_of(understanding, ENTITY_EMAIL, utf8_fold);
	/* Of a letter passed on the author may be the customer. */
	if (document->author.address[0] != '\0' &&
		document->passed_text[0] == '\0')
		g_ptr_array_add(
			facts->emails, utf8_fold(document->author.address));
	facts->phones = values_of(understanding, ENTITY_PHONE, as_it_is);
	facts->accounts =
		values_of(understanding, ENTITY_ACCOUNT, match_account);
	facts->addresses = values_of(understanding, ENTITY_ADDRESS, as_it_is);
	facts->own_phone = g_strdup(writer_value(understanding, ENTITY_PHONE));
	facts->own_address =
		g_strdup(writer_value(understanding, ENTITY_ADDRESS));
	facts->own_email =
		g_strdup(document->from.address[0] != '\0'
				 ? document->from.address
				 : writer_value(understanding, ENTITY_EMAIL));
	facts->match =
		(struct match_facts){ facts->name, facts->sender, facts->emails,
			facts->phones, facts->accounts, facts->addresses };
}

/* --- candidates ------------------------------------------------------------
 */

struct judged {
	const struct customer_known *known;
	struct match_verdict verdict;
	bool is_subscriber; /* of the operator's list */
};

static GArray *judge(const struct facts *facts, const GPtrArray *all)
{
	GArray *judged = g_array_new(FALSE, FALSE, sizeof(struct judged));
	for (guint i = 0; i < all->len; i++) {
		const struct customer_known *known = all->pdata[i];
		struct judged one = { known,
			match_judge(&facts->match, &known->known),
			known->customer->imported_utc_us != 0 };
		if (known->customer->merged_into.text[0] == '\0')
			g_array_append_val(judged, one);
	}
	return judged;
}

static const char *id_of(const struct judged *judged)
{
	return judged->known->customer->id.text;
}

static int compare_judged(gconstpointer a, gconstpointer b)
{
	const struct judged *x = a, *y = b;
	if (x->verdict.certainty != y->verdict.certainty)
		return x->verdict.certainty > y->verdict.certainty ? -1 : 1;
	return strcmp(id_of(x), id_of(y));
}

/* Whoever a fact of the letter speaks for; GPtrArray of customer_known. */
static GPtrArray *load_all(
	struct db *db, const struct facts *facts, GError **error)
{
	g_autoptr(GPtrArray) ids = customer_list_matching(
		db, &facts->match, LOOKED_AT_MOST, error);
	return ids != NULL ? customer_known_list(db, ids, error) : NULL;
}

static const struct judged *judged_at(const GArray *judged, guint i)
{
	return i < judged->len ? &g_array_index(judged, struct judged, i)
			       : NULL;
}

static bool is_sender(const struct judged *judged)
{
	return (judged->verdict.reasons &
		       (MATCH_VERIFIED_SENDER | MATCH_KNOWN_SENDER)) != 0;
}

static bool is_certain(const GArray *judged)
{
	const struct judged *best = judged_at(judged, 0);
	const struct judged *next = judged_at(judged, 1);
	if (best == NULL || best->verdict.certainty < MATCH_CERTAIN)
		return false;
	return is_sender(best) || next == NULL ||
	       best->verdict.certainty - next->verdict.certainty >=
		       CERTAINTY_LEAD;
}

static void take_candidates(
	const GArray *judged, bool is_made, struct matching *out)
{
	for (guint i = 0; i < judged->len; i++) {
		const struct judged *one = judged_at(judged, i);
		bool made = is_made && i == 0;
		if (!made && (one->verdict.certainty < MATCH_OFFERED ||
				     out->candidates->len >= OFFERED_MOST))
			continue;
		struct matching_candidate *candidate =
			g_new0(struct matching_candidate, 1);
		candidate->customer_id = one->known->customer->id;
		candidate->certainty = one->verdict.certainty;
		candidate->reasons = match_reasons_text(one->verdict.reasons);
		g_ptr_array_add(out->candidates, candidate);
	}
}

/* --- other people's numbers ------------------------------------------------
 */

/* Somebody of the operator's list whom a number in the letter names, and who
 * is not the writer as far as the letter tells. */
static bool is_third_person(const struct judged *judged, guint i, bool is_made)
{
	const unsigned numbers = MATCH_PHONE | MATCH_ACCOUNT | MATCH_EMAIL;
	unsigned reasons = judged->verdict.reasons;
	if (!judged->is_subscriber || (reasons & numbers) == 0 ||
		(is_made && i == 0) || (reasons & MATCH_NAME) != 0)
		return false;
	return is_made || (reasons & MATCH_OTHER_NAME) != 0;
}

/* How the letter names them: an account's number or a contact; NULL: it does
 * not.  Caller frees. */
static char *named_by(
	const struct customer_known *known, const struct facts *facts)
{
	for (guint i = 0; i < known->accounts->len; i++)
		if (g_ptr_array_find_with_equal_func(facts->accounts,
			    known->accounts->pdata[i], g_str_equal, NULL))
			return g_strdup(known->accounts->pdata[i]);
	for (guint i = 0; i < known->contacts->len; i++) {
		const struct match_contact *contact = known->contacts->pdata[i];
		if (g_ptr_array_find_with_equal_func(facts->phones,
			    contact->folded, g_str_equal, NULL) ||
			g_ptr_array_find_with_equal_func(facts->emails,
				contact->folded, g_str_equal, NULL))
			return g_strdup(contact->value);
	}
	return NULL;
}

static char *find_others(
	const GArray *judged, bool is_made, const struct facts *facts)
{
	char *number = NULL;
	for (guint i = 0; i < judged->len && number == NULL; i++) {
		const struct judged *one = judged_at(judged, i);
		if (is_third_person(one, i, is_made))
			number = named_by(one->known, facts);
	}
	return number;
}

/* --- the customer ------------------------------------------------------------
 */

static bool is_anothers(const GArray *judged, bool is_made, unsigned reason)
{
	for (guint i = is_made ? 1 : 0; i < judged->len; i++)
		if ((judged_at(judged, i)->verdict.reasons & reason) != 0)
			return true;
	return false;
}

static bool take_customer(struct db *db, const GArray *judged, bool is_made,
	const struct facts *facts, int64_t now_utc_us, struct matching *out,
	GError **error)
{
	bool is_mail = facts->sender[0] != '\0';
	struct customer_identity who = {
		.name = facts->name,
		.email = !is_mail && is_anothers(judged, is_made, MATCH_EMAIL)
				 ? ""
				 : facts->own_email,
		.phone = is_anothers(judged, is_made, MATCH_PHONE)
				 ? ""
				 : facts->own_phone,
		.postal = facts->own_address,
		.is_new_there = facts->speak_for_nobody,
		.name_key = facts->name_key,
	};
	if (is_made) {
		out->customer_id = judged_at(judged, 0)->known->customer->id;
		return customer_learn(db, out->customer_id.text, &who, error);
	}
	bool is_somebody = who.name[0] != '\0' || who.email[0] != '\0' ||
			   who.phone[0] != '\0' || who.postal[0] != '\0';
	return !is_somebody || customer_ensure(db, &who, now_utc_us,
				       &out->customer_id, &out->is_new, error);
}

bool matching_find(struct db *db, const struct document *document,
	const struct understanding *understanding, int64_t now_utc_us,
	struct matching *out, GError **error)
{
	g_auto(facts) facts = { 0 };
	*out = (struct matching){ .candidates = g_ptr_array_new_with_free_func(
					  matching_candidate_free) };
	facts_read(&facts, document, understanding);
	out->name = g_strdup(facts.name);
	g_autoptr(GPtrArray) all = load_all(db, &facts, error);
	if (all == NULL)
		return false;
	facts.speak_for_nobody = all->len == 0;
	g_autoptr(GArray) judged = judge(&facts, all);
	/* The surest first. */
	g_array_sort(judged, compare_judged);
	out->is_made = is_certain(judged);
	take_candidates(judged, out->is_made, out);
	out->others_number = find_others(judged, out->is_made, &facts);
	return take_customer(
		db, judged, out->is_made, &facts, now_utc_us, out, error);
}

bool matching_keep(struct db *db, const char *casefile_id,
	const struct matching *matching, int64_t now_utc_us, GError **error)
{
	for (guint i = 0; i < matching->candidates->len; i++) {
		const struct matching_candidate *one =
			matching->candidates->pdata[i];
		struct candidate row = { .customer_id = one->customer_id,
			.certainty = one->certainty,
			.reasons = one->reasons,
			.state = matching->is_made && i == 0 ? "made"
							     : "offered",
			.at_utc_us = now_utc_us };
		g_strlcpy(row.casefile_id.text, casefile_id,
			sizeof(row.casefile_id.text));
		if (!candidate_put(db, &row, error))
			return false;
	}
	return true;
}

/* --- what must not go out
 * ------------------------------------------------------ */

/* Whose is it?  Several may have one phone. */
static bool is_only_anothers(struct db *db, const struct match_facts *facts,
	const char *customer_id, bool *other_out, GError **error)
{
	g_autoptr(GPtrArray) owners =
		customer_list_matching(db, facts, LOOKED_AT_MOST, error);
	*other_out = owners != NULL && owners->len > 0 &&
		     !g_ptr_array_find_with_equal_func(
			     owners, customer_id, g_str_equal, NULL);
	return owners != NULL;
}

bool matching_names_other(struct db *db, const char *text,
	const char *customer_id, const struct extract_options *options,
	char **number_out, GError **error)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	g_autoptr(GPtrArray) entities = extract_entities(document, options);
	*number_out = NULL;
	for (guint i = 0; i < entities->len && *number_out == NULL; i++) {
		const struct entity *entity = entities->pdata[i];
		g_autoptr(GPtrArray) one =
			g_ptr_array_new_with_free_func(g_free);
		struct match_facts facts = { .name = "", .sender = "" };
		bool other = false;
		switch (entity->kind) {
		case ENTITY_PHONE:
			g_ptr_array_add(one, g_strdup(entity->value));
			facts.phones = one;
			break;
		case ENTITY_ACCOUNT:
			g_ptr_array_add(one, match_account(entity->value));
			facts.accounts = one;
			break;
		case ENTITY_EMAIL:
			g_ptr_array_add(one, utf8_fold(entity->value));
			facts.emails = one;
			break;
		default:
			continue;
		}
		if (!is_only_anothers(db, &facts, customer_id, &other, error))
			return false;
		if (other)
			*number_out = g_strdup(entity->value);
	}
	return true;
}
