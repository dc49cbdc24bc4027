/* What a letter becomes.  The order of the questions is the order of the
 * functions below: could it be read, is it a letter at all, does it belong to
 * a case we have, and only then: a new case, with its customer, its days and
 * its acknowledgement. */

#include "plaint/registry/registrar.h"

#include <string.h>

#include "at_once.h"
#include "courtesy.h"
#include "danger.h"
#include "expert.h"
#include "plaint/base/clock.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/answer.h"
#include "plaint/casework/case_terms.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/terms.h"
#include "plaint/casework/zone.h"
#include "plaint/domain/stage.h"
#include "plaint/registry/attachments.h"
#include "plaint/registry/flooding.h"
#include "plaint/registry/hints.h"
#include "plaint/registry/paper.h"
#include "plaint/registry/reasons.h"
#include "plaint/store/casefile_link.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"
#include "plaint/store/virus_scan.h"
#include "passing.h"
#include "plaint/wire/document_json.h"
#include "returned.h"
#include "standing.h"
#include "threading.h"
#include "twins.h"
#include "understood.h"

enum {
	RETRY_AFTER_US = 2000000,
	SUBJECT_MOST_CHARACTERS = 200
};

/* One registration under way. */
struct work {
	const struct rules *rules;
	struct db *db;
	struct registration *registration;
	struct letter *letter;
	int64_t now_utc_us;
};

void registration_free(struct registration *registration)
{
	if (registration == NULL)
		return;
	g_clear_pointer(&registration->job, g_free);
	g_clear_pointer(&registration->document, document_free);
	g_clear_pointer(&registration->understanding, understanding_free);
	g_clear_pointer(&registration->looks, looks_free);
	g_clear_pointer(&registration->searchable_pdf, attachment_free);
	g_clear_pointer(&registration->paper, paper_free);
	g_clear_pointer(&registration->facts, paper_facts_free);
	g_free(registration->reasons);
	g_free(registration->json);
	g_free(registration->problem);
	g_free(registration);
}

static void renew_json(struct registration *registration)
{
	g_free(registration->json);
	registration->json = document_keep(registration->document, false);
}

void registration_take(
	struct registration *registration, struct understanding *understanding)
{
	registration->understanding = understanding;
	registration->looks = looks_new(registration->document);
	/* Hundreds, which nobody asks for once they are written. */
	registration->reasons = reasons_keep(understanding->reasons);
	g_ptr_array_set_size(understanding->reasons, 0);
}

void registration_prepare(
	const struct rules *rules, struct registration *registration)
{
	struct document *document = registration->document;
	if (document->class != DOCUMENT_LETTER)
		return;
	if (passing_open(rules->config, document))
		renew_json(registration);
	/* "3 October" is of the year in which the letter is read. */
	registration_take(registration,
		topics_understand(rules->topics, document,
			zone_day(rules->zone, clock_now_utc_us())));
}

static bool tell(const struct work *work, const char *verb, const char *kind,
	const char *id, json_t *detail, GError **error)
{
	struct telling telling = { NULL, verb, kind, id };
	return tell_event(work->db, &telling, detail, work->now_utc_us, error);
}

/* --- not a new case --------------------------------------------------- */

/* Its bytes are to be scanned, if anything is. */
static bool work_expect_virus_scan(const struct work *work, GError **error)
{
	return work->rules->config->clamd == NULL ||
	       virus_scan_expect(work->db, work->letter->id.text,
		       work->now_utc_us, error);
}

static bool work_fail(struct work *work, GError **error)
{
	struct registration *registration = work->registration;
	struct job_failure failure = {
		.problem = registration->problem,
		.not_before_utc_us = work->now_utc_us + RETRY_AFTER_US,
	};
	bool quarantined;
	if (!job_fail(
		    work->db, registration->job, &failure, &quarantined, error))
		return false;
	registration->done = quarantined ? "quarantined" : "to be read again";
	return work_expect_virus_scan(work, error) &&
	       tell(work, quarantined ? "quarantined" : "reading_failed",
		       "letter", work->letter->id.text,
		       json_pack("{s:s}", "problem", registration->problem),
		       error);
}

static bool work_file(struct work *work, const char *why, GError **error)
{
	work->registration->done = "filed";
	return letter_file(work->db, work->letter->id.text, why, error) &&
	       tell(work, "filed", "letter", work->letter->id.text,
		       json_pack("{s:s}", "why", why), error);
}

/* Nothing was read although something came: a person must look. */
static bool work_set_aside(struct work *work, const char *why, GError **error)
{
	work->registration->done = "quarantined";
	return letter_quarantine(work->db, work->letter->id.text, why, error) &&
	       tell(work, "quarantined", "letter", work->letter->id.text,
		       json_pack("{s:s}", "problem", why), error);
}

/* --- a letter of a case we have --------------------------------------- */

/* The same writing once more: nothing is lost, nobody is asked twice. */
static bool work_repeat(struct work *work, enum duplicate_verdict verdict,
	const struct letter_twin *of, GError **error)
{
	bool is_same = verdict == DUPLICATE_SAME;
	work->registration->done =
		is_same ? "the same letter again" : "sent again";
	return letter_mark_duplicate(
		       work->db, work->letter->id.text, of->id.text, error) &&
	       tell(work, is_same ? "same_letter" : "duplicate", "casefile",
		       of->casefile_id.text,
		       json_pack("{s:s s:s}", "letter", work->letter->id.text,
			       "of", of->id.text),
		       error);
}

/* The hour the office had when it came: later counts as after hours. */
static bool is_after_hours(const struct work *work)
{
	return zone_minute(work->rules->zone, work->letter->received_utc_us) >=
	       work->rules->config->organisation.closes_minute;
}

/* Where an answer has ended its terms they run from this letter's day now. */
static bool terms_anew(const struct work *work, const char *id, GError **error)
{
	struct terms_rules rules = rules_of_terms(work->rules);
	struct case_letter letter = { id, work->letter->received_day,
		work->letter->received_utc_us, work->now_utc_us };
	return case_letter_came(work->db, &rules, &letter, error);
}

static bool work_join(struct work *work, const struct casefile *casefile,
	const char *how, GError **error)
{
	enum stage stage;
	bool reopens = stage_parse(casefile->stage, &stage) &&
		       !stage_is_open(stage) &&
		       stage_allows(stage, STAGE_REOPENED);
	if (reopens && !casefile_set_stage(work->db, casefile->id.text,
			       casefile->stage, stage_name(STAGE_REOPENED),
			       work->now_utc_us, error))
		return false;
	work->registration->done =
		reopens ? "reopens a case" : "joined its case";
	work->registration->is_in_case = true;
	struct danger_news news = { work->rules, casefile,
		work->registration->document, work->registration->understanding,
		work->letter->id.text, work->now_utc_us };
	return letter_register(work->db, work->letter->id.text,
		       casefile->id.text, error) &&
	       (strcmp(how, THREADING_BY_SIGNATURE) != 0 ||
		       standing_verify(work->db, casefile,
			       work->registration->document, error)) &&
	       danger_take(work->db, &news, error) &&
	       tell(work, reopens ? "reopened" : "letter_added", "casefile",
		       casefile->id.text,
		       json_pack("{s:s s:s}", "letter", work->letter->id.text,
			       "by", how),
		       error) &&
	       terms_anew(work, casefile->id.text, error);
}

/* --- a new case ------------------------------------------------------- */

/* What the case's days rest on. */
static struct casefile_fact work_fact(
	const struct work *work, const struct casefile *casefile)
{
	return (struct casefile_fact){
		.casefile_id = casefile->id,
		.after_hours = is_after_hours(work),
		.customer_type = understood_customer_type(
			work->registration->understanding),
	};
}

static bool work_acknowledge(struct work *work, const struct casefile *casefile,
	const char *name, GError **error)
{
	const struct document *document = work->registration->document;
	struct answer_context context = { work->rules->config,
		work->rules->replies, work->rules->topics };
	struct courtesy courtesy;
	if (strcmp(work->letter->channel, "mail") != 0)
		return true;
	if (!courtesy_find(work->db, work->rules->config, casefile, document,
		    work->now_utc_us, &courtesy, error))
		return false;
	if (!courtesy.is_allowed)
		return courtesy.why_not == NULL ||
		       tell(work, "not_acknowledged", "casefile",
			       casefile->id.text,
			       json_pack("{s:s}", "why", courtesy.why_not),
			       error);
	struct answer_recipient to = { name, courtesy.to };
	if (!answer_acknowledge(
		    work->db, &context, casefile, &to, work->now_utc_us, error))
		return false;
	work->registration->is_acknowledged = true;
	return true;
}

/* A scan folder or mailbox has a language of its own for letters whose is
 * unknown. */
static const char *casefile_language(const struct work *work)
{
	const struct understanding *u = work->registration->understanding;
	const struct paper_facts *facts = work->registration->facts;
	const struct config_mailbox *mailbox =
		hints_mailbox(work->rules->config, work->letter);
	const char *hint = facts != NULL     ? facts->language
			   : mailbox != NULL ? mailbox->language
					     : NULL;
	if (hint != NULL && !language_is_ours(u->language.code))
		return hint;
	return understood_language(work->rules, u);
}

/* A separator sheet was put there by somebody who looked; a folder's or a
 * mailbox's department is for letters that say nothing themselves. */
static const char *casefile_department(const struct work *work)
{
	const struct understanding *u = work->registration->understanding;
	const struct paper_facts *facts = work->registration->facts;
	const struct config_mailbox *mailbox =
		hints_mailbox(work->rules->config, work->letter);
	const char *hint = facts != NULL     ? facts->department
			   : mailbox != NULL ? mailbox->department
					     : NULL;
	bool is_sheet = facts != NULL && facts->is_sheet;
	if (hint == NULL || (!is_sheet && !u->triage) ||
		routing_department(topics_routing(work->rules->topics), hint) ==
			NULL)
		return u->department;
	return hint;
}

static struct casefile work_casefile(
	const struct work *work, const struct understood *understood)
{
	const struct understanding *u = work->registration->understanding;
	return (struct casefile){
		.id = id_new(work->now_utc_us),
		.stage = stage_name(STAGE_REGISTERED),
		.kind = letter_kind_name(u->kind),
		.topic = u->topic,
		.confidence = u->confidence,
		.language = casefile_language(work),
		.department = casefile_department(work),
		.priority = u->priority,
		.channel = work->letter->channel,
		.received_utc_us = work->letter->received_utc_us,
		.received_day = work->letter->received_day,
		.registered_utc_us = work->now_utc_us,
		.registered_day = day_format(
			zone_day(work->rules->zone, work->now_utc_us)),
		.flags = understood->flags,
		.reasons = work->registration->reasons,
		.expert = u->expert,
		.working = understood->working,
	};
}

/* A reply to a case that ended long ago is a case of its own. */
static bool work_link(struct work *work, const struct casefile *casefile,
	const struct casefile *earlier, GError **error)
{
	struct casefile_link link = { .casefile_id = casefile->id,
		.earlier_id = earlier->id,
		.why = "a reply to an ended case",
		.linked_utc_us = work->now_utc_us };
	return casefile_link_add(work->db, &link, error) &&
	       tell(work, "linked", "casefile", casefile->id.text,
		       json_pack("{s:s s:s}", "earlier", earlier->number.text,
			       "why", link.why),
		       error);
}

/* earlier: the ended case it goes on from; NULL: none. */
static bool work_register(
	struct work *work, const struct casefile *earlier, GError **error)
{
	struct registration *registration = work->registration;
	struct understanding *u = registration->understanding;
	g_auto(standing) standing = { 0 };
	if (!standing_find(work->rules, work->db, registration,
		    work->now_utc_us, &standing, error) ||
		!expert_settle(
			work->rules, work->db, u, work->now_utc_us, error))
		return false;
	g_auto(understood) understood = understood_texts(u);
	g_autofree char *subject = utf8_cut(
		registration->document->subject, SUBJECT_MOST_CHARACTERS);
	struct casefile casefile = work_casefile(work, &understood);
	casefile.subject = subject;
	casefile.customer_id = standing.matching.customer_id;
	struct terms_rules rules = rules_of_terms(work->rules);
	struct casefile_fact fact = work_fact(work, &casefile);
	g_autoptr(terms) terms = terms_begin(&rules, &casefile, &fact, error);
	if (terms == NULL ||
		!casefile_register(
			work->db, &casefile, &casefile.number, error) ||
		!letter_register(work->db, work->letter->id.text,
			casefile.id.text, error) ||
		!standing_keep(work->db, &casefile, &standing, work->now_utc_us,
			error) ||
		!terms_keep(work->db, terms, &casefile, &fact, error) ||
		!flooding_take(work->rules, work->db, work->letter,
			registration->looks, &casefile, work->now_utc_us,
			error) ||
		!at_once_tell(work->rules, work->db, &casefile,
			registration->document, u, work->now_utc_us, error) ||
		!tell(work, "registered", "casefile", casefile.id.text,
			json_pack("{s:s s:s s:s s:s}", "number",
				casefile.number.text, "letter",
				work->letter->id.text, "topic", u->topic,
				"legal_due", casefile.legal_due.text),
			error))
		return false;
	registration->done = "registered";
	registration->is_in_case = true;
	if (earlier != NULL && !work_link(work, &casefile, earlier, error))
		return false;
	return work_acknowledge(work, &casefile, standing.matching.name, error);
}

/* --- the questions in order ------------------------------------------- */

static bool is_our_own(const struct work *work, bool *ours_out, GError **error)
{
	const struct document *document = work->registration->document;
	*ours_out = document->format == DOCUMENT_EMAIL &&
		    g_ascii_strcasecmp(document->from.address,
			    work->rules->config->smtp.from_address) == 0;
	return *ours_out ||
	       threading_is_ours(work->db, document, ours_out, error);
}

/* By the bar code on its page, else by what it says; NULL: none. */
static struct casefile *work_find_case(
	struct work *work, const char **how_out, GError **error)
{
	const struct registration *registration = work->registration;
	const struct paper_facts *facts = registration->facts;
	if (facts != NULL && facts->case_number[0] != '\0') {
		*how_out = "bar code";
		GError *cause = NULL;
		struct casefile *found = casefile_find_by_number(
			work->db, facts->case_number, &cause);
		if (found == NULL && !g_error_matches(cause, STORE_ERROR,
					     STORE_ERROR_MISSING)) {
			g_propagate_error(error, cause);
			return NULL;
		}
		g_clear_error(&cause);
		if (found != NULL)
			return found;
	}
	if (facts != NULL && facts->is_to_key)
		return NULL;
	return threading_find(work->db, registration->document, how_out, error);
}

/* A letter: one we have, one of a case we have, or a new case. */
static bool work_letter(struct work *work, GError **error)
{
	const struct looks *looks = work->registration->looks;
	enum duplicate_verdict verdict;
	g_autoptr(letter_twin) of = NULL;
	GError *cause = NULL;
	const char *how = "";
	bool is_over = false;
	if (!twins_judge(work->db, work->letter, looks, &verdict, &of, error))
		return false;
	if (of != NULL)
		return work_repeat(work, verdict, of, error);
	g_autoptr(casefile) casefile = work_find_case(work, &how, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	if (casefile != NULL && !threading_is_over(work->db, casefile,
					work->rules->config->reopen_days,
					work->now_utc_us, &is_over, error))
		return false;
	if (casefile != NULL && !is_over)
		return work_join(work, casefile, how, error);
	return work_register(work, casefile, error);
}

static bool work_decide(struct work *work, GError **error)
{
	const struct document *document = work->registration->document;
	const struct paper_facts *facts = work->registration->facts;
	bool is_ours;
	if (facts != NULL && facts->aside != NULL)
		return work_set_aside(work, facts->aside, error);
	if (document->class == DOCUMENT_EMPTY)
		return work_set_aside(
			work, "nothing could be read in it", error);
	if (document->class == DOCUMENT_BOUNCE &&
		!returned_take(work->rules, work->db, document,
			work->now_utc_us, error))
		return false;
	if (document->class != DOCUMENT_LETTER)
		return work_file(
			work, document_class_name(document->class), error);
	if (!is_our_own(work, &is_ours, error))
		return false;
	if (is_ours)
		return work_file(work, "our own mail", error);
	return work_letter(work, error);
}

bool registration_settle(const struct rules *rules, struct db *db,
	struct registration *registration, struct letter *letter,
	int64_t now_utc_us, GError **error)
{
	struct work work = { rules, db, registration, letter, now_utc_us };
	return work_decide(&work, error);
}

bool registration_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error)
{
	g_autoptr(letter) letter =
		letter_find(db, registration->job->letter_id.text, error);
	if (letter == NULL)
		return false;
	struct work work = { rules, db, registration, letter, now_utc_us };
	if (registration->document == NULL)
		return work_fail(&work, error);
	registration->job->pages = registration->document->pages->len;
	/* The fence first: whoever lost the lease must change nothing. */
	if (!job_finish(db, registration->job, now_utc_us, error))
		return false;
	if (registration->paper != NULL)
		return work_expect_virus_scan(&work, error) &&
		       paper_commit(rules, db, registration, now_utc_us, error);
	return twins_keep(db, registration, now_utc_us, error) &&
	       work_expect_virus_scan(&work, error) &&
	       work_decide(&work, error) &&
	       (!registration->is_in_case ||
		       attachments_expect(db, registration, now_utc_us, error));
}
