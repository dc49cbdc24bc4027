/* Reminders, counted in working days of the case's own calendar, and offers
 * of notices.  A day that was missed (the daemon stood still) is made up for
 * by asking for all since the last time. */
#include "plaint/domain/escalation.h"

enum {
	REPEATS_MOST = 366, /* of one line, looked back for */
};

static void line_free(gpointer data)
{
	struct escalation_line *line = data;
	g_free(line->rule);
	g_free(line);
}

struct escalation_rules *escalation_rules_new(void)
{
	struct escalation_rules *rules = g_new0(struct escalation_rules, 1);
	rules->lines = g_ptr_array_new_with_free_func(line_free);
	return rules;
}

void escalation_rules_free(struct escalation_rules *rules)
{
	if (!rules)
		return;
	g_ptr_array_unref(rules->lines);
	g_free(rules->director);
	g_free(rules);
}

/* `count` working days after `day`, or before it when negative. */
static struct day working_shift(
	const struct calendar *calendar, struct day day, int count)
{
	for (; count > 0; count--)
		day = calendar_working_from(calendar, day_add_days(day, 1));
	for (; count < 0; count++)
		day = calendar_working_until(calendar, day_add_days(day, -1));
	return day;
}

static bool line_first_day(const struct escalation_line *line,
	const struct escalation_facts *facts, struct day *out)
{
	const struct calendar *calendar = facts->calendar;
	switch (line->event) {
	case ESCALATE_BEFORE_SAFE:
		*out = working_shift(calendar, facts->safe, -line->days);
		return !facts->paused;
	case ESCALATE_OVERDUE:
		*out = working_shift(calendar, facts->safe, line->days);
		return !facts->paused;
	case ESCALATE_BREACHED:
		*out = working_shift(calendar, facts->legal, line->days);
		return !facts->paused;
	case ESCALATE_STAGE:
		break;
	}
	/* The limit is the last day in time; the reminder comes after it. */
	*out = working_shift(calendar, facts->stage_since, line->days + 1);
	return line->stage == facts->stage;
}

/* The latest day at or before `today` on which the line speaks. */
static struct day line_latest_day(const struct escalation_line *line,
	const struct calendar *calendar, struct day day, struct day today)
{
	for (int i = 0; line->repeat_days > 0 && i < REPEATS_MOST; i++) {
		struct day next =
			working_shift(calendar, day, line->repeat_days);
		if (day_compare(next, today) > 0)
			break;
		day = next;
	}
	return day;
}

static gint due_order(gconstpointer a, gconstpointer b)
{
	const struct escalation_due *left = a;
	const struct escalation_due *right = b;
	return day_compare(left->day, right->day);
}

GArray *escalation_find(const struct escalation_rules *rules,
	const struct escalation_facts *facts, struct day after,
	struct day today)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct escalation_due));
	if (!stage_is_open(facts->stage))
		return out;
	for (guint i = 0; i < rules->lines->len; i++) {
		struct escalation_due due = { .line = g_ptr_array_index(
						      rules->lines, i) };
		if (!line_first_day(due.line, facts, &due.day))
			continue;
		due.day = line_latest_day(
			due.line, facts->calendar, due.day, today);
		if (day_compare(due.day, after) > 0 &&
			day_compare(due.day, today) <= 0)
			g_array_append_val(out, due);
	}
	g_array_sort(out, due_order);
	return out;
}

static bool notice_is_near(const struct escalation_rules *rules,
	const struct deadline_result *result, struct day today)
{
	struct day from = working_shift(
		result->calendar, result->safe, -rules->offer_days);
	return day_compare(today, from) >= 0 &&
	       day_compare(today, result->legal) <= 0 && !result->paused;
}

GArray *notice_find(const struct escalation_rules *rules,
	const struct case_clock *clock, struct day today)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct notice_offer));
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *result =
			g_ptr_array_index(clock->results, i);
		const struct regime *regime = result->regime;
		if (regime->duty != DUTY_ANSWER ||
			!notice_is_near(rules, result, today))
			continue;
		struct notice_offer offer = {
			.regime = regime,
			.kind = NOTICE_DELAY,
			.last_day = result->legal,
		};
		if (regime->extension.allowed && !result->extended) {
			offer.kind = NOTICE_EXTENSION;
			offer.needs_reason = regime->extension.needs_reason;
			/* Told in time on every reading, if it still can be. */
			if (day_compare(today, result->safe) <= 0)
				offer.last_day = result->safe;
			offer.has_longest = result->has_longest;
			offer.longest = result->longest;
		}
		g_array_append_val(out, offer);
	}
	return out;
}
