/* Acts on a case's clock.  They all go the same way: the case opened and
 * locked, the fact written, the days computed anew, one event. */

#include "plaint/casework/case_terms.h"

#include <string.h>

#include "plaint/base/nearest.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/terms_act.h"

/* --- the way ---------------------------------------------------------- */

bool terms_act_needs_open(const struct work *work, GError **error)
{
	return stage_is_open(work->stage) ||
	       work_refuse(error, "case %s is %s: its terms have ended",
		       work->casefile->number.text, stage_name(work->stage));
}

bool terms_act_needs_running(const struct work *work, GError **error)
{
	bool is_ended;
	const char *number = work->casefile->number.text;
	if (!terms_act_needs_open(work, error) ||
		!terms_have_ended(
			work->db, work->casefile->id.text, &is_ended, error))
		return false;
	return !is_ended ||
	       work_refuse(error,
		       "the terms of case %s ended with its answer: plaint "
		       "redate %s --received DAY has them run from a later "
		       "letter",
		       number, number);
}

/* Facts of the case's own row may have changed under our hands. */
static bool act_renew(struct work *work, const struct terms_rules *rules,
	bool (*renew)(struct db *db, const struct terms_rules *rules,
		const struct casefile *casefile, struct day today,
		struct terms_change *change_out, GError **error),
	struct terms_change *change_out, GError **error)
{
	struct id id = work->casefile->id;
	g_clear_pointer(&work->casefile, g_free);
	work->casefile = casefile_find(work->db, id.text, error);
	return work->casefile != NULL &&
	       renew(work->db, rules, work->casefile,
		       work_day(rules->config, work->now_utc_us), change_out,
		       error);
}

bool terms_act_renew(struct work *work, const struct terms_rules *rules,
	struct terms_change *change_out, GError **error)
{
	return act_renew(work, rules, terms_renew, change_out, error);
}

bool terms_act_begin_again(struct work *work, const struct terms_rules *rules,
	struct terms_change *change_out, GError **error)
{
	return act_renew(work, rules, terms_begin_again, change_out, error);
}

bool terms_act_tell(struct work *work, const char *verb, json_t *detail,
	const struct terms_change *change, GError **error)
{
	json_object_set_new(
		detail, "from", json_string(change->old.legal_due.text));
	json_object_set_new(
		detail, "to", json_string(change->now.legal_due.text));
	json_object_set_new(
		detail, "safe_from", json_string(change->old.safe_due.text));
	json_object_set_new(
		detail, "safe_to", json_string(change->now.safe_due.text));
	return work_event(work, verb, detail, error);
}

/* --- pause and resume ------------------------------------------------- */

struct act {
	const struct case_act *act;
	const struct terms_rules *rules;
	const void *wish;
	struct terms_change *change_out;
	bool is_known;	    /* pause */
	const char *reason; /* reclassify: one line */
};

static bool pause_check(const struct work *work, const struct act *act,
	const struct case_pause_wish *wish, GError **error)
{
	struct day received;
	struct day today = work_day(act->rules->config, work->now_utc_us);
	if (!terms_act_needs_running(work, error))
		return false;
	if (day_compare(wish->from, today) > 0)
		return work_refuse(error,
			"a pause cannot begin in the future (%s)",
			day_format(wish->from).text);
	if (day_parse(work->casefile->received_day.text, &received) &&
		day_compare(wish->from, received) < 0)
		return work_refuse(error,
			"a pause cannot begin before the letter came (%s)",
			day_format(received).text);
	return wish->is_open || day_compare(wish->until, wish->from) >= 0 ||
	       work_refuse(error, "a pause cannot end before it begins");
}

/* Does any regime of the case stop for this reason? */
static bool pause_is_known(struct work *work, const struct terms_rules *rules,
	enum pause_reason reason, bool *known_out, GError **error)
{
	g_autoptr(terms) terms = terms_load(work->db, rules, work->casefile,
		work_day(rules->config, work->now_utc_us), error);
	*known_out = false;
	for (guint i = 0; terms != NULL && i < terms->clock->results->len;
		i++) {
		const struct deadline_result *result =
			terms->clock->results->pdata[i];
		*known_out |= result->regime->pauses[reason] != PAUSE_IGNORED;
	}
	return terms != NULL;
}

static bool pause_tx(struct db *db, void *user, GError **error)
{
	struct act *act = user;
	const struct case_pause_wish *wish = act->wish;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act->act, error) ||
		!pause_check(&work, act, wish, error))
		return false;
	struct casefile_pause pause = {
		.id = id_new(work.now_utc_us),
		.casefile_id = work.casefile->id,
		.reason = pause_reason_name(wish->reason),
		.from_day = day_format(wish->from),
		.by_login = work.by,
		.at_utc_us = work.now_utc_us,
	};
	if (!wish->is_open)
		pause.until_day = day_format(wish->until);
	return casefile_pause_add(db, &pause, error) &&
	       terms_act_renew(&work, act->rules, act->change_out, error) &&
	       pause_is_known(&work, act->rules, wish->reason, &act->is_known,
		       error) &&
	       terms_act_tell(&work, "paused",
		       json_pack("{s:s s:s s:s}", "reason", pause.reason,
			       "pause_from", pause.from_day.text, "pause_until",
			       pause.until_day.text),
		       act->change_out, error);
}

bool case_pause(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_pause_wish *wish,
	struct terms_change *change_out, bool *is_known_out, GError **error)
{
	struct act doing = { .act = act,
		.rules = rules,
		.wish = wish,
		.change_out = change_out };
	bool done = db_run_tx(db, pause_tx, &doing, error);
	*is_known_out = doing.is_known;
	return done;
}

static bool resume_tx(struct db *db, void *user, GError **error)
{
	struct act *act = user;
	const struct day *day = act->wish;
	struct day_text text = day_format(*day);
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act->act, error) ||
		!terms_act_needs_running(&work, error))
		return false;
	if (day_compare(*day, work_day(act->rules->config, work.now_utc_us)) >
		0)
		return work_refuse(error, "%s has not come yet", text.text);
	int64_t ended = casefile_pause_end(
		db, work.casefile->id.text, text.text, error);
	if (ended < 0)
		return false;
	if (ended == 0)
		return work_refuse(error,
			"the clock of case %s does not stand on %s",
			work.casefile->number.text, text.text);
	return terms_act_renew(&work, act->rules, act->change_out, error) &&
	       terms_act_tell(&work, "resumed",
		       json_pack("{s:s}", "day", text.text), act->change_out,
		       error);
}

bool case_resume(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, struct day day,
	struct terms_change *change_out, GError **error)
{
	struct act doing = { .act = act,
		.rules = rules,
		.wish = &day,
		.change_out = change_out };
	return db_run_tx(db, resume_tx, &doing, error);
}

/* --- another kind of letter ------------------------------------------- */

static bool regimes_check(const struct terms_rules *rules,
	const char *const *regimes, GError **error)
{
	for (size_t i = 0; regimes != NULL && regimes[i] != NULL; i++) {
		const char *near =
			rulebook_regime_nearest(rules->rulebook, regimes[i]);
		if (rulebook_regime(rules->rulebook, regimes[i]) == NULL)
			return work_refuse(error,
				"there is no regime \"%s\"%s%s", regimes[i],
				near != NULL ? "; nearest: " : "",
				near != NULL ? near : "");
	}
	return true;
}

static bool topic_check(
	const struct terms_rules *rules, const char *topic, GError **error)
{
	const struct topic_rules *all =
		rules->topics != NULL ? topics_rules(rules->topics) : NULL;
	if (topic == NULL || all == NULL ||
		topic_rules_find(all, topic) != NULL)
		return true;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < all->topics->len; i++) {
		const struct topic *known = all->topics->pdata[i];
		g_ptr_array_add(ids, known->id);
	}
	g_ptr_array_add(ids, NULL);
	g_autofree char *hint = nearest_hint(
		nearest_word(topic, (const char *const *)ids->pdata));
	return work_refuse(error,
		"there is no topic \"%s\"%s (plaint rules topics)", topic,
		hint);
}

static bool class_check(const struct terms_rules *rules,
	const struct case_reclassify_wish *wish, GError **error)
{
	enum letter_kind kind;
	if (wish->kind != NULL && (!letter_kind_parse(wish->kind, &kind) ||
					  kind >= KIND_AUTO_REPLY))
		return work_refuse(error,
			"\"%s\" is no kind of letter: complaint, claim, "
			"request, suggestion, thanks or inquiry",
			wish->kind);
	return topic_check(rules, wish->topic, error) &&
	       regimes_check(rules, wish->add, error) &&
	       regimes_check(rules, wish->drop, error);
}

static bool regimes_decide(struct work *work, const char *const *regimes,
	bool applies, GError **error)
{
	for (size_t i = 0; regimes != NULL && regimes[i] != NULL; i++) {
		struct casefile_regime row = {
			.casefile_id = work->casefile->id,
			.regime = regimes[i],
			.applies = applies,
			.by_login = work->by,
			.at_utc_us = work->now_utc_us,
		};
		if (!casefile_regime_put(work->db, &row, error))
			return false;
	}
	return true;
}

static bool is_still_due(const struct terms_change *change, GError **error)
{
	return change->now.legal_due.text[0] != '\0' ||
	       change->old.legal_due.text[0] == '\0' ||
	       work_refuse(error, "no regime would be left that gives a day");
}

static json_t *texts_json(const char *const *texts)
{
	json_t *list = json_array();
	for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
		json_array_append_new(list, json_string(texts[i]));
	return list;
}

static bool reclassify_tx(struct db *db, void *user, GError **error)
{
	struct act *act = user;
	const struct case_reclassify_wish *wish = act->wish;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act->act, error) ||
		!class_check(act->rules, wish, error))
		return false;
	const struct casefile *casefile = work.casefile;
	json_t *detail = json_pack("{s:s s:s s:s s:s s:s s:o s:o}", "reason",
		act->reason, "kind_from", casefile->kind, "topic_from",
		casefile->topic, "kind",
		wish->kind != NULL ? wish->kind : casefile->kind, "topic",
		wish->topic != NULL ? wish->topic : casefile->topic,
		"regimes_added", texts_json(wish->add), "regimes_dropped",
		texts_json(wish->drop));
	if (casefile_set_topic(db, casefile->id.text,
		    json_string_value(json_object_get(detail, "kind")),
		    json_string_value(json_object_get(detail, "topic")),
		    error) &&
		regimes_decide(&work, wish->drop, false, error) &&
		regimes_decide(&work, wish->add, true, error) &&
		terms_act_renew(&work, act->rules, act->change_out, error) &&
		is_still_due(act->change_out, error))
		return terms_act_tell(
			&work, "reclassified", detail, act->change_out, error);
	json_decref(detail);
	return false;
}

bool case_reclassify(struct db *db, const struct case_act *act,
	const struct terms_rules *rules,
	const struct case_reclassify_wish *wish,
	struct terms_change *change_out, GError **error)
{
	if ((wish->reason != NULL || wish->drop != NULL) &&
		!work_reason(wish->reason, "a reason", error))
		return false;
	g_autofree char *reason =
		utf8_one_line(wish->reason != NULL ? wish->reason : "");
	struct act doing = { .act = act,
		.rules = rules,
		.wish = wish,
		.change_out = change_out,
		.reason = reason };
	return db_run_tx(db, reclassify_tx, &doing, error);
}
