/* The count itself.  Everything is computed from the first start in one go:
 * months in one step, extensions of the same unit added to the term before
 * it is counted, the cap from the start too; only then the roll. */
#include "plaint/domain/deadline.h"
#include "deadline_walk.h"

enum {
	DAYS_OF_WEEK = 7,
	SECONDS_OF_DAY = 86400,
	US_OF_SECOND = 1000000,
};

/* No walk without pauses needs its own list. */
static const struct pauses no_pauses;

G_DEFINE_QUARK(plaint - deadline - error, deadline_error)

static struct day day_earlier(struct day a, struct day b)
{
	return day_compare(a, b) <= 0 ? a : b;
}

static struct day day_later(struct day a, struct day b)
{
	return day_compare(a, b) >= 0 ? a : b;
}

struct day term_add(
	const struct calendar *calendar, struct day day, struct term term)
{
	int amount = (int)term.amount;
	switch (term.unit) {
	case UNIT_MONTH:
		return day_add_months(day, amount);
	case UNIT_WEEK:
		return day_add_days(day, amount * DAYS_OF_WEEK);
	case UNIT_CALENDAR_DAY:
		return day_add_days(day, amount);
	}
	for (int i = 0; i < amount; i++)
		day = calendar_working_from(calendar, day_add_days(day, 1));
	return day;
}

static struct day walk_roll(const struct walk *walk, struct day end)
{
	if (walk->roll == ROLL_NEXT)
		return calendar_working_from(walk->calendar, end);
	if (walk->roll == ROLL_PREVIOUS)
		return day_later(calendar_working_until(walk->calendar, end),
			day_earlier(walk->from, end));
	return end;
}

/* The day before day 1; months and weeks run from the trigger day itself. */
static struct day walk_base(const struct walk *walk, struct day start)
{
	int unit = walk->input->regime->term.unit;
	bool days = unit == UNIT_CALENDAR_DAY || unit == UNIT_WORKING_DAY;
	bool same = walk->count_from == COUNT_SAME_DAY;
	return days && same ? day_add_days(start, -1) : start;
}

static struct day walk_first_end(const struct walk *walk, struct day base)
{
	struct day end =
		term_add(walk->calendar, base, walk->input->regime->term);
	return pauses_shift(walk, base, end);
}

/* A letter returned and sent again is a new letter: the term begins anew. */
static struct day walk_start(const struct walk *walk)
{
	const struct pause_list *restarts = &walk->pauses->restarts;
	struct day start = walk->from;
	for (size_t i = 0; i < restarts->count; i++) {
		const struct pause_span *span = &restarts->spans[i];
		struct day end = walk_first_end(walk, walk_base(walk, start));
		if (day_compare(span->from, end) > 0)
			break;
		start = day_later(start, span->until);
	}
	return start;
}

/* Extensions of the term's own unit are one sum with it. */
static struct day walk_extended_end(const struct walk *walk, struct day base)
{
	const struct deadline_input *input = walk->input;
	struct term sum = input->regime->term;
	for (size_t i = 0; i < input->extension_count; i++)
		if (input->extensions[i].unit == sum.unit)
			sum.amount += input->extensions[i].amount;
	struct day end = term_add(walk->calendar, base, sum);
	for (size_t i = 0; i < input->extension_count; i++)
		if (input->extensions[i].unit != sum.unit)
			end = term_add(
				walk->calendar, end, input->extensions[i]);
	return pauses_shift(walk, base, end);
}

/* The last day the law lets extensions reach: the cap from the start, or the
 * first end and as many of the longest extension as may be had. */
static bool walk_limit(
	const struct walk *walk, const struct path *path, struct day *out)
{
	const struct regime *regime = walk->input->regime;
	const struct regime_extension *extension = &regime->extension;
	if (extension->cap.amount > 0) {
		struct day cap =
			term_add(walk->calendar, path->base, extension->cap);
		*out = pauses_shift(walk, path->base, cap);
		return true;
	}
	if (extension->most.amount == 0)
		return false;
	struct term sum = regime->term;
	struct term more = extension->most;
	more.amount *= (int64_t)walk->input->extension_count;
	if (more.unit == sum.unit) {
		sum.amount += more.amount;
		more.amount = 0;
	}
	struct day end = term_add(walk->calendar, path->base, sum);
	end = term_add(walk->calendar, end, more);
	*out = pauses_shift(walk, path->base, end);
	return true;
}

static struct path walk_path(const struct walk *walk)
{
	struct path path = { .start = walk_start(walk) };
	path.base = walk_base(walk, path.start);
	path.plain_end =
		term_add(walk->calendar, path.base, walk->input->regime->term);
	path.first_end = pauses_shift(walk, path.base, path.plain_end);
	path.end = path.first_end;
	struct day limit;
	if (walk->input->extension_count > 0) {
		path.end = walk_extended_end(walk, path.base);
		if (walk_limit(walk, &path, &limit) &&
			day_compare(limit, path.end) < 0) {
			path.end = limit;
			path.capped = true;
		}
		path.end = day_later(path.end, path.first_end);
	}
	path.first_due = walk_roll(walk, path.first_end);
	path.due = day_later(walk_roll(walk, path.end), path.first_due);
	return path;
}

/* Never rolled forward; a working day, if there is one since the trigger. */
static struct day safe_of(const struct walk *walk, struct day end)
{
	struct day day = calendar_working_until(walk->calendar, end);
	return day_later(day, day_earlier(walk->from, end));
}

static struct walk walk_reading(
	const struct walk *legal, const struct regime_reading *reading)
{
	const struct deadline_input *input = legal->input;
	struct walk walk = *legal;
	if (reading->count_from >= 0)
		walk.count_from = reading->count_from;
	if (reading->roll >= 0)
		walk.roll = reading->roll;
	if (reading->calendar && !input->calendar)
		walk.calendar = reading->calendar;
	if (reading->from_receipt && input->has_received)
		walk.from = day_earlier(input->received, input->from);
	if (reading->no_pauses)
		walk.pauses = &no_pauses;
	return walk;
}

static void readings_compute(
	const struct walk *legal, struct deadline_result *result)
{
	const GPtrArray *readings = legal->input->regime->readings;
	guint count = readings ? readings->len : 0;
	for (guint i = 0; i < count; i++) {
		struct deadline_other other = { .reading = g_ptr_array_index(
							readings, i) };
		struct walk walk = walk_reading(legal, other.reading);
		struct path path = walk_path(&walk);
		other.day = path.due;
		result->safe =
			day_earlier(result->safe, safe_of(&walk, path.end));
		result->first_safe = day_earlier(
			result->first_safe, safe_of(&walk, path.first_end));
		if (day_compare(other.day, result->legal) != 0)
			g_array_append_val(result->others, other);
	}
}

/* The organisation's aim: its own term, or half of the law's. */
static struct day target_of(const struct walk *walk, const struct path *path)
{
	struct term aim = walk->input->target;
	if (aim.amount == 0)
		aim = walk->input->regime->target;
	struct day day;
	if (aim.amount > 0)
		day = pauses_shift(walk, path->base,
			term_add(walk->calendar, path->base, aim));
	else
		day = day_add_days(path->start,
			days_between(path->start, path->first_end) / 2);
	return safe_of(walk, day);
}

static bool extensions_check(const struct deadline_input *input, GError **error)
{
	const struct regime *regime = input->regime;
	const struct regime_extension *extension = &regime->extension;
	if (input->extension_count == 0)
		return true;
	if (!extension->allowed) {
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_REFUSED,
			"%s: the law gives no extension", regime->id);
		return false;
	}
	if (input->extension_count > DEADLINE_EXTENSIONS_MOST ||
		(extension->times > 0 &&
			input->extension_count > (size_t)extension->times)) {
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_REFUSED,
			"%s: at most %d extensions", regime->id,
			extension->times > 0 ? (int)extension->times
					     : DEADLINE_EXTENSIONS_MOST);
		return false;
	}
	for (size_t i = 0; i < input->extension_count; i++) {
		int64_t amount = input->extensions[i].amount;
		if (amount < 0 || amount > DEADLINE_TERM_MOST) {
			g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE,
				"an extension is 0 to %d of its unit",
				DEADLINE_TERM_MOST);
			return false;
		}
	}
	return true;
}

/* One extension, as long as the law gives it, with all that happened. */
static void longest_find(
	const struct walk *walk, struct deadline_result *result)
{
	const struct regime_extension *extension =
		&walk->input->regime->extension;
	struct term by =
		extension->cap.amount > 0 ? extension->cap : extension->most;
	struct deadline_input input = *walk->input;
	struct walk longest = *walk;
	result->has_longest = extension->allowed && by.amount > 0;
	if (!result->has_longest)
		return;
	input.extensions = &by;
	input.extension_count = 1;
	longest.input = &input;
	result->longest = walk_path(&longest).due;
}

static bool is_provisional(const struct deadline_result *result)
{
	return calendar_is_provisional(result->calendar, result->end) ||
	       calendar_is_provisional(result->calendar, result->legal) ||
	       calendar_is_provisional(result->calendar, result->safe);
}

static void result_fill(struct deadline_result *result, const struct walk *walk,
	const struct path *path)
{
	result->regime = walk->input->regime;
	result->calendar = walk->calendar;
	result->from = walk->input->from;
	result->end = path->end;
	result->legal = path->due;
	result->first_legal = path->first_due;
	result->extended = day_compare(path->due, path->first_due) > 0;
	result->capped = path->capped;
	result->paused = walk->pauses->standing;
	result->stands = walk->pauses->stands;
	result->stands_until = walk->pauses->stands_until;
	result->in_force = regime_in_force(result->regime, result->from);
	result->safe = day_earlier(safe_of(walk, path->end), path->due);
	result->first_safe =
		day_earlier(safe_of(walk, path->first_end), path->first_due);
	g_array_set_size(result->steps, 0);
	g_array_set_size(result->others, 0);
	readings_compute(walk, result);
	longest_find(walk, result);
	result->target = day_earlier(target_of(walk, path), result->safe);
	result->provisional = is_provisional(result);
}

void deadline_result_init(struct deadline_result *result)
{
	*result = (struct deadline_result){
		.steps =
			g_array_new(FALSE, FALSE, sizeof(struct deadline_step)),
		.others = g_array_new(
			FALSE, FALSE, sizeof(struct deadline_other)),
	};
}

void deadline_result_clear(struct deadline_result *result)
{
	g_clear_pointer(&result->steps, g_array_unref);
	g_clear_pointer(&result->others, g_array_unref);
}

bool deadline_compute(const struct deadline_input *input,
	struct deadline_result *result, GError **error)
{
	struct pauses pauses;
	if (!pauses_read(input, &pauses, error) ||
		!extensions_check(input, error))
		return false;
	struct walk walk = {
		.input = input,
		.calendar = input->calendar ? input->calendar
					    : input->regime->calendar,
		.pauses = &pauses,
		.from = input->from,
		.count_from = input->regime->count_from,
		.roll = input->regime->roll,
	};
	struct path path = walk_path(&walk);
	result_fill(result, &walk, &path);
	steps_write(&walk, &path, result);
	return true;
}

struct day deadline_registration_day(const struct regime *regime,
	const struct calendar *calendar, struct day received, bool after_hours)
{
	if (regime->off_hours == OFF_HOURS_SAME_DAY)
		return received;
	/* After hours of a working day and any hour of a day off are the same:
	 * the office opens on the next working day. */
	if (after_hours && !calendar_is_off(calendar, received))
		received = day_add_days(received, 1);
	return calendar_working_from(calendar, received);
}

struct day day_from_utc_us(int64_t utc_us, int64_t offset_seconds)
{
	static const int64_t us_of_day = (int64_t)SECONDS_OF_DAY * US_OF_SECOND;
	int64_t local = utc_us + offset_seconds * US_OF_SECOND;
	int64_t number = local / us_of_day;
	if (local % us_of_day < 0)
		number--;
	/* day_add_days clamps; an int64_t of microseconds is at most some
	 * 107 million days. */
	return day_add_days((struct day){ 0 }, (int)number);
}
