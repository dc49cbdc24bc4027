/* Rule files with mistakes: one clear line each, in the right place, and the
 * old rules stay in force.  And the real ones: whole and complete. */
#include "plaint/rulebook/rulebook.h"

#include <string.h>

#include "check_main.h"
#include "scratch.h"

static const char calendar_text[] =
	"id: XX\n"
	"title: {uk: а, ru: б, be: в, en: g}\n"
	"years:\n"
	"  - year: 2026\n"
	"    source: decree\n"
	"    moves:\n"
	"      - {from: 2026-04-25, to: 2026-04-20}\n";

static const char regimes_text[] =
	"jurisdiction: XX\n"
	"zone: UTC\n"
	"calendar: XX\n"
	"readings:\n"
	"  day_one:\n"
	"    title: {uk: а, ru: б, be: в, en: g}\n"
	"    count_from: same_day\n"
	"regimes:\n"
	"  - id: first\n"
	"    title: {uk: а, ru: б, be: в, en: g}\n"
	"    series: line\n"
	"    trigger: received\n"
	"    term: {amount: 15, unit: calendar_day}\n"
	"    roll: none\n"
	"    readings: [day_one]\n"
	"    valid: {to: 2026-04-07}\n"
	"    basis: law\n"
	"    confidence: T\n"
	"    source: act 1\n"
	"  - id: second\n"
	"    title: {uk: а, ru: б, be: в, en: g}\n"
	"    series: line\n"
	"    trigger: registered\n"
	"    term: {amount: 1, unit: month}\n"
	"    roll: next\n"
	"    interim:\n"
	"      - {duty: forward, regime: first}\n"
	"    valid: {from: 2026-04-08}\n"
	"    basis: law\n"
	"    confidence: T\n"
	"    source: act 2\n";

static const char escalation_text[] =
	"offer_notice_days: 3\n"
	"digest: {at: \"08:30\", to: owner}\n"
	"reminders:\n"
	"  - {when: before_safe_day, working_days: 5, to: owner}\n"
	"  - {when: in_stage, stage: drafting, working_days: 3, to: head}\n";

enum file {
	CALENDAR,
	REGIMES,
	ESCALATION,
	FILES,
};
static const char *const names[FILES] = { "calendars/xx.yaml",
	"regimes/xx.yaml", "escalation.yaml" };
static const char *const texts[FILES] = { calendar_text, regimes_text,
	escalation_text };

static char *dir;

static void file_write(enum file file, const char *text)
{
	scratch_put(dir, names[file], text);
}

static void setup(void)
{
	dir = scratch_make();
	for (int i = 0; i < FILES; i++)
		file_write((enum file)i, texts[i]);
}

static void teardown(void)
{
	scratch_remove(dir);
}

/* Each row: replace the first `find` in the file; the one line told ends (or,
 * without place, after the file's name begins) so. */
static const struct {
	enum file file;
	const char *find, *replace, *line;
} mistakes[] = {
	{ REGIMES, "    roll: none", "    rol: none",
		"regimes/xx.yaml:14:5: unknown key \"rol\"; did you mean "
		"\"roll\"?" },
	{ REGIMES, "unit: calendar_day", "unit: calender_day",
		"regimes/xx.yaml:13:30: unit cannot be \"calender_day\"; did "
		"you mean \"calendar_day\"?; one of: calendar_day, "
		"working_day, week, month" },
	{ REGIMES, "unit: calendar_day", "unit: fortnight",
		"regimes/xx.yaml:13:30: unit cannot be \"fortnight\"; one of: "
		"calendar_day, working_day, week, month" },
	{ REGIMES, "- id: second", "- id: first",
		"regimes/xx.yaml:20:5: regime \"first\" stands already in "
		"%s/regimes/xx.yaml:9" },
	{ REGIMES, "calendar: XX", "calendar: XY",
		"regimes/xx.yaml:9:5: there is no calendar \"XY\"; did you "
		"mean \"XX\"?" },
	{ REGIMES, "    valid: {from: 2026-04-08}",
		"    valid: {from: 2026-04-07}",
		"regimes/xx.yaml:20:5: regime \"second\" overlaps in validity "
		"with \"first\" (%s/regimes/xx.yaml:9) of the series "
		"\"line\"" },
	{ REGIMES, "    valid: {to: 2026-04-07}\n", "",
		"regimes/xx.yaml:19:5: regime \"second\" overlaps in validity "
		"with \"first\" (%s/regimes/xx.yaml:9) of the series "
		"\"line\"" },
	{ REGIMES, "valid: {from: 2026-04-08}",
		"valid: {from: 2026-04-08, to: 2026-04-01}",
		"regimes/xx.yaml:20:5: is valid to a day before it is valid "
		"from" },
	{ REGIMES, "2026-04-08", "2026-02-30",
		"regimes/xx.yaml:28:19: from: \"2026-02-30\" is not a day "
		"(YYYY-MM-DD)" },
	{ REGIMES, "[day_one]", "[day_two]",
		"regimes/xx.yaml:9:5: there is no reading \"day_two\" in this "
		"file" },
	{ REGIMES, "regime: first", "regime: fist",
		"regimes/xx.yaml:20:5: interim: there is no regime \"fist\"; "
		"did you mean \"first\"?" },
	{ REGIMES, "amount: 15", "amount: 0",
		"regimes/xx.yaml:13:20: amount must be 1 to 1000, not 0" },
	{ REGIMES, "    source: act 1\n", "",
		"regimes/xx.yaml:9:5: \"source\" is missing here" },
	{ REGIMES, ", en: g}", "}",
		"regimes/xx.yaml:6:12: \"en\" is missing here" },
	{ REGIMES, "trigger: received", "trigger: event",
		"regimes/xx.yaml:9:5: event goes with trigger: event, and only "
		"with it" },
	{ REGIMES, "jurisdiction: XX", "jurisdiction: [",
		"regimes/xx.yaml:3:9: did not find expected ',' or ']'" },
	{ CALENDAR, "from: 2026-04-25", "from: 2026-04-24",
		"calendars/xx.yaml:1:1: calendar XX: 2026-04-24 is not a day "
		"off, so none can be moved from it" },
	{ CALENDAR, "to: 2026-04-20}",
		"to: 2026-04-20}\n      - {from: 2026-04-26, to: 2026-04-20}",
		"calendars/xx.yaml:8:9: 2026-04-20 is decided on twice" },
	{ CALENDAR, "to: 2026-04-20", "to: 2027-04-20",
		"calendars/xx.yaml:7:9: 2027-04-20 is not a day of 2026" },
	{ CALENDAR, "years:", "union: YY\nyears:",
		"calendars/xx.yaml:1:1: union: there is no calendar \"YY\"" },
	{ CALENDAR, "years:", "union: XX\nyears:",
		"calendars/xx.yaml:1:1: union: calendar \"XX\" contains this "
		"one" },
	{ CALENDAR, "years:", "weekend: [saturday, funday]\nyears:",
		"calendars/xx.yaml:1:1: weekend: \"funday\" is not a "
		"weekday" },
	{ CALENDAR, "years:", "replaces: ZZ\nyears:",
		"calendars/xx.yaml:1:1: replaces: there is no calendar "
		"\"ZZ\"" },
	{ ESCALATION, "08:30", "24:30",
		"escalation.yaml:2:14: at: \"24:30\" is not a time of day "
		"(HH:MM)" },
	{ ESCALATION, "to: head", "to: boss",
		"escalation.yaml:5:5: to: \"boss\" is not owner, head or "
		"director" },
	{ ESCALATION, "stage: drafting", "stage: dreaming",
		"escalation.yaml:5:5: there is no stage \"dreaming\"" },
	{ ESCALATION, "in_stage, stage: drafting", "in_stage",
		"escalation.yaml:5:5: stage goes with when: in_stage, and only "
		"with it" },
};

static char *replaced(const char *text, const char *find, const char *replace)
{
	const char *at = strstr(text, find);
	ck_assert_msg(at != NULL, "%s", find);
	g_autofree char *head = g_strndup(text, (gsize)(at - text));
	return g_strconcat(head, replace, at + strlen(find), NULL);
}

START_TEST(mistake)
{
	g_autoptr(GError) error = NULL;
	struct rulebook *rules = rulebook_load(dir, &error);
	ck_assert_msg(rules != NULL, "%s", error ? error->message : "?");

	enum file file = mistakes[_i].file;
	g_autofree char *text =
		replaced(texts[file], mistakes[_i].find, mistakes[_i].replace);
	file_write(file, text);
	g_auto(GStrv) parts = g_strsplit(mistakes[_i].line, "%s", -1);
	g_autofree char *tail = g_strjoinv(dir, parts);
	g_autofree char *wanted = g_strconcat(dir, "/", tail, NULL);

	g_autoptr(rulebook) broken = rulebook_load(dir, &error);
	ck_assert_ptr_null(broken);
	ck_assert(
		g_error_matches(error, RULEBOOK_ERROR, RULEBOOK_ERROR_INVALID));
	ck_assert_msg(g_str_has_prefix(error->message, wanted),
		"said   %s\nwanted %s", error->message, wanted);
	ck_assert_ptr_null(strchr(error->message, '\n'));
	/* what was loaded before is untouched */
	ck_assert_ptr_nonnull(rulebook_regime(rules, "first"));
	ck_assert_ptr_nonnull(rulebook_regime(rules, "second"));
	rulebook_free(rules);
}
END_TEST

START_TEST(all_mistakes_at_once)
{
	g_autofree char *regimes = replaced(regimes_text, "[day_one]", "[x]");
	g_autofree char *escalation =
		replaced(escalation_text, "to: head", "to: boss");
	file_write(REGIMES, regimes);
	file_write(ESCALATION, escalation);
	g_autoptr(GPtrArray) problems = rulebook_check(dir);
	ck_assert_uint_eq(problems->len, 2);
}
END_TEST

START_TEST(no_folder)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(rulebook_load("/nonexistent", &error));
	ck_assert(g_error_matches(error, RULEBOOK_ERROR, RULEBOOK_ERROR_IO));
}
END_TEST

/* The organisation works on 2 May instead of 25 April (2026), and has a day
 * of its own off. */
START_TEST(own_calendar_replaces)
{
	static const char own[] = "id: XX-own\n"
				  "title: {uk: а, ru: б, be: в, en: g}\n"
				  "union: XX\n"
				  "replaces: XX\n"
				  "years:\n"
				  "  - year: 2026\n"
				  "    off:\n"
				  "      - {day: 2026-04-25}\n"
				  "      - {day: 2026-06-01}\n"
				  "    working:\n"
				  "      - {day: 2026-05-02}\n";
	scratch_put(dir, "calendars/own.yaml", own);
	g_autoptr(rulebook) rules = rulebook_load(dir, NULL);
	ck_assert_ptr_nonnull(rules);
	const struct calendar *calendar = rulebook_calendar(rules, "XX");
	ck_assert_str_eq(calendar_id(calendar), "XX-own");
	ck_assert_ptr_eq(rulebook_regime(rules, "first")->calendar, calendar);
	static const struct {
		const char *day;
		bool off;
	} table[] = {
		{ "2026-04-20", true }, /* moved by decree, still off */
		{ "2026-04-25", true },
		{ "2026-05-02", false },
		{ "2026-06-01", true },
		{ "2026-06-02", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		struct day day;
		ck_assert(day_parse(table[i].day, &day));
		ck_assert_msg(calendar_is_off(calendar, day) == table[i].off,
			"%s", table[i].day);
	}
}
END_TEST

/* Days of its own make no year surer, and none less sure, than the country's
 * calendar has it. */
START_TEST(own_calendar_is_as_sure_as_the_countrys)
{
	static const struct {
		const char *of, *day;
	} table[] = { { "UA", "2026-05-04" }, { "UA", "2026-11-29" },
		{ "UA", "2024-06-03" }, { "RU", "2026-06-01" },
		{ "RU", "2027-06-01" }, { "BY", "2025-06-02" },
		{ "BY", "2028-06-01" } };
	scratch_shell(dir, "cp -r rules/calendars rules/regimes \"$1\"");
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(rulebook) before = rulebook_load(dir, NULL);
		const char *of = table[i].of;
		g_autofree char *own = g_strdup_printf(
			"id: own\ntitle: {uk: а, ru: б, be: в, en: g}\n"
			"union: %s\nyears:\n"
			"  - {year: 2026, off: [{day: 2026-11-05}]}\n"
			"  - {year: 2027, off: [{day: 2027-11-04}]}\n",
			of);
		scratch_put(dir, "calendars/own.yaml", own);
		g_autoptr(rulebook) rules = rulebook_load(dir, NULL);
		struct day day;
		ck_assert_ptr_nonnull(rules);
		ck_assert(day_parse(table[i].day, &day));
		ck_assert_msg(
			calendar_is_provisional(
				rulebook_calendar(rules, "own"), day) ==
				calendar_is_provisional(
					rulebook_calendar(before, of), day),
			"%s %s", of, table[i].day);
	}
}
END_TEST

START_TEST(applies)
{
	g_autoptr(rulebook) rules = rulebook_load("rules", NULL);
	ck_assert_ptr_nonnull(rules);
	static const struct {
		const char *jurisdiction, *kind, *topic, *channel, *sector;
		const char *day, *ids;
	} table[] = {
		{ "UA", "complaint", "billing.refund", "email", "telecom",
			"2026-06-01", "ua-393-1m ua-1089-123-30d" },
		{ "UA", "complaint", "billing.refund", "email", NULL,
			"2026-06-01", "ua-393-1m" },
		{ "BY", "complaint", "delivery", "book", NULL, "2026-06-01",
			"by-300z-15d by-300z-book-15d" },
		{ "UK", "complaint", "billing.refund", "email", "telecom",
			"2026-04-07", "uk-ofcom-8w" },
		{ "UK", "complaint", "billing.refund", "email", "telecom",
			"2026-04-08", "uk-ofcom-6w" },
		{ "UK", "request", "privacy.access", "email", NULL,
			"2026-06-01", "uk-gdpr-1m" },
		{ "RU", "claim", NULL, "paper", "telecom", "2026-06-01",
			"ru-126fz-55-30d" },
		{ "RU", "thanks", NULL, "paper", "telecom", "2026-06-01", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		struct regime_query query = { table[i].kind, table[i].topic,
			table[i].channel, "person", table[i].sector,
			table[i].jurisdiction, { 0 } };
		ck_assert(day_parse(table[i].day, &query.day));
		g_autoptr(GPtrArray) found =
			rulebook_regimes_for(rules, &query);
		g_autoptr(GString) ids = g_string_new(NULL);
		for (guint k = 0; k < found->len; k++) {
			const struct regime *regime =
				g_ptr_array_index(found, k);
			g_string_append_printf(
				ids, "%s%s", k ? " " : "", regime->id);
		}
		ck_assert_str_eq(ids->str, table[i].ids);
	}
}
END_TEST

/* Nothing a clerk is shown may be empty. */
START_TEST(real_rules_are_whole)
{
	g_autoptr(GPtrArray) problems = rulebook_check("rules");
	ck_assert_msg(problems->len == 0, "%s",
		problems->len ? (char *)g_ptr_array_index(problems, 0) : "");
	g_autoptr(rulebook) rules = rulebook_load("rules", NULL);
	const GPtrArray *regimes = rulebook_regimes(rules);
	ck_assert_uint_eq(regimes->len, 65);
	for (guint i = 0; i < regimes->len; i++) {
		const struct regime *regime = g_ptr_array_index(regimes, i);
		ck_assert_ptr_nonnull(regime->calendar);
		ck_assert_uint_gt(strlen(regime->source), 0);
		for (int k = 0; k < TONGUES; k++)
			ck_assert_uint_gt(strlen(regime->title.in[k]), 0);
	}
	ck_assert_uint_gt(rulebook_escalation(rules)->lines->len, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("regimes");
	TCase *tcase = tcase_create("regimes");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, mistake, 0, G_N_ELEMENTS(mistakes));
	tcase_add_test(tcase, all_mistakes_at_once);
	tcase_add_test(tcase, no_folder);
	tcase_add_test(tcase, own_calendar_replaces);
	tcase_add_test(tcase, own_calendar_is_as_sure_as_the_countrys);
	tcase_add_test(tcase, applies);
	tcase_add_test(tcase, real_rules_are_whole);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
