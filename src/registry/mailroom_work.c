/* The letter and its case, kept in step. */

#include "mailroom_work.h"

#include <string.h>

#include "danger.h"
#include "expert.h"
#include "plaint/casework/case_terms.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/terms.h"
#include "plaint/casework/work.h"
#include "plaint/casework/zone.h"
#include "plaint/domain/stage.h"
#include "plaint/registry/reasons.h"
#include "plaint/store/casefile_fact.h"
#include "plaint/store/casefile_link.h"
#include "plaint/store/event.h"
#include "plaint/store/reading.h"
#include "plaint/store/reply.h"
#include "plaint/wire/document_json.h"
#include "standing.h"
#include "understood.h"

/* --- loading ------------------------------------------------------------- */

void mailroom_letter_clear(struct mailroom_letter *letter)
{
	g_clear_pointer(&letter->letter, g_free);
	g_clear_pointer(&letter->document, document_free);
	g_clear_pointer(&letter->pages, g_ptr_array_unref);
}

/* One piece of memory, as the store's own. */
static struct letter_page *page_new(const char *sha256, int64_t page)
{
	size_t size = strlen(sha256) + 1;
	struct letter_page *row = g_malloc0(sizeof(*row) + size);
	row->number = row->file_page = page;
	row->sha256 = memcpy(row + 1, sha256, size);
	row->rotation = -1;
	return row;
}

/* One without rows is all of its own file. */
static void fill_pages(struct mailroom_letter *letter)
{
	guint count =
		letter->document != NULL ? letter->document->pages->len : 0;
	if (letter->pages->len > 0)
		return;
	for (guint i = 0; i < count; i++)
		g_ptr_array_add(letter->pages,
			page_new(letter->letter->sha256, (int64_t)i + 1));
}

static struct document *load_document(
	struct db *db, const char *id, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(reading) reading = reading_find(db, id, &cause);
	if (reading == NULL) {
		if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING))
			g_propagate_error(error, g_steal_pointer(&cause));
		return NULL;
	}
	struct document_kept kept = { reading->json, reading->text,
		reading->quoted_text };
	return document_from_kept(&kept, error);
}

bool mailroom_load(struct mailroom_letter *out, struct db *db, const char *id,
	GError **error)
{
	GError *cause = NULL;
	mailroom_letter_clear(out);
	out->letter = letter_find(db, id, error);
	if (out->letter == NULL)
		return false;
	out->document = load_document(db, id, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	out->pages = letter_page_list(db, id, error);
	if (out->pages == NULL)
		return false;
	fill_pages(out);
	if (strcmp(out->letter->channel, "mail") == 0)
		return work_refuse(error,
			"letter %s came by e-mail: the mailroom is for paper",
			id);
	return true;
}

bool mailroom_open(struct mailroom_work *work, struct db *db,
	const struct mailroom_act *act, GError **error)
{
	*work = (struct mailroom_work){ .act = act, .db = db };
	return work_staff(db, act->by, error) &&
	       mailroom_load(&work->of, db, act->letter, error);
}

void mailroom_close(struct mailroom_work *work)
{
	mailroom_letter_clear(&work->of);
}

bool mailroom_needs(const struct mailroom_letter *of, const char *const *states,
	const char *what, GError **error)
{
	const struct letter *letter = of->letter;
	if (g_strv_contains(states, letter->state))
		return true;
	if (strcmp(letter->state, "stored") == 0)
		return work_refuse(error,
			"letter %s is being read: wait a little",
			letter->id.text);
	return work_refuse(error, "letter %s is %s%s%s: it cannot be %s",
		letter->id.text, letter->state,
		letter->problem[0] != '\0' ? ", " : "", letter->problem, what);
}

bool mailroom_is_keyed(const struct mailroom_letter *of, guint number)
{
	for (guint i = 0; of->document != NULL && i < of->document->pages->len;
		i++) {
		const struct page *page = of->document->pages->pdata[i];
		if ((number == 0 || i + 1 == number) &&
			strcmp(page->trust, "keyed") == 0)
			return true;
	}
	return false;
}

/* --- telling ------------------------------------------------------------- */

bool mailroom_tell(const struct mailroom_work *work, const char *verb,
	json_t *detail, GError **error)
{
	struct telling telling = { work->act->by, verb, "letter",
		work->of.letter->id.text };
	return tell_event(
		work->db, &telling, detail, work->act->now_utc_us, error);
}

bool mailroom_tell_case(const struct mailroom_work *work,
	const char *casefile_id, const char *verb, json_t *detail,
	GError **error)
{
	struct telling telling = { work->act->by, verb, "casefile",
		casefile_id };
	return tell_event(
		work->db, &telling, detail, work->act->now_utc_us, error);
}

/* --- the case understood anew -------------------------------------------- */

/* Letters of the case that are in it now. */
static bool live_letters(
	struct db *db, const char *casefile_id, GPtrArray **out, GError **error)
{
	*out = letter_list_of_casefile(db, casefile_id, error);
	for (guint i = *out != NULL ? (*out)->len : 0; i > 0; i--) {
		const struct letter *letter = (*out)->pdata[i - 1];
		if (letter->fate[0] != '\0')
			g_ptr_array_remove_index(*out, i - 1);
	}
	return *out != NULL;
}

/* Nobody is writing an answer yet, and nobody said what it is. */
static bool is_undecided(const struct mailroom_work *work,
	const struct casefile *casefile, bool *undecided_out, GError **error)
{
	enum stage stage = STAGE_CLOSED;
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = casefile->id.text };
	*undecided_out =
		stage_parse(casefile->stage, &stage) &&
		(stage == STAGE_REGISTERED || stage == STAGE_ASSIGNED ||
			stage == STAGE_REOPENED);
	if (!*undecided_out)
		return true;
	g_autoptr(GPtrArray) events = event_list(work->db, &filter, error);
	for (guint i = 0; events != NULL && i < events->len; i++) {
		const struct event *event = events->pdata[i];
		if (strcmp(event->verb, "reclassified") == 0 &&
			strcmp(event->actor, REPLY_DRAFTED_BY_PLAINT) != 0)
			*undecided_out = false;
	}
	return events != NULL;
}

static bool renew_terms(const struct mailroom_work *work,
	const struct understanding *u, const char *casefile_id,
	struct terms_change *change, GError **error)
{
	struct terms_rules rules = rules_of_terms(work->act->mailroom.rules);
	g_autoptr(casefile_fact) fact =
		casefile_fact_find(work->db, casefile_id, error);
	if (fact == NULL)
		return false;
	struct casefile_fact now = *fact;
	now.customer_type = understood_customer_type(u);
	if (!casefile_fact_put(work->db, &now, error))
		return false;
	g_autoptr(casefile) casefile =
		casefile_find(work->db, casefile_id, error);
	return casefile != NULL &&
	       terms_renew(work->db, &rules, casefile,
		       work_day(work->act->mailroom.rules->config,
			       work->act->now_utc_us),
		       change, error);
}

static bool set_view(const struct mailroom_work *work,
	const struct registration *registration,
	const struct casefile *casefile, GError **error)
{
	struct understanding *u = registration->understanding;
	int64_t now_utc_us = work->act->now_utc_us;
	const struct rules *rules = work->act->mailroom.rules;
	g_auto(standing) standing = { 0 };
	if (!standing_find_again(rules, work->db, registration, casefile,
		    now_utc_us, &standing, error) ||
		!expert_settle(rules, work->db, u, now_utc_us, error) ||
		!standing_keep(
			work->db, casefile, &standing, now_utc_us, error))
		return false;
	g_autofree char *flags = understood_flags(u);
	g_autofree char *reasons = reasons_keep(u->reasons);
	g_autofree char *working = understood_working(u);
	const struct paper_facts *facts = registration->facts;
	bool is_placed = casefile->owner[0] != '\0' || facts->is_sheet;
	/* As at registration: a folder's department for what is not sure. */
	const struct routing *routing = topics_routing(rules->topics);
	bool is_hinted = u->triage &&
			 routing_department(routing, facts->department) != NULL;
	struct casefile_view view = {
		.kind = letter_kind_name(u->kind),
		.topic = u->topic,
		.confidence = u->confidence,
		.language = understood_language(rules, u),
		.department = is_placed	  ? casefile->department
			      : is_hinted ? facts->department
					  : u->department,
		.priority = u->priority,
		.customer_id = standing.matching.customer_id.text[0] != '\0'
				       ? standing.matching.customer_id
				       : casefile->customer_id,
		.flags = flags,
		.reasons = reasons,
		.expert = u->expert,
		.working = working,
	};
	return casefile_set_view(work->db, casefile->id.text, &view, error);
}

static bool reconsider(const struct mailroom_work *work,
	const struct registration *registration, GError **error)
{
	const struct letter *letter = work->of.letter;
	const struct understanding *u = registration->understanding;
	struct terms_change change = { 0 };
	bool is_undecided_yet = false;
	g_autoptr(GPtrArray) letters = NULL;
	if (!casefile_lock(work->db, letter->casefile_id.text, error) ||
		!live_letters(
			work->db, letter->casefile_id.text, &letters, error))
		return false;
	g_autoptr(casefile) casefile =
		casefile_find(work->db, letter->casefile_id.text, error);
	if (casefile == NULL ||
		!is_undecided(work, casefile, &is_undecided_yet, error))
		return false;
	bool is_first = letters->len > 0 &&
			strcmp(((struct letter *)letters->pdata[0])->id.text,
				letter->id.text) == 0;
	if (u == NULL)
		return true;
	struct danger_news news = { work->act->mailroom.rules, casefile,
		registration->document, u, letter->id.text,
		work->act->now_utc_us };
	if (!danger_take_more(work->db, &news, error))
		return false;
	if (!is_undecided_yet || !is_first)
		return true;
	json_t *detail = json_pack("{s:s s:s s:s s:s s:s}", "letter",
		letter->id.text, "kind_from", casefile->kind, "kind",
		letter_kind_name(u->kind), "topic_from", casefile->topic,
		"topic", u->topic);
	if (set_view(work, registration, casefile, error) &&
		renew_terms(work, u, casefile->id.text, &change, error))
		return mailroom_tell_case(work, casefile->id.text,
			"understood_anew", detail, error);
	json_decref(detail);
	return false;
}

/* --- writing -------------------------------------------------------------- */

static bool put_pages(const struct mailroom_work *work, GError **error)
{
	g_autoptr(GArray) rows =
		g_array_new(FALSE, FALSE, sizeof(struct letter_page));
	for (guint i = 0; i < work->of.pages->len; i++)
		g_array_append_vals(rows, work->of.pages->pdata[i], 1);
	return letter_page_put(work->db, work->of.letter->id.text,
		(struct letter_page *)rows->data, rows->len, error);
}

bool mailroom_date_by_stamp(const struct rules *rules,
	const struct paper_facts *facts, struct letter *letter)
{
	struct day_text day = day_format(facts->stamp.day);
	int order = strcmp(day.text, letter->received_day.text);
	if (!facts->has_stamp || order == 0 ||
		(order > 0 && strcmp(letter->received_from, "stamp") != 0))
		return false;
	letter->received_utc_us = zone_noon(rules->zone, facts->stamp.day);
	letter->received_day = day;
	letter->received_from = "stamp";
	return true;
}

/* Somebody said which day it is by which the case's terms run. */
static bool is_redated(const struct mailroom_work *work)
{
	const struct letter *letter = work->of.letter;
	g_autoptr(casefile) casefile =
		letter->casefile_id.text[0] != '\0'
			? casefile_find(
				  work->db, letter->casefile_id.text, NULL)
			: NULL;
	return casefile != NULL && strcmp(casefile->received_day.text,
					   letter->received_day.text) != 0;
}

/* A page that was turned, or keyed in, may show its stamp only now. */
static bool take_stamp(struct mailroom_work *work,
	const struct paper_facts *facts, GError **error)
{
	const struct letter *was = work->of.letter;
	struct letter dated = *was;
	if (!mailroom_date_by_stamp(work->act->mailroom.rules, facts, &dated) ||
		is_redated(work))
		return true;
	if (!mailroom_set_day(
		    work, was, facts->stamp.day, dated.received_from, error) ||
		!mailroom_tell(work, "receipt_day",
			json_pack("{s:s s:s s:s s:i s:s s:s}", "day",
				dated.received_day.text, "from",
				dated.received_from, "stamp", facts->stamp_text,
				"page", facts->stamp.page, "was",
				was->received_day.text, "was_from",
				was->received_from),
			error))
		return false;
	struct letter *now = letter_find(work->db, was->id.text, error);
	if (now == NULL)
		return false;
	g_free(work->of.letter);
	work->of.letter = now;
	return true;
}

bool mailroom_rewrite(struct mailroom_work *work, GError **error)
{
	const struct rules *rules = work->act->mailroom.rules;
	struct registration *registration = g_new0(struct registration, 1);
	registration->document = work->of.document;
	paper_facts_fill(rules, registration, work->of.letter, NULL);
	bool done = put_pages(work, error) &&
		    reading_put(work->db, work->of.letter->id.text,
			    registration->document, registration->json,
			    work->act->now_utc_us, error) &&
		    take_stamp(work, registration->facts, error);
	struct letter *letter = work->of.letter;
	if (done && strcmp(letter->state, "quarantined") == 0)
		done = registration_settle(rules, work->db, registration,
			letter, work->act->now_utc_us, error);
	else if (done && strcmp(letter->state, "registered") == 0)
		done = reconsider(work, registration, error);
	registration->document = NULL;
	registration_free(registration);
	return done;
}

/* --- leaving -------------------------------------------------------------- */

static bool link_cases(const struct mailroom_work *work,
	const struct casefile *left, const char *into, GError **error)
{
	struct casefile_link link = { .casefile_id = left->id,
		.why = "one letter",
		.linked_utc_us = work->act->now_utc_us };
	g_strlcpy(link.earlier_id.text, into, sizeof(link.earlier_id.text));
	return into[0] == '\0' || strcmp(into, left->id.text) == 0 ||
	       casefile_link_add(work->db, &link, error);
}

bool mailroom_leave_case(const struct mailroom_work *work,
	const struct letter *letter, const char *into, const char *why,
	GError **error)
{
	const char *id = letter->casefile_id.text;
	g_autoptr(GPtrArray) letters = NULL;
	enum stage stage;
	if (id[0] == '\0' || strcmp(id, into) == 0)
		return true;
	if (!casefile_lock(work->db, id, error) ||
		!live_letters(work->db, id, &letters, error))
		return false;
	g_autoptr(casefile) casefile = casefile_find(work->db, id, error);
	if (casefile == NULL || !stage_parse(casefile->stage, &stage))
		return false;
	if (letters->len > 1 || stage == STAGE_CLOSED)
		return mailroom_tell_case(work, id, "letter_left",
			json_pack("{s:s s:s}", "letter", letter->id.text, "why",
				why),
			error);
	if (stage == STAGE_ANSWERED)
		return work_refuse(error,
			"case %s is answered: its letter stays",
			casefile->number.text);
	struct case_act act = { casefile->number.text, work->act->by,
		work->act->now_utc_us };
	return link_cases(work, casefile, into, error) &&
	       case_close(work->db, &act, why, error);
}

/* --- the day -------------------------------------------------------------- */

bool mailroom_set_day(const struct mailroom_work *work,
	const struct letter *letter, struct day day, const char *from,
	GError **error)
{
	const struct rules *rules = work->act->mailroom.rules;
	struct terms_rules of_terms = rules_of_terms(rules);
	struct letter_receipt receipt = { zone_noon(rules->zone, day),
		day_format(day), from };
	g_autoptr(GPtrArray) letters = NULL;
	struct terms_change change = { 0 };
	enum stage stage;
	if (!letter_set_received(work->db, letter->id.text, &receipt, error))
		return false;
	if (letter->casefile_id.text[0] == '\0' || letter->fate[0] != '\0')
		return true;
	if (!live_letters(work->db, letter->casefile_id.text, &letters, error))
		return false;
	g_autoptr(casefile) casefile =
		casefile_find(work->db, letter->casefile_id.text, error);
	if (casefile == NULL)
		return false;
	bool is_first = letters->len > 0 &&
			strcmp(((struct letter *)letters->pdata[0])->id.text,
				letter->id.text) == 0;
	if (!is_first || !stage_parse(casefile->stage, &stage) ||
		!stage_is_open(stage))
		return true;
	struct case_act act = { casefile->number.text, work->act->by,
		work->act->now_utc_us };
	struct case_redate_wish wish = { .received = receipt.day.text,
		.reason = "the letter's day of receipt" };
	return case_redate(work->db, &act, &of_terms, &wish, &change, error);
}

bool mailroom_due(const struct mailroom *mailroom, const struct letter *letter,
	struct day_text *legal_out, GError **error)
{
	const struct config *config = mailroom->rules->config;
	struct terms_rules rules = rules_of_terms(mailroom->rules);
	int64_t now_utc_us = letter->received_utc_us;
	/* As it would be registered: a complaint about anything. */
	struct casefile casefile = {
		.id = id_new(now_utc_us),
		.stage = stage_name(STAGE_REGISTERED),
		.kind = letter_kind_name(KIND_COMPLAINT),
		.topic = "other",
		.language = config->organisation.language,
		.channel = letter->channel,
		.received_day = letter->received_day,
		.registered_day = letter->received_day,
	};
	g_autoptr(terms) terms = terms_load(mailroom->db, &rules, &casefile,
		work_day(config, now_utc_us), error);
	if (terms == NULL)
		return false;
	*legal_out = terms->dues.legal_due;
	return true;
}
