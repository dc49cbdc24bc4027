/* From the facts kept with a case to its days in the database.  Reading and
 * computing need no lock; whoever writes holds the case's row. */

#include "plaint/casework/terms.h"

#include <string.h>

#include "plaint/base/quoted.h"
#include "plaint/domain/explain.h"
#include "plaint/store/casefile_deadline.h"
#include "terms_change.h"
#include "terms_regimes.h"

G_DEFINE_QUARK(plaint - terms - error, terms_error)

void terms_free(struct terms *terms)
{
	if (terms == NULL)
		return;
	g_clear_pointer(&terms->pauses, g_array_unref);
	g_clear_pointer(&terms->extensions, g_array_unref);
	g_clear_pointer(&terms->extension_ids, g_ptr_array_unref);
	g_clear_pointer(&terms->regimes, g_ptr_array_unref);
	g_clear_pointer(&terms->rows, g_ptr_array_unref);
	g_clear_pointer(&terms->clock, case_clock_free);
	g_free(terms);
}

/* --- facts ------------------------------------------------------------ */

static bool pauses_load(struct terms *terms, struct db *db, GError **error)
{
	g_autoptr(GPtrArray) rows =
		casefile_pause_list(db, terms->casefile_id.text, error);
	if (rows == NULL)
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_pause *row = rows->pdata[i];
		struct deadline_pause pause = { .open = false };
		enum pause_reason reason;
		if (!pause_reason_parse(row->reason, &reason) ||
			!day_parse(row->from_day.text, &pause.from))
			continue;
		pause.reason = (int)reason;
		pause.until = pause.from;
		pause.open = !day_parse(row->until_day.text, &pause.until);
		g_array_append_val(terms->pauses, pause);
	}
	return true;
}

static bool extensions_load(struct terms *terms, struct db *db, GError **error)
{
	g_autoptr(GPtrArray) rows =
		casefile_extension_list(db, terms->casefile_id.text, error);
	if (rows == NULL)
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_extension *row = rows->pdata[i];
		enum term_unit unit;
		if (!unit_parse(row->unit, &unit))
			continue;
		struct case_extension extension = {
			.regime_id = g_strdup(row->regime),
			.by = { row->amount, (int)unit },
		};
		g_ptr_array_add(terms->extension_ids, extension.regime_id);
		g_array_append_val(terms->extensions, extension);
	}
	return true;
}

static bool facts_read(struct terms *terms, const struct terms_rules *rules,
	const struct casefile *casefile, const struct casefile_fact *fact,
	GError **error)
{
	const char *calendar = rules->config->calendar;
	struct case_facts *facts = &terms->facts;
	facts->after_hours = fact->after_hours;
	facts->has_registered =
		day_parse(casefile->registered_day.text, &facts->registered);
	facts->has_entry = day_parse(fact->entry_day.text, &facts->entry);
	facts->has_presented =
		day_parse(fact->presented_day.text, &facts->presented);
	facts->has_event = day_parse(fact->event_day.text, &facts->event);
	if (calendar != NULL)
		facts->calendar = rulebook_calendar(rules->rulebook, calendar);
	if (day_parse(casefile->received_day.text, &facts->received))
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"case %s has no day of receipt", casefile->number.text);
	return false;
}

static bool acts_load(struct terms *terms, struct db *db, GError **error)
{
	struct case_facts *facts = &terms->facts;
	if (!pauses_load(terms, db, error) ||
		!extensions_load(terms, db, error))
		return false;
	facts->pauses = (const void *)terms->pauses->data;
	facts->pause_count = terms->pauses->len;
	facts->extensions = (const void *)terms->extensions->data;
	facts->extension_count = terms->extensions->len;
	return true;
}

/* --- computing -------------------------------------------------------- */

static struct casefile_dues dues_of(const struct case_clock *clock)
{
	if (clock->results->len == 0)
		return (struct casefile_dues){ 0 };
	return (struct casefile_dues){ .legal_due = day_format(clock->legal),
		.safe_due = day_format(clock->safe),
		.target_due = day_format(clock->target) };
}

/* db NULL: nobody did anything to the case yet. */
static struct terms *terms_compute(struct db *db,
	const struct terms_rules *rules, const struct casefile *casefile,
	const struct casefile_fact *fact, struct day today, GError **error)
{
	g_autoptr(terms) terms = g_new0(struct terms, 1);
	terms->casefile_id = casefile->id;
	terms->pauses =
		g_array_new(FALSE, FALSE, sizeof(struct deadline_pause));
	terms->extensions =
		g_array_new(FALSE, FALSE, sizeof(struct case_extension));
	terms->extension_ids = g_ptr_array_new_with_free_func(g_free);
	if (!facts_read(terms, rules, casefile, fact, error) ||
		(db != NULL && !acts_load(terms, db, error)))
		return NULL;
	terms->facts.has_today = true;
	terms->facts.today = today;
	terms->regimes =
		terms_regimes(db, rules, casefile, fact->customer_type, error);
	if (terms->regimes != NULL)
		terms->clock =
			case_clock_new(terms->regimes, &terms->facts, error);
	if (terms->clock == NULL)
		return NULL;
	terms->dues = dues_of(terms->clock);
	return g_steal_pointer(&terms);
}

struct terms *terms_load(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today, GError **error)
{
	g_autoptr(casefile_fact) fact =
		casefile_fact_find(db, casefile->id.text, error);
	if (fact == NULL)
		return NULL;
	g_autoptr(terms) terms =
		terms_compute(db, rules, casefile, fact, today, error);
	if (terms == NULL)
		return NULL;
	terms->rows = casefile_deadline_list(db, casefile->id.text, error);
	return terms->rows != NULL ? g_steal_pointer(&terms) : NULL;
}

/* --- writing ---------------------------------------------------------- */

char *terms_steps_json(const struct deadline_result *result, enum tongue tongue)
{
	GString *json = g_string_new("[");
	g_autoptr(GString) why = g_string_new(NULL);
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step =
			&g_array_index(result->steps, struct deadline_step, i);
		g_string_truncate(why, 0);
		explain_step(why, step, tongue);
		g_string_append(json, i > 0 ? ",{" : "{");
		quoted_append_field(json, "day", day_format(step->day).text);
		quoted_append(json, "why");
		g_string_append_c(json, ':');
		quoted_append(json, why->str);
		g_string_append_c(json, '}');
	}
	return g_string_free(g_string_append_c(json, ']'), FALSE);
}

/* The same kept with the case, as its page and `show` tell it. */
static char *explanation(
	const struct deadline_result *result, const char *language)
{
	enum tongue tongue;
	if (!tongue_parse(language, &tongue))
		tongue = TONGUE_UK;
	return terms_steps_json(result, tongue);
}

/* The row of one clock; *text_out (its explanation) is the caller's. */
static struct casefile_deadline row_of(const struct deadline_result *result,
	const struct casefile *casefile, char **text_out)
{
	const struct regime *regime = result->regime;
	*text_out = explanation(result, casefile->language);
	return (struct casefile_deadline){
		.casefile_id = casefile->id,
		.regime = regime->id,
		.calendar = calendar_id(result->calendar),
		.trigger_kind =
			trigger_name((enum regime_trigger)regime->trigger),
		.trigger_day = day_format(result->from),
		.legal_due = day_format(result->legal),
		.safe_due = day_format(result->safe),
		.target_due = day_format(result->target),
		.explanation = *text_out,
		.basis = basis_name((enum regime_basis)regime->basis),
		.source = regime->source,
		.state = result->paused	    ? "paused"
			 : result->extended ? "extended"
					    : "running",
	};
}

static bool rows_are_same(
	const struct casefile_deadline *a, const struct casefile_deadline *b)
{
	return strcmp(a->calendar, b->calendar) == 0 &&
	       strcmp(a->trigger_day.text, b->trigger_day.text) == 0 &&
	       strcmp(a->legal_due.text, b->legal_due.text) == 0 &&
	       strcmp(a->safe_due.text, b->safe_due.text) == 0 &&
	       strcmp(a->target_due.text, b->target_due.text) == 0 &&
	       strcmp(a->explanation, b->explanation) == 0 &&
	       strcmp(a->basis, b->basis) == 0 &&
	       strcmp(a->source, b->source) == 0 &&
	       strcmp(a->state, b->state) == 0;
}

static const struct casefile_deadline *row_find(
	const GPtrArray *rows, const char *regime)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_deadline *row = rows->pdata[i];
		if (strcmp(row->regime, regime) == 0)
			return row;
	}
	return NULL;
}

static bool clock_has(const struct case_clock *clock, const char *regime)
{
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *result = clock->results->pdata[i];
		if (strcmp(result->regime->id, regime) == 0)
			return true;
	}
	return false;
}

/* What differs between rows and clock is written, or with db NULL only
 * looked for. */
static bool rows_renew(struct db *db, const struct terms *terms,
	const struct casefile *casefile, bool *differ_out, GError **error)
{
	const GPtrArray *results = terms->clock->results;
	*differ_out = false;
	for (guint i = 0; i < results->len; i++) {
		const struct deadline_result *result = results->pdata[i];
		g_autofree char *text = NULL;
		struct casefile_deadline now = row_of(result, casefile, &text);
		const struct casefile_deadline *row =
			row_find(terms->rows, result->regime->id);
		if (row != NULL && rows_are_same(row, &now))
			continue;
		*differ_out = true;
		if (db != NULL && !casefile_deadline_put(db, &now, error))
			return false;
	}
	for (guint i = 0; i < terms->rows->len; i++) {
		const struct casefile_deadline *row = terms->rows->pdata[i];
		if (strcmp(row->state, "void") == 0 ||
			clock_has(terms->clock, row->regime))
			continue;
		*differ_out = true;
		if (db != NULL &&
			!casefile_deadline_set_state(db, casefile->id.text,
				row->regime, "void", error))
			return false;
	}
	return true;
}

/* An answer met or missed these days: they stay as they were. */
static bool is_ended(const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct casefile_deadline *row = all->pdata[i];
		if (strcmp(row->state, "met") == 0 ||
			strcmp(row->state, "missed") == 0)
			return true;
	}
	return false;
}

bool terms_have_ended(
	struct db *db, const char *casefile_id, bool *ended_out, GError **error)
{
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(db, casefile_id, error);
	*ended_out = rows != NULL && is_ended(rows);
	return rows != NULL;
}

bool dues_are_same(const struct casefile_dues *a, const struct casefile_dues *b)
{
	return strcmp(a->legal_due.text, b->legal_due.text) == 0 &&
	       strcmp(a->safe_due.text, b->safe_due.text) == 0 &&
	       strcmp(a->target_due.text, b->target_due.text) == 0;
}

static enum case_clock_change dues_compare(
	const struct casefile_dues *old, const struct casefile_dues *now)
{
	struct day old_legal, old_safe, legal, safe;
	bool had = day_parse(old->legal_due.text, &old_legal) &&
		   day_parse(old->safe_due.text, &old_safe);
	bool has = day_parse(now->legal_due.text, &legal) &&
		   day_parse(now->safe_due.text, &safe);
	if (had && has)
		return case_clock_compare(old_legal, old_safe, legal, safe);
	/* A day where there was none comes earlier than never. */
	return had == has ? CASE_CLOCK_SAME
	       : has	  ? CASE_CLOCK_EARLIER
			  : CASE_CLOCK_LATER;
}

static struct terms_change change_begin(const struct casefile *casefile)
{
	struct casefile_dues dues = { casefile->legal_due, casefile->safe_due,
		casefile->target_due };
	return (struct terms_change){
		.number = casefile->number, .old = dues, .now = dues
	};
}

static bool terms_write(struct db *db, const struct terms *terms,
	const struct casefile *casefile, struct terms_change *change_out,
	GError **error)
{
	bool differ;
	change_out->now = terms->dues;
	change_out->change = dues_compare(&change_out->old, &change_out->now);
	if (!rows_renew(db, terms, casefile, &differ, error))
		return false;
	if (dues_are_same(&change_out->old, &change_out->now))
		return true;
	/* What was told of the old days is kept, so nobody hears the same
	 * thing twice. */
	return casefile_set_dues(
		db, casefile->id.text, &change_out->now, error);
}

bool terms_differ(const struct terms *terms, const struct casefile *casefile)
{
	struct terms_change seen = change_begin(casefile);
	bool rows_differ = false;
	return !is_ended(terms->rows) &&
	       rows_renew(NULL, terms, casefile, &rows_differ, NULL) &&
	       (rows_differ || !dues_are_same(&seen.old, &terms->dues));
}

bool terms_renew(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today,
	struct terms_change *change_out, GError **error)
{
	enum stage stage;
	*change_out = change_begin(casefile);
	if (!stage_parse(casefile->stage, &stage) || !stage_is_open(stage))
		return true;
	g_autoptr(terms) terms = terms_load(db, rules, casefile, today, error);
	if (terms == NULL)
		return false;
	return is_ended(terms->rows) ||
	       terms_write(db, terms, casefile, change_out, error);
}

bool terms_begin_again(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today,
	struct terms_change *change_out, GError **error)
{
	*change_out = change_begin(casefile);
	g_autoptr(terms) terms = terms_load(db, rules, casefile, today, error);
	return terms != NULL &&
	       terms_write(db, terms, casefile, change_out, error);
}

struct terms *terms_begin(const struct terms_rules *rules,
	struct casefile *casefile, const struct casefile_fact *fact,
	GError **error)
{
	struct day today;
	if (!day_parse(casefile->registered_day.text, &today))
		today = (struct day){ 0 };
	struct terms *terms =
		terms_compute(NULL, rules, casefile, fact, today, error);
	if (terms == NULL)
		return NULL;
	terms->rows = g_ptr_array_new();
	casefile->legal_due = terms->dues.legal_due;
	casefile->safe_due = terms->dues.safe_due;
	casefile->target_due = terms->dues.target_due;
	return terms;
}

bool terms_keep(struct db *db, const struct terms *terms,
	const struct casefile *casefile, const struct casefile_fact *fact,
	GError **error)
{
	bool differ;
	return casefile_fact_put(db, fact, error) &&
	       rows_renew(db, terms, casefile, &differ, error);
}
