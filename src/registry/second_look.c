/* Before and after are both understood by today's rules: only what the
 * attachments changed is changed in the case, whatever else was decided when
 * it was registered. */

#include "second_look.h"

#include <string.h>

#include "at_once.h"
#include "danger.h"
#include "expert.h"
#include "plaint/casework/terms_act.h"
#include "plaint/casework/zone.h"
#include "plaint/domain/stage.h"
#include "plaint/registry/reasons.h"
#include "plaint/store/casefile_fact.h"
#include "plaint/store/event.h"
#include "plaint/store/job.h"
#include "plaint/store/reply.h"
#include "plaint/wire/document_json.h"
#include "standing.h"
#include "understood.h"

static const char *const ours = REPLY_DRAFTED_BY_PLAINT;

/* --- what was read ------------------------------------------------------ */

static json_t *jobs_json(const GPtrArray *jobs)
{
	json_t *list = json_array();
	for (guint i = 0; i < jobs->len; i++) {
		const struct job *job = jobs->pdata[i];
		json_t *item = json_pack("{s:s s:I s:I s:s}", "name", job->name,
			"attachment", (json_int_t)job->attachment, "pages",
			(json_int_t)job->pages, "state",
			strcmp(job->state, "done") == 0 ? "read" : "unread");
		if (job->problem[0] != '\0')
			json_object_set_new(
				item, "problem", json_string(job->problem));
		json_array_append_new(list, item);
	}
	return list;
}

static bool tell_read(
	const struct second_look *look, struct work *work, GError **error)
{
	g_autoptr(GPtrArray) jobs =
		job_list_attachments(look->db, look->letter->id.text, error);
	return jobs != NULL &&
	       work_event(work, "attachments_read",
		       json_pack("{s:s s:o}", "letter", look->letter->id.text,
			       "attachments", jobs_json(jobs)),
		       error);
}

/* --- may the case change? ----------------------------------------------- */

static bool was_first(
	const struct second_look *look, bool *first_out, GError **error)
{
	g_autoptr(GPtrArray) letters = letter_list_of_casefile(
		look->db, look->letter->casefile_id.text, error);
	*first_out = letters != NULL && letters->len > 0 &&
		     strcmp(((struct letter *)letters->pdata[0])->id.text,
			     look->letter->id.text) == 0;
	return letters != NULL;
}

/* No act of a person: there is no event of anybody's but ours. */
static bool is_untouched(const struct second_look *look,
	const struct work *work, bool *untouched_out, GError **error)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = work->casefile->id.text };
	*untouched_out = false;
	if (work->stage != STAGE_REGISTERED)
		return true;
	g_autoptr(GPtrArray) events = event_list(look->db, &filter, error);
	if (events == NULL)
		return false;
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = events->pdata[i];
		if (strcmp(event->actor, ours) != 0)
			return true;
	}
	return was_first(look, untouched_out, error);
}

/* --- before and after ---------------------------------------------------- */

struct views {
	struct understanding *before, *after;
};

static void views_clear(struct views *views)
{
	g_clear_pointer(&views->before, understanding_free);
	g_clear_pointer(&views->after, understanding_free);
}
typedef struct views views;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(views, views_clear)

/* The document as it was when the letter was registered. */
static struct document *document_before(
	const struct second_look *look, GError **error)
{
	g_autoptr(GPtrArray) jobs =
		job_list_attachments(look->db, look->letter->id.text, error);
	if (jobs == NULL)
		return NULL;
	json_t *json = document_to_brief_json(look->document, false);
	struct document *document = document_from_json(json, error);
	json_decref(json);
	for (guint i = 0; document != NULL && i < jobs->len; i++) {
		const struct job *job = jobs->pdata[i];
		const GPtrArray *list = document->attachments;
		for (guint j = 0; j < list->len; j++) {
			struct attachment *attachment = list->pdata[j];
			if (strcmp(attachment->sha256, job->sha256) == 0)
				document_set(&attachment->text, "");
		}
	}
	return document;
}

static bool views_make(
	const struct second_look *look, struct views *views, GError **error)
{
	struct day day =
		zone_day(look->rules->zone, look->letter->received_utc_us);
	g_autoptr(document) before = document_before(look, error);
	if (before == NULL)
		return false;
	views->before = topics_understand(look->rules->topics, before, day);
	views->after =
		topics_understand(look->rules->topics, look->document, day);
	return true;
}

static void flags_add(GString *flags, const char *flag)
{
	g_string_append_printf(flags, "%s%s", flags->len > 0 ? " " : "", flag);
}

/* Those of the case, less what went, and what came.  A PDF's password is asked
 * for, and its missing pages are seen, only when it is opened. */
static char *flags_changed(const struct second_look *look, const char *flags,
	const struct views *views)
{
	const struct {
		const char *name;
		bool is_raised;
	} states[] = { { "sealed", document_is_sealed(look->document) },
		{ "read_in_part", document_is_read_in_part(look->document) } };
	g_auto(GStrv) words = g_strsplit(flags, " ", -1);
	GString *text = g_string_new(NULL);
	for (size_t i = 0; words[i] != NULL; i++) {
		bool went = understanding_has_flag(views->before, words[i]) &&
			    !understanding_has_flag(views->after, words[i]);
		for (size_t j = 0; j < G_N_ELEMENTS(states); j++)
			went |= strcmp(words[i], states[j].name) == 0 &&
				!states[j].is_raised;
		if (words[i][0] != '\0' && !went)
			flags_add(text, words[i]);
	}
	for (guint i = 0; i < views->after->flags->len; i++) {
		const char *flag = views->after->flags->pdata[i];
		if (!g_strv_contains((const char *const *)words, flag))
			flags_add(text, flag);
	}
	for (size_t j = 0; j < G_N_ELEMENTS(states); j++)
		if (states[j].is_raised &&
			!g_strv_contains(
				(const char *const *)words, states[j].name))
			flags_add(text, states[j].name);
	return g_string_free(text, FALSE);
}

/* What the case has, unless the attachments changed it. */
static const char *changed(
	const char *kept, const char *before, const char *after)
{
	return strcmp(before, after) == 0 ? kept : after;
}

/* A case's columns that a second look may change; texts are borrowed. */
static struct casefile_view view_now(const struct casefile *casefile)
{
	return (struct casefile_view){
		.kind = casefile->kind,
		.topic = casefile->topic,
		.confidence = casefile->confidence,
		.language = casefile->language,
		.department = casefile->department,
		.priority = casefile->priority,
		.customer_id = casefile->customer_id,
		.flags = casefile->flags,
		.reasons = casefile->reasons,
		.expert = casefile->expert,
		.working = casefile->working,
	};
}

static struct casefile_view view_then(const struct second_look *look,
	const struct casefile_view *now, const struct views *views)
{
	const struct understanding *before = views->before,
				   *after = views->after;
	return (struct casefile_view){
		.kind = changed(now->kind, letter_kind_name(before->kind),
			letter_kind_name(after->kind)),
		.topic = changed(now->topic, before->topic, after->topic),
		.confidence = after->confidence,
		.language = changed(now->language,
			understood_language(look->rules, before),
			understood_language(look->rules, after)),
		.department = changed(
			now->department, before->department, after->department),
		.priority = changed(
			now->priority, before->priority, after->priority),
		.customer_id = now->customer_id,
		.expert = changed(now->expert, before->expert, after->expert),
	};
}

static bool is_same(
	const struct casefile_view *a, const struct casefile_view *b)
{
	return strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->topic, b->topic) == 0 &&
	       strcmp(a->language, b->language) == 0 &&
	       strcmp(a->department, b->department) == 0 &&
	       strcmp(a->priority, b->priority) == 0 &&
	       strcmp(a->flags, b->flags) == 0 &&
	       strcmp(a->customer_id.text, b->customer_id.text) == 0;
}

static json_t *change_json(
	const struct casefile_view *from, const struct casefile_view *to)
{
	return json_pack("{s:s s:s s:s s:s s:s s:s s:s s:s s:s s:s s:s s:s"
			 " s:s}",
		"reason", "attachments read", "kind_from", from->kind, "kind",
		to->kind, "topic_from", from->topic, "topic", to->topic,
		"department_from", from->department, "department",
		to->department, "priority_from", from->priority, "priority",
		to->priority, "flags_from", from->flags, "flags", to->flags,
		"language_from", from->language, "language", to->language);
}

/* --- the change ---------------------------------------------------------- */

static bool set_customer_type(const struct second_look *look,
	const struct views *views, const char *casefile_id, GError **error)
{
	const char *before = understood_customer_type(views->before);
	const char *after = understood_customer_type(views->after);
	if (strcmp(before, after) == 0)
		return true;
	g_autoptr(casefile_fact) fact =
		casefile_fact_find(look->db, casefile_id, error);
	if (fact == NULL)
		return false;
	struct casefile_fact row = *fact;
	row.customer_type = after;
	return casefile_fact_put(look->db, &row, error);
}

/* What is to be told when all is done: the log's head is locked last. */
struct outcome {
	json_t *detail; /* NULL: nothing changed */
	struct terms_change terms;
};

static bool change(const struct second_look *look, struct work *work,
	const struct views *views, const struct casefile_view *to,
	struct outcome *out, GError **error)
{
	struct terms_rules rules = rules_of_terms(look->rules);
	struct id id = work->casefile->id;
	struct casefile_view from = view_now(work->casefile);
	out->detail = change_json(&from, to);
	return casefile_set_view(look->db, id.text, to, error) &&
	       set_customer_type(look, views, id.text, error) &&
	       terms_act_renew(work, &rules, &out->terms, error) &&
	       at_once_tell(look->rules, look->db, work->casefile,
		       look->document, views->after, look->now_utc_us, error);
}

/* Whose it is; and, when it turns out to be about something else, whether they
 * wrote about that before.  (The case itself is not yet about it.) */
static bool find_standing(const struct second_look *look,
	const struct work *work, struct views *views, struct standing *out,
	GError **error)
{
	struct registration seen = {
		.document = (struct document *)look->document,
		.understanding = views->after,
	};
	if (strcmp(views->after->topic, work->casefile->topic) != 0)
		return standing_find(look->rules, look->db, &seen,
			look->now_utc_us, out, error);
	out->earlier = g_ptr_array_new();
	return matching_find(look->db, look->document, views->after,
		look->now_utc_us, &out->matching, error);
}

static bool look_again(const struct second_look *look, struct work *work,
	struct outcome *out, GError **error)
{
	g_auto(views) views = { 0 };
	if (!views_make(look, &views, error))
		return false;
	g_auto(standing) standing = { 0 };
	if (!find_standing(look, work, &views, &standing, error) ||
		!expert_settle(look->rules, look->db, views.before,
			look->now_utc_us, error) ||
		!expert_settle(look->rules, look->db, views.after,
			look->now_utc_us, error) ||
		!standing_keep(look->db, work->casefile, &standing,
			look->now_utc_us, error))
		return false;
	struct casefile_view from = view_now(work->casefile);
	struct casefile_view to = view_then(look, &from, &views);
	g_autofree char *flags = flags_changed(look, from.flags, &views);
	g_autofree char *reasons = reasons_keep(views.after->reasons);
	g_autofree char *working = understood_working(views.after);
	to.flags = flags;
	to.reasons = reasons;
	to.working = working;
	if (standing.matching.customer_id.text[0] != '\0')
		to.customer_id = standing.matching.customer_id;
	if (!is_same(&from, &to))
		return change(look, work, &views, &to, out, error);
	/* What was found in them is worth keeping, but no news. */
	return strcmp(from.working, to.working) == 0 ||
	       casefile_set_view(look->db, work->casefile->id.text, &to, error);
}

/* The case is in somebody's hands: what is decided stays, yet that somebody is
 * in danger is news. */
static bool look_for_danger(
	const struct second_look *look, struct work *work, GError **error)
{
	struct day day =
		zone_day(look->rules->zone, look->letter->received_utc_us);
	struct understanding *u =
		topics_understand(look->rules->topics, look->document, day);
	struct danger_news news = { look->rules, work->casefile, look->document,
		u, look->letter->id.text, look->now_utc_us };
	bool done = danger_take_more(look->db, &news, error);
	understanding_free(u);
	return done;
}

bool second_look_take(const struct second_look *look, GError **error)
{
	g_auto(work) work = { 0 };
	struct outcome outcome = { 0 };
	bool untouched;
	bool done = work_open_casefile(&work, look->db,
			    look->letter->casefile_id.text, ours,
			    look->now_utc_us, error) &&
		    is_untouched(look, &work, &untouched, error) &&
		    (untouched ? look_again(look, &work, &outcome, error)
			       : look_for_danger(look, &work, error)) &&
		    tell_read(look, &work, error);
	if (done && outcome.detail != NULL)
		return terms_act_tell(&work, "reclassified", outcome.detail,
			&outcome.terms, error);
	json_decref(outcome.detail);
	return done;
}
