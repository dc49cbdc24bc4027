/* The morning's digest: what each person has open, overdue first. */

#include <string.h>

#include "plaint/casework/notice_text.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/staff_book.h"
#include "plaint/domain/escalation.h"

enum {
	PAGE = 200,
	SHOWN_MOST = 50, /* of each group */
	OFFER_DAYS = 30	 /* calendar days before the safe day from which
			    it is worth asking for offers */
};

struct digest {
	const struct reminding *reminding;
	struct staff_book *book;
	GPtrArray *pages;   /* of GPtrArray of struct casefile */
	GHashTable *shares; /* const struct person * -> GPtrArray of casefile */
};

static void digest_clear(struct digest *digest)
{
	g_clear_pointer(&digest->shares, g_hash_table_unref);
	g_clear_pointer(&digest->pages, g_ptr_array_unref);
	g_clear_pointer(&digest->book, staff_book_free);
}
typedef struct digest digest;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(digest, digest_clear)

static void share_add(struct digest *digest, const struct casefile *casefile)
{
	const struct escalation_rules *rules =
		rulebook_escalation(digest->reminding->rules->rulebook);
	for (int role = 0; role < ESCALATE_ROLES; role++) {
		const struct person *person =
			(rules->digest_to & (1u << role)) == 0
				? NULL
				: staff_book_find(digest->book,
					  (enum escalation_role)role, casefile);
		if (person == NULL)
			continue;
		GPtrArray *share = g_hash_table_lookup(digest->shares, person);
		if (share == NULL) {
			share = g_ptr_array_new();
			g_hash_table_insert(
				digest->shares, (gpointer)person, share);
		}
		/* An owner who is the head as well sees it once. */
		if (share->len == 0 || share->pdata[share->len - 1] != casefile)
			g_ptr_array_add(share, (gpointer)casefile);
	}
}

static bool shares_load(struct digest *digest, struct db *db, GError **error)
{
	struct casefile_page page = { .after_id = "", .limit = PAGE };
	for (;;) {
		GPtrArray *cases = casefile_list_owed(db, &page, error);
		if (cases == NULL)
			return false;
		g_ptr_array_add(digest->pages, cases);
		if (cases->len == 0)
			return true;
		for (guint i = 0; i < cases->len; i++)
			share_add(digest, cases->pdata[i]);
		const struct casefile *last = cases->pdata[cases->len - 1];
		page.after_id = last->id.text;
	}
}

/* Days of a case that has none lie at the end of all. */
static struct day day_or_last(const struct day_text *text)
{
	struct day day = { G_MAXINT32 };
	day_parse(text->text, &day);
	return day;
}

static gint by_urgency(gconstpointer a, gconstpointer b, gpointer today)
{
	const struct casefile *left = *(gconstpointer const *)a;
	const struct casefile *right = *(gconstpointer const *)b;
	int order = case_urgency_compare(day_or_last(&left->safe_due),
		day_or_last(&left->legal_due), day_or_last(&right->safe_due),
		day_or_last(&right->legal_due), *(const struct day *)today);
	return order != 0 ? order
			  : strcmp(left->number.text, right->number.text);
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

enum group {
	GROUP_BREACHED,
	GROUP_OVERDUE,
	GROUP_SOON,
	GROUP_OFFERS,
	GROUPS
};

static const char *const group_names[GROUPS] = { "breached", "overdue", "soon",
	"offers" };

static enum group group_of(const struct casefile *casefile, struct day today)
{
	if (day_compare(day_or_last(&casefile->legal_due), today) < 0)
		return GROUP_BREACHED;
	return day_compare(day_or_last(&casefile->safe_due), today) < 0
		       ? GROUP_OVERDUE
		       : GROUP_SOON;
}

static json_t *digest_values(
	struct db *db, const struct reminding *reminding, GPtrArray *share)
{
	json_t *groups[GROUPS];
	json_int_t others = 0;
	struct day today = reminding->today;
	for (int i = 0; i < GROUPS; i++)
		groups[i] = json_array();
	g_ptr_array_sort_with_data(share, by_urgency, &today);
	for (guint i = 0; i < share->len; i++) {
		const struct casefile *casefile = share->pdata[i];
		json_t *group = groups[group_of(casefile, today)];
		g_autofree char *offer = offer_text(db, reminding, casefile);
		if (offer[0] != '\0' &&
			json_array_size(groups[GROUP_OFFERS]) < SHOWN_MOST)
			json_array_append_new(groups[GROUP_OFFERS],
				notice_case(reminding, casefile, offer));
		if (json_array_size(group) < SHOWN_MOST)
			json_array_append_new(
				group, notice_case(reminding, casefile, ""));
		else
			others++;
	}
	json_t *values = json_pack("{s:I s:o}", "total", (json_int_t)share->len,
		"others", others > 0 ? json_integer(others) : json_null());
	for (int i = 0; i < GROUPS; i++) {
		bool is_empty = json_array_size(groups[i]) == 0;
		json_object_set_new(values, group_names[i],
			is_empty ? json_null()
				 : json_pack("{s:O}", "cases", groups[i]));
		json_decref(groups[i]);
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
		json_t *values = digest_values(db, digest->reminding, share);
		if (!notice_send(db, digest->reminding, NOTICES_DIGEST, person,
			    values, &is_new, error))
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
	digest.pages = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_ptr_array_unref);
	digest.shares = g_hash_table_new_full(
		NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	digest.book =
		staff_book_new(db, reminding->rules, reminding->today, error);
	return digest.book != NULL && shares_load(&digest, db, error) &&
	       digests_queue(db, &digest, digesting->out, error);
}

bool reminding_digest(struct db *db, const struct reminding *reminding,
	struct reminded *out, GError **error)
{
	struct digesting digesting = { reminding, out };
	return db_run_tx(db, digest_tx, &digesting, error);
}
