/* Reminders and notices, day by day. */
#include "plaint/domain/escalation.h"

#include "calendar_maker.h"
#include "check_main.h"

static struct small_calendar small;
static struct escalation_rules *rules;

static void line_add(
	const char *rule, enum escalation_event event, int days, int repeat)
{
	struct escalation_line *line = g_new0(struct escalation_line, 1);
	line->rule = g_strdup(rule);
	line->event = event;
	line->stage = STAGE_DRAFTING;
	line->days = days;
	line->repeat_days = repeat;
	line->to = 1u << ESCALATE_OWNER;
	g_ptr_array_add(rules->lines, line);
}

/* Monday 8 June 2026 is off. */
static void setup(void)
{
	small = small_calendar_new("2026-06-08");
	rules = escalation_rules_new();
	rules->offer_days = 3;
	line_add("before5", ESCALATE_BEFORE_SAFE, 5, 0);
	line_add("before0", ESCALATE_BEFORE_SAFE, 0, 0);
	line_add("overdue", ESCALATE_OVERDUE, 1, 1);
	line_add("breached", ESCALATE_BREACHED, 1, 2);
	line_add("drafting", ESCALATE_STAGE, 3, 0);
}

static void teardown(void)
{
	escalation_rules_free(rules);
	small_calendar_clear(&small);
}

static struct escalation_facts facts_of(enum stage stage)
{
	return (struct escalation_facts){ .calendar = small.calendar,
		.safe = day_of("2026-06-12"),
		.legal = day_of("2026-06-14"),
		.stage = stage,
		.stage_since = day_of("2026-06-03") };
}

/* "rule day, …" of what fell due after one day up to another. */
static char *due_text(const struct escalation_facts *facts, const char *after,
	const char *today)
{
	g_autoptr(GArray) due =
		escalation_find(rules, facts, day_of(after), day_of(today));
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < due->len; i++) {
		const struct escalation_due *one =
			&g_array_index(due, struct escalation_due, i);
		g_string_append_printf(text, "%s%s %s", i ? ", " : "",
			one->line->rule, day_format(one->day).text);
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *after, *today, *due;
} days[] = {
	/* five working days before Friday 12th, over the day off: the 4th */
	{ "2026-06-03", "2026-06-04", "before5 2026-06-04" },
	{ "2026-06-04", "2026-06-05", "" },
	/* three working days in drafting since the 3rd: reminded on the 10th */
	{ "2026-06-05", "2026-06-10", "drafting 2026-06-10" },
	{ "2026-06-11", "2026-06-12", "before0 2026-06-12" },
	{ "2026-06-12", "2026-06-15",
		"overdue 2026-06-15, breached 2026-06-15" },
	{ "2026-06-15", "2026-06-16", "overdue 2026-06-16" },
	{ "2026-06-16", "2026-06-17",
		"overdue 2026-06-17, breached 2026-06-17" },
	/* nothing on days off */
	{ "2026-06-12", "2026-06-14", "" },
	/* days on which nothing ran are made up for, each line once */
	{ "2026-06-01", "2026-06-15",
		"before5 2026-06-04, drafting 2026-06-10, "
		"before0 2026-06-12, overdue 2026-06-15, "
		"breached 2026-06-15" },
};

START_TEST(reminders)
{
	struct escalation_facts facts = facts_of(STAGE_DRAFTING);
	g_autofree char *due = due_text(&facts, days[_i].after, days[_i].today);
	ck_assert_str_eq(due, days[_i].due);
}
END_TEST

START_TEST(nothing_after_the_answer)
{
	static const enum stage stages[] = { STAGE_ANSWERED, STAGE_CLOSED };
	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
		struct escalation_facts facts = facts_of(stages[i]);
		g_autofree char *due =
			due_text(&facts, "2026-06-01", "2026-07-01");
		ck_assert_str_eq(due, "");
	}
}
END_TEST

START_TEST(paused_clock)
{
	struct escalation_facts facts = facts_of(STAGE_DRAFTING);
	facts.paused = true;
	g_autofree char *due = due_text(&facts, "2026-06-01", "2026-07-01");
	ck_assert_str_eq(due, "drafting 2026-06-10");
}
END_TEST

static struct notice_offer only_offer(
	const struct case_clock *clock, const char *today, guint wanted)
{
	g_autoptr(GArray) offers = notice_find(rules, clock, day_of(today));
	ck_assert_uint_eq(offers->len, wanted);
	struct notice_offer none = { 0 };
	return wanted ? g_array_index(offers, struct notice_offer, 0) : none;
}

START_TEST(notices)
{
	struct regime regime =
		small_regime(small.calendar, 1, UNIT_MONTH, ROLL_NONE);
	struct case_facts facts = { .received = day_of("2026-05-14") };
	g_autoptr(GPtrArray) regimes = g_ptr_array_new();
	g_ptr_array_add(regimes, &regime);
	regime.extension = (struct regime_extension){ .allowed = true,
		.cap = { 45, UNIT_CALENDAR_DAY },
		.needs_reason = true };
	g_autoptr(case_clock) clock = case_clock_new(regimes, &facts, NULL);
	ck_day_eq(clock->legal, "2026-06-14");
	ck_day_eq(clock->safe, "2026-06-12");
	only_offer(clock, "2026-06-08", 0);
	struct notice_offer offer = only_offer(clock, "2026-06-09", 1);
	ck_assert_int_eq(offer.kind, NOTICE_EXTENSION);
	ck_day_eq(offer.last_day, "2026-06-12");
	ck_assert(offer.has_longest && offer.needs_reason);
	ck_day_eq(offer.longest, "2026-06-28");
	/* past the safe day it can still be told by the legal one */
	offer = only_offer(clock, "2026-06-13", 1);
	ck_day_eq(offer.last_day, "2026-06-14");
	only_offer(clock, "2026-06-15", 0);

	/* the days the clock stood are not lost to the extension either */
	struct deadline_pause pause = { .from = day_of("2026-05-20"),
		.until = day_of("2026-06-09"),
		.reason = PAUSE_CUSTOMER };
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_ADDS;
	facts.pauses = &pause;
	facts.pause_count = 1;
	g_autoptr(case_clock) stood = case_clock_new(regimes, &facts, NULL);
	ck_day_eq(stood->legal, "2026-07-04");
	offer = only_offer(stood, "2026-07-01", 1);
	ck_day_eq(offer.longest, "2026-07-18");

	regime.extension.allowed = false;
	offer = only_offer(clock, "2026-06-10", 1);
	ck_assert_int_eq(offer.kind, NOTICE_DELAY);
	regime.duty = DUTY_REGISTER;
	only_offer(clock, "2026-06-10", 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("escalation");
	TCase *tcase = tcase_create("escalation");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, reminders, 0, G_N_ELEMENTS(days));
	tcase_add_test(tcase, nothing_after_the_answer);
	tcase_add_test(tcase, paused_clock);
	tcase_add_test(tcase, notices);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
