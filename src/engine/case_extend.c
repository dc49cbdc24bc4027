/* More time under one regime.  The term is computed anew from the case's
 * facts with all extensions there were: they stand in the events, so nothing
 * is kept twice. */

#include "plaint/engine/case_work.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/domain/deadline.h"
#include "plaint/domain/explain.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/event.h"
#include "work.h"

static const char verb_extended[] = "extended";

struct extend {
	const struct case_act *act;
	const struct case_extension_wish *wish;
	struct case_extension_given *given_out;
	const char *reason; /* one line */
};

/* The row wished for, or that with the earliest legal day. */
static const struct casefile_deadline *row_choose(
	const GPtrArray *rows, const char *regime)
{
	const struct casefile_deadline *chosen = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_deadline *row = rows->pdata[i];
		bool fits = regime == NULL || strcmp(row->regime, regime) == 0;
		if (fits &&
			(chosen == NULL || strcmp(row->legal_due.text,
						   chosen->legal_due.text) < 0))
			chosen = row;
	}
	return chosen;
}

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED, text);
	return false;
}

/* GArray of struct term: those given before under this regime, then this. */
static GArray *extensions_collect(
	struct work *work, const char *regime, struct term by, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = work->casefile->id.text };
	g_autoptr(GPtrArray) events = event_list(work->db, &filter, error);
	if (events == NULL)
		return NULL;
	GArray *terms = g_array_new(FALSE, FALSE, sizeof(struct term));
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = events->pdata[i];
		if (strcmp(event->verb, verb_extended) != 0)
			continue;
		json_t *detail = json_loads(event->detail, 0, NULL);
		const char *of =
			json_string_value(json_object_get(detail, "regime"));
		const char *unit_text =
			json_string_value(json_object_get(detail, "unit"));
		struct term term = { .amount =
					     json_integer_value(json_object_get(
						     detail, "amount")) };
		enum term_unit unit;
		if (g_strcmp0(of, regime) == 0 && unit_text != NULL &&
			unit_parse(unit_text, &unit)) {
			term.unit = (int)unit;
			g_array_append_val(terms, term);
		}
		json_decref(detail);
	}
	g_array_append_val(terms, by);
	return terms;
}

static bool term_input(const struct work *work,
	const struct casefile_deadline *row,
	const struct case_extension_wish *wish, struct deadline_input *input,
	GError **error)
{
	*input = (struct deadline_input){
		.regime = rulebook_regime(wish->rulebook, row->regime),
	};
	if (input->regime == NULL)
		return refuse(error, "regime %s is not in the rules any more",
			row->regime);
	if (!day_parse(row->trigger_day.text, &input->from))
		return refuse(
			error, "the term of %s has no first day", row->regime);
	input->has_received =
		day_parse(work->casefile->received_day.text, &input->received);
	if (wish->calendar != NULL)
		input->calendar =
			rulebook_calendar(wish->rulebook, wish->calendar);
	return true;
}

/* The days counted, as the case's page and `show` tell them. */
static char *explanation(const struct deadline_result *result)
{
	json_t *steps = json_array();
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step =
			&g_array_index(result->steps, struct deadline_step, i);
		g_autoptr(GString) why = g_string_new(NULL);
		explain_step(why, step, TONGUE_EN);
		json_array_append_new(steps,
			json_pack("{s:s s:s}", "day",
				day_format(step->day).text, "why", why->str));
	}
	char *json = json_dumps(steps, JSON_COMPACT);
	char *text = g_strdup(json);
	free(json);
	json_decref(steps);
	return text;
}

/* The case's own days are the earliest over all its terms. */
static bool dues_set(struct work *work, GError **error)
{
	g_autoptr(GPtrArray) rows = casefile_deadline_list(
		work->db, work->casefile->id.text, error);
	if (rows == NULL)
		return false;
	struct casefile_dues dues = { 0 };
	struct day_text *const of_case[] = { &dues.legal_due, &dues.safe_due,
		&dues.target_due };
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_deadline *row = rows->pdata[i];
		const struct day_text *const of_row[] = { &row->legal_due,
			&row->safe_due, &row->target_due };
		for (size_t k = 0; k < G_N_ELEMENTS(of_row); k++) {
			if (of_row[k]->text[0] != '\0' &&
				(of_case[k]->text[0] == '\0' ||
					strcmp(of_row[k]->text,
						of_case[k]->text) < 0))
				*of_case[k] = *of_row[k];
		}
	}
	return casefile_set_dues(
		work->db, work->casefile->id.text, &dues, error);
}

static bool extension_keep(struct work *work, const struct extend *extend,
	const struct casefile_deadline *row,
	const struct deadline_result *result, GError **error)
{
	const struct case_extension_wish *wish = extend->wish;
	g_autofree char *text = explanation(result);
	struct casefile_deadline moved = *row;
	moved.legal_due = day_format(result->legal);
	moved.safe_due = day_format(result->safe);
	moved.target_due = day_format(result->target);
	moved.explanation = text;
	moved.state = "extended";
	return casefile_deadline_put(work->db, &moved, error) &&
	       dues_set(work, error) &&
	       work_event(work, verb_extended,
		       json_pack("{s:s s:I s:s s:s s:s s:s}", "regime",
			       row->regime, "amount",
			       (json_int_t)wish->by.amount, "unit",
			       unit_name((enum term_unit)wish->by.unit),
			       "reason", extend->reason, "from",
			       row->legal_due.text, "to", moved.legal_due.text),
		       error);
}

static bool extend_tx(struct db *db, void *user, GError **error)
{
	const struct extend *extend = user;
	const struct case_extension_wish *wish = extend->wish;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, extend->act, error))
		return false;
	if (!stage_is_open(work.stage))
		return refuse(error,
			"case %s is %s: there is no term to extend",
			work.casefile->number.text, stage_name(work.stage));
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(db, work.casefile->id.text, error);
	const struct casefile_deadline *row =
		rows != NULL ? row_choose(rows, wish->regime) : NULL;
	if (rows != NULL && row == NULL)
		return refuse(error, "case %s has no term%s%s",
			work.casefile->number.text,
			wish->regime != NULL ? " of " : "",
			wish->regime != NULL ? wish->regime : "");
	struct deadline_input input;
	if (row == NULL || !term_input(&work, row, wish, &input, error))
		return false;
	g_autoptr(GArray) extensions =
		extensions_collect(&work, row->regime, wish->by, error);
	if (extensions == NULL)
		return false;
	input.extensions = (const struct term *)(void *)extensions->data;
	input.extension_count = extensions->len;
	g_auto(deadline_result) result;
	deadline_result_init(&result);
	if (!deadline_compute(&input, &result, error))
		return false;
	struct day old_legal;
	if (!day_parse(row->legal_due.text, &old_legal) ||
		day_compare(result.legal, old_legal) <= 0)
		return refuse(error,
			"%s gives no more time: it ends on %s already",
			row->regime, row->legal_due.text);
	*extend->given_out =
		(struct case_extension_given){ .regime = result.regime,
			.old_legal = old_legal,
			.new_legal = result.legal,
			.is_capped = result.capped };
	return extension_keep(&work, extend, row, &result, error);
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
