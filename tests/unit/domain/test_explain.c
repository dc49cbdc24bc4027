/* Words: every step in every language, plurals, the month sheets. */
#include "plaint/domain/explain.h"

#include "calendar_maker.h"
#include "check_main.h"

static const struct {
	int amount;
	enum term_unit unit;
	const char *text[TONGUES];
} terms[] = {
	{ 1, UNIT_MONTH, { "1 місяць", "1 месяц", "1 месяц", "1 month" } },
	{ 2, UNIT_MONTH, { "2 місяці", "2 месяца", "2 месяцы", "2 months" } },
	{ 5, UNIT_WORKING_DAY,
		{ "5 робочих днів", "5 рабочих дней", "5 рабочых дзён",
			"5 working days" } },
	{ 11, UNIT_CALENDAR_DAY,
		{ "11 календарних днів", "11 календарных дней",
			"11 каляндарных дзён", "11 calendar days" } },
	{ 21, UNIT_CALENDAR_DAY,
		{ "21 календарний день", "21 календарный день",
			"21 каляндарны дзень", "21 calendar days" } },
	{ 112, UNIT_WEEK,
		{ "112 тижнів", "112 недель", "112 тыдняў", "112 weeks" } },
	{ 3, UNIT_WEEK, { "3 тижні", "3 недели", "3 тыдні", "3 weeks" } },
};

START_TEST(plurals)
{
	for (int i = 0; i < TONGUES; i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		explain_term(out,
			(struct term){ terms[_i].amount, terms[_i].unit },
			(enum tongue)i);
		ck_assert_str_eq(out->str, terms[_i].text[i]);
	}
}
END_TEST

/* Nothing is left unsaid and no pattern unfilled. */
START_TEST(every_step_speaks)
{
	struct names title = { { (char *)"uk", (char *)"ru", (char *)"be",
		(char *)"en" } };
	struct regime_reading reading = { .title = title };
	struct calendar_mark mark = { CALENDAR_MOVED_OFF, &title, "decree",
		day_of("2026-04-25") };
	for (int kind = 0; kind < STEP_KINDS; kind++) {
		struct deadline_step step = {
			.kind = (enum deadline_step_kind)kind,
			.day = day_of("2026-04-20"),
			.other = day_of("2026-04-25"),
			.number = 1,
			.look = { .off = true,
				.kind = CALENDAR_MOVED_OFF,
				.mark = &mark },
			.reading = &reading,
		};
		for (int i = 0; i < TONGUES; i++) {
			g_autoptr(GString) out = g_string_new(NULL);
			explain_step(out, &step, (enum tongue)i);
			ck_assert_msg(out->len > 0, "step %d in %s", kind,
				tongue_code((enum tongue)i));
			ck_assert_ptr_null(strchr(out->str, '{'));
			ck_assert(g_utf8_validate(out->str, -1, NULL));
		}
	}
}
END_TEST

static char *steps_text(const struct deadline_result *result)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step =
			&g_array_index(result->steps, struct deadline_step, i);
		g_string_append_printf(out, "%s ", day_format(step->day).text);
		explain_step(out, step, TONGUE_EN);
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

START_TEST(working_days_one_by_one)
{
	struct small_calendar small =
		small_calendar_new("2026-04-21 +2026-04-25");
	struct regime regime =
		small_regime(small.calendar, 5, UNIT_WORKING_DAY, ROLL_NONE);
	regime.pauses[PAUSE_CUSTOMER] = PAUSE_ADDS;
	struct deadline_pause pause = { .from = day_of("2026-04-22"),
		.until = day_of("2026-04-23") };
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-04-16"),
		.pauses = &pause,
		.pause_count = 1 };
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	ck_assert(deadline_compute(&input, &result, NULL));
	g_autofree char *text = steps_text(&result);
	ck_assert_str_eq(text,
		"2026-04-16 receipt\n"
		"2026-04-17 day 1\n"
		"2026-04-18 Saturday: not counted\n"
		"2026-04-19 Sunday: not counted\n"
		"2026-04-20 day 2\n"
		"2026-04-21 day off: not counted\n"
		"2026-04-22 paused until 2026-04-23: waiting for the "
		"customer\n"
		"2026-04-23 day 3\n"
		"2026-04-24 day 4\n"
		"2026-04-25 day 5\n"
		"2026-04-25 legal day\n"
		"2026-04-25 safe day\n"
		"2026-04-20 target day\n");
	small_calendar_clear(&small);
}
END_TEST

START_TEST(month_sheet)
{
	struct small_calendar small = small_calendar_new("2026-02-20");
	struct regime regime =
		small_regime(small.calendar, 15, UNIT_CALENDAR_DAY, ROLL_NEXT);
	struct deadline_input input = { .regime = &regime,
		.from = day_of("2026-02-05") };
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	ck_assert(deadline_compute(&input, &result, NULL));
	g_autofree char *text = explain_calendar(&result, TONGUE_EN);
	static const char wanted[] =
		" February 2026\n"
		" Mo    Tu    We    Th    Fr    Sa    Su\n"
		"                                    [ 1]\n"
		"\n"
		"  2     3     4     5     6   [ 7]  [ 8]\n"
		"                   >     1     2     3\n"
		"  9    10    11    12    13   [14]  [15]\n"
		" 4     5     6     7T    8     9     10\n"
		" 16    17    18    19   [20]  [21]  [22]\n"
		" 11    12    13    14S   15\n"
		" 23    24    25    26    27   [28]\n"
		" L\n\n";
	ck_assert_msg(g_str_has_prefix(text, wanted), "%s", text);
	ck_assert_ptr_nonnull(strstr(
		text, "2026-02-23  Mo  rolled to the next working day\n"));
	small_calendar_clear(&small);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");
	tcase_add_loop_test(tcase, plurals, 0, G_N_ELEMENTS(terms));
	tcase_add_test(tcase, every_step_speaks);
	tcase_add_test(tcase, working_days_one_by_one);
	tcase_add_test(tcase, month_sheet);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
