/* What a mail that came back does to its case. */
#include "../../../src/registry/returned.h"

#include "../casework/desk.h"
#include "check_main.h"
#include "plaint/casework/case_terms.h"
#include "plaint/store/notice.h"

static void settle(struct desk *desk, const struct outbox_item *item,
	enum outbox_outcome outcome, int64_t now_utc_us)
{
	g_autoptr(GError) error = NULL;
	struct outbox_settlement how = { outcome, "250 ok", 0 };
	assert_ok(outbox_settle(
		desk->db, item->id.text, &how, now_utc_us, &error));
}

/* An answer drafted, approved and left, or still on its way; its outbox row.
 */
static struct outbox_item *answer_new(
	struct desk *desk, int64_t now_utc_us, bool leaves)
{
	g_autoptr(GError) error = NULL;
	struct answer_draft wish = { NUMBER, NULL, "Yes.", "en", "olena",
		{ "Ivan", "ivan@customer.example" } };
	struct case_act submit = { NUMBER, "olena", now_utc_us };
	struct case_act approve = { NUMBER, "iryna", now_utc_us };
	struct id id;
	assert_ok(answer_draft(
		desk->db, &desk->context, &wish, now_utc_us, &id, &error));
	g_autoptr(reply) reply = answer_find(desk->db, NUMBER, &error);
	assert_ok(answer_submit(desk->db, &submit, &error));
	assert_ok(answer_approve(desk->db, &desk->context, &approve,
		reply->content_hash, &error));
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(desk->db, 1, now_utc_us, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 1);
	struct outbox_item *item = g_ptr_array_steal_index(claimed, 0);
	if (!leaves)
		return item;
	settle(desk, item, OUTBOX_SENT, now_utc_us);
	assert_ok(answer_left(desk->db,
		&(struct terms_rules){ .config = &desk->config },
		reply->id.text, "plaint", now_utc_us, &error));
	return item;
}

/* A report of it comes, with a warning of document.h or one of failure.  How
 * many mails the office's people have got of it since. */
static guint report(
	struct desk *desk, const struct outbox_item *item, const char *warning)
{
	struct rules rules = { .config = &desk->config };
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document->class = DOCUMENT_BOUNCE;
	ck_assert_ptr_nonnull(item);
	document_set(&document->in_reply_to, item->message_id);
	document_set(&document->bounce.reason, "550 nobody here");
	if (warning != NULL)
		document_warn(document, warning, "250 ok");
	rules.zone = zone;
	rules.rulebook = rulebook_load("rules", &error);
	ck_assert_msg(
		rules.rulebook != NULL, "%s", error ? error->message : "");
	rules.notices = notices_load("templates", &error);
	ck_assert_ptr_nonnull(rules.notices);
	stock_run(desk->db,
		"UPDATE staff SET email = login || '@plaint.example'");
	assert_ok(returned_take(&rules, desk->db, document, NOW, &error));
	replies_free(rules.notices);
	rulebook_free(rules.rulebook);
	g_autoptr(GPtrArray) notices = notice_list(desk->db, NULL, 99, &error);
	return notices->len;
}

static guint bounce(struct desk *desk, const struct outbox_item *item)
{
	return report(desk, item, NULL);
}

START_TEST(a_case_whose_answer_came_back_is_open_again)
{
	struct desk desk;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = answer_new(&desk, NOW, true);
	desk_expect_stage(&desk, "answered");
	ck_assert_uint_eq(bounce(&desk, item), 1);
	desk_expect_stage(&desk, "reopened");
	/* A second report of the same is no news. */
	ck_assert_uint_eq(bounce(&desk, item), 1);
	desk_close(&desk);
}
END_TEST

/* A term that ends three days on. */
static void term_put(struct desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct casefile_deadline term = { .casefile_id = desk->case_id,
		.regime = "ua-393-1m",
		.calendar = "UA",
		.trigger_kind = "received",
		.trigger_day = { "2026-11-23" },
		.legal_due = { "2026-11-26" },
		.safe_due = { "2026-11-26" },
		.target_due = { "2026-11-26" },
		.explanation = "",
		.basis = "law",
		.source = "",
		.state = "running" };
	assert_ok(casefile_deadline_put(desk->db, &term, &error));
}

static void term_is(struct desk *desk, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		casefile_deadline_list(desk->db, desk->case_id.text, &error);
	const struct casefile_deadline *row = rows->pdata[0];
	ck_assert_str_eq(row->state, state);
}

/* The server took it after all: whatever is reported of it proves that. */
static const struct doubt {
	const char *warning; /* NULL: it failed */
	const char *state, *reply, *stage, *term;
} doubts[] = {
	{ NULL, "failed", "failed", "drafting", "running" },
	{ "delivery_done", "sent", "delivered", "answered", "met" },
	{ "delivery_delayed", "sent", "sent", "answered", "met" },
};

START_TEST(a_report_settles_a_doubt)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	const struct doubt *doubt = &doubts[_i / databases_count()];
	desk_open(&desk, _i % databases_count());
	term_put(&desk);
	g_autoptr(outbox_item) item = answer_new(&desk, NOW, false);
	settle(&desk, item, OUTBOX_UNCERTAIN, NOW);
	report(&desk, item, doubt->warning);
	report(&desk, item, doubt->warning);
	g_autoptr(outbox_item) row =
		outbox_find(desk.db, item->id.text, &error);
	ck_assert_str_eq(row->state, doubt->state);
	g_autoptr(reply) reply =
		reply_find(desk.db, item->reply_id.text, &error);
	ck_assert_str_eq(reply->stage, doubt->reply);
	desk_expect_stage(&desk, doubt->stage);
	term_is(&desk, doubt->term);
	desk_close(&desk);
}
END_TEST

/* A mail to the office's own people comes back: somebody has left, or their
 * mailbox is full, and each reminder went nowhere unseen. */
START_TEST(a_reminder_that_came_back_is_seen)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct notice notice = { .id = id_new(NOW),
		.kind = "reminder",
		.day = { "2026-11-23" },
		.to_name = "Olena",
		.to_address = "olena@plaint.example",
		.language = "en",
		.subject = "Reminder",
		.body = "Soon.",
		.message_id = "n1@plaint" };
	struct outbox_settlement sent = { OUTBOX_SENT, "250 ok", 0 };
	struct outbox_item report = { .message_id = "n1@plaint" };
	bool is_new;
	desk_open(&desk, _i);
	assert_ok(notice_queue(desk.db, &notice, NOW, &is_new, &error));
	ck_assert_uint_eq(bounce(&desk, &report), 1);
	g_autoptr(notice) waits = notice_claim(desk.db, NOW, &error);
	assert_ok(waits != NULL);
	assert_ok(notice_settle(desk.db, notice.id.text, &sent, &error));
	ck_assert_uint_eq(bounce(&desk, &report), 1);
	g_autoptr(notice) back = notice_get(desk.db, notice.id.text, &error);
	ck_assert_str_eq(back->state, "failed");
	ck_assert_str_eq(back->last_error, "550 nobody here");
	desk_close(&desk);
}
END_TEST

/* A later answer is on its way and its case waits for it to leave, whatever
 * became of an earlier one. */
START_TEST(an_earlier_answer_does_not_hold_up_a_later_one)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct case_act act = desk_act("olena");
	desk_open(&desk, _i);
	g_autoptr(outbox_item) first = answer_new(&desk, NOW, true);
	assert_ok(case_reopen(desk.db, &act, "They wrote again", &error));
	g_autoptr(outbox_item) second = answer_new(&desk, NOW + SECOND, false);
	desk_expect_stage(&desk, "answering");
	bounce(&desk, first);
	desk_expect_stage(&desk, "answering");
	g_autoptr(reply) reply =
		reply_find(desk.db, first->reply_id.text, &error);
	ck_assert_str_eq(reply->stage, "failed");
	desk_close(&desk);
}
END_TEST

/* It left, and the case is answered by it. */
START_TEST(an_earlier_answer_does_not_open_what_a_later_one_answered)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct case_act act = desk_act("olena");
	desk_open(&desk, _i);
	g_autoptr(outbox_item) first = answer_new(&desk, NOW, true);
	assert_ok(case_reopen(desk.db, &act, "Wrong address", &error));
	g_autoptr(outbox_item) second = answer_new(&desk, NOW + SECOND, true);
	desk_expect_stage(&desk, "answered");
	ck_assert_uint_eq(bounce(&desk, first), 0);
	desk_expect_stage(&desk, "answered");
	ck_assert_uint_eq(bounce(&desk, second), 1);
	desk_expect_stage(&desk, "reopened");
	desk_close(&desk);
}
END_TEST

/* Two answers and one that comes back, in every order: a term is met by the
 * first answer that arrived, by the day it left. */
enum step {
	END,
	FIRST_LEAVES,  /* in time */
	SECOND_LEAVES, /* in time */
	SECOND_LATE,   /* after the legal day */
	REOPENS,
	FIRST_BACK,
	SECOND_BACK,
};

static const struct order {
	enum step steps[6];
	const char *state;
} orders[] = {
	{ { FIRST_LEAVES, FIRST_BACK }, "running" },
	{ { FIRST_LEAVES, REOPENS, FIRST_BACK }, "running" },
	{ { FIRST_LEAVES, REOPENS, FIRST_BACK, SECOND_LATE }, "missed" },
	{ { FIRST_LEAVES, REOPENS, FIRST_BACK, SECOND_LEAVES }, "met" },
	{ { FIRST_LEAVES, REOPENS, SECOND_LATE, FIRST_BACK }, "missed" },
	{ { FIRST_LEAVES, REOPENS, SECOND_LEAVES, FIRST_BACK }, "met" },
	{ { FIRST_LEAVES, REOPENS, SECOND_LATE, SECOND_BACK }, "met" },
	{ { FIRST_LEAVES, REOPENS, SECOND_LEAVES, FIRST_BACK, SECOND_BACK },
		"running" },
	{ { FIRST_LEAVES, REOPENS, SECOND_LATE, SECOND_BACK, FIRST_BACK },
		"running" },
};

static void order_take(struct desk *desk, const struct order *order)
{
	static const int64_t day_us = INT64_C(86400) * SECOND;
	g_autoptr(outbox_item) first = NULL;
	g_autoptr(outbox_item) second = NULL;
	g_autoptr(GError) error = NULL;
	struct case_act act = desk_act("olena");
	for (size_t i = 0; order->steps[i] != END; i++) {
		switch (order->steps[i]) {
		case FIRST_LEAVES:
			first = answer_new(desk, NOW, true);
			break;
		case SECOND_LEAVES:
			second = answer_new(desk, NOW + day_us, true);
			break;
		case SECOND_LATE:
			second = answer_new(desk, NOW + 5 * day_us, true);
			break;
		case REOPENS:
			assert_ok(case_reopen(desk->db, &act, "More", &error));
			break;
		case FIRST_BACK:
			bounce(desk, first);
			break;
		case SECOND_BACK:
			bounce(desk, second);
			break;
		case END:
			break;
		}
	}
}

static void due_is(struct desk *desk, const char *legal)
{
	g_autoptr(casefile) casefile = desk_case(desk);
	ck_assert_str_eq(casefile->legal_due.text, legal);
}

START_TEST(a_term_is_met_by_an_answer_that_arrived)
{
	struct desk desk;
	const struct order *order = &orders[_i / databases_count()];
	desk_open(&desk, _i % databases_count());
	term_put(&desk);
	order_take(&desk, order);
	term_is(&desk, order->state);
	desk_close(&desk);
}
END_TEST

/* A later letter has its terms run anew: an answer of before neither meets
 * them nor, when it comes back, has them begin once more. */
START_TEST(an_earlier_answer_does_not_meet_a_later_letter)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct terms_change change;
	struct case_act act = desk_act("olena");
	static const int64_t day_us = INT64_C(86400) * SECOND;
	desk_open(&desk, _i);
	g_autoptr(rulebook) rulebook = rulebook_load("rules", &error);
	ck_assert_ptr_nonnull(rulebook);
	struct terms_rules rules = { &desk.config, rulebook, NULL };
	desk_terms(&desk, &rules, &desk.casefile);
	g_autoptr(casefile) before = desk_case(&desk);
	struct day_text first_due = before->legal_due;
	g_autoptr(outbox_item) first = answer_new(&desk, NOW, true);
	assert_ok(case_reopen(desk.db, &act, "They wrote again", &error));
	act.now_utc_us += 5 * day_us;
	struct case_redate_wish redate = { .received = "2026-11-27",
		.reason = "They wrote again" };
	assert_ok(case_redate(desk.db, &act, &rules, &redate, &change, &error));
	g_autoptr(outbox_item) second =
		answer_new(&desk, NOW + 6 * day_us, true);
	term_is(&desk, "met");
	bounce(&desk, second);
	term_is(&desk, "running");
	due_is(&desk, "2026-12-27");
	/* Then there was never an answer to the first letter. */
	bounce(&desk, first);
	term_is(&desk, "running");
	due_is(&desk, first_due.text);
	desk_close(&desk);
}
END_TEST

/* One that came when the answer was written, and before it left. */
START_TEST(a_letter_that_came_meanwhile_has_its_term)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(rulebook) rulebook = rulebook_load("rules", &error);
	ck_assert_ptr_nonnull(rulebook);
	struct terms_rules rules = { &desk.config, rulebook, NULL };
	desk_terms(&desk, &rules, &desk.casefile);
	due_is(&desk, "2026-12-22");
	g_autoptr(outbox_item) item = answer_new(&desk, NOW, false);
	struct id letter = stock_letter(desk.db, 1);
	g_autofree char *detail =
		g_strdup_printf("{\"letter\":\"%s\"}", letter.text);
	struct event event = { .at_utc_us = NOW + SECOND,
		.actor = "plaint",
		.verb = "letter_added",
		.subject_kind = "casefile",
		.subject_id = desk.case_id.text,
		.detail = detail };
	assert_ok(event_append(desk.db, &event, &error));
	assert_ok(answer_left(desk.db, &rules, item->reply_id.text, "plaint",
		NOW + 2 * SECOND, &error));
	desk_expect_stage(&desk, "reopened");
	term_is(&desk, "running");
	due_is(&desk, "2026-12-23");
	desk_close(&desk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("returned");
	TCase *tcase = databases_case("returned");
	databases_add(tcase, a_case_whose_answer_came_back_is_open_again);
	databases_add(tcase, a_reminder_that_came_back_is_seen);
	databases_add(tcase, an_earlier_answer_does_not_hold_up_a_later_one);
	databases_add(tcase,
		an_earlier_answer_does_not_open_what_a_later_one_answered);
	databases_add(tcase, an_earlier_answer_does_not_meet_a_later_letter);
	databases_add(tcase, a_letter_that_came_meanwhile_has_its_term);
	tcase_add_loop_test(tcase, a_report_settles_a_doubt, 0,
		(int)G_N_ELEMENTS(doubts) * databases_count());
	tcase_add_loop_test(tcase, a_term_is_met_by_an_answer_that_arrived, 0,
		(int)G_N_ELEMENTS(orders) * databases_count());
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
