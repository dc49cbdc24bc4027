/* Only our own Message-IDs count: the text of a bounce is anybody's. */

#include "returned.h"

#include <string.h>

#include "plaint/casework/answer.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/terms_act.h"
#include "plaint/casework/work.h"
#include "plaint/casework/zone.h"
#include "plaint/store/notice.h"
#include "plaint/store/outbox.h"

/* What the report says of the reply. */
enum report {
	REPORT_FAILED,
	REPORT_DELAYED,
	REPORT_DELIVERED,
	REPORT_FEEDBACK,
};

static enum report report_of(const struct document *document)
{
	if (g_str_has_prefix(document->bounce.reason, "feedback: "))
		return REPORT_FEEDBACK;
	if (document_has_warning(document, "delivery_delayed"))
		return REPORT_DELAYED;
	if (document_has_warning(document, "delivery_done"))
		return REPORT_DELIVERED;
	return REPORT_FAILED;
}

/* The mails it may speak of; borrowed. */
static GPtrArray *named_ids(const struct document *document)
{
	GPtrArray *ids = g_ptr_array_new();
	if (document->in_reply_to[0] != '\0')
		g_ptr_array_add(ids, document->in_reply_to);
	for (guint i = 0; i < document->references->len; i++)
		g_ptr_array_add(ids, document->references->pdata[i]);
	return ids;
}

/* NULL with no error when no reply of ours is named. */
static struct reply *find_reply(
	struct db *db, const struct document *document, GError **error)
{
	g_autoptr(GPtrArray) ids = named_ids(document);
	for (guint i = 0; i < ids->len; i++) {
		GError *cause = NULL;
		struct reply *reply =
			reply_find_by_message_id(db, ids->pdata[i], &cause);
		if (reply != NULL)
			return reply;
		if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
			g_propagate_error(error, cause);
			return NULL;
		}
		g_error_free(cause);
	}
	return NULL;
}

static const char *why_of(const struct document *document)
{
	return document->bounce.reason[0] != '\0' ? document->bounce.reason
						  : "returned without a reason";
}

/* Somebody of the office has no mailbox any more, and waits for reminders. */
static bool take_notice(
	struct db *db, const struct document *document, GError **error)
{
	g_autoptr(GPtrArray) ids = named_ids(document);
	bool done = true;
	if (report_of(document) != REPORT_FAILED)
		return true;
	for (guint i = 0; done && i < ids->len; i++)
		done = notice_mark_returned(
			db, ids->pdata[i], why_of(document), error);
	return done;
}

static json_t *detail_of(
	const struct document *document, const struct reply *reply)
{
	return json_pack("{s:s s:s s:s s:s}", "reply", reply->id.text, "why",
		document->bounce.reason, "status", document->bounce.status,
		"recipient", document->bounce.recipient);
}

/* Then the case is answered, whatever came back of an earlier one. */
static bool later_one_left(struct work *work, const struct reply *reply,
	bool *left_out, GError **error)
{
	static const char *const gone[] = { "sent", "delivered", NULL };
	g_autoptr(GPtrArray) replies =
		reply_list(work->db, reply->casefile_id.text, error);
	*left_out = false;
	for (guint i = 0; replies != NULL && i < replies->len; i++) {
		const struct reply *other = replies->pdata[i];
		*left_out |= strcmp(other->kind, "answer") == 0 &&
			     other->drafted_utc_us > reply->drafted_utc_us &&
			     g_strv_contains(gone, other->stage);
	}
	return replies != NULL;
}

/* While a later answer is on its way, the case waits for that one. */
static bool back_on_a_desk(struct work *work, const struct reply *reply,
	bool later_left, GError **error)
{
	bool is_newest;
	if (!answer_is_newest(work->db, reply, &is_newest, error))
		return false;
	if (work->stage == STAGE_ANSWERING)
		return !is_newest || work_move(work, STAGE_DRAFTING, error);
	if (later_left || stage_is_open(work->stage) ||
		!stage_allows(work->stage, STAGE_REOPENED))
		return true;
	return work_move(work, STAGE_REOPENED, error);
}

/* Its desk counts on it having arrived. */
static bool tell_desk(const struct rules *rules, struct work *work,
	const struct reply *reply, const char *why, GError **error)
{
	struct terms_rules terms = rules_of_terms(rules);
	struct reminding reminding = { &terms, rules->notices,
		zone_day(rules->zone, work->now_utc_us), work->now_utc_us };
	struct answer_trouble trouble = {
		.kind = ANSWER_FAILED, .reply_id = reply->id.text, .why = why
	};
	struct reminded out;
	return rules->notices == NULL ||
	       reminding_trouble(work->db, &reminding, &trouble, &out, error);
}

static bool take_answer(const struct rules *rules, struct work *work,
	const struct reply *reply, const char *why, GError **error)
{
	struct terms_rules terms = rules_of_terms(rules);
	bool later_left;
	return later_one_left(work, reply, &later_left, error) &&
	       back_on_a_desk(work, reply, later_left, error) &&
	       answer_came_back(work, &terms, error) &&
	       (later_left || tell_desk(rules, work, reply, why, error));
}

static bool take_failure(const struct rules *rules, struct work *work,
	const struct document *document, const struct reply *reply,
	GError **error)
{
	bool is_changed;
	bool is_answer = strcmp(reply->kind, "answer") == 0;
	const char *why = why_of(document);
	if (!outbox_mark_returned(work->db, reply->id.text, why,
		    work->now_utc_us, &is_changed, error))
		return false;
	/* A second report of the same changes nothing. */
	if (!is_changed)
		return true;
	return (!is_answer || take_answer(rules, work, reply, why, error)) &&
	       work_event(work,
		       is_answer ? "answer_failed" : "acknowledgement_failed",
		       detail_of(document, reply), error);
}

static bool take_delivery(struct work *work, const struct document *document,
	const struct reply *reply, GError **error)
{
	static const char *const gone[] = { "sent", "uncertain", NULL };
	bool is_gone = g_strv_contains(gone, reply->stage);
	return (!is_gone || reply_mark_delivered(work->db, reply->id.text,
				    work->now_utc_us, error)) &&
	       work_event(work, "delivered", detail_of(document, reply), error);
}

bool returned_take(const struct rules *rules, struct db *db,
	const struct document *document, int64_t now_utc_us, GError **error)
{
	GError *cause = NULL;
	g_auto(work) work = { 0 };
	g_autoptr(reply) reply = find_reply(db, document, &cause);
	if (reply == NULL) {
		if (cause == NULL)
			return take_notice(db, document, error);
		g_propagate_error(error, cause);
		return false;
	}
	enum report report = report_of(document);
	struct terms_rules terms = rules_of_terms(rules);
	if (!work_open_casefile(&work, db, reply->casefile_id.text,
		    REPLY_DRAFTED_BY_PLAINT, now_utc_us, error) ||
		(report != REPORT_FAILED && !answer_was_taken(db, &terms, reply,
						    now_utc_us, error)))
		return false;
	switch (report) {
	case REPORT_FAILED:
		return take_failure(rules, &work, document, reply, error);
	case REPORT_DELIVERED:
		return take_delivery(&work, document, reply, error);
	case REPORT_DELAYED:
		return work_event(&work, "delivery_delayed",
			detail_of(document, reply), error);
	case REPORT_FEEDBACK:
		return work_event(&work, "feedback_report",
			detail_of(document, reply), error);
	}
	return true;
}
