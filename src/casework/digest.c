/* The morning's digest: what each person has open, overdue first. */

#include <string.h>

#include "plaint/casework/notice_text.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/staff_book.h"
#include "plaint/domain/escalation.h"

enum {
	SHOWN_MOST = 50, /* of each group */
	OFFER_DAYS = 30	 /* calendar days before the safe day from which
			    it is worth asking for offers */
};

enum group {
	GROUP_BREACHED,
	GROUP_OVERDUE,
	GROUP_SOON,
	GROUP_OFFERS,
	GROUPS
};

static const char *const group_names[GROUPS] = { "breached", "overdue", "soon",
	"offers" };

/* One person's digest: of each group what is shown, the rest as a number. */
struct share {
	json_t *groups[GROUPS];
	json_int_t total, others;
	guint last_seen; /* the case it counted last, from 1 */
};

struct digest {
	const struct reminding *reminding;
	struct staff_book *book;
	GHashTable *shares; /* const struct person * -> struct share */
};

static void digest_clear(struct digest *digest)
{
	g_clear_pointer(&digest->shares, g_hash_table_unref);
	g_clear_pointer(&digest->book, staff_book_free);
}
typedef struct digest digest;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(digest, digest_clear)

static struct share *share_new(void)
{
	struct share *share = g_new0(struct share, 1);
	for (int i = 0; i < GROUPS; i++)
		share->groups[i] = json_array();
	return share;
}

static void share_free(gpointer data)
{
	struct share *share = data;
	for (int i = 0; i < GROUPS; i++)
		json_decref(share->groups[i]);
	g_free(share);
}

/* Days of a case that has none lie at the end of all. */
static struct day day_or_last(const struct day_text *text)
{
	struct day day = { G_MAXINT32 };
	day_parse(text->text, &day);
	return day;
}

/* What can still be written to the customer in time; "" when nothing. */
static char *offer_text(struct db *db, const struct reminding *reminding,
	const struct casefile *casefile)
{
	GString *text = g_string_new(NULL);
	struct day safe = day_or_last(&casefile->safe_due);
	if (days_between(reminding->today, safe) > OFFER_DAYS)
		return g_string_free(text, FALSE);
	g_autoptr(terms) terms = terms_load(
		db, reminding->rules, casefile, reminding->today, NULL);
	if (terms == NULL)
		return g_string_free(text, FALSE);
	g_autoptr(GArray) offers =
		notice_find(rulebook_escalation(reminding->rules->rulebook),
			terms->clock, reminding->today);
	for (guint i = 0; i < offers->len; i++) {
		if (i > 0)
			g_string_append(text, "; ");
		explain_notice(text,
			&g_array_index(offers, struct notice_offer, i),
			notice_tongue(reminding));
	}
	return g_string_free(text, FALSE);
}

static enum group group_of(const struct casefile *casefile, struct day today)
{
	if (day_compare(day_or_last(&casefile->legal_due), today) < 0)
		return GROUP_BREACHED;
	return day_compare(day_or_last(&casefile->safe_due), today) < 0
		       ? GROUP_OVERDUE
		       : GROUP_SOON;
}

static void share_add(struct share *share, const struct reminding *reminding,
	const struct casefile *casefile, const char *offer)
{
	json_t *group = share->groups[group_of(casefile, reminding->today)];
	json_t *offers = share->groups[GROUP_OFFERS];
	share->total++;
	if (offer[0] != '\0' && json_array_size(offers) < SHOWN_MOST)
		json_array_append_new(
			offers, notice_case(reminding, casefile, offer));
	if (json_array_size(group) < SHOWN_MOST)
		json_array_append_new(
			group, notice_case(reminding, casefile, ""));
	else
		share->others++;
}

/* Each person it concerns has it once: an owner may be the head as well. */
static void case_share(struct digest *digest, struct db *db,
	const struct casefile *casefile, guint number)
{
	const struct reminding *reminding = digest->reminding;
	const struct escalation_rules *rules =
		rulebook_escalation(reminding->rules->rulebook);
	g_autofree char *offer = NULL;
	for (int role = 0; role < ESCALATE_ROLES; role++) {
		const struct person *person =
			(rules->digest_to & (1u << role)) == 0
				? NULL
				: staff_book_find(digest->book,
					  (enum escalation_role)role, casefile);
		if (person == NULL)
			continue;
		struct share *share =
			g_hash_table_lookup(digest->shares, person);
		if (share == NULL) {
			share = share_new();
			g_hash_table_insert(
				digest->shares, (gpointer)person, share);
		}
		if (share->last_seen == number)
			continue;
		share->last_seen = number;
		if (offer == NULL)
			offer = offer_text(db, reminding, casefile);
		share_add(share, reminding, casefile, offer);
	}
}

/* In the order in which they are shown; one at a time in memory. */
static bool cases_share(struct digest *digest, struct db *db, GError **error)
{
	struct day_text today = day_format(digest->reminding->today);
	g_autoptr(GPtrArray) ids = casefile_ids_owed(db, today.text, error);
	for (guint i = 0; ids != NULL && i < ids->len; i++) {
		g_autoptr(casefile) casefile =
			casefile_find(db, ids->pdata[i], error);
		if (casefile == NULL)
			return false;
		case_share(digest, db, casefile, i + 1);
	}
	return ids != NULL;
}

static json_t *share_values(const struct share *share)
{
	json_t *values = json_pack("{s:I s:o}", "total", share->total, "others",
		share->others > 0 ? json_integer(share->others) : json_null());
	for (int i = 0; i < GROUPS; i++) {
		bool is_empty = json_array_size(share->groups[i]) == 0;
		json_object_set_new(values, group_names[i],
			is_empty ? json_null()
				 : json_pack(
					   "{s:O}", "cases", share->groups[i]));
	}
	return values;
}

static bool digests_queue(struct db *db, const struct digest *digest,
	struct reminded *out, GError **error)
{
	GHashTableIter iter;
	gpointer person, share;
	g_hash_table_iter_init(&iter, digest->shares);
	while (g_hash_table_iter_next(&iter, &person, &share)) {
		bool is_new;
		if (!notice_send(db, digest->reminding, NOTICES_DIGEST, person,
			    share_values(share), &is_new, error))
			return false;
		out->mails += is_new;
	}
	return true;
}

struct digesting {
	const struct reminding *reminding;
	struct reminded *out;
};

static bool digest_tx(struct db *db, void *user, GError **error)
{
	const struct digesting *digesting = user;
	const struct reminding *reminding = digesting->reminding;
	*digesting->out = (struct reminded){ 0 };
	g_auto(digest) digest = { .reminding = reminding };
	digest.shares = g_hash_table_new_full(NULL, NULL, NULL, share_free);
	digest.book =
		staff_book_new(db, reminding->rules, reminding->today, error);
	return digest.book != NULL && cases_share(&digest, db, error) &&
	       digests_queue(db, &digest, digesting->out, error);
}

bool reminding_digest(struct db *db, const struct reminding *reminding,
	struct reminded *out, GError **error)
{
	struct digesting digesting = { reminding, out };
	return db_run_tx(db, digest_tx, &digesting, error);
}
