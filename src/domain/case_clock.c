/* From the facts kept with a case to its clocks.  The trigger day of each
 * regime is found among the facts; what is not known of them falls back on
 * the receipt, the one fact every letter has. */
#include "plaint/domain/case_clock.h"
#include <string.h>

static bool trigger_day(const struct regime *regime,
	const struct calendar *calendar, const struct case_facts *facts,
	struct day *out)
{
	*out = facts->received;
	switch (regime->trigger) {
	case TRIGGER_REGISTERED:
		*out = deadline_registration_day(
			regime, calendar, facts->received, facts->after_hours);
		/* A program registers at night and on Sundays too: that does
		 * not bring forward the day the law registers on. */
		if (facts->has_registered &&
			day_compare(facts->registered, *out) > 0)
			*out = facts->registered;
		return true;
	case TRIGGER_ENTRY:
		if (facts->has_entry)
			*out = facts->entry;
		return true;
	case TRIGGER_PRESENTED:
		if (facts->has_presented)
			*out = facts->presented;
		return true;
	case TRIGGER_EVENT:
		*out = facts->event;
		return facts->has_event;
	}
	return true;
}

static void result_free(gpointer data)
{
	struct deadline_result *result = data;
	deadline_result_clear(result);
	g_free(result);
}

static GArray *extensions_of(
	const struct regime *regime, const struct case_facts *facts)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct term));
	for (size_t i = 0; i < facts->extension_count; i++) {
		const struct case_extension *extension = &facts->extensions[i];
		if (strcmp(extension->regime_id, regime->id) == 0)
			g_array_append_val(out, extension->by);
	}
	return out;
}

bool case_clock_compute(const struct regime *regime,
	const struct case_facts *facts, struct deadline_result *result,
	GError **error)
{
	g_autoptr(GArray) extensions = extensions_of(regime, facts);
	struct deadline_input input = {
		.regime = regime,
		.calendar = facts->calendar,
		.has_received = true,
		.received = facts->received,
		.pauses = facts->pauses,
		.pause_count = facts->pause_count,
		.extensions = (const struct term *)(void *)extensions->data,
		.extension_count = extensions->len,
		.has_today = facts->has_today,
		.today = facts->today,
		.target = facts->target,
	};
	const struct calendar *calendar =
		facts->calendar ? facts->calendar : regime->calendar;
	if (!trigger_day(regime, calendar, facts, &input.from)) {
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_MISSING,
			"%s runs from a day that is not told: %s", regime->id,
			regime->event ? regime->event : "event");
		return false;
	}
	return deadline_compute(&input, result, error);
}

static gint safe_order(gconstpointer a, gconstpointer b)
{
	const struct deadline_result *left =
		*(const struct deadline_result *const *)a;
	const struct deadline_result *right =
		*(const struct deadline_result *const *)b;
	int order = day_compare(left->safe, right->safe);
	return order ? order : day_compare(left->legal, right->legal);
}

/* The earliest of each, whichever regime it comes from. */
static void case_clock_sum(struct case_clock *clock)
{
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *result =
			g_ptr_array_index(clock->results, i);
		if (!clock->leading ||
			day_compare(result->legal, clock->legal) < 0) {
			clock->leading = result;
			clock->legal = result->legal;
		}
		if (i == 0 || day_compare(result->safe, clock->safe) < 0)
			clock->safe = result->safe;
		if (i == 0 || day_compare(result->target, clock->target) < 0)
			clock->target = result->target;
	}
}

struct case_clock *case_clock_new(const GPtrArray *regimes,
	const struct case_facts *facts, GError **error)
{
	g_autoptr(case_clock) clock = g_new0(struct case_clock, 1);
	clock->results = g_ptr_array_new_with_free_func(result_free);
	for (guint i = 0; i < regimes->len; i++) {
		const struct regime *regime = g_ptr_array_index(regimes, i);
		if (regime->trigger == TRIGGER_EVENT && !facts->has_event)
			continue;
		struct deadline_result *result =
			g_new(struct deadline_result, 1);
		deadline_result_init(result);
		g_ptr_array_add(clock->results, result);
		if (!case_clock_compute(regime, facts, result, error))
			return NULL;
	}
	g_ptr_array_sort(clock->results, safe_order);
	case_clock_sum(clock);
	return g_steal_pointer(&clock);
}

void case_clock_free(struct case_clock *clock)
{
	if (!clock)
		return;
	g_clear_pointer(&clock->results, g_ptr_array_unref);
	g_free(clock);
}

enum case_clock_change case_clock_compare(struct day old_legal,
	struct day old_safe, struct day new_legal, struct day new_safe)
{
	int legal = day_compare(new_legal, old_legal);
	int safe = day_compare(new_safe, old_safe);
	if (legal < 0 || safe < 0)
		return CASE_CLOCK_EARLIER;
	return legal > 0 || safe > 0 ? CASE_CLOCK_LATER : CASE_CLOCK_SAME;
}
