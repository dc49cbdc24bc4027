/* Each minute: has the office's day changed (open pauses grow, so days are
 * computed anew), and has the time of the digest come?  Nobody is written to
 * before that time of the day. */

#include "reminders.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/terms.h"
#include "plaint/registry/flooding.h"
#include "plaint/store/setting.h"

enum {
	TICK_MS = 60000
};

/* The day up to which digests have gone. */
static const char digest_day_key[] = "digest.day";

struct reminders {
	struct engine *engine;
	struct terms_rules rules;
	struct terms_sweep sweep;
	struct day day; /* the sweep is of */
	guint tick, step;
};

static gboolean on_tick(gpointer user);

/* --- days computed anew ------------------------------------------------ */

static void sweep_tell(const struct terms_sweep *sweep)
{
	for (guint i = 0; i < sweep->problems->len; i++)
		log_warning("%s", (const char *)sweep->problems->pdata[i]);
	for (guint i = 0; i < sweep->changes->len; i++) {
		const struct terms_change *change = sweep->changes->pdata[i];
		if (change->change == CASE_CLOCK_EARLIER)
			log_warning("case %s is due earlier: %s, safely by %s "
				    "(was %s, %s)",
				change->number.text, change->now.legal_due.text,
				change->now.safe_due.text,
				change->old.legal_due.text,
				change->old.safe_due.text);
	}
	if (sweep->changes->len > 0)
		log_info("days of %u of %" G_GINT64_FORMAT " open cases moved",
			sweep->changes->len, (gint64)sweep->count);
}

static gboolean on_step(gpointer user)
{
	struct reminders *reminders = user;
	g_autoptr(GError) error = NULL;
	bool done = terms_sweep_step(
		reminders->engine->db, &reminders->sweep, &error);
	if (done && !reminders->sweep.is_done)
		return G_SOURCE_CONTINUE;
	reminders->step = 0;
	if (!done) {
		/* The next minute tries again. */
		log_error("days not computed anew: %s", error->message);
		reminders->day = (struct day){ 0 };
	} else {
		sweep_tell(&reminders->sweep);
		on_tick(reminders);
	}
	terms_sweep_clear(&reminders->sweep);
	return G_SOURCE_REMOVE;
}

static void sweep_start(struct reminders *reminders, struct day today)
{
	bool is_first = reminders->day.number == 0;
	g_autoptr(GError) error = NULL;
	reminders->day = today;
	if (!flooding_prune(&reminders->engine->rules, reminders->engine->db,
		    clock_now_utc_us(), &error))
		log_warning("marks of old letters: %s", error->message);
	g_autofree char *unknown =
		terms_calendar_trouble(&reminders->rules, today);
	if (unknown != NULL)
		log_warning("%s", unknown);
	reminders->sweep = (struct terms_sweep){ .rules = &reminders->rules,
		.today = today,
		.now_utc_us = clock_now_utc_us(),
		.why = is_first ? "rules" : "day" };
	reminders->step = g_idle_add(on_step, reminders);
}

/* --- mails -------------------------------------------------------------- */

static bool digest_is_due(
	struct reminders *reminders, struct day today, GError **error)
{
	g_autofree char *last =
		setting_get(reminders->engine->db, digest_day_key, error);
	return last != NULL && strcmp(last, day_format(today).text) < 0;
}

static bool digest_tx(struct db *db, void *user, GError **error)
{
	const struct reminding *reminding = user;
	struct reminded out;
	if (!reminding_digest(db, reminding, &out, error) ||
		!setting_set(db, digest_day_key,
			day_format(reminding->today).text, error))
		return false;
	log_info("digest of %s: %" G_GINT64_FORMAT " mails",
		day_format(reminding->today).text, (gint64)out.mails);
	return true;
}

static bool mails_queue(
	struct reminders *reminders, struct day today, GError **error)
{
	struct engine *engine = reminders->engine;
	struct reminding reminding = { &reminders->rules, engine->rules.notices,
		today, clock_now_utc_us() };
	struct reminded out;
	GError *cause = NULL;
	if (!reminding_remind(engine->db, &reminding, &out, error))
		return false;
	if (out.nobody > 0)
		log_warning("%" G_GINT64_FORMAT
			    " reminders have nobody to go to: heads of "
			    "departments stand in routing.yaml, the director "
			    "in escalation.yaml, addresses in `plaint user`",
			(gint64)out.nobody);
	if (out.mails > 0)
		log_info("reminders: %" G_GINT64_FORMAT " mails",
			(gint64)out.mails);
	if (digest_is_due(reminders, today, &cause) &&
		!db_run_tx(engine->db, digest_tx, &reminding, &cause))
		g_prefix_error(&cause, "digest: ");
	if (cause == NULL)
		return true;
	g_propagate_error(error, cause);
	return false;
}

static gboolean on_tick(gpointer user)
{
	struct reminders *reminders = user;
	struct engine *engine = reminders->engine;
	g_autoptr(GError) error = NULL;
	int64_t now_utc_us = clock_now_utc_us();
	struct day today = engine_day(engine, now_utc_us);
	if (reminders->step != 0)
		return G_SOURCE_CONTINUE;
	if (day_compare(today, reminders->day) != 0) {
		sweep_start(reminders, today);
		return G_SOURCE_CONTINUE;
	}
	const struct escalation_rules *rules =
		rulebook_escalation(engine->rules.rulebook);
	if (engine_minute(engine, now_utc_us) < rules->digest_minute)
		return G_SOURCE_CONTINUE;
	if (!mails_queue(reminders, today, &error))
		log_error("reminders: %s", error->message);
	engine_on_outbox(engine);
	return G_SOURCE_CONTINUE;
}

struct reminders *reminders_new(struct engine *engine)
{
	struct reminders *reminders = g_new0(struct reminders, 1);
	reminders->engine = engine;
	reminders->rules = rules_of_terms(&engine->rules);
	reminders->tick = g_timeout_add(TICK_MS, on_tick, reminders);
	sweep_start(reminders, engine_day(engine, clock_now_utc_us()));
	return reminders;
}

void reminders_free(struct reminders *reminders)
{
	if (reminders == NULL)
		return;
	if (reminders->step != 0)
		g_source_remove(reminders->step);
	g_source_remove(reminders->tick);
	terms_sweep_clear(&reminders->sweep);
	g_free(reminders);
}
