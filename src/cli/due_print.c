/* The answer of `plaint due` in both its shapes; the steps' words are the
 * domain's. */
#include "due_print.h"

#include <stdio.h>

#include "plaint/casework/terms.h"
#include "plaint/domain/explain.h"

enum {
	LABEL_WIDTH = 12
};

/* Interim duties that run from the same day have a day of their own. */
static bool interim_day(const struct rulebook *rulebook,
	const struct deadline_result *result,
	const struct regime_interim *interim, struct day *out)
{
	struct regime own = *result->regime;
	const struct regime *regime = &own;
	own.term = interim->term;
	own.extension.allowed = false;
	if (interim->regime_id)
		regime = rulebook_regime(rulebook, interim->regime_id);
	if (regime->trigger != result->regime->trigger ||
		regime->term.amount == 0)
		return false;
	struct deadline_input input = {
		.regime = regime,
		.calendar = result->calendar,
		.from = result->from,
	};
	g_auto(deadline_result) due = { 0 };
	deadline_result_init(&due);
	bool done = deadline_compute(&input, &due, NULL);
	*out = due.legal;
	return done;
}

static const char *interim_title(const struct rulebook *rulebook,
	const struct regime_interim *interim, enum tongue tongue)
{
	if (interim->title.in[tongue])
		return interim->title.in[tongue];
	return rulebook_regime(rulebook, interim->regime_id)->title.in[tongue];
}

json_t *due_interim_json(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue)
{
	json_t *all = json_array();
	for (guint i = 0; i < result->regime->interim->len; i++) {
		const struct regime_interim *interim =
			g_ptr_array_index(result->regime->interim, i);
		struct day day;
		bool known = interim_day(rulebook, result, interim, &day);
		json_array_append_new(all,
			json_pack("{s:s, s:s?, s:s?, s:s}", "duty",
				duty_name((enum regime_duty)interim->duty),
				"regime", interim->regime_id, "day",
				known ? day_format(day).text : NULL, "title",
				interim_title(rulebook, interim, tongue)));
	}
	return all;
}

static json_t *steps_json(
	const struct deadline_result *result, enum tongue tongue)
{
	g_autofree char *text = terms_steps_json(result, tongue);
	return json_loads(text, 0, NULL);
}

static json_t *readings_json(
	const struct deadline_result *result, enum tongue tongue)
{
	json_t *readings = json_array();
	for (guint i = 0; i < result->others->len; i++) {
		const struct deadline_other *other = &g_array_index(
			result->others, struct deadline_other, i);
		json_array_append_new(
			readings, json_pack("{s:s, s:s}", "day",
					  day_format(other->day).text, "why",
					  other->reading->title.in[tongue]));
	}
	return readings;
}

static const char *confidence_text(const struct regime *regime)
{
	return confidence_name((enum regime_confidence)regime->confidence);
}

json_t *due_json(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue)
{
	const struct regime *regime = result->regime;
	const char *trigger =
		trigger_name((enum regime_trigger)regime->trigger);
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
		"regime", regime->id, "title", regime->title.in[tongue],
		"trigger", trigger, "from", day_format(result->from).text,
		"calendar", calendar_id(result->calendar), "legal_due",
		day_format(result->legal).text, "safe_due",
		day_format(result->safe).text, "target_due",
		day_format(result->target).text);
	json_t *more = json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:b}",
		"term_end", day_format(result->end).text, "first_legal_due",
		day_format(result->first_legal).text, "extended",
		result->extended, "capped", result->capped, "paused",
		result->paused, "provisional", result->provisional, "in_force",
		result->in_force);
	json_object_update_new(json, more);
	more = json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:s?}",
		"steps", steps_json(result, tongue), "readings",
		readings_json(result, tongue), "interim",
		due_interim_json(rulebook, result, tongue), "duty",
		duty_name((enum regime_duty)regime->duty), "jurisdiction",
		regime->jurisdiction, "basis",
		basis_name((enum regime_basis)regime->basis), "confidence",
		confidence_text(regime), "source", regime->source, "note",
		regime->note.in[tongue]);
	json_object_update_new(json, more);
	return json;
}

static void label_print(const char *label)
{
	int used = (int)g_utf8_strlen(label, -1);
	printf("  %s%*s", label, MAX(LABEL_WIDTH - used, 1), "");
}

static void day_print(
	const char *label, struct day day, const char *more, enum tongue tongue)
{
	label_print(label);
	printf("%s  %s%s%s\n", day_format(day).text,
		explain_weekday(day_weekday(day), tongue), more ? ", " : "",
		more ? more : "");
}

static const char *const labels[][TONGUES] = {
	{ "початок", "начало", "пачатак", "from" },
	{ "законний", "законный", "законны", "legal" },
	{ "безпечний", "безопасный", "бяспечны", "safe" },
	{ "цільовий", "целевой", "мэтавы", "target" },
	{ "підстава", "основание", "падстава", "basis" },
	{ "календар", "календарь", "каляндар", "calendar" },
};

void due_interim_print(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue)
{
	for (guint i = 0; i < result->regime->interim->len; i++) {
		const struct regime_interim *interim =
			g_ptr_array_index(result->regime->interim, i);
		struct day day;
		if (!interim_day(rulebook, result, interim, &day))
			continue;
		label_print("·");
		printf("%s  %s\n", day_format(day).text,
			interim_title(rulebook, interim, tongue));
	}
}

/* What must not be overlooked even without --explain. */
static void warnings_print(
	const struct deadline_result *result, enum tongue tongue)
{
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step =
			&g_array_index(result->steps, struct deadline_step, i);
		if (step->kind != STEP_NOT_IN_FORCE &&
			step->kind != STEP_PROVISIONAL &&
			step->kind != STEP_PAUSE_IGNORED &&
			step->kind != STEP_CAPPED)
			continue;
		g_autoptr(GString) text = g_string_new(NULL);
		explain_step(text, step, tongue);
		label_print("!");
		printf("%s  %s\n", day_format(step->day).text, text->str);
	}
}

void due_print(const struct rulebook *rulebook,
	const struct deadline_result *result, enum tongue tongue)
{
	const struct regime *regime = result->regime;
	g_autoptr(GString) term = g_string_new(NULL);
	explain_term(term, regime->term, tongue);
	printf("%s  %s\n", regime->id, regime->title.in[tongue]);
	day_print(labels[0][tongue], result->from,
		explain_trigger((enum regime_trigger)regime->trigger, tongue),
		tongue);
	day_print(labels[1][tongue], result->legal, term->str, tongue);
	day_print(labels[2][tongue], result->safe, NULL, tongue);
	day_print(labels[3][tongue], result->target, NULL, tongue);
	due_interim_print(rulebook, result, tongue);
	warnings_print(result, tongue);
	label_print(labels[5][tongue]);
	puts(calendar_id(result->calendar));
	label_print(labels[4][tongue]);
	printf("%s (%s); %s\n", regime->source, confidence_text(regime),
		explain_basis((enum regime_basis)regime->basis, tongue));
	if (regime->note.in[tongue])
		printf("  %s\n", regime->note.in[tongue]);
}

void due_print_line(const struct deadline_result *result, enum tongue tongue)
{
	printf("%s  %s  %-26s  %s%s\n", day_format(result->legal).text,
		day_format(result->safe).text, result->regime->id,
		result->in_force ? "" : "(×) ",
		result->regime->title.in[tongue]);
}
