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

/* Of an event: the first that met the terms as they run now?  A later letter
 * has them run anew, and what left before has nothing to do with them. */
static void arrival_look(const struct event *event, const GPtrArray *replies,
	bool *is_out, struct day *out)
{
	bool is_answer = strcmp(event->verb, "answered") == 0;
	if (!is_answer && strcmp(event->verb, "redated") != 0)
		return;
	json_t *detail = json_loads(event->detail, 0, NULL);
	const char *reply = json_string_value(json_object_get(detail, "reply"));
	const char *day = json_string_value(json_object_get(detail, "day"));
	if (!is_answer)
		*is_out = *is_out && !json_is_true(json_object_get(
					     detail, "begins_again"));
	else if (!*is_out && day != NULL && has_arrived(replies, reply))
		*is_out = day_parse(day, out);
	json_decref(detail);
}

/* The day on which the first one left that did not come back; *is_out false:
 * none did. */
static bool arrival_find(struct db *db, const char *casefile_id, bool *is_out,
	struct day *out, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = casefile_id };
	g_autoptr(GPtrArray) events = event_list(db, &filter, error);
	g_autoptr(GPtrArray) replies =
		events == NULL ? NULL : reply_list(db, casefile_id, error);
	*is_out = false;
	for (guint i = 0; replies != NULL && i < events->len; i++)
		arrival_look(events->pdata[i], replies, is_out, out);
	return replies != NULL;
}

static bool terms_settle_again(
	struct db *db, const struct id *casefile_id, GError **error)
{
	bool has_one;
	struct day day, due;
	if (!arrival_find(db, casefile_id->text, &has_one, &day, error))
		return false;
	g_autoptr(GPtrArray) terms =
		casefile_deadline_list(db, casefile_id->text, error);
	for (guint i = 0; terms != NULL && i < terms->len; i++) {
		const struct casefile_deadline *term = terms->pdata[i];
		bool is_met = has_one &&
			      day_parse(term->legal_due.text, &due) &&
			      day_compare(day, due) <= 0;
		if (strcmp(term->state, "met") != 0 || is_met)
			continue;
		if (!casefile_deadline_set_state(db, casefile_id->text,
			    term->regime, has_one ? "missed" : "running",
			    error))
			return false;
	}
	return terms != NULL;
}

/* --- terms of a later letter -------------------------------------------- */

/* The day from which the terms ran before a later letter's, when no answer to
 * the letter before it arrived: they were never met.  "": nothing of it. */
static bool former_find(struct db *db, const char *casefile_id,
	struct day_text *out, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = casefile_id };
	g_autoptr(GPtrArray) events = event_list(db, &filter, error);
	g_autoptr(GPtrArray) replies =
		events == NULL ? NULL : reply_list(db, casefile_id, error);
	bool is_met = false;
	*out = (struct day_text){ "" };
	for (guint i = 0; replies != NULL && i < events->len; i++) {
		const struct event *event = events->pdata[i];
		bool was_met = is_met;
		struct day day;
		arrival_look(event, replies, &is_met, &day);
		if (strcmp(event->verb, "redated") != 0)
			continue;
		json_t *detail = json_loads(event->detail, 0, NULL);
		const char *from = json_string_value(
			json_object_get(detail, "received_from"));
		if (json_is_true(json_object_get(detail, "begins_again")))
			g_strlcpy(out->text,
				was_met || from == NULL ? "" : from,
				sizeof(out->text));
		json_decref(detail);
	}
	return replies != NULL;
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
	struct day_text former;
	bool is_ended;
	if (!terms_settle_again(work->db, id, error) ||
		!terms_have_ended(work->db, id->text, &is_ended, error) ||
		!former_find(work->db, id->text, &former, error))
		return false;
	return is_ended || !stage_is_open(work->stage) ||
	       former.text[0] == '\0' ||
	       strcmp(former.text, work->casefile->received_day.text) >= 0 ||
	       former_begin(work, rules, &former, error);
}
