/* What becomes of a case when its answer has left, or cannot. */

#include "plaint/casework/answer.h"

#include <string.h>

#include "plaint/casework/case_terms.h"
#include "plaint/casework/work.h"
#include "plaint/domain/day.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/event.h"
#include "plaint/store/letter.h"
#include "plaint/store/outbox.h"

struct departure {
	const struct terms_rules *rules; /* left */
	const char *reply_id;
	const char *actor;
	const char *why;     /* failed */
	int64_t left_utc_us; /* left */
	int64_t now_utc_us;
};

/* The case of an answer that is on its way; *is_answer_out false when this
 * reply moves no case (an acknowledgement, or a case moved on already). */
static bool departure_open(struct db *db, const struct departure *departure,
	const struct reply *reply, struct work *work, bool *is_answer_out,
	GError **error)
{
	*is_answer_out = false;
	if (strcmp(reply->kind, "answer") != 0)
		return true;
	if (!work_open_casefile(work, db, reply->casefile_id.text,
		    departure->actor, departure->now_utc_us, error))
		return false;
	*is_answer_out = work->stage == STAGE_ANSWERING;
	return true;
}

/* Every term that still runs is met by an answer in time, else missed. */
static bool terms_settle(struct work *work, struct day today, GError **error)
{
	static const char *const ended[] = { "met", "missed", "void", NULL };
	g_autoptr(GPtrArray) terms = casefile_deadline_list(
		work->db, work->casefile->id.text, error);
	if (terms == NULL)
		return false;
	for (guint i = 0; i < terms->len; i++) {
		const struct casefile_deadline *term = terms->pdata[i];
		struct day due;
		if (g_strv_contains(ended, term->state) ||
			!day_parse(term->legal_due.text, &due))
			continue;
		if (!casefile_deadline_set_state(work->db,
			    work->casefile->id.text, term->regime,
			    day_compare(today, due) <= 0 ? "met" : "missed",
			    error))
			return false;
	}
	return true;
}

/* A letter that came when the answer was written already, the first of them.
 */
static bool later_find(struct work *work, int64_t written_utc_us,
	bool *is_there_out, struct id *letter_out, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = work->casefile->id.text };
	g_autoptr(GPtrArray) events = event_list(work->db, &filter, error);
	*is_there_out = false;
	for (guint i = 0; events != NULL && i < events->len && !*is_there_out;
		i++) {
		const struct event *event = events->pdata[i];
		*is_there_out = strcmp(event->verb, "letter_added") == 0 &&
				event->at_utc_us > written_utc_us;
		if (!*is_there_out)
			continue;
		json_t *detail = json_loads(event->detail, 0, NULL);
		const char *id =
			json_string_value(json_object_get(detail, "letter"));
		g_strlcpy(letter_out->text, id != NULL ? id : "",
			sizeof(letter_out->text));
		json_decref(detail);
	}
	return events != NULL;
}

static bool later_terms(struct work *work, const struct terms_rules *rules,
	const char *letter_id, GError **error)
{
	GError *cause = NULL;
	g_autoptr(letter) letter = letter_find(work->db, letter_id, &cause);
	if (letter == NULL && cause->domain == DB_ERROR) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (letter == NULL)
		return true;
	struct case_letter came = { work->casefile->id.text,
		letter->received_day, letter->received_utc_us,
		work->now_utc_us };
	return case_letter_came(work->db, rules, &came, error);
}

/* It waits for an answer, as it would had it come a moment later. */
static bool reopen_for_later_letter(struct work *work,
	const struct terms_rules *rules, int64_t written_utc_us, GError **error)
{
	struct id letter;
	bool is_there;
	if (!later_find(work, written_utc_us, &is_there, &letter, error))
		return false;
	return !is_there ||
	       (work_move(work, STAGE_REOPENED, error) &&
		       work_event(work, "reopened",
			       json_pack("{s:s}", "reason",
				       "a letter came before the answer left"),
			       error) &&
		       later_terms(work, rules, letter.text, error));
}

static bool left_tx(struct db *db, void *user, GError **error)
{
	const struct departure *departure = user;
	g_auto(work) work = { 0 };
	g_autoptr(reply) reply = reply_find(db, departure->reply_id, error);
	bool is_answer;
	if (reply == NULL ||
		!departure_open(db, departure, reply, &work, &is_answer, error))
		return false;
	if (!is_answer)
		return true;
	struct day day =
		work_day(departure->rules->config, departure->left_utc_us);
	return work_move(&work, STAGE_ANSWERED, error) &&
	       terms_settle(&work, day, error) &&
	       work_event(&work, "answered",
		       json_pack("{s:s s:s}", "reply", departure->reply_id,
			       "day", day_format(day).text),
		       error) &&
	       reopen_for_later_letter(
		       &work, departure->rules, reply->submitted_utc_us, error);
}

bool answer_left(struct db *db, const struct terms_rules *rules,
	const char *reply_id, const char *actor, int64_t now_utc_us,
	GError **error)
{
	struct departure departure = { .rules = rules,
		.reply_id = reply_id,
		.actor = actor,
		.left_utc_us = now_utc_us,
		.now_utc_us = now_utc_us };
	return db_run_tx(db, left_tx, &departure, error);
}

static bool failed_tx(struct db *db, void *user, GError **error)
{
	const struct departure *departure = user;
	g_auto(work) work = { 0 };
	g_autoptr(reply) reply = reply_find(db, departure->reply_id, error);
	bool is_answer;
	if (reply == NULL ||
		!departure_open(db, departure, reply, &work, &is_answer, error))
		return false;
	return !is_answer || (work_move(&work, STAGE_DRAFTING, error) &&
				     work_event(&work, "answer_failed",
					     json_pack("{s:s s:s}", "reply",
						     departure->reply_id, "why",
						     departure->why),
					     error));
}

bool answer_failed(struct db *db, const char *reply_id, const char *why,
	int64_t now_utc_us, GError **error)
{
	struct departure departure = { .reply_id = reply_id,
		.actor = REPLY_DRAFTED_BY_PLAINT,
		.why = why,
		.now_utc_us = now_utc_us };
	return db_run_tx(db, failed_tx, &departure, error);
}

/* --- a person settles a doubt ----------------------------------------- */

struct settling {
	const struct terms_rules *rules; /* NULL: send once more */
	const char *outbox_id, *by;
	int64_t now_utc_us;
};

bool answer_is_newest(struct db *db, const struct reply *reply,
	bool *newest_out, GError **error)
{
	g_autoptr(GPtrArray) replies =
		reply_list(db, reply->casefile_id.text, error);
	*newest_out = true;
	for (guint i = 0; replies != NULL && i < replies->len; i++) {
		const struct reply *other = replies->pdata[i];
		if (strcmp(other->kind, "answer") == 0 &&
			other->drafted_utc_us > reply->drafted_utc_us)
			*newest_out = false;
	}
	return replies != NULL;
}

static bool resend_may(
	const struct work *work, const struct reply *reply, GError **error)
{
	bool is_newest;
	if (strcmp(reply->kind, "answer") != 0)
		return true;
	if (!answer_is_newest(work->db, reply, &is_newest, error))
		return false;
	if (!is_newest)
		return work_refuse(error,
			"another answer was written in its place to case %s",
			work->casefile->number.text);
	return work->stage == STAGE_ANSWERING ||
	       work_refuse(error,
		       "case %s is %s: write the answer anew and have it "
		       "approved",
		       work->casefile->number.text, stage_name(work->stage));
}

/* It was taken as sent when its fate became uncertain, whenever somebody
 * says so. */
static bool mark_left(struct work *work, const struct settling *settling,
	const struct outbox_item *item, const struct reply *reply,
	GError **error)
{
	struct departure departure = { .rules = settling->rules,
		.reply_id = reply->id.text,
		.actor = settling->by,
		.left_utc_us = reply->settled_utc_us,
		.now_utc_us = settling->now_utc_us };
	return outbox_mark_sent(
		       work->db, item->id.text, settling->now_utc_us, error) &&
	       db_run_tx(work->db, left_tx, &departure, error);
}

static bool settled_tell(struct work *work, const char *verb,
	const struct outbox_item *item, GError **error)
{
	return work_event(work, verb,
		json_pack("{s:s s:s}", "reply", item->reply_id.text, "outbox",
			item->id.text),
		error);
}

static bool settle_tx(struct db *db, void *user, GError **error)
{
	const struct settling *settling = user;
	bool resends = settling->rules == NULL;
	g_auto(work) work = { 0 };
	if (!work_staff(db, settling->by, error))
		return false;
	g_autoptr(outbox_item) item =
		outbox_find(db, settling->outbox_id, error);
	g_autoptr(reply) reply =
		item == NULL ? NULL
			     : reply_find(db, item->reply_id.text, error);
	if (reply == NULL ||
		!work_open_casefile(&work, db, reply->casefile_id.text,
			settling->by, settling->now_utc_us, error))
		return false;
	bool settled = resends ? resend_may(&work, reply, error) &&
					 outbox_resend(db, item->id.text,
						 settling->now_utc_us, error)
			       : mark_left(&work, settling, item, reply, error);
	return settled &&
	       settled_tell(
		       &work, resends ? "resent" : "marked_sent", item, error);
}

bool answer_resend(struct db *db, const char *outbox_id, const char *by,
	int64_t now_utc_us, GError **error)
{
	struct settling settling = { NULL, outbox_id, by, now_utc_us };
	return db_run_tx(db, settle_tx, &settling, error);
}

bool answer_mark_sent(struct db *db, const struct terms_rules *rules,
	const char *outbox_id, const char *by, int64_t now_utc_us,
	GError **error)
{
	struct settling settling = { rules, outbox_id, by, now_utc_us };
	return db_run_tx(db, settle_tx, &settling, error);
}

/* --- a report settles it ------------------------------------------------ */

bool answer_was_taken(struct db *db, const struct terms_rules *rules,
	const struct reply *reply, int64_t now_utc_us, GError **error)
{
	struct settling settling = { .rules = rules,
		.by = REPLY_DRAFTED_BY_PLAINT,
		.now_utc_us = now_utc_us };
	g_auto(work) work = { 0 };
	if (strcmp(reply->stage, "uncertain") != 0)
		return true;
	g_autoptr(outbox_item) item =
		outbox_find_of_reply(db, reply->id.text, error);
	return item != NULL &&
	       work_open_casefile(&work, db, reply->casefile_id.text,
		       settling.by, now_utc_us, error) &&
	       mark_left(&work, &settling, item, reply, error) &&
	       settled_tell(&work, "marked_sent", item, error);
}
