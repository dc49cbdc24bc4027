/* The regime's own walk told step by step.  Nothing is decided here: the
 * path is known, the steps show how a person would find it. */
#include "deadline_walk.h"

static struct deadline_step *step_add(struct deadline_result *result,
	enum deadline_step_kind kind, struct day day, int number)
{
	struct deadline_step step = {
		.kind = kind,
		.day = day,
		.other = day,
		.number = number,
	};
	g_array_append_val(result->steps, step);
	return &g_array_index(
		result->steps, struct deadline_step, result->steps->len - 1);
}

static void step_look(const struct walk *walk, struct deadline_result *result,
	enum deadline_step_kind kind, struct day day)
{
	step_add(result, kind, day, 0)->look =
		calendar_look(walk->calendar, day);
}

static bool span_stops(const struct pause_span *span, struct day day)
{
	return day_compare(span->from, day) <= 0 &&
	       day_compare(span->until, day) > 0;
}

static const struct pause_span *pause_on(
	const struct walk *walk, struct day day)
{
	const struct pause_list *adds = &walk->pauses->adds;
	for (size_t i = 0; i < adds->count; i++)
		if (span_stops(&adds->spans[i], day))
			return &adds->spans[i];
	return NULL;
}

/* Pauses whose reason the law does not know are told, so that nobody
 * believes the clock stood. */
static void steps_ignored(
	const struct walk *walk, struct deadline_result *result)
{
	const struct deadline_input *input = walk->input;
	for (size_t i = 0; i < input->pause_count; i++) {
		const struct deadline_pause *pause = &input->pauses[i];
		if (input->regime->pauses[pause->reason] == PAUSE_IGNORED)
			step_add(result, STEP_PAUSE_IGNORED, pause->from,
				pause->reason);
	}
}

static void steps_restarts(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	const struct pause_list *restarts = &walk->pauses->restarts;
	for (size_t i = 0; i < restarts->count; i++) {
		const struct pause_span *span = &restarts->spans[i];
		if (day_compare(span->until, path->start) > 0 ||
			day_compare(span->until, walk->from) <= 0)
			continue;
		step_add(result, STEP_RESTARTED, span->until, span->reason)
			->other = span->from;
	}
}

/* The pauses that moved the end, each with what it added. */
static void steps_pauses(const struct walk *walk, const struct path *path,
	struct day end, struct deadline_result *result)
{
	const struct pause_list *adds = &walk->pauses->adds;
	for (size_t i = 0; i < adds->count; i++) {
		const struct pause_span *span = &adds->spans[i];
		if (day_compare(span->until, path->base) <= 0 ||
			day_compare(span->from, end) >= 0)
			continue;
		struct deadline_step *step =
			step_add(result, STEP_PAUSED, span->from, span->reason);
		step->other = span->until;
	}
}

/* Working days one by one: counted, off, or lost to a pause. */
static void steps_working_days(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	int wanted = (int)walk->input->regime->term.amount;
	int counted = 0;
	struct day day = path->base;
	while (day_compare(day, path->first_end) < 0) {
		day = day_add_days(day, 1);
		const struct pause_span *span = pause_on(walk, day);
		if (span) {
			step_add(result, STEP_PAUSED, span->from, span->reason)
				->other = span->until;
			day = day_add_days(span->until, -1);
		} else if (calendar_is_off(walk->calendar, day)) {
			step_look(walk, result, STEP_SKIPPED, day);
		} else if (counted < wanted) {
			counted++;
			step_add(result, STEP_DAY, day, counted);
		}
	}
}

static void steps_calendar_days(const struct walk *walk,
	const struct path *path, struct deadline_result *result)
{
	int amount = (int)walk->input->regime->term.amount;
	struct day first = day_add_days(path->base, 1);
	const struct pause_span *span = pause_on(walk, first);
	if (amount > 1)
		step_add(result, STEP_DAY, span ? span->until : first, 1);
	steps_pauses(walk, path, path->first_end, result);
	step_add(result, STEP_DAY, path->first_end, amount);
}

static void steps_long_term(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	const struct regime *regime = walk->input->regime;
	struct deadline_step *step = step_add(
		result, STEP_TERM, path->plain_end, (int)regime->term.amount);
	step->unit = regime->term.unit;
	int year;
	int month;
	int wanted;
	int number;
	day_to_ymd(path->base, &year, &month, &wanted);
	day_to_ymd(path->plain_end, &year, &month, &number);
	if (regime->term.unit == UNIT_MONTH && number != wanted)
		step_add(result, STEP_CLAMPED, path->plain_end, wanted);
	steps_pauses(walk, path, path->first_end, result);
	if (day_compare(path->plain_end, path->first_end) != 0)
		step_add(result, STEP_END, path->first_end, 0);
}

static void steps_extensions(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	const struct deadline_input *input = walk->input;
	for (size_t i = 0; i < input->extension_count; i++) {
		struct deadline_step *step = step_add(result, STEP_EXTENDED,
			path->end, (int)input->extensions[i].amount);
		step->unit = input->extensions[i].unit;
		step->other = path->first_due;
	}
	if (path->capped) {
		const struct term *cap = &input->regime->extension.cap;
		step_add(result, STEP_CAPPED, path->end, (int)cap->amount)
			->unit = cap->unit;
	}
}

static void steps_roll(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	bool off = calendar_is_off(walk->calendar, path->end);
	if (!off || day_compare(path->end, path->due) == 0) {
		if (off)
			step_look(walk, result, STEP_END_OFF_STAYS, path->end);
		return;
	}
	int direction = day_compare(path->due, path->end);
	struct day day = path->end;
	for (; day_compare(day, path->due) != 0;
		day = day_add_days(day, direction))
		step_look(walk, result, STEP_OFF, day);
	step_add(result,
		direction > 0 ? STEP_ROLLED_NEXT : STEP_ROLLED_PREVIOUS,
		path->due, 0);
}

static void steps_days(struct deadline_result *result)
{
	step_add(result, STEP_LEGAL, result->legal, 0);
	for (guint i = 0; i < result->others->len; i++) {
		const struct deadline_other *other = &g_array_index(
			result->others, struct deadline_other, i);
		step_add(result, STEP_READING, other->day, 0)->reading =
			other->reading;
	}
	step_add(result, STEP_SAFE, result->safe, 0);
	step_add(result, STEP_TARGET, result->target, 0);
}

/* The first day that rests on a calendar not finally known. */
static void steps_provisional(struct deadline_result *result)
{
	const struct day days[] = { result->safe, result->end, result->legal };
	if (!result->provisional)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		if (!calendar_is_provisional(result->calendar, days[i]))
			continue;
		step_add(result, STEP_PROVISIONAL, days[i], day_year(days[i]));
		return;
	}
}

void steps_write(const struct walk *walk, const struct path *path,
	struct deadline_result *result)
{
	const struct regime *regime = walk->input->regime;
	step_add(result, STEP_TRIGGER, walk->from, regime->trigger);
	const struct deadline_input *input = walk->input;
	if (input->has_received &&
		day_compare(input->received, walk->from) != 0)
		step_add(result, STEP_RECEIVED, walk->from, 0)->other =
			input->received;
	if (!result->in_force)
		step_add(result, STEP_NOT_IN_FORCE, walk->from, 0);
	steps_ignored(walk, result);
	steps_restarts(walk, path, result);
	switch (regime->term.unit) {
	case UNIT_WORKING_DAY:
		steps_working_days(walk, path, result);
		break;
	case UNIT_CALENDAR_DAY:
		steps_calendar_days(walk, path, result);
		break;
	default:
		steps_long_term(walk, path, result);
		break;
	}
	steps_extensions(walk, path, result);
	steps_roll(walk, path, result);
	steps_days(result);
	steps_provisional(result);
}
