/* More time under one regime: an extension is a fact like the others, and the
 * days come of all facts together. */

#include "plaint/casework/case_work.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/terms_act.h"
#include "plaint/domain/deadline.h"

struct extend {
	const struct case_act *act;
	const struct case_extension_wish *wish;
	struct case_extension_given *given_out;
	const char *reason; /* one line */
};

/* The clock wished for, or that with the earliest legal day. */
static const struct deadline_result *result_choose(
	const struct terms *terms, const char *regime)
{
	const GPtrArray *results = terms->clock->results;
	for (guint i = 0; regime != NULL && i < results->len; i++) {
		const struct deadline_result *result = results->pdata[i];
		if (strcmp(result->regime->id, regime) == 0)
			return result;
	}
	return regime == NULL ? terms->clock->leading : NULL;
}

static struct terms *terms_of(
	struct work *work, const struct extend *extend, GError **error)
{
	const struct terms_rules *rules = extend->wish->rules;
	return terms_load(work->db, rules, work->casefile,
		work_day(rules->config, work->now_utc_us), error);
}

/* The regime that is extended and its legal day before. */
static bool extend_choose(
	struct work *work, const struct extend *extend, GError **error)
{
	const char *regime = extend->wish->regime;
	g_autoptr(terms) terms = terms_of(work, extend, error);
	if (terms == NULL)
		return false;
	const struct deadline_result *result = result_choose(terms, regime);
	if (result == NULL)
		return work_refuse(error, "case %s has no term%s%s",
			work->casefile->number.text,
			regime != NULL ? " of " : "",
			regime != NULL ? regime : "");
	struct day today =
		work_day(extend->wish->rules->config, work->now_utc_us);
	*extend->given_out =
		(struct case_extension_given){ .regime = result->regime,
			.old_legal = result->legal,
			.is_late = day_compare(today, result->legal) > 0 };
	return true;
}

/* The same after it was given; no more time is not an extension. */
static bool extend_look(
	struct work *work, const struct extend *extend, GError **error)
{
	struct case_extension_given *given = extend->given_out;
	g_autoptr(terms) terms = terms_of(work, extend, error);
	if (terms == NULL)
		return false;
	const struct deadline_result *result =
		result_choose(terms, given->regime->id);
	given->new_legal = result->legal;
	given->is_capped = result->capped;
	return day_compare(result->legal, given->old_legal) > 0 ||
	       work_refuse(error,
		       "%s gives no more time: it ends on %s already",
		       given->regime->id, day_format(given->old_legal).text);
}

static bool extend_keep(
	struct work *work, const struct extend *extend, GError **error)
{
	const struct case_extension_wish *wish = extend->wish;
	const struct config *config = wish->rules->config;
	struct casefile_extension row = {
		.id = id_new(work->now_utc_us),
		.casefile_id = work->casefile->id,
		.regime = extend->given_out->regime->id,
		.amount = wish->by.amount,
		.unit = unit_name((enum term_unit)wish->by.unit),
		.reason = extend->reason,
		.by_login = work->by,
		.given_day = day_format(work_day(config, work->now_utc_us)),
		.at_utc_us = work->now_utc_us,
	};
	return casefile_extension_add(work->db, &row, error);
}

static bool extend_tx(struct db *db, void *user, GError **error)
{
	const struct extend *extend = user;
	const struct case_extension_wish *wish = extend->wish;
	struct terms_change change;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, extend->act, error) ||
		!terms_act_needs_running(&work, error) ||
		!extend_choose(&work, extend, error) ||
		!extend_keep(&work, extend, error) ||
		!extend_look(&work, extend, error) ||
		!terms_act_renew(&work, wish->rules, &change, error))
		return false;
	return terms_act_tell(&work, "extended",
		json_pack("{s:s s:I s:s s:s s:s s:s s:b}", "regime",
			extend->given_out->regime->id, "amount",
			(json_int_t)wish->by.amount, "unit",
			unit_name((enum term_unit)wish->by.unit), "reason",
			extend->reason, "regime_from",
			day_format(extend->given_out->old_legal).text,
			"regime_to",
			day_format(extend->given_out->new_legal).text,
			"is_late", extend->given_out->is_late),
		&change, error);
}

bool case_extend(struct db *db, const struct case_act *act,
	const struct case_extension_wish *wish,
	struct case_extension_given *given_out, GError **error)
{
	if (!work_reason(wish->reason, "a reason", error))
		return false;
	g_autofree char *reason = utf8_one_line(wish->reason);
	struct extend extend = { act, wish, given_out, reason };
	return db_run_tx(db, extend_tx, &extend, error);
}
