/* Replies from draft to outbox.  Whatever can fail without the database (the
 * template, the address) is done before the first row is written. */

#include "plaint/casework/answer.h"

#include <string.h>

#include "answer_text.h"
#include "answer_to.h"
#include "others_data.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/message_id.h"
#include "plaint/casework/work.h"
#include "plaint/facts/extract.h"
#include "plaint/store/event.h"
#include "plaint/store/outbox.h"
#include "plaint/store/staff.h"

static const char kind_answer[] = "answer";

/* The Message-ID is signed: a reply to it finds the case. */
static bool queue(struct db *db, const struct config *config,
	const struct casefile *casefile, const struct id *reply_id,
	int64_t now_utc_us, char **message_id_out, GError **error)
{
	g_autofree char *message_id = message_id_new(
		db, config, casefile->number.text, now_utc_us, error);
	if (message_id == NULL)
		return false;
	struct outbox_item item = { .id = id_new(now_utc_us),
		.reply_id = *reply_id,
		.message_id = message_id };
	if (!outbox_queue(db, &item, now_utc_us, error))
		return false;
	*message_id_out = g_steal_pointer(&message_id);
	return true;
}

/* --- acknowledgement -------------------------------------------------- */

struct acknowledge {
	const struct answer_context *context;
	const struct casefile *casefile;
	const struct reply *reply;
	int64_t now_utc_us;
};

static bool acknowledge_tx(struct db *db, void *user, GError **error)
{
	const struct acknowledge *acknowledge = user;
	const struct reply *reply = acknowledge->reply;
	g_autofree char *message_id = NULL;
	if (!reply_add(db, reply, acknowledge->now_utc_us, error) ||
		!queue(db, acknowledge->context->config, acknowledge->casefile,
			&reply->id, acknowledge->now_utc_us, &message_id,
			error))
		return false;
	struct work work = { .db = db,
		.by = REPLY_DRAFTED_BY_PLAINT,
		.now_utc_us = acknowledge->now_utc_us,
		.casefile = (struct casefile *)acknowledge->casefile };
	return work_event(&work, "acknowledged",
		json_pack("{s:s s:s s:s}", "reply", reply->id.text, "to",
			reply->to_address, "message_id", message_id),
		error);
}

bool answer_acknowledge(struct db *db, const struct answer_context *context,
	const struct casefile *casefile, const struct answer_recipient *to,
	int64_t now_utc_us, GError **error)
{
	struct answer_text_wish wish = { .code = REPLIES_ACKNOWLEDGEMENT,
		.language = casefile->language,
		.casefile = casefile,
		.customer_name = to->name };
	g_auto(answer_text) text = { 0 };
	if (!answer_text_write(context, &wish, &text, error))
		return false;
	struct reply reply = {
		.id = id_new(now_utc_us),
		.casefile_id = casefile->id,
		.kind = "acknowledgement",
		.template = text.template->code,
		.language = text.template->language,
		.to_name = to->name,
		.to_address = to->address,
		.channel = "mail",
		.subject = text.subject,
		.body = text.body,
		.currency = "",
		.drafted_by = REPLY_DRAFTED_BY_PLAINT,
	};
	struct acknowledge acknowledge = { context, casefile, &reply,
		now_utc_us };
	return db_run_tx(db, acknowledge_tx, &acknowledge, error);
}

/* --- the answer being prepared ---------------------------------------- */

static const char *const in_preparation[] = { "drafted", "submitted",
	"approved", NULL };
static const char *const on_its_way[] = { "queued", NULL };

/* The newest answer in one of those stages; NULL with no error when there is
 * none. */
static struct reply *find_answer(struct db *db, const char *casefile_id,
	const char *const *stages, GError **error)
{
	g_autoptr(GPtrArray) list = reply_list(db, casefile_id, error);
	for (guint i = list != NULL ? list->len : 0; i > 0; i--) {
		const struct reply *reply = list->pdata[i - 1];
		if (strcmp(reply->kind, kind_answer) == 0 &&
			g_strv_contains(stages, reply->stage))
			return reply_find(db, reply->id.text, error);
	}
	return NULL;
}

/* The same, but none is an error. */
static struct reply *need_in_preparation(
	struct db *db, const struct casefile *casefile, GError **error)
{
	GError *cause = NULL;
	struct reply *reply =
		find_answer(db, casefile->id.text, in_preparation, &cause);
	if (reply == NULL && cause == NULL)
		g_set_error(&cause, STORE_ERROR, STORE_ERROR_MISSING,
			"case %s has no answer in preparation: draft one first",
			casefile->number.text);
	if (cause != NULL)
		g_propagate_error(error, cause);
	return reply;
}

struct reply *answer_find(struct db *db, const char *number, GError **error)
{
	g_autoptr(casefile) casefile =
		casefile_find_by_number(db, number, error);
	return casefile == NULL ? NULL
				: need_in_preparation(db, casefile, error);
}

/* --- draft ------------------------------------------------------------ */

struct draft {
	const struct answer_context *context;
	const struct answer_draft *wish;
	int64_t now_utc_us;
	struct id *reply_id_out;
};

/* In the stage from which an answer is written, whichever it was in. */
static bool draft_stage(struct work *work, GError **error)
{
	if (!stage_is_open(work->stage))
		return work_refuse(error, "case %s is %s: reopen it first",
			work->casefile->number.text, stage_name(work->stage));
	if (!work_take(work, error))
		return false;
	return work->stage == STAGE_DRAFTING ||
	       work_move(work, STAGE_DRAFTING, error);
}

static bool draft_save(struct work *work, struct reply *reply,
	const struct reply *old, struct id *reply_id_out, GError **error)
{
	reply->id = old != NULL ? old->id : id_new(work->now_utc_us);
	bool saved = old != NULL ? reply_edit(work->db, reply, work->by, error)
				 : reply_add(work->db, reply, work->now_utc_us,
					   error);
	if (!saved || !draft_stage(work, error))
		return false;
	*reply_id_out = reply->id;
	struct hash hash = reply_content_hash(reply);
	return work_event(work, old != NULL ? "redrafted" : "drafted",
		json_pack("{s:s s:s s:s}", "reply", reply->id.text, "template",
			reply->template, "hash", hash.hex),
		error);
}

static bool draft_text(struct work *work, const struct draft *draft,
	const char *name, struct answer_text *text, GError **error)
{
	const struct answer_draft *wish = draft->wish;
	g_autoptr(staff) staff = staff_find(work->db, work->by, error);
	if (staff == NULL)
		return false;
	g_autofree char *masked =
		wish->text != NULL ? text_mask_cards(wish->text) : NULL;
	struct answer_text_wish text_wish = {
		.code = wish->template != NULL ? wish->template
					       : REPLIES_ANSWER,
		.language = wish->language != NULL ? wish->language
						   : work->casefile->language,
		.casefile = work->casefile,
		.customer_name = name,
		.text = masked,
		.user_name = staff->name,
	};
	if (!answer_text_write(draft->context, &text_wish, text, error))
		return false;
	/* A language that somebody names is no wish to be guessed at. */
	return wish->language == NULL ||
	       strcmp(text->template->language, wish->language) == 0 ||
	       work_refuse(error,
		       "there is no reply template \"%s\" in the language "
		       "\"%s\"",
		       text_wish.code, wish->language);
}

/* A second one beside it would leave as well. */
static bool none_is_on_its_way(struct work *work, GError **error)
{
	GError *cause = NULL;
	const char *number = work->casefile->number.text;
	g_autoptr(reply) reply = find_answer(
		work->db, work->casefile->id.text, on_its_way, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	return reply == NULL ||
	       work_refuse(error,
		       "an answer to case %s is approved and on its way: "
		       "plaint recall %s takes it back while it waits",
		       number, number);
}

/* The answer that is written anew, in *old_out; NULL: there is none yet. */
static bool draft_old(struct work *work, const struct answer_draft *wish,
	struct reply **old_out, GError **error)
{
	GError *cause = NULL;
	struct reply *old = find_answer(
		work->db, work->casefile->id.text, in_preparation, &cause);
	*old_out = old;
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (old == NULL || !wish->spares_others)
		return true;
	const char *writer =
		old->edited_by[0] != '\0' ? old->edited_by : old->drafted_by;
	return strcmp(writer, work->by) == 0 ||
	       work_refuse(error, "%s is writing its answer already", writer);
}

static bool draft_tx(struct db *db, void *user, GError **error)
{
	struct draft *draft = user;
	const struct answer_draft *wish = draft->wish;
	struct case_act act = { wish->number, wish->by, draft->now_utc_us };
	g_auto(work) work = { 0 };
	g_auto(answer_text) text = { 0 };
	g_auto(answer_to) to = { 0 };
	g_autoptr(reply) old = NULL;
	if (!work_open(&work, db, &act, error) ||
		!none_is_on_its_way(&work, error) ||
		!draft_old(&work, wish, &old, error) ||
		!answer_to_find(
			db, work.casefile, &wish->to, old, &to, error) ||
		!others_data_check(
			db, draft->context, work.casefile, wish->text, error) ||
		!draft_text(&work, draft, to.name, &text, error))
		return false;
	struct reply reply = {
		.casefile_id = work.casefile->id,
		.kind = kind_answer,
		.template = text.template->code,
		.language = text.template->language,
		.to_name = to.name,
		.to_address = to.address,
		.channel = "mail",
		.subject = text.subject,
		.body = text.body,
		.currency = "",
		.drafted_by = work.by,
	};
	return draft_save(&work, &reply, old, draft->reply_id_out, error);
}

bool answer_draft(struct db *db, const struct answer_context *context,
	const struct answer_draft *draft, int64_t now_utc_us,
	struct id *reply_id_out, GError **error)
{
	struct draft transaction = { context, draft, now_utc_us, reply_id_out };
	return work_text_check(draft->text, ANSWER_TEXT_MOST_BYTES,
		       "the answer's text", error) &&
	       db_run_tx(db, draft_tx, &transaction, error);
}

/* --- submit, approve, reject, recall ---------------------------------- */

/* What its case's people do with an answer in that stage. */
static const struct {
	const char *stage, *command, *what;
} nexts[] = {
	{ "drafted", "plaint submit", "hands it in" },
	{ "submitted", "plaint approve", "or plaint reject decides on it" },
};

static bool needs_stage(const struct work *work, const struct reply *reply,
	const char *stage, GError **error)
{
	const char *number = work->casefile->number.text;
	for (size_t i = 0; i < G_N_ELEMENTS(nexts); i++) {
		if (strcmp(reply->stage, nexts[i].stage) != 0 ||
			strcmp(stage, nexts[i].stage) == 0)
			continue;
		g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
			"the answer to case %s is %s: %s %s %s", number,
			reply->stage, nexts[i].command, number, nexts[i].what);
		return false;
	}
	return true;
}

static bool submit_tx(struct db *db, void *user, GError **error)
{
	const struct case_act *act = user;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act, error))
		return false;
	g_autoptr(reply) reply = need_in_preparation(db, work.casefile, error);
	return reply != NULL && needs_stage(&work, reply, "drafted", error) &&
	       reply_submit(
		       db, reply->id.text, act->by, act->now_utc_us, error) &&
	       work_move(&work, STAGE_APPROVAL, error) &&
	       work_event(&work, "submitted",
		       json_pack("{s:s s:s}", "reply", reply->id.text, "hash",
			       reply->content_hash),
		       error);
}

bool answer_submit(struct db *db, const struct case_act *act, GError **error)
{
	return db_run_tx(db, submit_tx, (void *)act, error);
}

struct verdict {
	const struct answer_context *context; /* approve */
	const struct case_act *act;
	const char *hash;   /* approve */
	const char *reason; /* reject, recall */
};

static bool approve_tx(struct db *db, void *user, GError **error)
{
	const struct verdict *verdict = user;
	const struct case_act *act = verdict->act;
	g_auto(work) work = { 0 };
	g_autofree char *message_id = NULL;
	if (!work_open(&work, db, act, error) ||
		!work_office(db, act->by, "approve an answer", error))
		return false;
	g_autoptr(reply) reply = need_in_preparation(db, work.casefile, error);
	return reply != NULL && needs_stage(&work, reply, "submitted", error) &&
	       reply_approve(db, reply->id.text, act->by, verdict->hash,
		       act->now_utc_us, error) &&
	       queue(db, verdict->context->config, work.casefile, &reply->id,
		       act->now_utc_us, &message_id, error) &&
	       work_move(&work, STAGE_ANSWERING, error) &&
	       work_event(&work, "approved",
		       json_pack("{s:s s:s s:s}", "reply", reply->id.text,
			       "hash", verdict->hash, "message_id", message_id),
		       error);
}

bool answer_approve(struct db *db, const struct answer_context *context,
	const struct case_act *act, const char *hash, GError **error)
{
	struct verdict verdict = {
		.context = context, .act = act, .hash = hash
	};
	return db_run_tx(db, approve_tx, &verdict, error);
}

static bool reject_tx(struct db *db, void *user, GError **error)
{
	const struct verdict *verdict = user;
	const struct case_act *act = verdict->act;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act, error))
		return false;
	g_autoptr(reply) reply = need_in_preparation(db, work.casefile, error);
	return reply != NULL && needs_stage(&work, reply, "submitted", error) &&
	       reply_reject(
		       db, reply->id.text, act->by, verdict->reason, error) &&
	       work_move(&work, STAGE_DRAFTING, error) &&
	       work_event(&work, "rejected",
		       json_pack("{s:s s:s}", "reply", reply->id.text, "reason",
			       verdict->reason),
		       error);
}

/* One in doubt that is sent once more may have arrived the first time. */
static bool was_in_doubt(const struct work *work, const struct reply *reply,
	bool *was_out, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = work->casefile->id.text };
	g_autoptr(GPtrArray) events = event_list(work->db, &filter, error);
	*was_out = false;
	for (guint i = 0; events != NULL && i < events->len; i++) {
		const struct event *event = events->pdata[i];
		*was_out |= strcmp(event->verb, "resent") == 0 &&
			    strstr(event->detail, reply->id.text) != NULL;
	}
	return events != NULL;
}

/* What is still only in the queue. */
static bool recall_out(
	struct work *work, const struct reply *reply, GError **error)
{
	const char *number = work->casefile->number.text;
	bool was = false, is_recalled = false;
	if (!was_in_doubt(work, reply, &was, error))
		return false;
	if (was)
		return work_refuse(error,
			"the answer to case %s was in doubt and is sent once "
			"more: it may have arrived, and cannot be taken back",
			number);
	return outbox_recall(work->db, reply->id.text, &is_recalled, error) &&
	       (is_recalled ||
		       work_refuse(error,
			       "the answer to case %s is being sent at this "
			       "moment: it cannot be taken back",
			       number));
}

static bool recall_tx(struct db *db, void *user, GError **error)
{
	const struct verdict *verdict = user;
	const struct case_act *act = verdict->act;
	GError *cause = NULL;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, act, error))
		return false;
	g_autoptr(reply) reply =
		find_answer(db, work.casefile->id.text, on_its_way, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (reply == NULL)
		return work_refuse(error,
			"case %s has no answer that waits to be sent: it is "
			"%s",
			work.casefile->number.text, stage_name(work.stage));
	return recall_out(&work, reply, error) &&
	       reply_reject(
		       db, reply->id.text, act->by, verdict->reason, error) &&
	       work_move(&work, STAGE_DRAFTING, error) &&
	       work_event(&work, "recalled",
		       json_pack("{s:s s:s}", "reply", reply->id.text, "reason",
			       verdict->reason),
		       error);
}

static bool send_back(struct db *db, db_work work, const struct case_act *act,
	const char *reason, GError **error)
{
	g_autofree char *line = NULL;
	if (!work_reason(reason, "a reason", error))
		return false;
	line = utf8_one_line(reason);
	struct verdict verdict = { .act = act, .reason = line };
	return db_run_tx(db, work, &verdict, error);
}

bool answer_reject(struct db *db, const struct case_act *act,
	const char *reason, GError **error)
{
	return send_back(db, reject_tx, act, reason, error);
}

bool answer_recall(struct db *db, const struct case_act *act,
	const char *reason, GError **error)
{
	return send_back(db, recall_tx, act, reason, error);
}
