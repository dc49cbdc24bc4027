/* The worked examples of ../shared/law with our own rule files: the legal day
 * of every one, by the regime's own calendar and by the example's; where an
 * example names other dates, the safe day is the earliest or the last working
 * day before it. */
#include "plaint/rulebook/rulebook.h"

#include "check_main.h"
#include "law.h"
#include "own_rules.h"

struct example {
	char *id, *regime, *input, *calendar, *due, *roll, *alternatives;
	char *trigger, *input_dow, *unit, *amount, *due_dow, *basis, *why;
};

#define TEXT(field)                                                            \
	{                                                                      \
#field, YAML_TEXT, offsetof(struct example, field)             \
	}
static const struct yaml_field example_fields[] = { TEXT(id), TEXT(regime),
	TEXT(input), TEXT(calendar), TEXT(due), TEXT(roll), TEXT(alternatives),
	TEXT(trigger), TEXT(input_dow), TEXT(unit), TEXT(amount), TEXT(due_dow),
	TEXT(basis), TEXT(why), { NULL } };
static const struct yaml_record example_record = { sizeof(struct example),
	example_fields };

struct examples {
	GPtrArray *all; /* of struct example */
};
static const struct yaml_field examples_fields[] = {
	{ "all", YAML_RECORDS, offsetof(struct examples, all),
		.record = &example_record },
	{ NULL }
};
static const struct yaml_record examples_record = { sizeof(struct examples),
	examples_fields };

static struct examples examples;

static struct day input_day(const char *text, const char *zone_name)
{
	struct day day = { 0 };
	if (day_parse(text, &day))
		return day;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
	ck_assert_msg(zone && time, "%s %s", text, zone_name);
	gint64 seconds = g_date_time_to_unix(time);
	int interval =
		g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
	return day_from_utc_us(seconds * G_USEC_PER_SEC,
		g_time_zone_get_offset(zone, interval));
}

/* The earliest of due and of all days the text names. */
static struct day earliest_named(const struct example *example)
{
	struct day earliest = { 0 };
	ck_assert(day_parse(example->due, &earliest));
	const char *at = example->alternatives;
	for (; strlen(at) >= DAY_TEXT_LENGTH; at++) {
		g_autofree char *text = g_strndup(at, DAY_TEXT_LENGTH);
		struct day day;
		if (day_parse(text, &day) && day_compare(day, earliest) < 0)
			earliest = day;
	}
	return earliest;
}

static void safe_check(
	const struct example *example, const struct deadline_result *result)
{
	struct day earliest = earliest_named(example);
	struct day before = calendar_working_until(
		result->calendar, day_add_days(earliest, -1));
	ck_assert_msg(day_compare(result->safe, earliest) == 0 ||
			      day_compare(result->safe, before) == 0,
		"%s: safe %s, named %s", example->id,
		day_format(result->safe).text, day_format(earliest).text);
}

static void example_check(const struct example *example, bool own_calendar)
{
	const struct regime *regime = rulebook_regime(rules, example->regime);
	ck_assert_msg(regime != NULL, "%s", example->regime);
	struct deadline_input input = { .regime = regime };
	input.from = input_day(example->input, regime->zone);
	if (!own_calendar)
		input.calendar = rulebook_calendar(rules, example->calendar);
	ck_assert_msg(own_calendar || input.calendar, "%s", example->calendar);
	g_auto(deadline_result) result = { 0 };
	deadline_result_init(&result);
	ck_assert(deadline_compute(&input, &result, NULL));
	ck_assert_msg(strcmp(day_format(result.legal).text, example->due) == 0,
		"%s: legal %s, wanted %s", example->id,
		day_format(result.legal).text, example->due);
	ck_assert_int_le(day_compare(result.safe, result.legal), 0);
	if (example->alternatives[0])
		safe_check(example, &result);
}

START_TEST(every_example)
{
	if (!law_read("examples.json", &examples_record, &examples))
		return;
	ck_assert_uint_eq(examples.all->len, 59);
	for (guint i = 0; i < examples.all->len; i++) {
		example_check(g_ptr_array_index(examples.all, i), true);
		example_check(g_ptr_array_index(examples.all, i), false);
	}
	yaml_record_clear(&examples_record, &examples);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("examples");
	TCase *tcase = tcase_create("examples");
	tcase_add_unchecked_fixture(tcase, own_rules_load, own_rules_free);
	tcase_add_test(tcase, every_example);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
