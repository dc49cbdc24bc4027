/* Who is told what, once. */
#include "check_main.h"
#include "desk.h"
#include "plaint/casework/reminding.h"
#include "plaint/store/casefile_fact.h"
#include "plaint/store/notice.h"
#include "plaint/store/staff_absence.h"
#include "scratch.h"

static const char escalation[] =
	"director: boss@plaint.example\n"
	"digest: {at: '08:30', to: [owner, head]}\n"
	"reminders:\n"
	"  - {when: before_safe_day, working_days: 2, to: [owner, head]}\n"
	"  - {when: after_safe_day, working_days: 1, repeat_every: 1,"
	" to: [owner, director]}\n"
	"  - {when: in_stage, stage: registered, working_days: 1,"
	" to: [owner]}\n";

struct office {
	struct desk desk;
	char *dir;
	struct rulebook *rulebook;
	struct topics *topics;
	struct replies *notices;
	struct terms_rules rules;
};

static void rules_write(struct office *office)
{
	g_autofree char *routes =
		g_build_filename(office->dir, "routing.yaml", NULL);
	g_autofree char *text = NULL;
	scratch_shell(office->dir, "cp -r rules/* \"$1\"");
	scratch_put(office->dir, "escalation.yaml", escalation);
	ck_assert(g_file_get_contents(routes, &text, NULL, NULL));
	GString *with_head = g_string_new(text);
	g_string_replace(
		with_head, "  billing: {", "  billing: {head: iryna, ", 1);
	g_string_replace(with_head, "absences: []",
		"absences:\n"
		"  - {person: olena, deputy: petro, from: 2026-12-21,"
		" to: 2026-12-21}\n",
		1);
	scratch_put(office->dir, "routing.yaml", with_head->str);
	g_string_free(with_head, TRUE);
}

static void hire(struct office *office, const char *login, const char *email)
{
	g_autoptr(GError) error = NULL;
	struct staff staff = { .login = login,
		.name = login,
		.role = "agent",
		.email = email,
		.active = true };
	assert_ok(staff_add(office->desk.db, &staff, NOW, &error));
}

/* Safe day 22 December 2026 (a Tuesday), legal 22 December. */
static void office_open(struct office *office, int which)
{
	g_autoptr(GError) error = NULL;
	*office = (struct office){ .dir = scratch_make() };
	desk_open(&office->desk, which);
	rules_write(office);
	office->rulebook = rulebook_load(office->dir, &error);
	ck_assert_msg(office->rulebook != NULL, "%s",
		error != NULL ? error->message : "");
	office->topics = topics_load(office->dir, &error);
	ck_assert_msg(office->topics != NULL, "%s",
		error != NULL ? error->message : "");
	office->notices = notices_load("templates", &error);
	ck_assert_msg(office->notices != NULL, "%s",
		error != NULL ? error->message : "");
	office->rules = (struct terms_rules){ &office->desk.config,
		office->rulebook, office->topics };
	stock_run(office->desk.db,
		"UPDATE staff SET email = login || '@plaint.example'");
	hire(office, "petro", "petro@plaint.example");
	struct case_act act = desk_act("iryna");
	assert_ok(desk_hand(&office->desk, &act, "olena", "billing", &error));
	g_autoptr(casefile) casefile = desk_case(&office->desk);
	desk_terms(&office->desk, &office->rules, casefile);
	ck_assert_str_eq(casefile->safe_due.text, "2026-12-22");
}

static void office_close(struct office *office)
{
	replies_free(office->notices);
	topics_free(office->topics);
	rulebook_free(office->rulebook);
	desk_close(&office->desk);
	scratch_remove(office->dir);
}

static struct reminding on(const struct office *office, const char *day)
{
	struct reminding reminding = { .rules = &office->rules,
		.notices = office->notices,
		.now_utc_us = NOW };
	ck_assert(day_parse(day, &reminding.today));
	return reminding;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The addresses of the mails queued by this, in order; and nothing by doing
 * it once more. */
static void expect_reminded(
	struct office *office, const char *day, const char *addresses)
{
	g_autoptr(GError) error = NULL;
	struct reminding reminding = on(office, day);
	struct reminded out;
	assert_ok(reminding_remind(office->desk.db, &reminding, &out, &error));
	g_autoptr(GPtrArray) notices =
		notice_list(office->desk.db, "queued", 100, &error);
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];
		ck_assert_str_eq(notice->kind, "reminder");
		ck_assert_ptr_nonnull(strstr(notice->body, NUMBER));
		g_ptr_array_add(found, (gpointer)notice->to_address);
	}
	g_ptr_array_sort(found, by_text);
	g_ptr_array_add(found, NULL);
	g_autofree char *all = g_strjoinv(" ", (char **)found->pdata);
	ck_assert_str_eq(all, addresses);
	assert_ok(reminding_remind(office->desk.db, &reminding, &out, &error));
	ck_assert_int_eq(out.mails, 0);
	stock_run(office->desk.db, "UPDATE notice SET state = 'sent'");
}

START_TEST(each_is_told_once)
{
	struct office office;
	office_open(&office, _i);
	expect_reminded(&office, "2026-11-24", "");
	/* Assigned on the 23rd: no longer registered. */
	expect_reminded(&office, "2026-11-30", "");
	expect_reminded(&office, "2026-12-18",
		"iryna@plaint.example olena@plaint.example");
	expect_reminded(&office, "2026-12-19", "");
	/* Two days nobody looked are made up for; each line speaks once. */
	expect_reminded(&office, "2026-12-24",
		"boss@plaint.example olena@plaint.example");
	office_close(&office);
}
END_TEST

START_TEST(the_deputy_stands_in)
{
	struct office office;
	office_open(&office, _i);
	expect_reminded(&office, "2026-12-21",
		"iryna@plaint.example petro@plaint.example");
	office_close(&office);
}
END_TEST

/* The office's own absences, beside those of the rules. */
START_TEST(the_deputy_of_a_head_stands_in)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct staff_absence absence = { "iryna", { "2026-12-20" },
		{ "2026-12-21" }, "olena" };
	assert_ok(staff_absence_add(office.desk.db, &absence, &error));
	/* Iryna behind Olena behind Petro: one person, told once. */
	expect_reminded(&office, "2026-12-21", "petro@plaint.example");
	office_close(&office);
}
END_TEST

START_TEST(nothing_after_the_answer)
{
	struct office office;
	office_open(&office, _i);
	stock_run(office.desk.db, "UPDATE casefile SET stage = 'answered'");
	expect_reminded(&office, "2026-12-24", "");
	office_close(&office);
}
END_TEST

/* The short term stands a day before its end; the office's own runs on. */
START_TEST(a_term_that_stands_hides_no_other)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct casefile_regime regime = { .casefile_id = office.desk.case_id,
		.regime = "eu-crd-14d",
		.applies = true,
		.by_login = "olena",
		.at_utc_us = NOW };
	struct casefile_pause pause = { .id = id_new(NOW),
		.casefile_id = office.desk.case_id,
		.reason = "customer",
		.from_day = { "2026-12-05" },
		.by_login = "olena",
		.at_utc_us = NOW };
	assert_ok(casefile_regime_put(office.desk.db, &regime, &error));
	assert_ok(casefile_pause_add(office.desk.db, &pause, &error));
	expect_reminded(&office, "2026-12-11", "");
	expect_reminded(&office, "2026-12-18",
		"iryna@plaint.example olena@plaint.example");
	office_close(&office);
}
END_TEST

/* New days are told anew, the same ones are not told twice. */
START_TEST(moved_days_are_told_anew)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	expect_reminded(&office, "2026-12-18",
		"iryna@plaint.example olena@plaint.example");
	assert_ok(casefile_set_reminded(
		office.desk.db, office.desk.case_id.text, "", &error));
	expect_reminded(&office, "2026-12-18", "");
	stock_run(office.desk.db, "UPDATE casefile SET safe_due = '2026-12-21',"
				  " reminded_day = NULL");
	expect_reminded(&office, "2026-12-18",
		"iryna@plaint.example olena@plaint.example");
	office_close(&office);
}
END_TEST

/* Martial law is known to last until 4 May 2026. */
START_TEST(a_calendar_that_ends_is_told_of)
{
	struct office office;
	struct day day;
	office_open(&office, _i);
	ck_assert(day_parse("2026-03-01", &day));
	ck_assert_ptr_null(terms_calendar_trouble(&office.rules, day));
	ck_assert(day_parse("2026-03-20", &day));
	g_autofree char *soon = terms_calendar_trouble(&office.rules, day);
	ck_assert_ptr_nonnull(soon);
	ck_assert_ptr_nonnull(strstr(soon,
		"calendar UA does not know the days off from 2026-05-05 on"));
	office.desk.config.calendar = (char *)"UA-martial";
	ck_assert_ptr_null(terms_calendar_trouble(&office.rules, day));
	office_close(&office);
}
END_TEST

START_TEST(one_digest_a_day)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct reminding reminding = on(&office, "2026-12-21");
	struct reminded out;
	assert_ok(reminding_digest(office.desk.db, &reminding, &out, &error));
	ck_assert_int_eq(out.mails, 2);
	assert_ok(reminding_digest(office.desk.db, &reminding, &out, &error));
	ck_assert_int_eq(out.mails, 0);
	g_autoptr(GPtrArray) notices =
		notice_list(office.desk.db, NULL, 100, &error);
	ck_assert_uint_eq(notices->len, 2);
	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];
		ck_assert_str_eq(notice->kind, "digest");
		ck_assert_ptr_nonnull(strstr(notice->body, NUMBER));
		/* The notice to the customer is offered in time. */
		ck_assert_ptr_nonnull(
			strstr(notice->body, "строк можна продовжити"));
		ck_assert_ptr_null(strstr(notice->body, "МИНУВ"));
	}
	struct reminding later = on(&office, "2026-12-24");
	later.now_utc_us += SECOND;
	assert_ok(reminding_digest(office.desk.db, &later, &out, &error));
	g_autoptr(GPtrArray) all =
		notice_list(office.desk.db, NULL, 100, &error);
	ck_assert_uint_eq(all->len, 4);
	const struct notice *last = all->pdata[3];
	ck_assert_ptr_nonnull(strstr(last->body, "ЗАКОННИЙ СТРОК ПОРУШЕНО"));
	office_close(&office);
}
END_TEST

/* The queue's states, as the send role brings them about. */
START_TEST(a_notice_goes_its_way)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct reminding reminding = on(&office, "2026-12-21");
	struct reminded out;
	assert_ok(reminding_digest(db, &reminding, &out, &error));
	g_autoptr(notice) first = notice_claim(db, NOW, &error);
	ck_assert_ptr_nonnull(first);
	ck_assert_str_eq(first->state, "sending");
	struct outbox_settlement retry = { OUTBOX_RETRY, "451 later",
		NOW + SECOND };
	assert_ok(notice_settle(db, first->id.text, &retry, &error));
	g_autoptr(notice) second = notice_claim(db, NOW, &error);
	ck_assert_str_ne(second->id.text, first->id.text);
	struct outbox_settlement sent = { OUTBOX_SENT, "250 ok", 0 };
	assert_ok(notice_settle(db, second->id.text, &sent, &error));
	assert_fails(notice_settle(db, second->id.text, &sent, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	ck_assert_ptr_null(notice_claim(db, NOW, &error));
	ck_assert_ptr_null(error);
	bool is_due;
	assert_ok(outbox_is_due(db, NOW, &is_due, &error));
	ck_assert(!is_due);
	assert_ok(outbox_is_due(db, NOW + SECOND, &is_due, &error));
	ck_assert(is_due);
	g_autoptr(notice) again = notice_claim(db, NOW + SECOND, &error);
	ck_assert_str_eq(again->id.text, first->id.text);
	ck_assert_int_eq(again->attempts, 2);
	office_close(&office);
}
END_TEST

static void expect_notice(
	struct db *db, const char *id, const char *state, int64_t attempts)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(notice) notice = notice_get(db, id, &error);
	ck_assert_ptr_nonnull(notice);
	ck_assert_str_eq(notice->state, state);
	ck_assert_int_eq(notice->attempts, attempts);
}

/* Whoever is told twice is told; but not without end. */
START_TEST(a_notice_in_doubt_goes_again)
{
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct reminding reminding = on(&office, "2026-12-21");
	struct reminded out;
	struct outbox_settlement lost = { OUTBOX_UNCERTAIN, "lost", 0 };
	struct outbox_settlement no = { OUTBOX_FAILED, "550 no", 0 };
	assert_ok(reminding_digest(db, &reminding, &out, &error));
	stock_run(db, "DELETE FROM notice WHERE id <>"
		      " (SELECT min(id) FROM notice)");
	g_autoptr(notice) one = notice_claim(db, NOW, &error);
	const char *id = one->id.text;
	ck_assert_int_eq(notice_recover(db, &error), 1);
	expect_notice(db, id, "queued", 1);
	g_autoptr(notice) two = notice_claim(db, NOW, &error);
	assert_ok(notice_settle(db, two->id.text, &lost, &error));
	expect_notice(db, id, "queued", 2);
	g_autoptr(notice) three = notice_claim(db, NOW, &error);
	ck_assert_int_eq(notice_recover(db, &error), 1);
	expect_notice(db, three->id.text, "uncertain", 3);
	/* From then on it is a person's. */
	assert_fails(reminding_resend(db, id, "nobody", NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(reminding_resend(db, id, "olena", NOW, &error));
	expect_notice(db, id, "queued", 0);
	assert_fails(reminding_resend(db, id, "olena", NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	g_autoptr(notice) four = notice_claim(db, NOW, &error);
	assert_ok(notice_settle(db, four->id.text, &no, &error));
	assert_ok(reminding_resend(db, id, "olena", NOW, &error));
	expect_notice(db, id, "queued", 0);
	office_close(&office);
}
END_TEST

/* An answer of which its server says: later. */
START_TEST(an_answer_that_does_not_arrive_is_told_of)
{
	struct answer_trouble late = { ANSWER_LATE, NULL, "451 4.7.1 later",
		NOW - 5 * 3600 * SECOND };
	struct answer_trouble failed = { ANSWER_FAILED, NULL, "550 no", 0 };
	struct office office;
	g_autoptr(GError) error = NULL;
	office_open(&office, _i);
	struct db *db = office.desk.db;
	struct reminding reminding = on(&office, "2026-12-21");
	struct reminded out;
	struct answer_draft wish = { NUMBER, NULL, "Yes.", "en", "olena",
		{ "Ivan", "ivan@customer.example" } };
	struct id id;
	assert_ok(answer_draft(
		db, &office.desk.context, &wish, NOW, &id, &error));
	for (int times = 0; times < 2; times++) {
		late.reply_id = failed.reply_id = id.text;
		assert_ok(
			reminding_trouble(db, &reminding, &late, &out, &error));
		/* olena is away that day, her deputy petro hears of it. */
		ck_assert_int_eq(out.mails, times == 0 ? 2 : 0);
		ck_assert_int_eq(out.nobody, 0);
	}
	g_autoptr(GPtrArray) notices = notice_list(db, "queued", 9, &error);
	ck_assert_uint_eq(notices->len, 2);
	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];
		ck_assert_ptr_nonnull(strstr(notice->body, NUMBER));
		ck_assert_ptr_nonnull(strstr(notice->body, "451 4.7.1 later"));
	}
	assert_ok(reminding_trouble(db, &reminding, &failed, &out, &error));
	ck_assert_int_eq(out.mails, 2);
	office_close(&office);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reminding");
	TCase *tcase = databases_case("reminding");
	tcase_set_timeout(tcase, 60);
	databases_add(tcase, each_is_told_once);
	databases_add(tcase, a_notice_in_doubt_goes_again);
	databases_add(tcase, an_answer_that_does_not_arrive_is_told_of);
	databases_add(tcase, the_deputy_stands_in);
	databases_add(tcase, the_deputy_of_a_head_stands_in);
	databases_add(tcase, nothing_after_the_answer);
	databases_add(tcase, a_term_that_stands_hides_no_other);
	databases_add(tcase, moved_days_are_told_anew);
	databases_add(tcase, a_calendar_that_ends_is_told_of);
	databases_add(tcase, one_digest_a_day);
	databases_add(tcase, a_notice_goes_its_way);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
