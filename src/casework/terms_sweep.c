/* All open cases' days once more, page by page: read and computed without a
 * lock, and only those that moved are locked and written. */

#include <jansson.h>

#include "plaint/casework/tell.h"
#include "plaint/casework/terms.h"
#include "plaint/store/reply.h"
#include "terms_change.h"

enum {
	SWEEP_PAGE = 100
};

void terms_sweep_clear(struct terms_sweep *sweep)
{
	g_clear_pointer(&sweep->changes, g_ptr_array_unref);
	g_clear_pointer(&sweep->problems, g_ptr_array_unref);
}

/* One case of a page; the page is one transaction, so that many cases wait
 * for the disk together. */
struct sweeping {
	const struct terms_sweep *sweep;
	const char *casefile_id;
	struct terms_change change;
};

static bool sweep_event(
	struct db *db, const struct sweeping *sweeping, GError **error)
{
	const struct terms_change *change = &sweeping->change;
	struct telling telling = { .verb = "terms_changed",
		.kind = "casefile",
		.id = sweeping->casefile_id };
	json_t *detail = json_pack("{s:s s:s s:s s:s s:s}", "why",
		sweeping->sweep->why, "from", change->old.legal_due.text, "to",
		change->now.legal_due.text, "safe_from",
		change->old.safe_due.text, "safe_to",
		change->now.safe_due.text);
	return tell_event(
		db, &telling, detail, sweeping->sweep->now_utc_us, error);
}

/* Locked, read again, and only then written: somebody may have changed a
 * fact since. */
static bool sweep_part(struct db *db, void *user, GError **error)
{
	struct sweeping *sweeping = user;
	const struct terms_sweep *sweep = sweeping->sweep;
	if (!casefile_lock(db, sweeping->casefile_id, error))
		return false;
	g_autoptr(casefile) casefile =
		casefile_find(db, sweeping->casefile_id, error);
	if (casefile == NULL || !terms_renew(db, sweep->rules, casefile,
					sweep->today, &sweeping->change, error))
		return false;
	return dues_are_same(&sweeping->change.old, &sweeping->change.now) ||
	       sweep_event(db, sweeping, error);
}

/* Is there anything to write? */
static bool sweep_look(struct db *db, const struct terms_sweep *sweep,
	const struct casefile *casefile, bool *differs_out, GError **error)
{
	g_autoptr(terms) terms =
		terms_load(db, sweep->rules, casefile, sweep->today, error);
	*differs_out = terms != NULL && terms_differ(terms, casefile);
	return terms != NULL;
}

/* False only when the database is in trouble. */
static bool sweep_forgive(struct terms_sweep *sweep,
	const struct casefile *casefile, GError *cause, GError **error)
{
	if (cause->domain == DB_ERROR) {
		g_propagate_error(error, cause);
		return false;
	}
	g_ptr_array_add(sweep->problems,
		g_strdup_printf("case %s keeps its days: %s",
			casefile->number.text, cause->message));
	g_error_free(cause);
	return true;
}

struct sweep_page {
	struct terms_sweep *sweep;
	GPtrArray *differing;	 /* of const struct casefile */
	guint changes, problems; /* of the pages before */
};

static bool sweep_page_tx(struct db *db, void *user, GError **error)
{
	const struct sweep_page *page = user;
	struct terms_sweep *sweep = page->sweep;
	g_ptr_array_set_size(sweep->changes, (gint)page->changes);
	g_ptr_array_set_size(sweep->problems, (gint)page->problems);
	for (guint i = 0; i < page->differing->len; i++) {
		const struct casefile *casefile = page->differing->pdata[i];
		struct sweeping sweeping = { .sweep = sweep,
			.casefile_id = casefile->id.text };
		GError *cause = NULL;
		if (!db_run_part(db, sweep_part, &sweeping, &cause)) {
			if (!sweep_forgive(sweep, casefile, cause, error))
				return false;
			continue;
		}
		if (!dues_are_same(&sweeping.change.old, &sweeping.change.now))
			g_ptr_array_add(sweep->changes,
				g_memdup2(&sweeping.change,
					sizeof(sweeping.change)));
	}
	return true;
}

bool terms_sweep_step(struct db *db, struct terms_sweep *sweep, GError **error)
{
	if (sweep->changes == NULL) {
		sweep->changes = g_ptr_array_new_with_free_func(g_free);
		sweep->problems = g_ptr_array_new_with_free_func(g_free);
	}
	struct casefile_page page = { .after_id = sweep->after.text,
		.limit = SWEEP_PAGE };
	g_autoptr(GPtrArray) cases = casefile_list_owed(db, &page, error);
	if (cases == NULL)
		return false;
	g_autoptr(GPtrArray) differing = g_ptr_array_new();
	for (guint i = 0; i < cases->len; i++) {
		const struct casefile *casefile = cases->pdata[i];
		GError *cause = NULL;
		bool differs;
		if (!sweep_look(db, sweep, casefile, &differs, &cause) &&
			!sweep_forgive(sweep, casefile, cause, error))
			return false;
		if (differs)
			g_ptr_array_add(differing, (gpointer)casefile);
		sweep->after = casefile->id;
		sweep->count++;
	}
	sweep->is_done = cases->len < SWEEP_PAGE;
	struct sweep_page writing = { sweep, differing, sweep->changes->len,
		sweep->problems->len };
	return differing->len == 0 ||
	       db_run_tx(db, sweep_page_tx, &writing, error);
}
