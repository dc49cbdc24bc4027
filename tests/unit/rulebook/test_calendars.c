/* The calendars in rules/ against the lists of ../shared/law, day by day. */
#include "plaint/rulebook/rulebook.h"

#include "check_main.h"
#include "scratch.h"
#include "law.h"
#include "own_rules.h"

struct list {
	GPtrArray *days_off, *working_weekends; /* of char * */
};
static const struct yaml_field list_fields[] = {
	{ "days_off", YAML_TEXTS, offsetof(struct list, days_off) },
	{ "working_weekends", YAML_TEXTS,
		offsetof(struct list, working_weekends) },
	{ NULL }
};
static const struct yaml_record list_record = { sizeof(struct list),
	list_fields };

enum {
	CALENDARS = 9
};

struct lists {
	struct list all[CALENDARS];
	char *note;
};
/* The years a list is whole for. */
static const struct {
	const char *id;
	int from, to;
} known[CALENDARS] = {
	{ "RU", 2024, 2027 },
	{ "BY", 2025, 2027 },
	{ "UA-martial", 2024, 2028 },
	{ "UA-peace", 2025, 2027 },
	{ "UK-EW", 2025, 2027 },
	{ "UK-SCT", 2025, 2027 },
	{ "UK-NI", 2025, 2027 },
	{ "UK-any", 2025, 2027 },
	{ "PL", 2026, 2026 },
};
#define LIST(name, i)                                                          \
	{                                                                      \
		name, YAML_RECORD, offsetof(struct lists, all[i]),             \
			.record = &list_record                                 \
	}
static const struct yaml_field lists_fields[] = { LIST("RU", 0), LIST("BY", 1),
	LIST("UA-martial", 2), LIST("UA-peace", 3), LIST("UK-EW", 4),
	LIST("UK-SCT", 5), LIST("UK-NI", 6), LIST("UK-any", 7), LIST("PL", 8),
	{ "_note", YAML_TEXT, offsetof(struct lists, note) }, { NULL } };
static const struct yaml_record lists_record = { sizeof(struct lists),
	lists_fields };

struct wrapped {
	struct lists all;
};
static const struct yaml_field wrapped_fields[] = {
	{ "all", YAML_RECORD, 0, .record = &lists_record }, { NULL }
};
static const struct yaml_record wrapped_record = { sizeof(struct wrapped),
	wrapped_fields };

static bool contains(const GPtrArray *days, struct day day)
{
	for (guint i = 0; i < days->len; i++)
		if (strcmp(g_ptr_array_index(days, i), day_format(day).text) ==
			0)
			return true;
	return false;
}

static void list_check(int at, const struct list *list)
{
	const struct calendar *calendar =
		rulebook_calendar(rules, known[at].id);
	struct day day;
	ck_assert_ptr_nonnull(calendar);
	ck_assert(day_from_ymd(known[at].from, 1, 1, &day));
	for (; day_year(day) <= known[at].to; day = day_add_days(day, 1)) {
		bool weekend = day_weekday(day) >= SATURDAY;
		bool off = contains(list->days_off, day) ||
			   (weekend && !contains(list->working_weekends, day));
		ck_assert_msg(calendar_is_off(calendar, day) == off,
			"%s: %s should%s be off", known[at].id,
			day_format(day).text, off ? "" : " not");
	}
}

START_TEST(every_listed_day)
{
	struct wrapped wrapped = { 0 };
	if (!law_read("calendars.json", &wrapped_record, &wrapped))
		return;
	for (int i = 0; i < CALENDARS; i++)
		list_check(i, &wrapped.all.all[i]);
	yaml_record_clear(&wrapped_record, &wrapped);
}
END_TEST

START_TEST(russian_working_days)
{
	static const int wanted[] = { 248, 247, 247, 247 };
	const struct calendar *calendar = rulebook_calendar(rules, "RU");
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
			calendar_working_days(calendar, 2024 + i), wanted[i]);
}
END_TEST

/* A year nobody has decided on is never a silent guess. */
START_TEST(unknown_years_are_provisional)
{
	static const struct {
		const char *id, *day;
		bool provisional;
	} table[] = {
		{ "RU", "2026-06-01", false },
		{ "RU", "2027-06-01", true }, /* a draft */
		{ "RU", "2031-06-01", true },
		{ "BY", "2026-06-01", false },
		{ "BY", "2027-06-01", true },
		{ "UA", "2026-05-04", false },
		{ "UA", "2026-05-05", true },
		{ "UK-any", "2027-06-01", false },
		{ "UK-any", "2028-06-01", true },
		{ "none", "2040-06-01", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		struct day day;
		ck_assert(day_parse(table[i].day, &day));
		ck_assert_msg(calendar_is_provisional(
				      rulebook_calendar(rules, table[i].id),
				      day) == table[i].provisional,
			"%s %s", table[i].id, table[i].day);
	}
}
END_TEST

START_TEST(martial_law_is_dated)
{
	const struct calendar *calendar = rulebook_calendar(rules, "UA");
	struct day day;
	ck_assert(day_parse("2026-01-01", &day));
	ck_assert(!calendar_is_off(calendar, day));
	ck_assert(day_parse("2026-08-24", &day));
	ck_assert(calendar_is_off(calendar, day));
	ck_assert(day_parse("2026-02-28", &day)); /* Saturday */
	ck_assert(calendar_is_off(calendar, day));
}
END_TEST

/* One place to put the new day in: with two, a calendar could be sure of
 * holidays that are not in force. */
START_TEST(martial_law_is_extended_in_one_place)
{
	struct day day;
	char *dir = scratch_make();
	scratch_shell(dir, "cp -r rules/calendars rules/regimes \"$1\" && "
			   "sed -i s/2026-05-04/2026-11-01/ "
			   "\"$1/calendars/ua.yaml\"");
	scratch_shell(dir, "test $(grep -c 2026-11-01 "
			   "\"$1/calendars/ua.yaml\") = 1");
	g_autoptr(rulebook) extended = rulebook_load(dir, NULL);
	scratch_remove(dir);
	ck_assert_ptr_nonnull(extended);
	const struct calendar *calendar = rulebook_calendar(extended, "UA");
	ck_assert(day_parse("2026-08-24", &day));
	ck_assert(!calendar_is_off(calendar, day));
	ck_assert(!calendar_is_provisional(calendar, day));
	ck_assert(day_parse("2026-12-25", &day));
	ck_assert(calendar_is_off(calendar, day));
	ck_assert(calendar_is_provisional(calendar, day));
}
END_TEST

START_TEST(reasons_name_their_source)
{
	struct day day;
	ck_assert(day_parse("2026-04-20", &day));
	struct calendar_look look =
		calendar_look(rulebook_calendar(rules, "BY"), day);
	ck_assert_int_eq(look.kind, CALENDAR_MOVED_OFF);
	ck_assert_ptr_nonnull(strstr(look.mark->source, "397"));
	ck_assert_str_eq(day_format(look.mark->other).text, "2026-04-25");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("calendars");
	TCase *tcase = tcase_create("calendars");
	tcase_add_unchecked_fixture(tcase, own_rules_load, own_rules_free);
	tcase_add_test(tcase, every_listed_day);
	tcase_add_test(tcase, russian_working_days);
	tcase_add_test(tcase, unknown_years_are_provisional);
	tcase_add_test(tcase, martial_law_is_dated);
	tcase_add_test(tcase, martial_law_is_extended_in_one_place);
	tcase_add_test(tcase, reasons_name_their_source);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
