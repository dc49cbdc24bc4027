/* Answers from draft to outbox, and acknowledgements, on real databases. */
#include "check_main.h"
#include "desk.h"
#include "plaint/store/customer.h"
#include "plaint/store/reading.h"
#include "plaint/wire/document_json.h"

static int64_t drafted_at = NOW;

static bool draft(
	struct desk *desk, const char *by, const char *text, GError **error)
{
	struct answer_draft wish = { .number = NUMBER,
		.text = text,
		.by = by,
		.to = { "Ivan", "ivan@customer.example" } };
	struct id id;
	return answer_draft(
		desk->db, &desk->context, &wish, drafted_at, &id, error);
}

static char *content_hash(struct desk *desk)
{
	g_autoptr(reply) reply = answer_find(desk->db, NUMBER, NULL);
	ck_assert_ptr_nonnull(reply);
	return g_strdup(reply->content_hash);
}

static bool approve(struct desk *desk, const char *by, GError **error)
{
	struct case_act act = desk_act(by);
	g_autofree char *hash = content_hash(desk);
	return answer_approve(desk->db, &desk->context, &act, hash, error);
}

static bool submit(struct desk *desk, const char *by, GError **error)
{
	struct case_act act = desk_act(by);
	return answer_submit(desk->db, &act, error);
}

START_TEST(acknowledgement_is_queued)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	static const struct {
		const char *language, *says;
	} rows[] = {
		{ "uk", "23.12.2026" },
		{ "ru", "23.12.2026" },
		{ "be", "23.12.2026" },
		{ "en", "23 December 2026" },
		{ "", "23.12.2026" },
	};
	desk_open(&desk, _i);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct answer_recipient to = { i == 0 ? "" : "Ivan",
			"ivan@customer.example" };
		desk.casefile.language = rows[i].language;
		assert_ok(answer_acknowledge(desk.db, &desk.context,
			&desk.casefile, &to, NOW + (int64_t)i * SECOND,
			&error));
	}
	g_autoptr(GPtrArray) replies =
		reply_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(replies->len, G_N_ELEMENTS(rows));
	for (guint i = 0; i < replies->len; i++) {
		const struct reply *reply = replies->pdata[i];
		ck_assert_str_eq(reply->kind, "acknowledgement");
		ck_assert_str_eq(reply->stage, "queued");
		ck_assert_ptr_nonnull(strstr(reply->subject, NUMBER));
		ck_assert_ptr_null(strchr(reply->subject, '\n'));
		ck_assert_ptr_nonnull(strstr(reply->body, rows[i].says));
		ck_assert(reply->body[0] != '\n');
	}
	g_autoptr(GPtrArray) items =
		outbox_list(desk.db, "queued", 100, &error);
	const struct outbox_item *item = items->pdata[0];
	ck_assert(g_str_has_suffix(item->message_id, "@plaint.example"));
	ck_assert_ptr_null(strpbrk(item->message_id, "<> "));
	desk_close(&desk);
}
END_TEST

/* The address they wrote from, the name as somebody gave it. */
START_TEST(a_name_given_goes_before_one_that_is_known)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct answer_recipient to = { "ivan", "ivan@customer.example" };
	struct answer_draft wish = { NUMBER, NULL, "Yes.", "en", "olena",
		{ "Mr Ivan Petrenko", NULL } };
	struct id reply_id;
	desk_open(&desk, _i);
	assert_ok(answer_acknowledge(
		desk.db, &desk.context, &desk.casefile, &to, NOW, &error));
	assert_ok(answer_draft(
		desk.db, &desk.context, &wish, NOW, &reply_id, &error));
	g_autoptr(reply) reply = answer_find(desk.db, NUMBER, &error);
	ck_assert_str_eq(reply->to_name, "Mr Ivan Petrenko");
	ck_assert_str_eq(reply->to_address, "ivan@customer.example");
	ck_assert_ptr_nonnull(strstr(reply->body, "Mr Ivan Petrenko"));
	desk_close(&desk);
}
END_TEST

START_TEST(the_whole_way)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	struct casefile_deadline term = { .casefile_id = desk.case_id,
		.regime = "ua-393-1m",
		.calendar = "ua",
		.trigger_kind = "received",
		.trigger_day = { "2026-11-22" },
		.legal_due = { "2026-11-23" },
		.state = "running" };
	assert_ok(casefile_deadline_put(desk.db, &term, &error));
	assert_ok(draft(&desk, "olena", "Повертаємо 148,50 грн.", &error));
	desk_expect_stage(&desk, "drafting");
	g_autoptr(casefile) casefile = desk_case(&desk);
	ck_assert_str_eq(casefile->owner, "olena");
	g_autoptr(reply) reply = answer_find(desk.db, NUMBER, &error);
	ck_assert_ptr_nonnull(strstr(reply->body, "Повертаємо 148,50"));
	ck_assert_ptr_nonnull(strstr(reply->body, "Олена Коваль"));
	assert_fails(approve(&desk, "iryna", &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_ok(submit(&desk, "olena", &error));
	desk_expect_stage(&desk, "approval");
	assert_fails(approve(&desk, "olena", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	struct case_act act = desk_act("iryna");
	struct hash other = hash_bytes("x", 1);
	ck_assert(!answer_approve(
		desk.db, &desk.context, &act, other.hex, &error));
	g_clear_error(&error);
	desk_expect_stage(&desk, "approval");
	assert_ok(approve(&desk, "iryna", &error));
	desk_expect_stage(&desk, "answering");
	g_autoptr(GPtrArray) items =
		outbox_list(desk.db, "queued", 100, &error);
	ck_assert_uint_eq(items->len, 1);
	/* 22:30 UTC is half past midnight in Kyiv: a day late. */
	assert_ok(answer_left(desk.db,
		&(struct terms_rules){ .config = &desk.config }, reply->id.text,
		"plaint", NOW + 22 * 3600 * SECOND + 1800 * SECOND, &error));
	desk_expect_stage(&desk, "answered");
	g_autoptr(GPtrArray) terms =
		casefile_deadline_list(desk.db, desk.case_id.text, &error);
	const struct casefile_deadline *settled = terms->pdata[0];
	ck_assert_str_eq(settled->state, "missed");
	g_autofree char *verbs = desk_verbs(&desk);
	ck_assert_str_eq(verbs, "drafted submitted approved answered");
	struct event_check check;
	assert_ok(event_verify(desk.db, &check, &error));
	ck_assert_int_eq(check.broken_seq, 0);
	desk_close(&desk);
}
END_TEST

static void leads_to(const char *command, bool is_done, GError **error)
{
	ck_assert(!is_done);
	ck_assert_msg(strstr((*error)->message, command) != NULL, "%s",
		(*error)->message);
	g_clear_error(error);
}

START_TEST(what_comes_first_is_named)
{
	struct desk desk;
	struct case_act act = desk_act("olena");
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	assert_ok(draft(&desk, "olena", "Yes.", &error));
	leads_to("plaint submit " NUMBER, approve(&desk, "iryna", &error),
		&error);
	assert_ok(submit(&desk, "olena", &error));
	leads_to("plaint approve " NUMBER, submit(&desk, "olena", &error),
		&error);
	leads_to("plaint reject " NUMBER,
		case_close(desk.db, &act, "Over", &error), &error);
	assert_ok(approve(&desk, "iryna", &error));
	leads_to("plaint recall " NUMBER,
		case_close(desk.db, &act, "Over", &error), &error);
	desk_close(&desk);
}
END_TEST

START_TEST(a_new_text_voids_what_was_submitted)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	assert_ok(draft(&desk, "olena", "Раз.", &error));
	assert_ok(submit(&desk, "olena", &error));
	g_autofree char *old = content_hash(&desk);
	assert_ok(draft(&desk, "iryna", "Два.", &error));
	desk_expect_stage(&desk, "drafting");
	assert_ok(submit(&desk, "olena", &error));
	struct case_act act = desk_act("olena");
	/* olena drafted, iryna edited: neither may approve, and the text
	 * olena once saw is not this one. */
	assert_fails(approve(&desk, "iryna", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	ck_assert(!answer_approve(desk.db, &desk.context, &act, old, &error));
	g_clear_error(&error);
	desk_hire(desk.db, "petro", "clerk");
	assert_fails(approve(&desk, "petro", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	struct staff_change change = { .role = "agent" };
	assert_ok(staff_change(desk.db, "petro", &change, &error));
	assert_ok(approve(&desk, "petro", &error));
	g_autoptr(GPtrArray) replies =
		reply_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(replies->len, 1);
	desk_close(&desk);
}
END_TEST

START_TEST(a_rejected_answer_is_drafted_again)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	struct case_act act = desk_act("iryna");
	assert_ok(draft(&desk, "olena", "Раз.", &error));
	assert_ok(submit(&desk, "olena", &error));
	assert_fails(answer_reject(desk.db, &act, " ", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_ok(answer_reject(desk.db, &act, "Коли?\nДень!", &error));
	desk_expect_stage(&desk, "drafting");
	g_autoptr(reply) reply = answer_find(desk.db, NUMBER, &error);
	ck_assert_str_eq(reply->stage, "drafted");
	ck_assert_str_eq(reply->rejected_reason, "Коли? День!");
	desk_close(&desk);
}
END_TEST

static const struct {
	struct answer_draft wish;
	const char *says; /* in the error */
} refused[] = {
	{ { NUMBER, NULL, "x", NULL, "nobody", { NULL, "a@b" } },
		"no user \"nobody\"" },
	{ { NUMBER, NULL, "x", NULL, "gone", { NULL, "a@b" } }, "disabled" },
	{ { NUMBER, "answr", "x", NULL, "olena", { NULL, "a@b" } },
		"did you mean \"answer\"" },
	{ { NUMBER, NULL, " \n", NULL, "olena", { NULL, "a@b" } },
		"is needed" },
	{ { NUMBER, NULL, "\xff", NULL, "olena", { NULL, "a@b" } }, "UTF-8" },
	{ { NUMBER, NULL, "x", NULL, "olena", { NULL, NULL } }, "e-mail" },
	{ { NUMBER, NULL, "x", "ua", "olena", { NULL, "a@b" } }, "\"ua\"" },
	/* Before somebody approves it, not when it is to leave. */
	{ { NUMBER, NULL, "x", NULL, "olena", { NULL, "a@b, c@d" } },
		"\"a@b, c@d\"" },
	{ { NUMBER, NULL, "x", NULL, "olena", { NULL, "Ivan <a@b>" } },
		"\"Ivan <a@b>\"" },
	{ { NUMBER, NULL, "x", NULL, "olena", { NULL, "" } }, "\"\"" },
	{ { "2026-000009", NULL, "x", NULL, "olena", { NULL, "a@b" } },
		"2026-000009" },
};

START_TEST(a_draft_is_refused_in_words)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	desk_hire(desk.db, "gone", "agent");
	assert_ok(staff_set_active(desk.db, "gone", false, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct id id;
		ck_assert(!answer_draft(desk.db, &desk.context,
			&refused[i].wish, NOW, &id, &error));
		ck_assert_msg(strstr(error->message, refused[i].says) != NULL,
			"\"%s\" says \"%s\"", error->message, refused[i].says);
		g_clear_error(&error);
	}
	desk_expect_stage(&desk, "registered");
	g_autofree char *verbs = desk_verbs(&desk);
	ck_assert_str_eq(verbs, "");
	desk_close(&desk);
}
END_TEST

/* An answer as far as the hands of the one who mails it. */
static struct outbox_item *hand_over(struct desk *desk)
{
	g_autoptr(GError) error = NULL;
	assert_ok(draft(desk, "olena", "Раз.", &error));
	assert_ok(submit(desk, "olena", &error));
	assert_ok(approve(desk, "iryna", &error));
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(desk->db, 9, NOW, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 1);
	return g_ptr_array_steal_index(claimed, 0);
}

START_TEST(doubts_are_settled_by_people)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = hand_over(&desk);
	assert_fails(
		answer_resend(desk.db, item->id.text, "iryna", NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	struct outbox_settlement lost = { OUTBOX_UNCERTAIN, "lost", 0 };
	assert_ok(outbox_settle(desk.db, item->id.text, &lost, NOW, &error));
	assert_ok(answer_resend(desk.db, item->id.text, "iryna", NOW, &error));
	g_autoptr(GPtrArray) again = NULL;
	assert_ok(outbox_claim(desk.db, 9, NOW, &again, &error));
	ck_assert_uint_eq(again->len, 1);
	assert_ok(outbox_settle(desk.db, item->id.text, &lost, NOW, &error));
	assert_ok(answer_mark_sent(desk.db,
		&(struct terms_rules){ .config = &desk.config }, item->id.text,
		"iryna", NOW, &error));
	desk_expect_stage(&desk, "answered");
	ck_assert(!draft(&desk, "olena", "Ще.", &error));
	ck_assert_str_eq(
		error->message, "case " NUMBER " is answered: reopen it first");
	g_clear_error(&error);
	struct case_act act = desk_act("olena");
	assert_ok(case_reopen(desk.db, &act, "Написав знову", &error));
	assert_ok(draft(&desk, "olena", "Ще.", &error));
	desk_close(&desk);
}
END_TEST

START_TEST(what_cannot_leave_is_drafted_anew)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = hand_over(&desk);
	struct outbox_settlement no = { OUTBOX_FAILED, "550 no", 0 };
	assert_ok(outbox_settle(desk.db, item->id.text, &no, NOW, &error));
	assert_ok(answer_failed(
		desk.db, item->reply_id.text, "550 no", NOW, &error));
	desk_expect_stage(&desk, "drafting");
	assert_fails(
		answer_resend(desk.db, item->id.text, "iryna", NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(draft(&desk, "olena", "Два.", &error));
	g_autoptr(GPtrArray) replies =
		reply_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(replies->len, 2);
	desk_close(&desk);
}
END_TEST

/* --- the way of an answer that is not the case's only one ----------------- */

static void settle(struct desk *desk, const struct outbox_item *item,
	enum outbox_outcome outcome, int64_t now_utc_us)
{
	g_autoptr(GError) error = NULL;
	struct outbox_settlement end = { outcome, "why", 0 };
	assert_ok(outbox_settle(
		desk->db, item->id.text, &end, now_utc_us, &error));
	if (outcome == OUTBOX_SENT)
		assert_ok(answer_left(desk->db,
			&(struct terms_rules){ .config = &desk->config },
			item->reply_id.text, "plaint", now_utc_us, &error));
	if (outcome == OUTBOX_FAILED)
		assert_ok(answer_failed(desk->db, item->reply_id.text, "why",
			now_utc_us, &error));
}

/* One that failed is not sent beside the one written in its place. */
START_TEST(an_older_answer_stays_where_it_is)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) first = hand_over(&desk);
	settle(&desk, first, OUTBOX_FAILED, NOW);
	drafted_at = NOW + SECOND;
	g_autoptr(outbox_item) second = hand_over(&desk);
	desk_expect_stage(&desk, "answering");
	assert_fails(
		answer_resend(desk.db, first->id.text, "iryna", NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	settle(&desk, second, OUTBOX_UNCERTAIN, NOW);
	assert_ok(
		answer_resend(desk.db, second->id.text, "iryna", NOW, &error));
	desk_close(&desk);
}
END_TEST

/* What was in doubt on its last day and is settled weeks later left on that
 * day. */
START_TEST(marked_as_sent_it_left_when_it_did)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	struct casefile_deadline term = { .casefile_id = desk.case_id,
		.regime = "ua-393-1m",
		.calendar = "ua",
		.trigger_kind = "received",
		.trigger_day = { "2026-10-23" },
		.legal_due = { "2026-11-23" },
		.state = "running" };
	assert_ok(casefile_deadline_put(desk.db, &term, &error));
	g_autoptr(outbox_item) item = hand_over(&desk);
	settle(&desk, item, OUTBOX_UNCERTAIN, NOW);
	assert_ok(answer_mark_sent(desk.db,
		&(struct terms_rules){ .config = &desk.config }, item->id.text,
		"iryna", NOW + 14 * 86400 * SECOND, &error));
	g_autoptr(GPtrArray) terms =
		casefile_deadline_list(desk.db, desk.case_id.text, &error);
	const struct casefile_deadline *settled = terms->pdata[0];
	ck_assert_str_eq(settled->state, "met");
	desk_close(&desk);
}
END_TEST

static void expect_stage_after_letter(
	int which, int64_t added_utc_us, const char *stage)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, which);
	struct event event = { .at_utc_us = added_utc_us,
		.actor = "plaint",
		.verb = "letter_added",
		.subject_kind = "casefile",
		.subject_id = desk.case_id.text };
	g_autoptr(outbox_item) item = hand_over(&desk);
	assert_ok(event_append(desk.db, &event, &error));
	settle(&desk, item, OUTBOX_SENT, NOW + 2 * SECOND);
	desk_expect_stage(&desk, stage);
	desk_close(&desk);
}

/* What came after the answer was written is not answered by it. */
START_TEST(a_letter_that_came_meanwhile_opens_the_case_again)
{
	expect_stage_after_letter(_i, NOW + SECOND, "reopened");
}
END_TEST

START_TEST(a_letter_that_came_before_does_not)
{
	expect_stage_after_letter(_i, NOW - SECOND, "answered");
}
END_TEST

static struct reply *draft_to(
	struct desk *desk, const char *name, const char *address)
{
	g_autoptr(GError) error = NULL;
	struct answer_draft wish = { NUMBER, NULL, "Yes.", "en", "olena",
		{ name, address } };
	struct id id;
	assert_ok(answer_draft(
		desk->db, &desk->context, &wish, NOW, &id, &error));
	return answer_find(desk->db, NUMBER, &error);
}

/* Written anew, it goes to whom it was to go. */
START_TEST(a_chosen_address_is_kept)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct answer_recipient to = { "ivan", "ivan@customer.example" };
	desk_open(&desk, _i);
	assert_ok(answer_acknowledge(desk.db, &desk.context, &desk.casefile,
		&to, NOW - SECOND, &error));
	g_autoptr(reply) own = draft_to(&desk, NULL, NULL);
	ck_assert_str_eq(own->to_address, "ivan@customer.example");
	g_autoptr(reply) chosen =
		draft_to(&desk, "Petro", "petro@customer.example");
	ck_assert_str_eq(chosen->to_address, "petro@customer.example");
	g_autoptr(reply) anew = draft_to(&desk, NULL, NULL);
	ck_assert_str_eq(anew->to_address, "petro@customer.example");
	ck_assert_str_eq(anew->to_name, "Petro");
	ck_assert_ptr_nonnull(strstr(anew->body, "Petro"));
	g_autoptr(reply) back = draft_to(&desk, NULL, "ivan@customer.example");
	ck_assert_str_eq(back->to_address, "ivan@customer.example");
	desk_close(&desk);
}
END_TEST

/* Nothing is written to an address from which something came back. */
START_TEST(an_address_that_failed_is_not_taken_again)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct answer_recipient to = { "ivan", "ivan@customer.example" };
	struct answer_draft wish = {
		.number = NUMBER, .text = "Yes.", .by = "olena"
	};
	struct id id;
	desk_open(&desk, _i);
	assert_ok(answer_acknowledge(
		desk.db, &desk.context, &desk.casefile, &to, NOW, &error));
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(desk.db, 9, NOW, &claimed, &error));
	settle(&desk, claimed->pdata[0], OUTBOX_FAILED, NOW);
	/* The letter bears no other. */
	struct id letter = stock_letter(desk.db, 1);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->from.address, "Ivan@customer.example");
	assert_ok(
		reading_put(desk.db, letter.text, document, "{}", NOW, &error));
	assert_ok(letter_register(
		desk.db, letter.text, desk.case_id.text, &error));
	ck_assert(
		!answer_draft(desk.db, &desk.context, &wish, NOW, &id, &error));
	ck_assert_ptr_nonnull(
		strstr(error->message, "did not reach ivan@customer.example"));
	g_clear_error(&error);
	/* Who says so writes there all the same. */
	wish.to.address = "ivan@customer.example";
	assert_ok(
		answer_draft(desk.db, &desk.context, &wish, NOW, &id, &error));
	desk_close(&desk);
}
END_TEST

static void write_letter(struct desk *desk, int n, const char *reply_to)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct id letter = stock_letter(desk->db, n);
	document_set(&document->from.address, "ivan@customer.example");
	document_set(&document->reply_to, reply_to);
	g_autofree char *json = document_keep(document, false);
	assert_ok(reading_put(
		desk->db, letter.text, document, json, NOW, &error));
	assert_ok(letter_register(
		desk->db, letter.text, desk->case_id.text, &error));
}

static void draft_goes_to(struct desk *desk, const char *address)
{
	g_autoptr(reply) reply = draft_to(desk, NULL, NULL);
	ck_assert_str_eq(reply->to_address, address);
	stock_run(desk->db, "DELETE FROM reply WHERE kind = 'answer'");
}

/* A letter asks for replies elsewhere, which may be a stranger's wish. */
START_TEST(where_a_letter_asks_for_replies)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct customer_identity ivan = { .email = "ivan@customer.example" };
	struct customer_identity home = { .email = "ivan@home.example" };
	struct answer_recipient from = { "Ivan", "ivan@customer.example" };
	struct id id;
	desk_open(&desk, _i);
	assert_ok(customer_ensure(desk.db, &ivan, NOW, &id, NULL, &error));
	ck_assert_int_eq(
		db_exec(desk.db, "UPDATE casefile SET customer_id = $1",
			DB_VALUES(db_text(id.text)), &error),
		1);
	write_letter(&desk, 1, "ivan@customer.example");
	ck_assert_ptr_null(
		answer_asked_address(desk.db, desk.case_id.text, &error));
	assert_ok(answer_acknowledge(
		desk.db, &desk.context, &desk.casefile, &from, NOW, &error));
	write_letter(&desk, 2, "Ivan@home.example");
	write_letter(&desk, 3, "");
	g_autofree char *asked =
		answer_asked_address(desk.db, desk.case_id.text, &error);
	ck_assert_str_eq(asked, "Ivan@home.example");
	draft_goes_to(&desk, "ivan@customer.example");
	/* A letter said so, once. */
	assert_ok(customer_learn(desk.db, id.text, &home, &error));
	draft_goes_to(&desk, "ivan@customer.example");
	/* Whoever reads mail there answered one of ours. */
	assert_ok(customer_verify_email(
		desk.db, id.text, "ivan@home.example", &error));
	draft_goes_to(&desk, "Ivan@home.example");
	desk_close(&desk);
}
END_TEST

/* One text for many does not take the place of what a colleague wrote for
 * one. */
START_TEST(what_others_write_is_spared)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	struct answer_draft wish = { .number = NUMBER,
		.text = "All is well.",
		.by = "iryna",
		.spares_others = true };
	struct id id;
	desk_open(&desk, _i);
	assert_ok(draft(&desk, "olena", "Раз.", &error));
	assert_fails(
		answer_draft(desk.db, &desk.context, &wish, NOW, &id, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	wish.by = "olena";
	assert_ok(
		answer_draft(desk.db, &desk.context, &wish, NOW, &id, &error));
	desk_close(&desk);
}
END_TEST

static bool recall(struct desk *desk, GError **error)
{
	struct case_act act = desk_act("iryna");
	return answer_recall(desk->db, &act, "Wrong\nsum", error);
}

/* Approved too soon, and nobody has it yet. */
START_TEST(what_waits_to_be_sent_can_be_taken_back)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	assert_fails(recall(&desk, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(draft(&desk, "olena", "Раз.", &error));
	assert_ok(submit(&desk, "olena", &error));
	assert_fails(recall(&desk, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(approve(&desk, "iryna", &error));
	assert_ok(recall(&desk, &error));
	desk_expect_stage(&desk, "drafting");
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(desk.db, 9, NOW, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 0);
	g_autoptr(reply) reply = answer_find(desk.db, NUMBER, &error);
	ck_assert_str_eq(reply->stage, "drafted");
	ck_assert_str_eq(reply->approved_by, "");
	ck_assert_str_eq(reply->rejected_reason, "Wrong sum");
	/* And goes the same way once more, approved anew. */
	assert_fails(approve(&desk, "iryna", &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	g_autoptr(outbox_item) item = hand_over(&desk);
	ck_assert_str_eq(item->reply_id.text, reply->id.text);
	g_autofree char *verbs = desk_verbs(&desk);
	ck_assert_str_eq(verbs,
		"drafted submitted approved recalled redrafted submitted "
		"approved");
	desk_close(&desk);
}
END_TEST

START_TEST(what_is_being_sent_cannot_be_taken_back)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = hand_over(&desk);
	assert_fails(recall(&desk, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	settle(&desk, item, OUTBOX_UNCERTAIN, NOW);
	assert_fails(recall(&desk, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	/* The first copy may have arrived. */
	assert_ok(answer_resend(desk.db, item->id.text, "iryna", NOW, &error));
	assert_fails(recall(&desk, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	desk_expect_stage(&desk, "answering");
	g_autoptr(outbox_item) found =
		outbox_find(desk.db, item->id.text, &error);
	ck_assert_str_eq(found->state, "queued");
	desk_close(&desk);
}
END_TEST

/* Deferred by the server: not taken, so nobody has it. */
START_TEST(what_was_refused_for_now_can_be_taken_back)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = hand_over(&desk);
	settle(&desk, item, OUTBOX_RETRY, NOW);
	assert_ok(recall(&desk, &error));
	desk_expect_stage(&desk, "drafting");
	desk_close(&desk);
}
END_TEST

/* Both would leave. */
START_TEST(no_second_answer_is_written_beside_one_on_its_way)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	g_autoptr(outbox_item) item = hand_over(&desk);
	ck_assert(!draft(&desk, "olena", "Два.", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "plaint recall"));
	g_clear_error(&error);
	settle(&desk, item, OUTBOX_RETRY, NOW);
	assert_fails(draft(&desk, "olena", "Два.", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	desk_expect_stage(&desk, "answering");
	g_autoptr(GPtrArray) replies =
		reply_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(replies->len, 1);
	desk_close(&desk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = databases_case("answer");
	databases_add(tcase, acknowledgement_is_queued);
	databases_add(tcase, a_name_given_goes_before_one_that_is_known);
	databases_add(tcase, the_whole_way);
	databases_add(tcase, what_comes_first_is_named);
	databases_add(tcase, a_new_text_voids_what_was_submitted);
	databases_add(tcase, a_rejected_answer_is_drafted_again);
	databases_add(tcase, a_draft_is_refused_in_words);
	databases_add(tcase, doubts_are_settled_by_people);
	databases_add(tcase, what_cannot_leave_is_drafted_anew);
	databases_add(tcase, an_older_answer_stays_where_it_is);
	databases_add(tcase, marked_as_sent_it_left_when_it_did);
	databases_add(tcase, a_letter_that_came_meanwhile_opens_the_case_again);
	databases_add(tcase, a_letter_that_came_before_does_not);
	databases_add(tcase, a_chosen_address_is_kept);
	databases_add(tcase, an_address_that_failed_is_not_taken_again);
	databases_add(tcase, where_a_letter_asks_for_replies);
	databases_add(tcase, what_others_write_is_spared);
	databases_add(tcase, what_waits_to_be_sent_can_be_taken_back);
	databases_add(tcase, what_is_being_sent_cannot_be_taken_back);
	databases_add(tcase, what_was_refused_for_now_can_be_taken_back);
	databases_add(tcase, no_second_answer_is_written_beside_one_on_its_way);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
