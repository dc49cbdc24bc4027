/* Two people at one case at the same moment. */
#include "check_main.h"
#include "desk.h"

enum {
	HEAD_START_US = 300 * 1000
};

static bool draft(struct db *db, const struct answer_context *context,
	const char *by, int64_t now_utc_us, GError **error)
{
	struct answer_draft wish = { .number = NUMBER,
		.text = by,
		.by = by,
		.to = { "Ivan", "ivan@customer.example" } };
	struct id id;
	return answer_draft(db, context, &wish, now_utc_us, &id, error);
}

struct beside {
	struct desk *desk;
	struct db *db; /* the other person's */
	GThread *thread;
};

static void *draft_beside(void *user)
{
	struct beside *beside = user;
	g_autoptr(GError) error = NULL;
	assert_ok(draft(beside->db, &beside->desk->context, "iryna",
		NOW + 2 * SECOND, &error));
	return NULL;
}

/* The other begins when this one has written and not yet committed. */
static bool draft_slowly(struct db *db, void *user, GError **error)
{
	struct beside *beside = user;
	if (!draft(db, &beside->desk->context, "olena", NOW + SECOND, error))
		return false;
	beside->thread = g_thread_new("beside", draft_beside, beside);
	g_usleep(HEAD_START_US);
	return true;
}

/* A case that is back in drafting, its answer having failed. */
static void answer_fails(struct desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct case_act submit = desk_act("olena"), approve = desk_act("iryna");
	struct outbox_settlement no = { OUTBOX_FAILED, "550 no", 0 };
	assert_ok(draft(desk->db, &desk->context, "olena", NOW, &error));
	assert_ok(answer_submit(desk->db, &submit, &error));
	g_autoptr(reply) reply = answer_find(desk->db, NUMBER, &error);
	assert_ok(answer_approve(desk->db, &desk->context, &approve,
		reply->content_hash, &error));
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(desk->db, 1, NOW, &claimed, &error));
	const struct outbox_item *item = claimed->pdata[0];
	assert_ok(outbox_settle(desk->db, item->id.text, &no, NOW, &error));
	assert_ok(answer_failed(desk->db, reply->id.text, "no", NOW, &error));
	desk_expect_stage(desk, "drafting");
}

START_TEST(two_drafts_are_one_answer)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	answer_fails(&desk);
	g_autoptr(db) other = databases_open(_i);
	struct beside beside = { &desk, other, NULL };
	assert_ok(db_run_tx(desk.db, draft_slowly, &beside, &error));
	g_thread_join(beside.thread);
	g_autoptr(GPtrArray) replies =
		reply_list(desk.db, desk.case_id.text, &error);
	ck_assert_uint_eq(replies->len, 2);
	desk_close(&desk);
}
END_TEST

static void answer_waits(struct desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct case_act submit = desk_act("olena"), approve = desk_act("iryna");
	assert_ok(draft(desk->db, &desk->context, "olena", NOW, &error));
	assert_ok(answer_submit(desk->db, &submit, &error));
	g_autoptr(reply) reply = answer_find(desk->db, NUMBER, &error);
	assert_ok(answer_approve(desk->db, &desk->context, &approve,
		reply->content_hash, &error));
}

static bool recall(struct db *db, GError **error)
{
	struct case_act act = desk_act("iryna");
	return answer_recall(db, &act, "Wrong sum", error);
}

static void *recall_too_late(void *user)
{
	struct beside *beside = user;
	g_autoptr(GError) error = NULL;
	assert_fails(
		recall(beside->db, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	return NULL;
}

static bool claim_slowly(struct db *db, void *user, GError **error)
{
	struct beside *beside = user;
	g_autoptr(GPtrArray) claimed = NULL;
	ck_assert(outbox_claim(db, 1, NOW, &claimed, error));
	ck_assert_uint_eq(claimed->len, 1);
	beside->thread = g_thread_new("beside", recall_too_late, beside);
	g_usleep(HEAD_START_US);
	return true;
}

START_TEST(a_recall_comes_too_late_for_a_send_that_begins)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	answer_waits(&desk);
	g_autoptr(db) other = databases_open(_i);
	struct beside beside = { &desk, other, NULL };
	assert_ok(db_run_tx(desk.db, claim_slowly, &beside, &error));
	g_thread_join(beside.thread);
	desk_expect_stage(&desk, "answering");
	desk_close(&desk);
}
END_TEST

static void *claim_too_late(void *user)
{
	struct beside *beside = user;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(beside->db, 1, NOW, &claimed, &error));
	ck_assert_msg(claimed != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(claimed->len, 0);
	return NULL;
}

static bool recall_slowly(struct db *db, void *user, GError **error)
{
	struct beside *beside = user;
	if (!recall(db, error))
		return false;
	beside->thread = g_thread_new("beside", claim_too_late, beside);
	g_usleep(HEAD_START_US);
	return true;
}

START_TEST(a_send_comes_too_late_for_a_recall_that_begins)
{
	struct desk desk;
	g_autoptr(GError) error = NULL;
	desk_open(&desk, _i);
	answer_waits(&desk);
	g_autoptr(db) other = databases_open(_i);
	struct beside beside = { &desk, other, NULL };
	assert_ok(db_run_tx(desk.db, recall_slowly, &beside, &error));
	g_thread_join(beside.thread);
	desk_expect_stage(&desk, "drafting");
	desk_close(&desk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("answer beside");
	TCase *tcase = databases_case("answer beside");
	databases_add(tcase, two_drafts_are_one_answer);
	databases_add(tcase, a_recall_comes_too_late_for_a_send_that_begins);
	databases_add(tcase, a_send_comes_too_late_for_a_recall_that_begins);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
