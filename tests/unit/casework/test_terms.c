/* The days of cases: facts kept with them, recomputation, acts of people. */
#include "check_main.h"
#include "desk.h"
#include "plaint/casework/case_terms.h"
#include "scratch.h"

/* Rules of the test's own, in a folder of its own. */
static const char calendar_head[] = "id: TEST\n"
				    "title: {uk: T, ru: T, be: T, en: T}\n"
				    "weekend: [saturday, sunday]\n"
				    "always_known: yes\n";

static const char regimes[] =
	"jurisdiction: XX\nzone: Europe/Kyiv\ncalendar: TEST\n"
	"regimes:\n"
	"  - id: ten\n"
	"    title: {uk: T, ru: T, be: T, en: T}\n"
	"    trigger: received\n"
	"    term: {amount: 10, unit: working_day}\n"
	"    roll: none\n"
	"    extension: {allowed: yes, cap: {amount: 40, unit: calendar_day}}\n"
	"    pauses: {customer: adds, correction: restarts}\n"
	"    basis: law\n    confidence: T\n    source: act\n"
	"  - id: claim\n"
	"    title: {uk: T, ru: T, be: T, en: T}\n"
	"    applies: {kinds: [claim]}\n"
	"    trigger: received\n"
	"    term: {amount: 5, unit: calendar_day}\n"
	"    roll: none\n"
	"    basis: law\n    confidence: T\n    source: act\n"
	"  - id: telecom\n"
	"    title: {uk: T, ru: T, be: T, en: T}\n"
	"    applies: {sectors: [telecom], channels: [email]}\n"
	"    trigger: registered\n"
	"    off_hours: next_working_day\n"
	"    term: {amount: 4, unit: calendar_day}\n"
	"    roll: none\n"
	"    basis: law\n    confidence: T\n    source: act\n"
	"  - id: chosen\n"
	"    title: {uk: T, ru: T, be: T, en: T}\n"
	"    applies: {automatic: no}\n"
	"    trigger: event\n    event: absence_end\n"
	"    term: {amount: 3, unit: calendar_day}\n"
	"    roll: none\n"
	"    basis: law\n    confidence: T\n    source: act\n";

struct office {
	struct desk desk;
	char *dir;
	struct rulebook *rulebook;
	struct terms_rules rules;
};

/* The rules with these days off in 2026. */
static void rules_read(struct office *office, const char *off)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *calendar = g_strconcat(calendar_head, off, NULL);
	scratch_put(office->dir, "calendars/test.yaml", calendar);
	scratch_put(office->dir, "regimes/test.yaml", regimes);
	g_clear_pointer(&office->rulebook, rulebook_free);
	office->rulebook = rulebook_load(office->dir, &error);
	ck_assert_msg(office->rulebook != NULL, "%s",
		error != NULL ? error->message : "");
	office->rules = (struct terms_rules){ &office->desk.config,
		office->rulebook, NULL };
}

/* The desk's case (received 22 November 2026, a Sunday) with its first
 * days. */
static void office_open(struct office *office, int which)
{
	g_autoptr(GError) error = NULL;
	*office = (struct office){ .dir = scratch_make() };
	desk_open(&office->desk, which);
	office->desk.config.regime = (char *)"ten";
	rules_read(office, "");
	desk_terms(&office->desk, &office->rules, &office->desk.casefile);
}

static void office_close(struct office *office)
{
	rulebook_free(office->rulebook);
	desk_close(&office->desk);
	scratch_remove(office->dir);
}

static void due_is(struct office *office, const char *legal)
{
	g_autoptr(casefile) casefile = desk_case(&office->desk);
	ck_assert_str_eq(casefile->legal_due.text, legal);
}

static void sweep(struct office *office, const char *today, guint changed,
	enum case_clock_change change)
{
	g_autoptr(GError) error = NULL;
	g_auto(terms_sweep) sweep = {
		.rules = &office->rules, .now_utc_us = NOW, .why = "rules"
	};
	ck_assert(day_parse(today, &sweep.today));
	while (!sweep.is_done)
		assert_ok(terms_sweep_step(office->desk.db, &sweep, &error));
	ck_assert_int_eq(sweep.count, 1);
	ck_assert_uint_eq(sweep.problems->len, 0);
	ck_assert_uint_eq(sweep.changes->len, changed);
	if (changed > 0)
		ck_assert_int_eq(
			((const struct terms_change *)sweep.changes->pdata[0])
				->change,
			change);
}

START_TEST(rules_that_change_move_cases)
{
	struct office office;
	office_open(&office, _i);
	ck_assert_str_eq(office.desk.casefile.legal_due.text, "2026-12-04");
	due_is(&office, "2026-12-04");
	sweep(&office, "2026-11-23", 0, CASE_CLOCK_SAME);
	rules_read(&office,
		"years:\n  - {year: 2026, off: [{day: 2026-11-25}]}\n");
	sweep(&office, "2026-11-23", 1, CASE_CLOCK_LATER);
	due_is(&office, "2026-12-07");
	sweep(&office, "2026-11-23", 0, CASE_CLOCK_SAME);
	rules_read(&office, "");
	sweep(&office, "2026-11-23", 1, CASE_CLOCK_EARLIER);
	due_is(&office, "2026-12-04");
	g_autofree char *verbs = desk_verbs(&office.desk);
	ck_assert_str_eq(verbs, "terms_changed terms_changed");
	office_close(&office);
}
END_TEST

static struct day day_of(const char *text)
{
	struct day day;
	ck_assert(day_parse(text, &day));
	return day;
}

static struct case_act act_on(const char *day)
{
	struct case_act act = desk_act("olena");
	act.now_utc_us += days_between(day_of("2026-11-23"), day_of(day)) *
			  INT64_C(86400) * SECOND;
	return act;
}

START_TEST(an_open_pause_grows_and_ends)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	bool is_known;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-24");
	struct case_pause_wish wish = { .reason = PAUSE_CUSTOMER,
		.from = day_of("2026-11-24"),
		.is_open = true };
	assert_ok(case_pause(
		db, &act, &office.rules, &wish, &change, &is_known, &error));
	ck_assert(is_known);
	due_is(&office, "2026-12-04");
	sweep(&office, "2026-11-26", 1, CASE_CLOCK_LATER);
	due_is(&office, "2026-12-08");
	assert_fails(case_pause(db, &act, &office.rules, &wish, &change,
			     &is_known, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	act = act_on("2026-11-30");
	assert_fails(case_resume(db, &act, &office.rules, day_of("2026-12-01"),
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(case_resume(db, &act, &office.rules, day_of("2026-11-27"),
		&change, &error));
	due_is(&office, "2026-12-09");
	assert_fails(case_resume(db, &act, &office.rules, day_of("2026-11-30"),
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	sweep(&office, "2026-12-01", 0, CASE_CLOCK_SAME);
	g_autofree char *verbs = desk_verbs(&office.desk);
	ck_assert_str_eq(verbs, "paused terms_changed resumed");
	office_close(&office);
}
END_TEST

START_TEST(a_restart_and_a_pause_the_law_ignores)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	bool is_known;
	office_open(&office, _i);
	struct case_act act = act_on("2026-11-30");
	struct case_pause_wish wish = { .reason = PAUSE_EXPERTISE,
		.from = day_of("2026-11-24"),
		.until = day_of("2026-11-26") };
	assert_ok(case_pause(office.desk.db, &act, &office.rules, &wish,
		&change, &is_known, &error));
	ck_assert(!is_known);
	due_is(&office, "2026-12-04");
	wish.reason = PAUSE_CORRECTION;
	assert_ok(case_pause(office.desk.db, &act, &office.rules, &wish,
		&change, &is_known, &error));
	ck_assert(is_known);
	/* Ten working days after the 26th. */
	due_is(&office, "2026-12-10");
	office_close(&office);
}
END_TEST

START_TEST(a_pause_ends_before_its_day)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	bool is_known;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-26");
	struct case_pause_wish wish = { .reason = PAUSE_CUSTOMER,
		.from = day_of("2026-11-24"),
		.until = day_of("2026-12-01") };
	assert_ok(case_pause(
		db, &act, &office.rules, &wish, &change, &is_known, &error));
	due_is(&office, "2026-12-11");
	assert_ok(case_resume(db, &act, &office.rules, day_of("2026-11-26"),
		&change, &error));
	due_is(&office, "2026-12-08");
	/* Its end is past now: nothing stands. */
	assert_fails(case_resume(db, &act, &office.rules, day_of("2026-11-26"),
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	due_is(&office, "2026-12-08");
	office_close(&office);
}
END_TEST

static void taken_is(char **taken, const char *what)
{
	ck_assert_str_eq(*taken, what);
	g_clear_pointer(taken, g_free);
}

/* Entered for the wrong case: as if it had never been, and the log tells. */
START_TEST(pauses_and_extensions_are_taken_back)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	struct case_extension_given given;
	bool is_known;
	char *taken = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-30");
	struct case_pause_wish wish = { .reason = PAUSE_CUSTOMER,
		.from = day_of("2026-11-26"),
		.until = day_of("2026-11-30") };
	assert_ok(case_pause(
		db, &act, &office.rules, &wish, &change, &is_known, &error));
	due_is(&office, "2026-12-08");
	/* of an earlier day, entered later */
	act.now_utc_us += SECOND;
	wish = (struct case_pause_wish){ .reason = PAUSE_CORRECTION,
		.from = day_of("2026-11-24"),
		.is_open = true };
	assert_ok(case_pause(
		db, &act, &office.rules, &wish, &change, &is_known, &error));
	assert_ok(case_pause_undo(
		db, &act, &office.rules, NULL, &change, &taken, &error));
	taken_is(&taken, "pause (correction) from 2026-11-24");
	due_is(&office, "2026-12-08");
	struct case_extension_wish more = { .rules = &office.rules,
		.by = { 5, UNIT_CALENDAR_DAY },
		.reason = "x" };
	assert_ok(case_extend(db, &act, &more, &given, &error));
	due_is(&office, "2026-12-11");
	struct case_extension_undo undo = { .reason = " " };
	assert_fails(case_extension_undo(db, &act, &office.rules, &undo,
			     &change, &taken, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	undo = (struct case_extension_undo){ "claim", "помилка" };
	assert_fails(case_extension_undo(db, &act, &office.rules, &undo,
			     &change, &taken, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	undo.regime = NULL;
	assert_ok(case_extension_undo(
		db, &act, &office.rules, &undo, &change, &taken, &error));
	taken_is(&taken, "extension of 5 calendar_day under ten");
	ck_assert_int_eq(change.change, CASE_CLOCK_EARLIER);
	due_is(&office, "2026-12-08");
	enum pause_reason customer = PAUSE_CUSTOMER;
	assert_ok(case_pause_undo(
		db, &act, &office.rules, &customer, &change, &taken, &error));
	taken_is(&taken, "pause (customer) from 2026-11-26 until 2026-11-30");
	due_is(&office, "2026-12-04");
	assert_fails(case_pause_undo(db, &act, &office.rules, NULL, &change,
			     &taken, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	g_autofree char *verbs = desk_verbs(&office.desk);
	ck_assert_str_eq(verbs, "paused paused pause_undone extended "
				"extension_undone pause_undone");
	office_close(&office);
}
END_TEST

START_TEST(a_wrong_receipt_day_is_put_right)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	office_open(&office, _i);
	struct case_act act = act_on("2026-11-24");
	struct case_redate_wish wish = { .received = "2026-11-20",
		.reason = "штамп" };
	assert_ok(case_redate(
		office.desk.db, &act, &office.rules, &wish, &change, &error));
	ck_assert_int_eq(change.change, CASE_CLOCK_SAME);
	wish.received = "2026-11-19";
	assert_ok(case_redate(
		office.desk.db, &act, &office.rules, &wish, &change, &error));
	ck_assert_int_eq(change.change, CASE_CLOCK_EARLIER);
	due_is(&office, "2026-12-03");
	wish.received = "2026-11-24"; /* registered on the 23rd */
	assert_fails(case_redate(office.desk.db, &act, &office.rules, &wish,
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish.reason = " ";
	assert_fails(case_redate(office.desk.db, &act, &office.rules, &wish,
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	due_is(&office, "2026-12-03");
	office_close(&office);
}
END_TEST

START_TEST(regimes_follow_what_the_case_is)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	static const char *const claim[] = { "claim", NULL };
	static const char *const event[] = { "chosen", NULL };
	static const char *const own[] = { "ten", NULL };
	static const char *const none[] = { "tan", NULL };
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-23");
	struct case_reclassify_wish wish = { .kind = "claim" };
	assert_ok(case_reclassify(
		db, &act, &office.rules, &wish, &change, &error));
	due_is(&office, "2026-11-27");
	wish = (struct case_reclassify_wish){ .drop = claim };
	assert_fails(case_reclassify(
			     db, &act, &office.rules, &wish, &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish.reason = "скарга";
	assert_ok(case_reclassify(
		db, &act, &office.rules, &wish, &change, &error));
	due_is(&office, "2026-12-04");
	/* An event regime gives no day until its day is told. */
	wish = (struct case_reclassify_wish){ .add = event };
	assert_ok(case_reclassify(
		db, &act, &office.rules, &wish, &change, &error));
	due_is(&office, "2026-12-04");
	struct case_redate_wish redate = { .event = "2026-11-29",
		.reason = "лікарняний" };
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2026-12-02");
	redate.event = CASE_REDATE_NONE;
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2026-12-04");
	redate.event = "2026-11-29";
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2026-12-02");
	redate = (struct case_redate_wish){ .received = CASE_REDATE_NONE,
		.reason = "ні" };
	assert_fails(
		case_redate(db, &act, &office.rules, &redate, &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish = (struct case_reclassify_wish){ .add = none };
	assert_fails(case_reclassify(
			     db, &act, &office.rules, &wish, &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish = (struct case_reclassify_wish){ .drop = event, .reason = "ні" };
	assert_ok(case_reclassify(
		db, &act, &office.rules, &wish, &change, &error));
	wish.drop = own;
	assert_fails(case_reclassify(
			     db, &act, &office.rules, &wish, &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	due_is(&office, "2026-12-04");
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(db, office.desk.case_id.text, &error);
	ck_assert_uint_eq(rows->len, 3);
	for (guint i = 0; i < rows->len; i++) {
		const struct casefile_deadline *row = rows->pdata[i];
		ck_assert_str_eq(row->state,
			strcmp(row->regime, "ten") == 0 ? "running" : "void");
	}
	office_close(&office);
}
END_TEST

/* Received on Sunday and registered by the program that same Monday night:
 * the law registers on the working day. */
START_TEST(sector_and_office_hours)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	office.desk.config.organisation.sector = (char *)"telecom";
	sweep(&office, "2026-11-23", 1, CASE_CLOCK_EARLIER);
	due_is(&office, "2026-11-27"); /* Monday the 23rd, and four days */
	struct case_act act = act_on("2026-11-23");
	struct case_redate_wish redate = { .received = "2026-11-21",
		.reason = "субота" };
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2026-11-27");
	office.desk.config.organisation.sector = (char *)"retail";
	sweep(&office, "2026-11-23", 1, CASE_CLOCK_LATER);
	due_is(&office, "2026-12-04");
	/* No law speaks of retail; one speaks of something nearly mistyped. */
	assert_ok(terms_rules_check(&office.rules, &error));
	office.desk.config.organisation.sector = (char *)"telekom";
	ck_assert(!terms_rules_check(&office.rules, &error));
	ck_assert_str_eq(error->message, "plaint.yaml: there is no sector "
					 "\"telekom\"; nearest: telecom");
	office_close(&office);
}
END_TEST

/* Without the extension in the rules any more the old days stay, and it is
 * said; an answered case is left alone. */
START_TEST(what_cannot_be_computed_stays)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-23");
	struct case_extension_wish wish = { .rules = &office.rules,
		.by = { 5, UNIT_CALENDAR_DAY },
		.reason = "x" };
	struct case_extension_given given;
	assert_ok(case_extend(db, &act, &wish, &given, &error));
	due_is(&office, "2026-12-09");
	g_autofree char *no_more = g_strdup(regimes);
	char *allowed = strstr(no_more, "allowed: yes");
	memcpy(allowed, "allowed: no ", strlen("allowed: no "));
	scratch_put(office.dir, "regimes/test.yaml", no_more);
	rulebook_free(office.rulebook);
	office.rulebook = rulebook_load(office.dir, &error);
	ck_assert_msg(office.rulebook != NULL, "%s",
		error != NULL ? error->message : "");
	office.rules.rulebook = office.rulebook;
	g_auto(terms_sweep) swept = { .rules = &office.rules,
		.now_utc_us = NOW,
		.today = day_of("2026-11-23"),
		.why = "rules" };
	assert_ok(terms_sweep_step(db, &swept, &error));
	ck_assert_uint_eq(swept.problems->len, 1);
	ck_assert_ptr_nonnull(strstr(swept.problems->pdata[0], "case " NUMBER));
	due_is(&office, "2026-12-09");
	stock_run(db, "UPDATE casefile SET stage = 'answered'");
	g_auto(terms_sweep) again = { .rules = &office.rules,
		.today = day_of("2026-11-23") };
	assert_ok(terms_sweep_step(db, &again, &error));
	ck_assert_int_eq(again.count, 0);
	office_close(&office);
}
END_TEST

static void state_is(struct office *office, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = casefile_deadline_list(
		office->desk.db, office->desk.case_id.text, &error);
	ck_assert_uint_eq(rows->len, 1);
	const struct casefile_deadline *row = rows->pdata[0];
	ck_assert_str_eq(row->state, state);
}

/* Met by an answer, and then the customer wrote once more: nothing that is
 * done to the old terms would do anything. */
START_TEST(a_later_letter_has_ended_terms_run_anew)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	bool is_known;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_act act = act_on("2026-11-24");
	struct case_extension_wish wish = { .rules = &office.rules,
		.by = { 5, UNIT_CALENDAR_DAY },
		.reason = "x" };
	struct case_extension_given given;
	struct case_pause_wish pause = { .reason = PAUSE_CUSTOMER,
		.from = day_of("2026-11-24"),
		.is_open = true };
	assert_ok(case_extend(db, &act, &wish, &given, &error));
	assert_ok(case_pause(
		db, &act, &office.rules, &pause, &change, &is_known, &error));
	stock_run(db, "UPDATE deadline SET state = 'met'");
	stock_run(db, "UPDATE casefile SET stage = 'reopened'");
	act = act_on("2026-12-30");
	ck_assert(!case_extend(db, &act, &wish, &given, &error));
	ck_assert_str_eq(error->message,
		"the terms of case " NUMBER
		" ended with its answer: plaint redate " NUMBER
		" --received DAY has them run from a later letter");
	g_clear_error(&error);
	pause.from = day_of("2026-12-30");
	assert_fails(case_pause(db, &act, &office.rules, &pause, &change,
			     &is_known, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(case_resume(db, &act, &office.rules, day_of("2026-12-30"),
			     &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct case_redate_wish redate = { .received = "2026-11-22",
		.reason = "написав знову" };
	assert_fails(
		case_redate(db, &act, &office.rules, &redate, &change, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	redate.received = "2026-12-28";
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2027-01-11");
	state_is(&office, "running");
	/* And as any other: put right, extended. */
	redate.received = "2026-12-29";
	assert_ok(
		case_redate(db, &act, &office.rules, &redate, &change, &error));
	due_is(&office, "2027-01-12");
	assert_ok(case_extend(db, &act, &wish, &given, &error));
	due_is(&office, "2027-01-17");
	office_close(&office);
}
END_TEST

struct coming {
	const struct office *office;
	const struct case_letter *letter;
};

static bool coming_tx(struct db *db, void *user, GError **error)
{
	const struct coming *coming = user;
	return case_letter_came(
		db, &coming->office->rules, coming->letter, error);
}

/* As registration does, in its transaction. */
static void letter_comes(
	const struct office *office, const struct case_letter *letter)
{
	g_autoptr(GError) error = NULL;
	struct coming coming = { office, letter };
	assert_ok(db_run_tx(office->desk.db, coming_tx, &coming, &error));
}

START_TEST(a_letter_after_the_answer_begins_them_anew)
{
	struct office office;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_letter letter = { office.desk.case_id.text,
		{ "2026-12-28" }, act_on("2026-12-28").now_utc_us,
		act_on("2026-12-28").now_utc_us };
	/* They still run. */
	letter_comes(&office, &letter);
	due_is(&office, "2026-12-04");
	stock_run(db, "UPDATE deadline SET state = 'missed'");
	stock_run(db, "UPDATE casefile SET stage = 'reopened'");
	/* A letter that lay about since before the first. */
	g_strlcpy(letter.received_day.text, "2026-11-20",
		sizeof(letter.received_day.text));
	letter_comes(&office, &letter);
	state_is(&office, "missed");
	g_strlcpy(letter.received_day.text, "2026-12-28",
		sizeof(letter.received_day.text));
	letter_comes(&office, &letter);
	due_is(&office, "2027-01-11");
	state_is(&office, "running");
	g_autofree char *verbs = desk_verbs(&office.desk);
	ck_assert_str_eq(verbs, "redated");
	office_close(&office);
}
END_TEST

/* Its letter is taken in all the same. */
START_TEST(a_letter_waits_for_no_rules)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct case_letter letter = { office.desk.case_id.text,
		{ "2026-12-28" }, act_on("2026-12-28").now_utc_us,
		act_on("2026-12-28").now_utc_us };
	stock_run(db, "UPDATE deadline SET state = 'met'");
	stock_run(db, "UPDATE casefile SET stage = 'reopened'");
	struct casefile_regime gone = { .casefile_id = office.desk.case_id,
		.regime = "gone",
		.applies = true,
		.by_login = "olena",
		.at_utc_us = NOW };
	assert_ok(casefile_regime_put(db, &gone, &error));
	letter_comes(&office, &letter);
	state_is(&office, "met");
	g_autoptr(casefile) casefile = desk_case(&office.desk);
	ck_assert_str_eq(casefile->received_day.text, "2026-11-22");
	office_close(&office);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("terms");
	TCase *tcase = databases_case("terms");
	databases_add(tcase, rules_that_change_move_cases);
	databases_add(tcase, an_open_pause_grows_and_ends);
	databases_add(tcase, a_pause_ends_before_its_day);
	databases_add(tcase, a_restart_and_a_pause_the_law_ignores);
	databases_add(tcase, pauses_and_extensions_are_taken_back);
	databases_add(tcase, a_wrong_receipt_day_is_put_right);
	databases_add(tcase, regimes_follow_what_the_case_is);
	databases_add(tcase, sector_and_office_hours);
	databases_add(tcase, a_later_letter_has_ended_terms_run_anew);
	databases_add(tcase, a_letter_after_the_answer_begins_them_anew);
	databases_add(tcase, a_letter_waits_for_no_rules);
	databases_add(tcase, what_cannot_be_computed_stays);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
