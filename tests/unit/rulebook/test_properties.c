/* What must hold on every day of 2024-2028 for every regime in rules/. */
#include "plaint/rulebook/rulebook.h"

#include "check_main.h"
#include "own_rules.h"

static struct day first, last;

static void setup(void)
{
	own_rules_load();
	ck_assert(day_from_ymd(2024, 1, 1, &first));
	ck_assert(day_from_ymd(2028, 12, 31, &last));
}

/* One regime over all days; `same` keeps the day before for monotony. */
struct walk {
	const struct regime *regime;
	struct deadline_input input;
	struct deadline_result result, other;
	struct day legal_before, safe_before;
	bool started;
};

static void say(const struct walk *walk, const char *what)
{
	ck_abort_msg("%s from %s: %s (legal %s, safe %s, end %s)",
		walk->regime->id, day_format(walk->input.from).text, what,
		day_format(walk->result.legal).text,
		day_format(walk->result.safe).text,
		day_format(walk->result.end).text);
}

#define HOLDS(walk, what)                                                      \
	do {                                                                   \
		if (!(what))                                                   \
			say(walk, #what);                                      \
	} while (0)

static void plain(struct walk *walk)
{
	const struct deadline_result *result = &walk->result;
	const struct regime *regime = walk->regime;
	ck_assert(deadline_compute(&walk->input, &walk->result, NULL));
	HOLDS(walk, regime->roll == ROLL_PREVIOUS ||
			    day_compare(result->legal, result->end) >= 0);
	HOLDS(walk, day_compare(result->safe, result->legal) <= 0);
	HOLDS(walk, day_compare(result->target, result->safe) <= 0);
	HOLDS(walk, day_compare(result->safe, result->from) >= 0);
	HOLDS(walk, day_compare(result->safe, result->end) <= 0);
	HOLDS(walk, regime->term.unit != UNIT_WORKING_DAY ||
			    !calendar_is_off(result->calendar, result->legal));
	HOLDS(walk, regime->roll == ROLL_NONE ||
			    !calendar_is_off(result->calendar, result->legal));
	HOLDS(walk, !walk->started || (day_compare(walk->legal_before,
					       result->legal) <= 0 &&
					      day_compare(walk->safe_before,
						      result->safe) <= 0));
	HOLDS(walk, result->steps->len >= 4);
	walk->started = true;
	walk->legal_before = result->legal;
	walk->safe_before = result->safe;
}

/* A pause of length zero, on whatever day and for whatever reason. */
static void zero_pause(struct walk *walk)
{
	struct deadline_pause pause = {
		.from = day_add_days(
			walk->input.from, walk->input.from.number % 7),
		.reason = walk->input.from.number % PAUSE_REASONS,
	};
	struct deadline_input input = walk->input;
	pause.until = pause.from;
	input.pauses = &pause;
	input.pause_count = 1;
	ck_assert(deadline_compute(&input, &walk->other, NULL));
	HOLDS(walk, day_compare(walk->other.legal, walk->result.legal) == 0);
	HOLDS(walk, day_compare(walk->other.safe, walk->result.safe) == 0);
	HOLDS(walk, day_compare(walk->other.target, walk->result.target) == 0);
	pause.until = day_add_days(pause.from, 3);
	ck_assert(deadline_compute(&input, &walk->other, NULL));
	HOLDS(walk, day_compare(walk->other.legal, walk->result.legal) >= 0);
}

/* Of any length and unit: never earlier, never past the cap. */
static void extension(struct walk *walk)
{
	const struct regime_extension *rule = &walk->regime->extension;
	struct term by = { walk->input.from.number % 70,
		walk->input.from.number % UNITS };
	struct deadline_input input = walk->input;
	input.extensions = &by;
	input.extension_count = 1;
	if (!rule->allowed) {
		HOLDS(walk, !deadline_compute(&input, &walk->other, NULL));
		return;
	}
	ck_assert(deadline_compute(&input, &walk->other, NULL));
	HOLDS(walk, day_compare(walk->other.legal, walk->result.legal) >= 0);
	HOLDS(walk, day_compare(walk->other.safe, walk->result.safe) >= 0);
	HOLDS(walk,
		day_compare(walk->other.first_legal, walk->result.legal) == 0);
	if (rule->cap.amount == 0)
		return;
	struct regime capped = *walk->regime;
	capped.term = rule->cap;
	input.regime = &capped;
	input.extension_count = 0;
	struct day legal = walk->other.legal;
	ck_assert(deadline_compute(&input, &walk->other, NULL));
	HOLDS(walk, day_compare(legal, walk->other.legal) <= 0 ||
			    day_compare(legal, walk->result.legal) == 0);
}

static void every_day_of(const struct regime *regime)
{
	struct walk walk = { .regime = regime, .input.regime = regime };
	deadline_result_init(&walk.result);
	deadline_result_init(&walk.other);
	for (struct day day = first; day_compare(day, last) <= 0;
		day = day_add_days(day, 1)) {
		walk.input.from = day;
		plain(&walk);
		zero_pause(&walk);
		extension(&walk);
	}
	deadline_result_clear(&walk.result);
	deadline_result_clear(&walk.other);
}

START_TEST(every_day)
{
	const GPtrArray *regimes = rulebook_regimes(rules);
	ck_assert_uint_eq(regimes->len, 65);
	for (guint i = 0; i < regimes->len; i++)
		every_day_of(g_ptr_array_index(regimes, i));
}
END_TEST

/* The regime's calendar with one more day off. */
static struct calendar *with_holiday(
	const struct calendar *base, struct calendar_listed *holiday)
{
	g_autoptr(GPtrArray) unions = g_ptr_array_new();
	g_autoptr(GPtrArray) listed = g_ptr_array_new();
	g_ptr_array_add(unions, (gpointer)base);
	g_ptr_array_add(listed, holiday);
	struct calendar_spec spec = { .id = "more",
		.unions = unions,
		.listed = listed,
		.weekend = 1u << SATURDAY | 1u << SUNDAY };
	return calendar_new(&spec, NULL);
}

START_TEST(a_holiday_never_shortens)
{
	const GPtrArray *regimes = rulebook_regimes(rules);
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	for (guint i = 0; i < regimes->len; i++) {
		const struct regime *regime = g_ptr_array_index(regimes, i);
		if (regime->term.unit != UNIT_WORKING_DAY)
			continue;
		/* the holiday is 5 days after the trigger, then 9, 13, … */
		for (int shift = 5; shift < 60; shift += 4) {
			struct deadline_input input = { .regime = regime };
			input.from = day_add_days(first, (int)i * 31 + shift);
			ck_assert(deadline_compute(&input, &result, NULL));
			struct day before = result.legal;
			struct calendar_listed holiday = {
				.day = day_add_days(input.from, shift)
			};
			g_autoptr(calendar) more =
				with_holiday(regime->calendar, &holiday);
			input.calendar = more;
			ck_assert(deadline_compute(&input, &result, NULL));
			ck_assert_int_ge(day_compare(result.legal, before), 0);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("properties");
	TCase *tcase = tcase_create("properties");
	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, setup, own_rules_free);
	tcase_add_test(tcase, every_day);
	tcase_add_test(tcase, a_holiday_never_shortens);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
