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
	g_autoptr(GPtrArray) claimed = outbox_claim(desk->db, 1, NOW, &error);
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

int main(void)
{
	Suite *suite = suite_create("answer beside");
	TCase *tcase = databases_case("answer beside");
	databases_add(tcase, two_drafts_are_one_answer);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
