/* Replies through approval, and the outbox. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/outbox.h"
#include "plaint/store/reply.h"
#include "plaint/store/staff.h"

/* A database where bohdan and vira may approve. */
static struct db *office_open(int which)
{
	struct db *db = stock_open(which);
	static const struct staff people[] = {
		{ "anna", "Анна", "agent", "", true },
		{ "bohdan", "Богдан", "approver", "", true },
		{ "vira", "Віра", "approver", "", true },
	};
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
		assert_ok(staff_add(db, &people[i], NOW, &error));
	return db;
}

static struct reply draft(struct db *db, const char *kind)
{
	g_autoptr(GError) error = NULL;
	struct reply reply = {
		.id = id_new(NOW),
		.casefile_id = stock_register(db),
		.kind = kind,
		.template = "answer",
		.language = "uk",
		.to_name = "Олена",
		.to_address = "o@x",
		.channel = "mail",
		.subject = "Відповідь",
		.body = "Повертаємо 148,50 грн",
		.amount_minor = 14850,
		.currency = "UAH",
		.drafted_by = strcmp(kind, "answer") == 0
				      ? "anna"
				      : REPLY_DRAFTED_BY_PLAINT,
	};
	assert_ok(reply_add(db, &reply, NOW, &error));
	return reply;
}

static void assert_stage(
	struct db *db, const struct reply *reply, const char *stage)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(reply) now = reply_find(db, reply->id.text, &error);
	assert_ok(now != NULL);
	ck_assert_str_eq(now->stage, stage);
}

static struct outbox_item envelope(const struct reply *reply)
{
	static int n;
	static char message_id[32];
	g_snprintf(message_id, sizeof(message_id), "m%d@plaint", ++n);
	return (struct outbox_item){ .id = id_new(NOW + n * SECOND),
		.reply_id = reply->id,
		.message_id = message_id,
		.not_before_utc_us = NOW };
}

START_TEST(the_content_is_what_is_approved)
{
	struct reply reply = { .kind = "answer", .to_name = "a", .body = "b" };
	struct hash hash = reply_content_hash(&reply);
	struct reply others[] = { reply, reply, reply, reply, reply, reply };
	others[0].body = "b ";
	others[1].to_name = "ab";
	others[1].body = "";
	others[2].amount_minor = 1;
	others[3].currency = "UAH";
	others[4].to_address = "x@y";
	others[5].subject = "s";
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		ck_assert_str_ne(hash.hex, reply_content_hash(&others[i]).hex);
	others[0] = reply;
	others[0].drafted_by = "anna";
	others[0].subject = "";
	ck_assert_str_eq(hash.hex, reply_content_hash(&others[0]).hex);
}
END_TEST

START_TEST(four_eyes)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply reply = draft(db, "answer");
	const char *id = reply.id.text;
	struct hash hash = reply_content_hash(&reply);
	assert_fails(reply_approve(db, id, "bohdan", hash.hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	assert_ok(reply_submit(db, id, "anna", NOW + 1, &error));
	assert_fails(reply_submit(db, id, "anna", NOW + 1, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_fails(reply_approve(db, id, "anna", hash.hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(reply_approve(db, id, "nobody", hash.hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct hash other = hash_bytes("x", 1);
	assert_fails(reply_approve(db, id, "bohdan", other.hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(reply_approve(db, id, "bohdan", hash.hex, NOW + 2, &error));
	g_autoptr(reply) approved = reply_find(db, id, &error);
	ck_assert_str_eq(approved->stage, "approved");
	ck_assert_str_eq(approved->approved_by, "bohdan");
	ck_assert_str_eq(approved->approved_hash, hash.hex);
	ck_assert_str_eq(approved->content_hash, hash.hex);
	ck_assert_int_eq(approved->approved_utc_us, NOW + 2);
}
END_TEST

START_TEST(an_edit_voids_the_approval)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply reply = draft(db, "answer");
	const char *id = reply.id.text;
	assert_ok(reply_submit(db, id, "anna", NOW, &error));
	assert_ok(reply_approve(
		db, id, "bohdan", reply_content_hash(&reply).hex, NOW, &error));
	reply.amount_minor = 1000000;
	assert_ok(reply_edit(db, &reply, "bohdan", &error));
	g_autoptr(reply) edited = reply_find(db, id, &error);
	ck_assert_str_eq(edited->stage, "drafted");
	ck_assert_str_eq(edited->approved_by, "");
	ck_assert_int_eq(edited->amount_minor, 1000000);
	assert_ok(reply_submit(db, id, "anna", NOW, &error));
	/* By now both have written it. */
	const char *hash = edited->content_hash;
	assert_fails(reply_approve(db, id, "anna",
			     reply_content_hash(&reply).hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(reply_approve(db, id, "bohdan",
			     reply_content_hash(&reply).hex, NOW, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	ck_assert_str_eq(hash, reply_content_hash(&reply).hex);
	assert_ok(reply_reject(db, id, "vira", "надто багато", &error));
	g_autoptr(reply) rejected = reply_find(db, id, &error);
	ck_assert_str_eq(rejected->stage, "drafted");
	ck_assert_str_eq(rejected->rejected_by, "vira");
	ck_assert_str_eq(rejected->rejected_reason, "надто багато");
}
END_TEST

/* Whoever writes SQL by hand is refused as well. */
static const char *const forgeries[] = {
	"UPDATE reply SET stage = 'queued'",
	"UPDATE reply SET stage = 'sent'",
	"UPDATE reply SET stage = 'approved'",
	"UPDATE reply SET stage = 'approved', approved_by = 'anna',"
	" approved_hash = content_hash",
	"UPDATE reply SET stage = 'approved', approved_by = 'bohdan',"
	" approved_hash = 'x'",
	"UPDATE reply SET stage = 'approved', approved_by = 'bohdan'",
	"UPDATE reply SET approved_by = 'bohdan', approved_hash = content_hash",
	"UPDATE reply SET kind = 'acknowledgement'",
	"UPDATE reply SET body = 'other'",
	"UPDATE reply SET to_address = 'other'",
	"UPDATE reply SET stage = 'nonsense'",
	"UPDATE reply SET content_hash = 'x'",
};

START_TEST(the_database_refuses)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply reply = draft(db, "answer");
	assert_ok(reply_submit(db, reply.id.text, "anna", NOW, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(forgeries); i++)
		ck_assert_msg(
			db_exec(db, forgeries[i], DB_NO_VALUES, NULL) == -1,
			"%s", forgeries[i]);
	assert_stage(db, &reply, "submitted");
	struct reply forged = reply;
	forged.id = id_new(NOW + 9);
	forged.kind = "acknowledgement";
	assert_fails(reply_add(db, &forged, NOW, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
}
END_TEST

START_TEST(an_acknowledgement_goes_by_itself)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply ack = draft(db, "acknowledgement");
	struct reply answer = draft(db, "answer");
	struct outbox_item item = envelope(&ack);
	assert_ok(outbox_queue(db, &item, NOW, &error));
	assert_stage(db, &ack, "queued");
	struct outbox_item second = envelope(&ack);
	assert_fails(outbox_queue(db, &second, NOW, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	struct outbox_item early = envelope(&answer);
	assert_fails(outbox_queue(db, &early, NOW, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_fails(reply_edit(db, &ack, "anna", &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
}
END_TEST

struct approval {
	const struct reply *reply;
	struct outbox_item item;
};

static bool is_due(struct db *db, int64_t now_utc_us)
{
	bool due = false;
	g_autoptr(GError) error = NULL;
	assert_ok(outbox_is_due(db, now_utc_us, &due, &error));
	return due;
}

static bool approve_and_queue(struct db *db, void *user, GError **error)
{
	struct approval *approval = user;
	struct hash hash = reply_content_hash(approval->reply);
	return reply_approve(db, approval->reply->id.text, "bohdan", hash.hex,
		       NOW, error) &&
	       outbox_queue(db, &approval->item, NOW, error);
}

START_TEST(out_and_back)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply reply = draft(db, "answer");
	assert_ok(reply_submit(db, reply.id.text, "anna", NOW, &error));
	struct approval approval = { &reply, envelope(&reply) };
	const char *id = approval.item.id.text;
	ck_assert(!is_due(db, NOW));
	assert_ok(db_run_tx(db, approve_and_queue, &approval, &error));
	ck_assert(!is_due(db, NOW - 1) && is_due(db, NOW));
	g_autoptr(GPtrArray) early = NULL;
	assert_ok(outbox_claim(db, 5, NOW - 1, &early, &error));
	ck_assert_uint_eq(early->len, 0);
	g_autoptr(GPtrArray) first = NULL;
	assert_ok(outbox_claim(db, 5, NOW, &first, &error));
	ck_assert_uint_eq(first->len, 1);
	const struct outbox_item *item = first->pdata[0];
	ck_assert_str_eq(item->state, "sending");
	ck_assert_int_eq(item->attempts, 1);
	g_autoptr(GPtrArray) none = NULL;
	assert_ok(outbox_claim(db, 5, NOW, &none, &error));
	ck_assert_uint_eq(none->len, 0);
	ck_assert(!is_due(db, NOW));
	struct hash message = hash_bytes("m", 1);
	assert_ok(outbox_set_message(db, id, message.hex, &error));
	struct outbox_settlement nobody = { OUTBOX_RETRY, "no connection", NOW,
		true };
	assert_ok(outbox_settle(db, id, &nobody, NOW, &error));
	g_autoptr(GPtrArray) untried = NULL;
	assert_ok(outbox_claim(db, 5, NOW, &untried, &error));
	item = untried->pdata[0];
	ck_assert_int_eq(item->attempts, 1);
	struct outbox_settlement later = { OUTBOX_RETRY, "451 later",
		NOW + SECOND };
	assert_ok(outbox_settle(db, id, &later, NOW, &error));
	assert_stage(db, &reply, "queued");
	g_autoptr(GPtrArray) again = NULL;
	assert_ok(outbox_claim(db, 5, NOW + SECOND, &again, &error));
	ck_assert_uint_eq(again->len, 1);
	item = again->pdata[0];
	ck_assert_int_eq(item->attempts, 2);
	ck_assert_str_eq(item->last_error, "451 later");
	ck_assert_str_eq(item->message_sha256, message.hex);
	struct outbox_settlement sent = { OUTBOX_SENT, "250 ok", 0 };
	assert_ok(outbox_settle(db, id, &sent, NOW, &error));
	assert_fails(outbox_settle(db, id, &sent, NOW, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_stage(db, &reply, "sent");
	g_autoptr(reply) by_message =
		reply_find_by_message_id(db, approval.item.message_id, &error);
	ck_assert_str_eq(by_message->id.text, reply.id.text);
	g_autoptr(casefile) casefile = casefile_find_by_message_id(
		db, approval.item.message_id, &error);
	ck_assert_str_eq(casefile->id.text, reply.casefile_id.text);
	bool is_changed = false;
	assert_ok(outbox_mark_returned(db, reply.id.text, "550 nobody here",
		NOW, &is_changed, &error));
	assert_ok(is_changed);
	assert_stage(db, &reply, "failed");
}
END_TEST

static const struct {
	enum outbox_outcome outcome;
	const char *stage;
	bool can_be_marked_sent;
} endings[] = {
	{ OUTBOX_FAILED, "failed", false },
	{ OUTBOX_UNCERTAIN, "uncertain", true },
};

START_TEST(a_person_decides)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		struct reply ack = draft(db, "acknowledgement");
		struct outbox_item item = envelope(&ack);
		const char *id = item.id.text;
		assert_ok(outbox_queue(db, &item, NOW, &error));
		for (int round = 0; round < 2; round++) {
			g_autoptr(GPtrArray) claimed = NULL;
			assert_ok(outbox_claim(db, 1, NOW, &claimed, &error));
			ck_assert_uint_eq(claimed->len, 1);
			struct outbox_settlement end = { endings[i].outcome,
				"why", 0 };
			assert_ok(outbox_settle(db, id, &end, NOW, &error));
			assert_stage(db, &ack, endings[i].stage);
			const struct outbox_item *given = claimed->pdata[0];
			ck_assert_int_eq(given->attempts, 1);
			if (round == 0)
				assert_ok(outbox_resend(db, id, NOW, &error));
		}
		if (endings[i].can_be_marked_sent)
			assert_ok(outbox_mark_sent(db, id, NOW, &error));
		else
			assert_fails(outbox_mark_sent(db, id, NOW, &error),
				STORE_ERROR, STORE_ERROR_CONFLICT);
	}
}
END_TEST

START_TEST(a_crash_leaves_no_second_copy)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply one = draft(db, "acknowledgement");
	struct reply two = draft(db, "acknowledgement");
	struct outbox_item first = envelope(&one);
	assert_ok(outbox_queue(db, &first, NOW, &error));
	struct outbox_item second = envelope(&two);
	assert_ok(outbox_queue(db, &second, NOW, &error));
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(db, 1, NOW, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 1);
	g_autoptr(GPtrArray) newest = outbox_list(db, NULL, 1, &error);
	const struct outbox_item *last = newest->pdata[0];
	ck_assert_str_eq(last->id.text,
		strcmp(first.id.text, second.id.text) > 0 ? first.id.text
							  : second.id.text);
	g_autoptr(db) restarted = databases_open(_i);
	g_autoptr(GPtrArray) sending =
		outbox_list(restarted, "sending", 9, &error);
	ck_assert_uint_eq(sending->len, 1);
	const struct outbox_item *left = sending->pdata[0];
	struct outbox_settlement in_doubt = { OUTBOX_UNCERTAIN, "why", 0 };
	assert_ok(outbox_settle(
		restarted, left->id.text, &in_doubt, NOW, &error));
	g_autoptr(GPtrArray) rest = NULL;
	assert_ok(outbox_claim(restarted, 9, NOW, &rest, &error));
	ck_assert_uint_eq(rest->len, 1);
	g_autoptr(GPtrArray) uncertain =
		outbox_list(restarted, "uncertain", 9, &error);
	ck_assert_uint_eq(uncertain->len, 1);
	const struct outbox_item *item = claimed->pdata[0];
	g_autoptr(outbox_item) found =
		outbox_find(restarted, item->id.text, &error);
	ck_assert_str_eq(found->state, "uncertain");
	assert_stage(restarted, &one, "uncertain");
}
END_TEST

/* The connection was lost at the COMMIT of a claim, which was done or was not;
 * in either case the item waits, as if nobody had tried. */
START_TEST(a_claim_that_nobody_knows_of)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply ack = draft(db, "acknowledgement");
	struct outbox_item item = envelope(&ack);
	assert_ok(outbox_queue(db, &item, NOW, &error));
	for (int round = 0; round < 2; round++) {
		g_autoptr(GPtrArray) lost = NULL;
		assert_ok(outbox_claim(db, 1, NOW, &lost, &error));
		ck_assert_uint_eq(lost->len, 1);
		for (int times = 0; times < 2; times++)
			assert_ok(outbox_unclaim(db, lost, &error));
		assert_stage(db, &ack, "queued");
		g_autoptr(outbox_item) now =
			outbox_find(db, item.id.text, &error);
		ck_assert_str_eq(now->state, "queued");
		ck_assert_int_eq(now->attempts, 0);
	}
}
END_TEST

/* Somebody approved it; the acknowledgements of a flood wait, though they were
 * there first, and it was tried before. */
START_TEST(an_answer_goes_first)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct outbox_settlement later = { OUTBOX_RETRY, "451 later",
		NOW + 9 * SECOND };
	struct outbox_item acks[3];
	for (size_t i = 0; i < G_N_ELEMENTS(acks); i++) {
		struct reply ack = draft(db, "acknowledgement");
		acks[i] = envelope(&ack);
		assert_ok(outbox_queue(db, &acks[i], NOW, &error));
	}
	struct reply reply = draft(db, "answer");
	assert_ok(reply_submit(db, reply.id.text, "anna", NOW, &error));
	struct approval approval = { &reply, envelope(&reply) };
	assert_ok(db_run_tx(db, approve_and_queue, &approval, &error));
	g_autoptr(GPtrArray) first = NULL;
	assert_ok(outbox_claim(db, 1, NOW, &first, &error));
	const struct outbox_item *item = first->pdata[0];
	ck_assert_str_eq(item->id.text, approval.item.id.text);
	assert_ok(outbox_settle(db, item->id.text, &later, NOW, &error));
	g_autoptr(GPtrArray) second = NULL;
	assert_ok(outbox_claim(db, 1, NOW, &second, &error));
	item = second->pdata[0];
	ck_assert_str_eq(item->id.text, acks[0].id.text);
	g_autoptr(GPtrArray) rest = NULL;
	assert_ok(outbox_claim(db, 9, NOW + 9 * SECOND, &rest, &error));
	ck_assert_uint_eq(rest->len, 3);
	item = rest->pdata[0];
	ck_assert_str_eq(item->id.text, approval.item.id.text);
}
END_TEST

START_TEST(what_is_not_sent_is_listed)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct outbox_settlement sent = { .outcome = OUTBOX_SENT,
		.text = "250 ok" };
	struct outbox_item items[3];
	for (size_t i = 0; i < G_N_ELEMENTS(items); i++) {
		struct reply reply = draft(db, "acknowledgement");
		items[i] = envelope(&reply);
		assert_ok(outbox_queue(db, &items[i], NOW, &error));
	}
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(db, 3, NOW, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 3);
	assert_ok(outbox_settle(db, items[1].id.text, &sent, NOW, &error));
	assert_ok(outbox_settle(db, items[2].id.text, &sent, NOW, &error));
	g_autoptr(GPtrArray) first = outbox_list(db, NULL, 2, &error);
	ck_assert_uint_eq(first->len, 2);
	const struct outbox_item *one = first->pdata[0], *two = first->pdata[1];
	ck_assert(strcmp(one->id.text, items[0].id.text) == 0 ||
		  strcmp(two->id.text, items[0].id.text) == 0);
	struct outbox_counts counts;
	assert_ok(outbox_count(db, &counts, &error));
	ck_assert_int_eq(counts.sending, 1);
	ck_assert_int_eq(counts.sent, 2);
	ck_assert_int_eq(counts.queued + counts.failed + counts.uncertain, 0);
}
END_TEST

START_TEST(only_mail_is_mailed)
{
	g_autoptr(db) db = office_open(_i);
	g_autoptr(GError) error = NULL;
	struct reply reply = draft(db, "answer");
	reply.channel = "print";
	reply.to_address = "вул. Садова 1\nКиїв";
	assert_ok(reply_edit(db, &reply, "anna", &error));
	const char *id = reply.id.text;
	assert_ok(reply_submit(db, id, "anna", NOW, &error));
	assert_ok(reply_approve(
		db, id, "bohdan", reply_content_hash(&reply).hex, NOW, &error));
	struct outbox_item item = envelope(&reply);
	assert_fails(outbox_queue(db, &item, NOW, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_stage(db, &reply, "approved");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reply");
	TCase *tcase = databases_case("reply");
	tcase_add_test(tcase, the_content_is_what_is_approved);
	databases_add(tcase, four_eyes);
	databases_add(tcase, an_edit_voids_the_approval);
	databases_add(tcase, the_database_refuses);
	databases_add(tcase, an_acknowledgement_goes_by_itself);
	databases_add(tcase, out_and_back);
	databases_add(tcase, a_person_decides);
	databases_add(tcase, a_crash_leaves_no_second_copy);
	databases_add(tcase, a_claim_that_nobody_knows_of);
	databases_add(tcase, an_answer_goes_first);
	databases_add(tcase, what_is_not_sent_is_listed);
	databases_add(tcase, only_mail_is_mailed);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
