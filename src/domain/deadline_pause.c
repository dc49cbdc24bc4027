/* Pauses: what the regime says of their reasons, overlaps merged, the term's
 * end moved by what remains. */
#include "deadline_walk.h"
#include <stdlib.h>

static struct day day_later(struct day a, struct day b)
{
	return day_compare(a, b) >= 0 ? a : b;
}

static int span_order(const void *a, const void *b)
{
	const struct pause_span *left = a;
	const struct pause_span *right = b;
	int order = day_compare(left->from, right->from);
	return order ? order : day_compare(left->until, right->until);
}

static void list_sort(struct pause_list *list)
{
	qsort(list->spans, list->count, sizeof(list->spans[0]), span_order);
}

/* Two pauses at once stop the clock once. */
static void list_merge(struct pause_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct pause_span *last = kept ? &list->spans[kept - 1] : NULL;
		const struct pause_span *next = &list->spans[i];
		if (last && day_compare(next->from, last->until) <= 0)
			last->until = day_later(last->until, next->until);
		else
			list->spans[kept++] = *next;
	}
	list->count = kept;
}

static bool pause_span_read(const struct deadline_input *input,
	const struct deadline_pause *pause, struct pause_span *out,
	GError **error)
{
	*out = (struct pause_span){ pause->from, pause->until, pause->reason };
	if (pause->open) {
		if (!input->has_today) {
			g_set_error(error, DEADLINE_ERROR,
				DEADLINE_ERROR_MISSING,
				"an open pause needs to know today's day");
			return false;
		}
		out->until = day_later(pause->from, input->today);
	}
	if (day_compare(out->until, out->from) < 0) {
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE,
			"a pause ends (%s) before it begins (%s)",
			day_format(out->until).text,
			day_format(out->from).text);
		return false;
	}
	return true;
}

static void list_add(struct pause_list *list, struct pause_span span)
{
	if (day_compare(span.from, span.until) != 0)
		list->spans[list->count++] = span;
}

static void list_look(
	const struct pause_list *list, struct day today, struct pauses *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct pause_span *span = &list->spans[i];
		if (day_compare(span->from, today) > 0 ||
			day_compare(today, span->until) >= 0)
			continue;
		out->stands_until =
			out->stands ? day_later(out->stands_until, span->until)
				    : span->until;
		out->stands = true;
	}
}

bool pauses_read(
	const struct deadline_input *input, struct pauses *out, GError **error)
{
	out->adds.count = 0;
	out->restarts.count = 0;
	out->standing = out->stands = false;
	if (input->pause_count > DEADLINE_PAUSES_MOST) {
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE,
			"more than %d pauses", DEADLINE_PAUSES_MOST);
		return false;
	}
	for (size_t i = 0; i < input->pause_count; i++) {
		const struct deadline_pause *pause = &input->pauses[i];
		struct pause_span span;
		if (!pause_span_read(input, pause, &span, error))
			return false;
		int effect = input->regime->pauses[pause->reason];
		if (effect == PAUSE_ADDS)
			list_add(&out->adds, span);
		else if (effect == PAUSE_RESTARTS)
			list_add(&out->restarts, span);
		if (effect != PAUSE_IGNORED && pause->open &&
			day_compare(pause->from, input->today) <= 0)
			out->standing = true;
	}
	list_sort(&out->adds);
	list_merge(&out->adds);
	list_sort(&out->restarts);
	if (input->has_today) {
		list_look(&out->adds, input->today, out);
		list_look(&out->restarts, input->today, out);
	}
	return true;
}

static int working_between(
	const struct calendar *calendar, struct day from, struct day until)
{
	int count = 0;
	for (; day_compare(from, until) < 0; from = day_add_days(from, 1))
		count += !calendar_is_off(calendar, from);
	return count;
}

/* Day 1 of the term: a pause takes nothing from the days before it. */
static struct day first_day(const struct walk *walk, struct day base)
{
	int unit = walk->input->regime->term.unit;
	bool days = unit == UNIT_CALENDAR_DAY || unit == UNIT_WORKING_DAY;
	bool same = walk->count_from == COUNT_SAME_DAY;
	return !days && same ? base : day_add_days(base, 1);
}

struct day pauses_shift(
	const struct walk *walk, struct day base, struct day end)
{
	const struct pause_list *adds = &walk->pauses->adds;
	bool working = walk->input->regime->term.unit == UNIT_WORKING_DAY;
	struct day first = first_day(walk, base);
	for (size_t i = 0; i < adds->count; i++) {
		const struct pause_span *span = &adds->spans[i];
		if (day_compare(span->from, end) > 0)
			break;
		if (day_compare(span->until, first) <= 0)
			continue;
		struct day from = day_later(span->from, first);
		struct term lost = { days_between(from, span->until),
			UNIT_CALENDAR_DAY };
		if (working)
			lost = (struct term){ working_between(walk->calendar,
						      from, span->until),
				UNIT_WORKING_DAY };
		end = term_add(walk->calendar, end, lost);
	}
	return end;
}
