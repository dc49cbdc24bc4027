/* What becomes of a case's terms when an answer that had left comes back: an
 * answer that did not arrive is none. */

#include "plaint/casework/answer.h"

#include <string.h>

#include "plaint/casework/terms_act.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/event.h"

static bool has_arrived(const GPtrArray *replies, const char *reply_id)
{
	static const char *const gone[] = { "sent", "delivered", NULL };
	for (guint i = 0; reply_id != NULL && i < replies->len; i++) {
		const struct reply *reply = replies->pdata[i];
		if (strcmp(reply->id.text, reply_id) == 0)
			return g_strv_contains(gone, reply->stage);
	}
	return false;
}

/* What a case's log says of its terms. */
struct past {
	/* Met as they run now, and on which day: by the first answer that left
	 * and did not come back. */
	bool is_met;
	struct day day;
	/* The day from which they ran before a later letter's, when no answer
	 * to the letter before it arrived: they were never met.  "": nothing of
	 * it. */
	struct day_text former;
};

static void answer_look(
	const json_t *detail, const GPtrArray *replies, struct past *past)
{
	const char *reply = json_string_value(json_object_get(detail, "reply"));
	const char *day = json_string_value(json_object_get(detail, "day"));
	if (!past->is_met && day != NULL && has_arrived(replies, reply))
		past->is_met = day_parse(day, &past->day);
}

/* A later letter has them run anew, and what left before has nothing to do with
 * them. */
static void redate_look(const json_t *detail, struct past *past)
{
	const char *from =
		json_string_value(json_object_get(detail, "received_from"));
	if (!json_is_true(json_object_get(detail, "begins_again")))
		return;
	g_strlcpy(past->former.text, past->is_met || from == NULL ? "" : from,
		sizeof(past->former.text));
	past->is_met = false;
}

static bool past_find(struct db *db, const char *casefile_id, struct past *out,
	GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = casefile_id };
	g_autoptr(GPtrArray) events = event_list(db, &filter, error);
	g_autoptr(GPtrArray) replies =
		events == NULL ? NULL : reply_list(db, casefile_id, error);
	*out = (struct past){ 0 };
	for (guint i = 0; replies != NULL && i < events->len; i++) {
		const struct event *event = events->pdata[i];
		bool is_answer = strcmp(event->verb, "answered") == 0;
		if (!is_answer && strcmp(event->verb, "redated") != 0)
			continue;
		json_t *detail = json_loads(event->detail, 0, NULL);
		if (is_answer)
			answer_look(detail, replies, out);
		else
			redate_look(detail, out);
		json_decref(detail);
	}
	return replies != NULL;
}

static bool terms_settle_again(struct db *db, const struct id *casefile_id,
	const struct past *past, GError **error)
{
	struct day due;
	g_autoptr(GPtrArray) terms =
		casefile_deadline_list(db, casefile_id->text, error);
	for (guint i = 0; terms != NULL && i < terms->len; i++) {
		const struct casefile_deadline *term = terms->pdata[i];
		bool is_met = past->is_met &&
			      day_parse(term->legal_due.text, &due) &&
			      day_compare(past->day, due) <= 0;
		if (strcmp(term->state, "met") != 0 || is_met)
			continue;
		if (!casefile_deadline_set_state(db, casefile_id->text,
			    term->regime, past->is_met ? "missed" : "running",
			    error))
			return false;
	}
	return terms != NULL;
}

static bool former_begin(struct work *work, const struct terms_rules *rules,
	const struct day_text *former, GError **error)
{
	struct day_text later = work->casefile->received_day;
	struct terms_change change;
	return casefile_set_received_day(work->db, work->casefile->id.text,
		       former->text, error) &&
	       terms_act_renew(work, rules, &change, error) &&
	       terms_act_tell(work, "redated",
		       json_pack("{s:s s:s s:s}", "reason",
			       "the answer to the earlier letter came back",
			       "received_from", later.text, "received_to",
			       former->text),
		       &change, error);
}

bool answer_came_back(
	struct work *work, const struct terms_rules *rules, GError **error)
{
	const struct id *id = &work->casefile->id;
	struct past past;
	bool is_ended;
	if (!past_find(work->db, id->text, &past, error) ||
		!terms_settle_again(work->db, id, &past, error) ||
		!terms_have_ended(work->db, id->text, &is_ended, error))
		return false;
	return is_ended || !stage_is_open(work->stage) ||
	       past.former.text[0] == '\0' ||
	       strcmp(past.former.text, work->casefile->received_day.text) >=
		       0 ||
	       former_begin(work, rules, &past.former, error);
}
