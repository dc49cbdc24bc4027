/* Giving, closing, reopening and extending cases, on real databases. */
#include "check_main.h"
#include "desk.h"
#include "plaint/casework/absence.h"
#include "plaint/casework/terms.h"
#include "plaint/store/staff.h"

START_TEST(a_case_changes_hands)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	struct case_act act = desk_act("iryna");
	assert_fails(desk_hand(&desk, &act, "nobody", NULL, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(desk_hand(&desk, &act, "olena", "billing", &error));
	desk_expect_stage(&desk, "assigned");
	assert_ok(desk_hand(&desk, &act, NULL, "network", &error));
	g_autoptr(casefile) casefile = desk_case(&desk);
	ck_assert_str_eq(casefile->owner, "olena");
	ck_assert_str_eq(casefile->department, "network");
	assert_ok(desk_hand(&desk, &act, "", NULL, &error));
	desk_expect_stage(&desk, "registered");
	g_autofree char *verbs = desk_verbs(&desk);
	ck_assert_str_eq(verbs, "assigned assigned assigned");
	desk_close(&desk);
}
END_TEST

/* In no department's list it would be nobody's. */
START_TEST(a_case_goes_to_departments_there_are)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) departments = g_ptr_array_new();
	struct department billing = { .id = (char *)"billing" };
	struct routing routing = { .departments = departments };
	struct case_handing handing = { .routing = &routing };
	desk_open(&desk, _i);
	struct case_act act = desk_act("iryna");
	g_ptr_array_add(departments, &billing);
	handing.department = "biling";
	assert_fails(case_hand(desk.db, &act, &handing, NULL, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	handing.department = "billing";
	assert_ok(case_hand(desk.db, &act, &handing, NULL, &error));
	desk_close(&desk);
}
END_TEST

static void hire(struct desk *desk, const char *login)
{
	g_autoptr(GError) error = NULL;
	struct staff staff = { login, login, "agent", "", true };
	assert_ok(staff_add(desk->db, &staff, NOW, &error));
}

static bool away(struct desk *desk, const char *login, const char *days,
	const char *deputy, GError **error)
{
	struct absence_act act = { .by = "iryna", .now_utc_us = NOW };
	struct staff_absence absence = { .login = login, .deputy = deputy };
	ck_assert(day_parse("2026-12-10", &act.today));
	g_strlcpy(absence.from_day.text, days, sizeof(absence.from_day.text));
	g_strlcpy(absence.until_day.text, days + 11,
		sizeof(absence.until_day.text));
	return absence_begin(desk->db, &act, NULL, &absence, error);
}

static void expect_given(struct desk *desk, const char *day, const char *whom)
{
	g_autoptr(GError) error = NULL;
	struct case_act act = desk_act("iryna");
	const char *given = NULL;
	struct case_handing handing = { .owner = "olena" };
	ck_assert(day_parse(day, &handing.today));
	g_autoptr(GPtrArray) absences =
		absence_list(desk->db, NULL, handing.today, &error);
	ck_assert_ptr_nonnull(absences);
	handing.absences = absences;
	assert_ok(case_hand(desk->db, &act, &handing, &given, &error));
	ck_assert_str_eq(given, whom);
	g_autoptr(casefile) casefile = desk_case(desk);
	ck_assert_str_eq(casefile->owner, whom);
}

START_TEST(a_case_goes_to_who_stands_in)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	hire(&desk, "petro");
	hire(&desk, "oksana");
	assert_ok(
		away(&desk, "olena", "2026-12-14 2026-12-18", "petro", &error));
	expect_given(&desk, "2026-12-13", "olena");
	expect_given(&desk, "2026-12-14", "petro");
	assert_ok(away(
		&desk, "petro", "2026-12-16 2026-12-31", "oksana", &error));
	expect_given(&desk, "2026-12-16", "oksana");
	/* Round, on the one day all three would be away. */
	assert_fails(
		away(&desk, "oksana", "2026-12-18 2026-12-20", "olena", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(away(
		&desk, "oksana", "2026-12-19 2026-12-20", "olena", &error));
	assert_fails(
		away(&desk, "olena", "2026-12-18 2026-12-22", "petro", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(
		away(&desk, "iryna", "2026-12-18 2026-12-17", "petro", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(
		away(&desk, "iryna", "2026-12-18 2026-12-19", "iryna", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(
		away(&desk, "iryna", "2026-12-18 2026-12-19", "nobody", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct absence_act act = { .by = "iryna", .now_utc_us = NOW };
	ck_assert(day_parse("2026-12-16", &act.today));
	assert_ok(absence_end(desk.db, &act, "olena", &error));
	expect_given(&desk, "2026-12-16", "olena");
	assert_fails(absence_end(desk.db, &act, "olena", &error), STORE_ERROR,
		STORE_ERROR_MISSING);
	desk_close(&desk);
}
END_TEST

START_TEST(a_case_closes_with_a_cause_and_opens_again)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	struct case_act act = desk_act("iryna");
	assert_fails(case_close(desk.db, &act, "", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_ok(case_close(desk.db, &act, "Стара ціна на сайті", &error));
	desk_expect_stage(&desk, "closed");
	assert_fails(case_close(desk.db, &act, "ще раз", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_fails(desk_hand(&desk, &act, "olena", NULL, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_ok(case_reopen(desk.db, &act, "Написав знову", &error));
	assert_ok(desk_hand(&desk, &act, "olena", NULL, &error));
	desk_expect_stage(&desk, "assigned");
	assert_fails(case_reopen(desk.db, &act, "x", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	desk_close(&desk);
}
END_TEST

static const struct {
	struct term by;
	const char *legal; /* NULL: refused */
	bool is_capped;
} extensions[] = {
	{ { 10, UNIT_CALENDAR_DAY }, "2027-01-01", false },
	{ { 3, UNIT_CALENDAR_DAY }, "2027-01-04", false },
	/* 45 days in all (393/96-ВР art. 20) end on 6 January. */
	{ { 30, UNIT_CALENDAR_DAY }, "2027-01-06", true },
};

START_TEST(extensions_add_up_and_are_capped)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	g_autoptr(rulebook) rulebook = rulebook_load("rules", &error);
	ck_assert_msg(rulebook != NULL, "%s", error ? error->message : "");
	desk_open(&desk, _i);
	struct terms_rules rules = { &desk.config, rulebook, NULL };
	struct case_act act = desk_act("iryna");
	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++) {
		struct case_extension_wish wish = { .rules = &rules,
			.by = extensions[i].by,
			.reason = "експертиза" };
		struct case_extension_given given;
		assert_ok(case_extend(desk.db, &act, &wish, &given, &error));
		ck_assert_str_eq(
			day_format(given.new_legal).text, extensions[i].legal);
		ck_assert_int_eq(given.is_capped, extensions[i].is_capped);
		ck_assert(!given.is_late);
		g_autoptr(casefile) casefile = desk_case(&desk);
		ck_assert_str_eq(casefile->legal_due.text, extensions[i].legal);
	}
	struct case_extension_wish more = {
		.rules = &rules, .by = { 1, UNIT_CALENDAR_DAY }, .reason = "ще"
	};
	struct case_extension_given none;
	assert_fails(case_extend(desk.db, &act, &more, &none, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(rows->len, 1);
	const struct casefile_deadline *row = rows->pdata[0];
	ck_assert_str_eq(row->state, "extended");
	desk_close(&desk);
}
END_TEST

/* Whoever missed a day does not hide it by an extension: on 22 December the
 * term ends, and then on the 27th. */
START_TEST(a_late_extension_is_told)
{
	static const int days_later[] = { 29, 35 };
	struct desk desk;
	g_autoptr(GError) error = NULL;
	g_autoptr(rulebook) rulebook = rulebook_load("rules", &error);
	desk_open(&desk, _i);
	struct terms_rules rules = { &desk.config, rulebook, NULL };
	for (int i = 0; i < 2; i++) {
		struct case_act act = desk_act("iryna");
		struct case_extension_wish wish = { .rules = &rules,
			.by = { 5, UNIT_CALENDAR_DAY },
			.reason = "експертиза" };
		struct case_extension_given given;
		act.now_utc_us +=
			days_later[i] * INT64_C(86400) * G_USEC_PER_SEC;
		assert_ok(case_extend(desk.db, &act, &wish, &given, &error));
		ck_assert_int_eq(given.is_late, i == 1);
		struct event_filter all = { .subject_kind = "casefile" };
		g_autoptr(GPtrArray) events = event_list(desk.db, &all, &error);
		ck_assert_ptr_nonnull(events);
		const struct event *last = events->pdata[events->len - 1];
		ck_assert_ptr_nonnull(strstr(last->detail,
			i == 1 ? "\"is_late\":true" : "\"is_late\":false"));
	}
	desk_close(&desk);
}
END_TEST

START_TEST(an_extension_is_refused_in_words)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	g_autoptr(rulebook) rulebook = rulebook_load("rules", &error);
	desk_open(&desk, _i);
	desk.config.regime = (char *)"ua-393-15d";
	struct terms_rules rules = { &desk.config, rulebook, NULL };
	struct case_act act = desk_act("iryna");
	struct case_extension_given given;
	struct case_extension_wish wish = { .rules = &rules,
		.by = { 5, UNIT_CALENDAR_DAY },
		.regime = "uk-disp-8w",
		.reason = "експертиза" };
	assert_fails(case_extend(desk.db, &act, &wish, &given, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish.regime = NULL;
	assert_fails(case_extend(desk.db, &act, &wish, &given, &error),
		DEADLINE_ERROR, DEADLINE_ERROR_REFUSED);
	wish.reason = "";
	assert_fails(case_extend(desk.db, &act, &wish, &given, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	g_autofree char *verbs = desk_verbs(&desk);
	ck_assert_str_eq(verbs, "");
	desk_close(&desk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("case_work");
	TCase *tcase = databases_case("case_work");
	databases_add(tcase, a_case_changes_hands);
	databases_add(tcase, a_case_goes_to_departments_there_are);
	databases_add(tcase, a_case_goes_to_who_stands_in);
	databases_add(tcase, a_case_closes_with_a_cause_and_opens_again);
	databases_add(tcase, extensions_add_up_and_are_capped);
	databases_add(tcase, a_late_extension_is_told);
	databases_add(tcase, an_extension_is_refused_in_words);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
