/* The stored days count.  They are worked out once more to draw the calendar;
 * where the rules have changed since, the stored days are told as they were
 * explained then. */
#include "show_terms.h"

#include <stdio.h>
#include <string.h>

#include "case_print.h"
#include "due_print.h"
#include "plaint/domain/escalation.h"
#include "plaint/domain/explain.h"
#include "plaint/store/casefile_deadline.h"
#include "term_command.h"

struct terms *show_terms_load(
	struct office *office, const struct casefile *casefile, char **why_out)
{
	g_autoptr(GError) error = NULL;
	struct terms_rules rules;
	struct terms *terms = NULL;
	if (term_rules_load(office, &rules, &error))
		terms = terms_load(office->db, &rules, casefile,
			term_today(office->config), &error);
	*why_out = terms == NULL ? g_strdup(error->message) : NULL;
	return terms;
}

static bool day_is_provisional(
	const struct calendar *calendar, struct day_text text)
{
	struct day day;
	return day_parse(text.text, &day) &&
	       calendar_is_provisional(calendar, day);
}

bool show_is_provisional(struct office *office, const struct casefile *casefile)
{
	static const char *const ended[] = { "met", "missed", "void", NULL };
	enum stage stage;
	if (!stage_parse(casefile->stage, &stage) || !stage_is_open(stage) ||
		!office_load_rulebook(office, NULL))
		return false;
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(office->db, casefile->id.text, NULL);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const struct casefile_deadline *row = rows->pdata[i];
		const struct calendar *calendar =
			rulebook_calendar(office->rulebook, row->calendar);
		if (calendar != NULL && !g_strv_contains(ended, row->state) &&
			(day_is_provisional(calendar, row->legal_due) ||
				day_is_provisional(calendar, row->safe_due)))
			return true;
	}
	return false;
}

/* --- offers ------------------------------------------------------------- */

GArray *show_offers(struct office *office, const struct casefile *casefile,
	const struct terms *terms)
{
	enum stage stage;
	if (terms == NULL || !stage_parse(casefile->stage, &stage) ||
		!stage_is_open(stage))
		return g_array_new(FALSE, FALSE, sizeof(struct notice_offer));
	return notice_find(rulebook_escalation(office->rulebook), terms->clock,
		term_today(office->config));
}

json_t *show_offers_json(const GArray *offers)
{
	static const char *const kinds[] = {
		[NOTICE_EXTENSION] = "extension", [NOTICE_DELAY] = "delay"
	};
	json_t *list = json_array();
	for (guint i = 0; i < offers->len; i++) {
		const struct notice_offer *offer =
			&g_array_index(offers, struct notice_offer, i);
		json_array_append_new(list,
			json_pack("{s:s s:s s:s s:s? s:b}", "kind",
				kinds[offer->kind], "regime", offer->regime->id,
				"by", day_format(offer->last_day).text,
				"longest",
				offer->has_longest
					? day_format(offer->longest).text
					: NULL,
				"needs_reason", offer->needs_reason));
	}
	return list;
}

/* --- facts -------------------------------------------------------------- */

static json_t *pauses_json(const GPtrArray *pauses)
{
	json_t *list = json_array();
	for (guint i = 0; pauses != NULL && i < pauses->len; i++) {
		const struct casefile_pause *pause = pauses->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s s:s s:o s:s}", "reason", pause->reason,
				"from", pause->from_day.text, "until",
				print_text_or_null(pause->until_day.text), "by",
				pause->by_login));
	}
	return list;
}

static json_t *extensions_json(const GPtrArray *extensions)
{
	json_t *list = json_array();
	for (guint i = 0; extensions != NULL && i < extensions->len; i++) {
		const struct casefile_extension *extension =
			extensions->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s s:I s:s s:s s:s s:o}", "regime",
				extension->regime, "amount",
				(json_int_t)extension->amount, "unit",
				extension->unit, "reason", extension->reason,
				"by", extension->by_login, "day",
				print_text_or_null(extension->given_day.text)));
	}
	return list;
}

static json_t *regimes_json(const GPtrArray *regimes)
{
	json_t *list = json_array();
	for (guint i = 0; regimes != NULL && i < regimes->len; i++) {
		const struct casefile_regime *regime = regimes->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s s:b s:s}", "regime",
				      regime->regime, "applies",
				      regime->applies, "by", regime->by_login));
	}
	return list;
}

json_t *show_facts_json(struct db *db, const struct casefile *casefile)
{
	const char *id = casefile->id.text;
	g_autoptr(casefile_fact) fact = casefile_fact_find(db, id, NULL);
	g_autoptr(GPtrArray) pauses = casefile_pause_list(db, id, NULL);
	g_autoptr(GPtrArray) extensions = casefile_extension_list(db, id, NULL);
	g_autoptr(GPtrArray) regimes = casefile_regime_list(db, id, NULL);
	json_t *json = json_pack("{s:s s:s s:o s:o s:o}", "received_day",
		casefile->received_day.text, "registered_day",
		casefile->registered_day.text, "pauses", pauses_json(pauses),
		"extensions", extensions_json(extensions), "regimes",
		regimes_json(regimes));
	if (fact == NULL)
		return json;
	json_t *more = json_pack("{s:b s:o s:o s:o s:o}", "after_hours",
		fact->after_hours, "customer_type",
		print_text_or_null(fact->customer_type), "entry_day",
		print_text_or_null(fact->entry_day.text), "presented_day",
		print_text_or_null(fact->presented_day.text), "event_day",
		print_text_or_null(fact->event_day.text));
	json_object_update_new(json, more);
	return json;
}

json_t *show_repeats_json(
	const struct terms *terms, const struct casefile *casefile)
{
	json_t *list = json_array();
	if (terms == NULL || !case_is_repeat(casefile))
		return list;
	for (guint i = 0; i < terms->regimes->len; i++) {
		const struct regime *regime = terms->regimes->pdata[i];
		const struct regime_repeats *repeats = &regime->repeats;
		const char *confidence = confidence_name(
			(enum regime_confidence)repeats->confidence);
		if (repeats->source == NULL)
			continue;
		json_t *may = json_object();
		for (int t = 0; t < TONGUES; t++)
			json_object_set_new(may, tongue_code((enum tongue)t),
				json_string(repeats->may.in[t]));
		json_array_append_new(list,
			json_pack("{s:s s:o s:s s:s}", "regime", regime->id,
				"may", may, "source", repeats->source,
				"confidence", confidence));
	}
	return list;
}

/* --- for people --------------------------------------------------------- */

static void fact_print(const char *label, const char *value)
{
	g_autofree char *safe = print_safe(value);
	if (safe[0] != '\0')
		printf("  %-11s %s\n", label, safe);
}

static void facts_print(struct db *db, const struct casefile *casefile)
{
	const char *id = casefile->id.text;
	g_autoptr(casefile_fact) fact = casefile_fact_find(db, id, NULL);
	g_autoptr(GPtrArray) pauses = casefile_pause_list(db, id, NULL);
	g_autoptr(GPtrArray) extensions = casefile_extension_list(db, id, NULL);
	printf("\nThe days rest on\n");
	g_autofree char *received = g_strconcat(casefile->received_day.text,
		fact != NULL && fact->after_hours ? ", after hours" : "", NULL);
	fact_print("received", received);
	fact_print("registered", casefile->registered_day.text);
	fact_print("entered", fact != NULL ? fact->entry_day.text : "");
	fact_print("presented", fact != NULL ? fact->presented_day.text : "");
	fact_print("event", fact != NULL ? fact->event_day.text : "");
	for (guint i = 0; pauses != NULL && i < pauses->len; i++) {
		const struct casefile_pause *pause = pauses->pdata[i];
		const char *until = pause->until_day.text;
		g_autofree char *line = g_strdup_printf("%s..%s %s",
			pause->from_day.text, until[0] != '\0' ? until : "now",
			pause->reason);
		fact_print("pause", line);
	}
	for (guint i = 0; extensions != NULL && i < extensions->len; i++) {
		const struct casefile_extension *extension =
			extensions->pdata[i];
		g_autofree char *line = g_strdup_printf("%s by %d %s (%s)",
			extension->regime, (int)extension->amount,
			extension->unit, extension->reason);
		fact_print("extension", line);
	}
}

static const struct deadline_result *result_find(
	const struct terms *terms, const struct casefile_deadline *row)
{
	for (guint i = 0; terms != NULL && i < terms->clock->results->len;
		i++) {
		const struct deadline_result *result =
			terms->clock->results->pdata[i];
		if (strcmp(result->regime->id, row->regime) == 0 &&
			strcmp(day_format(result->legal).text,
				row->legal_due.text) == 0 &&
			strcmp(day_format(result->safe).text,
				row->safe_due.text) == 0)
			return result;
	}
	return NULL;
}

struct day_text show_stands_until(
	const struct terms *terms, const struct casefile_deadline *row)
{
	static const char *const going[] = { "running", "extended", NULL };
	const struct deadline_result *result = result_find(terms, row);
	return result != NULL && result->stands &&
			       g_strv_contains(going, row->state)
		       ? day_format(result->stands_until)
		       : (struct day_text){ "" };
}

json_t *show_interim_json(const struct office *office,
	const struct terms *terms, const struct casefile_deadline *row)
{
	const struct deadline_result *result = result_find(terms, row);
	return result != NULL
		       ? due_interim_json(office->rulebook, result, TONGUE_EN)
		       : json_array();
}

/* As they were explained when they were written. */
static void steps_print(const struct casefile_deadline *row)
{
	json_t *steps = json_loads(row->explanation, 0, NULL);
	size_t i;
	json_t *step;
	json_array_foreach(steps, i, step)
	{
		const char *day =
			json_string_value(json_object_get(step, "day"));
		const char *why =
			json_string_value(json_object_get(step, "why"));
		if (day != NULL && why != NULL)
			printf("  %s  %s\n", day, why);
	}
	json_decref(steps);
}

static void row_print(const struct office *office, const struct terms *terms,
	const struct casefile_deadline *row, enum tongue tongue)
{
	const struct deadline_result *result = result_find(terms, row);
	struct day_text until = show_stands_until(terms, row);
	printf("\nTerm %s: from %s, due %s, safely by %s (%s%s)\n  %s\n",
		row->regime, row->trigger_day.text, row->legal_due.text,
		row->safe_due.text,
		until.text[0] != '\0' ? "stands until " : row->state,
		until.text, row->source);
	if (strcmp(row->state, "void") == 0)
		return;
	if (result == NULL) {
		steps_print(row);
		return;
	}
	g_autofree char *calendar = explain_calendar(result, tongue);
	printf("%s (%s)\n", result->regime->title.in[tongue],
		explain_basis(
			(enum regime_basis)result->regime->basis, tongue));
	due_interim_print(office->rulebook, result, tongue);
	printf("\n%s\n", calendar);
}

static void offers_print(const GArray *offers, enum tongue tongue)
{
	for (guint i = 0; i < offers->len; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		explain_notice(text,
			&g_array_index(offers, struct notice_offer, i), tongue);
		printf("\n! %s\n", text->str);
	}
}

/* One answer for several letters only where a regime of the case allows. */
static void repeats_print(const struct terms *terms,
	const struct casefile *casefile, enum tongue tongue)
{
	bool is_told = false;
	if (terms == NULL || !case_is_repeat(casefile))
		return;
	for (guint i = 0; i < terms->regimes->len; i++) {
		const struct regime *regime = terms->regimes->pdata[i];
		if (regime->repeats.source == NULL)
			continue;
		printf("\nrepeat: %s (%s: %s)\n",
			regime->repeats.may.in[tongue], regime->id,
			regime->repeats.source);
		is_told = true;
	}
	if (!is_told)
		puts("\nrepeat: no term of this case says a repeated letter "
		     "may go unanswered; refer to the earlier answer");
}

void show_terms(struct office *office, const struct casefile *casefile,
	const GPtrArray *rows, enum tongue tongue)
{
	g_autofree char *why = NULL;
	g_autoptr(terms) terms = show_terms_load(office, casefile, &why);
	g_autoptr(GArray) offers = show_offers(office, casefile, terms);
	facts_print(office->db, casefile);
	offers_print(offers, tongue);
	for (guint i = 0; i < rows->len; i++)
		row_print(office, terms, rows->pdata[i], tongue);
	repeats_print(terms, casefile, tongue);
	enum stage stage;
	bool is_owed =
		stage_parse(casefile->stage, &stage) && stage_is_open(stage);
	bool is_ended = false;
	terms_have_ended(office->db, casefile->id.text, &is_ended, NULL);
	if (why != NULL)
		printf("\n! %s\n", why);
	if (is_owed && is_ended)
		printf("\n! its terms ended with its answer; for a later "
		       "letter: plaint redate %s --received DAY\n",
			casefile->number.text);
	/* Both are arrays inside structs that are there. */
	if (terms != NULL && is_owed && !is_ended &&
		strcmp(/* NOLINT(clang-analyzer-core.NonNullParamChecker) */
			terms->dues.legal_due.text, casefile->legal_due.text) !=
			0)
		printf("\n! by the rules as they are now due %s: plaint due "
		       "--recompute\n",
			terms->dues.legal_due.text);
}
