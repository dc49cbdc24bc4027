/* A wrong day put right; and a later letter's day, from which terms that ended
 * with an answer run anew. */

#include "plaint/casework/case_terms.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/terms_act.h"
#include "plaint/casework/zone.h"
#include "plaint/store/reply.h"

struct redate {
	const struct case_act *act;
	const struct terms_rules *rules;
	const struct case_redate_wish *wish;
	struct terms_change *change_out;
	const char *reason; /* one line */
};

/* What is told of it. */
struct redated {
	const char *reason;
	struct day_text received_from;
	bool begins;
	const struct terms_change *change;
};

/* --- a later letter ----------------------------------------------------- */

/* What was given to the terms that have ended goes with them; the log keeps
 * it. */
static bool acts_forget(
	struct work *work, struct casefile_fact *fact, GError **error)
{
	fact->entry_day = fact->presented_day = (struct day_text){ "" };
	const char *id = work->casefile->id.text;
	g_autoptr(GPtrArray) pauses = casefile_pause_list(work->db, id, error);
	g_autoptr(GPtrArray) extensions =
		pauses == NULL ? NULL
			       : casefile_extension_list(work->db, id, error);
	bool done = extensions != NULL;
	for (guint i = 0; done && i < pauses->len; i++) {
		const struct casefile_pause *pause = pauses->pdata[i];
		done = casefile_pause_remove(work->db, pause->id.text, error);
	}
	for (guint i = 0; done && i < extensions->len; i++) {
		const struct casefile_extension *extension =
			extensions->pdata[i];
		done = casefile_extension_remove(
			work->db, extension->id.text, error);
	}
	return done;
}

/* Were its terms met or missed?  Then the day is a later letter's. */
static bool begins_again(struct work *work, const struct redate *redate,
	struct casefile_fact *fact, bool *begins_out, GError **error)
{
	const struct casefile *casefile = work->casefile;
	struct day day, before;
	if (!terms_have_ended(work->db, casefile->id.text, begins_out, error) ||
		!*begins_out)
		return !*begins_out;
	const char *received = redate->wish->received;
	if (received == NULL || !day_parse(received, &day) ||
		(day_parse(casefile->received_day.text, &before) &&
			day_compare(day, before) <= 0))
		return work_refuse(error,
			"the terms of case %s ended with its answer: they run "
			"anew only from the day of a letter received "
			"(--received) after %s",
			casefile->number.text, casefile->received_day.text);
	return acts_forget(work, fact, error);
}

/* --- a wrong day -------------------------------------------------------- */

static bool redate_received(struct work *work, const struct redate *redate,
	struct casefile_fact *fact, bool begins, GError **error)
{
	const char *text = redate->wish->received;
	const struct casefile *casefile = work->casefile;
	struct day day, registered;
	if (text == NULL || text[0] == '\0')
		return true;
	if (!day_parse(text, &day))
		return work_refuse(error, "\"%s\" is not a day", text);
	if (day_compare(
		    day, work_day(redate->rules->config, work->now_utc_us)) > 0)
		return work_refuse(error, "%s has not come yet", text);
	/* A later letter came after the case was registered. */
	bool is_first = !begins && strcmp(casefile->received_day.text,
					   casefile->registered_day.text) <= 0;
	if (is_first && day_parse(casefile->registered_day.text, &registered) &&
		day_compare(day, registered) > 0)
		return work_refuse(error,
			"it was registered on %s and cannot have come later",
			day_format(registered).text);
	/* The hour belonged to the wrong day. */
	fact->after_hours = false;
	return casefile_set_received_day(
		work->db, casefile->id.text, text, error);
}

/* The other days are facts of the matter; none of them may lie ahead, but
 * for the event a law waits for. */
static bool redate_others(struct casefile_fact *fact,
	const struct case_redate_wish *wish, struct day today, GError **error)
{
	const struct {
		const char *text;
		struct day_text *into;
		bool may_lie_ahead;
	} days[] = { { wish->entry, &fact->entry_day, false },
		{ wish->presented, &fact->presented_day, false },
		{ wish->event, &fact->event_day, true } };
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		struct day day;
		if (days[i].text == NULL || days[i].text[0] == '\0')
			continue;
		if (strcmp(days[i].text, CASE_REDATE_NONE) == 0) {
			*days[i].into = (struct day_text){ "" };
			continue;
		}
		if (!day_parse(days[i].text, &day))
			return work_refuse(
				error, "\"%s\" is not a day", days[i].text);
		if (!days[i].may_lie_ahead && day_compare(day, today) > 0)
			return work_refuse(
				error, "%s has not come yet", days[i].text);
		*days[i].into = day_format(day);
	}
	return true;
}

static bool redate_facts(struct work *work, const struct redate *redate,
	bool *begins_out, struct casefile_fact *fact, GError **error)
{
	struct day today = work_day(redate->rules->config, work->now_utc_us);
	return begins_again(work, redate, fact, begins_out, error) &&
	       redate_received(work, redate, fact, *begins_out, error) &&
	       redate_others(fact, redate->wish, today, error) &&
	       casefile_fact_put(work->db, fact, error);
}

static bool redate_tell(struct work *work, const struct casefile_fact *fact,
	const struct redated *redated, GError **error)
{
	return terms_act_tell(work, "redated",
		json_pack("{s:s s:s s:s s:s s:s s:s s:b}", "reason",
			redated->reason, "received_from",
			redated->received_from.text, "received_to",
			work->casefile->received_day.text, "entry",
			fact->entry_day.text, "presented",
			fact->presented_day.text, "event", fact->event_day.text,
			"begins_again", redated->begins),
		redated->change, error);
}

static bool redate_tx(struct db *db, void *user, GError **error)
{
	const struct redate *redate = user;
	bool begins = false;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, redate->act, error) ||
		!terms_act_needs_open(&work, error))
		return false;
	g_autoptr(casefile_fact) fact =
		casefile_fact_find(db, work.casefile->id.text, error);
	if (fact == NULL)
		return false;
	struct day_text old = work.casefile->received_day;
	if (!redate_facts(&work, redate, &begins, fact, error) ||
		!(begins ? terms_act_begin_again : terms_act_renew)(
			&work, redate->rules, redate->change_out, error))
		return false;
	struct redated redated = { redate->reason, old, begins,
		redate->change_out };
	return redate_tell(&work, fact, &redated, error);
}

bool case_redate(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_redate_wish *wish,
	struct terms_change *change_out, GError **error)
{
	if (!work_reason(wish->reason, "a reason", error))
		return false;
	g_autofree char *reason = utf8_one_line(wish->reason);
	struct redate redate = { act, rules, wish, change_out, reason };
	return db_run_tx(db, redate_tx, &redate, error);
}

/* --- a letter that came ------------------------------------------------- */

struct letter_came {
	const struct terms_rules *rules;
	const struct case_letter *letter;
};

static bool is_after_hours(const struct letter_came *came)
{
	const struct config *config = came->rules->config;
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(config->organisation.zone);
	return zone_minute(zone, came->letter->received_utc_us) >=
	       config->organisation.closes_minute;
}

static bool letter_part(struct db *db, void *user, GError **error)
{
	const struct letter_came *came = user;
	const struct case_letter *letter = came->letter;
	struct terms_change change;
	bool is_ended;
	g_auto(work) work = { 0 };
	if (!work_open_casefile(&work, db, letter->casefile_id,
		    REPLY_DRAFTED_BY_PLAINT, letter->now_utc_us, error) ||
		!terms_have_ended(db, letter->casefile_id, &is_ended, error))
		return false;
	struct redated redated = { "a letter after the answer",
		work.casefile->received_day, true, &change };
	/* Days in ISO 8601 are in the order of text. */
	if (!is_ended || strcmp(letter->received_day.text,
				 redated.received_from.text) < 0)
		return true;
	g_autoptr(casefile_fact) fact =
		casefile_fact_find(db, letter->casefile_id, error);
	if (fact == NULL)
		return false;
	fact->after_hours = is_after_hours(came);
	return acts_forget(&work, fact, error) &&
	       casefile_fact_put(db, fact, error) &&
	       casefile_set_received_day(db, letter->casefile_id,
		       letter->received_day.text, error) &&
	       terms_act_begin_again(&work, came->rules, &change, error) &&
	       redate_tell(&work, fact, &redated, error);
}

bool case_letter_came(struct db *db, const struct terms_rules *rules,
	const struct case_letter *letter, GError **error)
{
	struct letter_came came = { rules, letter };
	GError *cause = NULL;
	if (db_run_part(db, letter_part, &came, &cause))
		return true;
	if (cause->domain == DB_ERROR) {
		g_propagate_error(error, cause);
		return false;
	}
	/* No letter waits for rules to be mended. */
	g_error_free(cause);
	return true;
}
