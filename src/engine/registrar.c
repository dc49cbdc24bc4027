/* What a letter becomes.  The order of the questions is the order of the
 * functions below: could it be read, is it a letter at all, does it belong to
 * a case we have, and only then: a new case, with its customer, its days and
 * its acknowledgement. */

#include "registrar.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/utf8.h"
#include "plaint/domain/case_clock.h"
#include "plaint/domain/explain.h"
#include "plaint/domain/stage.h"
#include "plaint/engine/answer.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/customer.h"
#include "plaint/store/event.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"

enum {
	RETRY_AFTER_US = 2000000,
	SUBJECT_MOST_CHARACTERS = 200
};

/* One registration under way. */
struct work {
	struct engine *engine;
	struct db *db;
	struct registration *registration;
	struct letter *letter;
	int64_t now_utc_us;
};

void registration_free(struct registration *registration)
{
	if (registration == NULL)
		return;
	g_clear_pointer(&registration->job, job_free);
	g_clear_pointer(&registration->document, document_free);
	g_clear_pointer(&registration->understanding, understanding_free);
	g_free(registration->json);
	g_free(registration->problem);
	g_free(registration);
}

void registration_prepare(
	struct engine *engine, struct registration *registration)
{
	const struct document *document = registration->document;
	if (document->class != DOCUMENT_LETTER)
		return;
	/* "3 October" is of the year in which the letter is read. */
	registration->understanding = topics_understand(engine->topics,
		document, engine_day(engine, clock_now_utc_us()));
}

static bool tell(const struct work *work, const char *verb, const char *kind,
	const char *id, json_t *detail, GError **error)
{
	g_autofree char *text =
		detail != NULL
			? json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS)
			: NULL;
	json_decref(detail);
	struct event event = { .at_utc_us = work->now_utc_us,
		.actor = REPLY_DRAFTED_BY_PLAINT,
		.verb = verb,
		.subject_kind = kind,
		.subject_id = id,
		.detail = text };
	return event_append(work->db, &event, error);
}

/* --- not a new case --------------------------------------------------- */

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
	return tell(work, quarantined ? "quarantined" : "reading_failed",
		"letter", work->letter->id.text,
		json_pack("{s:s}", "problem", registration->problem), error);
}

/* A bounce names the message that came back: our own reply. */
static bool work_bounce(struct work *work, GError **error)
{
	const struct document *document = work->registration->document;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_ptr_array_add(ids, document->in_reply_to);
	for (guint i = 0; i < document->references->len; i++)
		g_ptr_array_add(ids, document->references->pdata[i]);
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(reply) reply =
			reply_find_by_message_id(work->db, ids->pdata[i], NULL);
		if (reply == NULL || strcmp(reply->stage, "failed") == 0)
			continue;
		return reply_mark_failed(work->db, reply->id.text,
			       work->now_utc_us, error) &&
		       answer_failed(work->db, reply->id.text,
			       document->bounce.reason, work->now_utc_us,
			       error);
	}
	return true;
}

static bool work_file(struct work *work, const char *why, GError **error)
{
	work->registration->done = "filed";
	return letter_file(work->db, work->letter->id.text, why, error) &&
	       tell(work, "filed", "letter", work->letter->id.text,
		       json_pack("{s:s}", "why", why), error);
}

/* Nothing was read although something came: a person must look. */
static bool work_set_aside(struct work *work, GError **error)
{
	static const char why[] = "nothing could be read in it";
	work->registration->done = "quarantined";
	return letter_quarantine(work->db, work->letter->id.text, why, error) &&
	       tell(work, "quarantined", "letter", work->letter->id.text,
		       json_pack("{s:s}", "problem", why), error);
}

/* --- a letter of a case we have --------------------------------------- */

static struct casefile *find_by_thread(const struct work *work)
{
	const struct document *document = work->registration->document;
	struct casefile *found = NULL;
	if (document->in_reply_to[0] != '\0')
		found = casefile_find_by_message_id(
			work->db, document->in_reply_to, NULL);
	for (guint i = document->references->len; found == NULL && i > 0; i--)
		found = casefile_find_by_message_id(
			work->db, document->references->pdata[i - 1], NULL);
	return found;
}

/* A number alone proves nothing: anybody can write one.  It counts when the
 * same person wrote it. */
static struct casefile *find_by_number(const struct work *work)
{
	const struct document *document = work->registration->document;
	const GPtrArray *entities = work->registration->understanding->entities;
	g_autoptr(customer) customer =
		customer_find_by_email(work->db, document->from.address, NULL);
	for (guint i = 0; customer != NULL && i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (entity->kind != ENTITY_CASE_NUMBER)
			continue;
		g_autoptr(casefile) casefile =
			casefile_find_by_number(work->db, entity->value, NULL);
		if (casefile != NULL && strcmp(casefile->customer_id.text,
						customer->id.text) == 0)
			return g_steal_pointer(&casefile);
	}
	return NULL;
}

static bool work_join(
	struct work *work, const struct casefile *casefile, GError **error)
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
	return letter_register(work->db, work->letter->id.text,
		       casefile->id.text, error) &&
	       tell(work, reopens ? "reopened" : "letter_added", "casefile",
		       casefile->id.text,
		       json_pack("{s:s}", "letter", work->letter->id.text),
		       error);
}

/* --- a new case ------------------------------------------------------- */

static const struct entity *entity_of_writer(
	const struct understanding *understanding, enum entity_kind kind)
{
	for (guint i = 0; i < understanding->entities->len; i++) {
		const struct entity *entity = understanding->entities->pdata[i];
		if (entity->kind == kind && entity->writer)
			return entity;
	}
	return NULL;
}

static const char *entity_text(const struct entity *entity)
{
	return entity != NULL ? entity->value : "";
}

static bool work_customer(
	struct work *work, struct id *customer_out, GError **error)
{
	const struct document *document = work->registration->document;
	const struct understanding *u = work->registration->understanding;
	const char *name = document->from.name;
	if (name[0] == '\0')
		name = entity_text(entity_of_writer(u, ENTITY_NAME));
	if (name[0] == '\0')
		name = entity_text(entity_of_writer(u, ENTITY_ORGANISATION));
	const char *email = document->from.address;
	if (email[0] == '\0')
		email = entity_text(entity_of_writer(u, ENTITY_EMAIL));
	struct customer_identity who = {
		.name = name,
		.email = email,
		.phone = entity_text(entity_of_writer(u, ENTITY_PHONE)),
		.postal = entity_text(entity_of_writer(u, ENTITY_ADDRESS)),
	};
	bool is_known = name[0] != '\0' || email[0] != '\0' ||
			who.phone[0] != '\0' || who.postal[0] != '\0';
	*customer_out = (struct id){ "" };
	return !is_known || customer_ensure(work->db, &who, work->now_utc_us,
				    customer_out, error);
}

static struct case_clock *work_clock(
	const struct work *work, struct day registered, GError **error)
{
	const struct engine *engine = work->engine;
	const struct config *config = engine->config;
	struct day received = registered;
	day_parse(work->letter->received_day.text, &received);
	struct case_facts facts = {
		.received = received,
		.has_registered = true,
		.registered = registered,
		.has_today = true,
		.today = registered,
		.calendar = config->calendar != NULL
				    ? rulebook_calendar(engine->rulebook,
					      config->calendar)
				    : NULL,
	};
	g_autoptr(GPtrArray) regimes = g_ptr_array_new();
	g_ptr_array_add(regimes,
		(void *)rulebook_regime(engine->rulebook, config->regime));
	return case_clock_new(regimes, &facts, error);
}

static char *steps_json(
	const struct deadline_result *result, const char *language)
{
	enum tongue tongue;
	if (!tongue_parse(language, &tongue))
		tongue = TONGUE_UK;
	json_t *list = json_array();
	for (guint i = 0; i < result->steps->len; i++) {
		const struct deadline_step *step =
			&g_array_index(result->steps, struct deadline_step, i);
		g_autoptr(GString) why = g_string_new(NULL);
		explain_step(why, step, tongue);
		json_array_append_new(list,
			json_pack("{s:s s:s}", "day",
				day_format(step->day).text, "why", why->str));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

static bool work_deadlines(struct work *work, const struct casefile *casefile,
	const struct case_clock *clock, GError **error)
{
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *result = clock->results->pdata[i];
		g_autofree char *steps = steps_json(result, casefile->language);
		struct casefile_deadline deadline = {
			.casefile_id = casefile->id,
			.regime = result->regime->id,
			.calendar = result->regime->calendar_id,
			.trigger_kind = trigger_name(
				(enum regime_trigger)result->regime->trigger),
			.trigger_day = day_format(result->from),
			.legal_due = day_format(result->legal),
			.safe_due = day_format(result->safe),
			.target_due = day_format(result->target),
			.explanation = steps,
			.basis = basis_name(
				(enum regime_basis)result->regime->basis),
			.source = result->regime->source,
			.state = "running",
		};
		if (!casefile_deadline_put(work->db, &deadline, error))
			return false;
	}
	return true;
}

static char *reasons_json(const struct understanding *understanding)
{
	json_t *list = json_array();
	for (guint i = 0; i < understanding->reasons->len; i++) {
		const struct reason *reason = understanding->reasons->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s s:s s:s s:I s:I}", "rule", reason->rule,
				"what", reason->what, "phrase", reason->phrase,
				"offset", (json_int_t)reason->span.offset,
				"length", (json_int_t)reason->span.length));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

/* Lists, robots and ourselves are never written to (RFC 3834). */
static bool may_be_acknowledged(const struct work *work)
{
	static const char *const robots[] = { "no-reply@", "noreply@",
		"donotreply@", "do-not-reply@", "mailer-daemon@", "postmaster@",
		"bounce@", "bounces@", NULL };
	const struct config *config = work->engine->config;
	const char *address = work->registration->document->from.address;
	g_autofree char *lower = g_ascii_strdown(address, -1);
	for (size_t i = 0; robots[i] != NULL; i++) {
		if (g_str_has_prefix(lower, robots[i]))
			return false;
	}
	return config->acknowledge && address[0] != '\0' &&
	       strcmp(work->letter->channel, "mail") == 0 &&
	       g_ascii_strcasecmp(address, config->smtp.from_address) != 0 &&
	       g_ascii_strcasecmp(address, config->organisation.email) != 0;
}

static bool work_acknowledge(
	struct work *work, const struct casefile *casefile, GError **error)
{
	const struct document *document = work->registration->document;
	struct answer_context context = { work->engine->config,
		work->engine->replies, work->engine->topics };
	struct answer_recipient to = { document->from.name,
		document->from.address };
	if (!may_be_acknowledged(work))
		return true;
	if (!answer_acknowledge(
		    work->db, &context, casefile, &to, work->now_utc_us, error))
		return false;
	work->registration->is_acknowledged = true;
	return true;
}

static const char *reply_language(const struct work *work)
{
	const struct understanding *u = work->registration->understanding;
	if (language_is_ours(u->language.code))
		return u->language.code;
	return work->engine->config->organisation.language;
}

static struct casefile work_casefile(const struct work *work,
	const struct case_clock *clock, const char *flags, const char *reasons)
{
	const struct understanding *u = work->registration->understanding;
	return (struct casefile){
		.id = id_new(work->now_utc_us),
		.stage = stage_name(STAGE_REGISTERED),
		.kind = letter_kind_name(u->kind),
		.topic = u->topic,
		.confidence = u->confidence,
		.language = reply_language(work),
		.department = u->department,
		.priority = u->priority,
		.channel = work->letter->channel,
		.received_utc_us = work->letter->received_utc_us,
		.received_day = work->letter->received_day,
		.registered_utc_us = work->now_utc_us,
		.registered_day =
			day_format(engine_day(work->engine, work->now_utc_us)),
		.legal_due = day_format(clock->legal),
		.safe_due = day_format(clock->safe),
		.target_due = day_format(clock->target),
		.flags = flags,
		.reasons = reasons,
	};
}

static char *flags_text(const struct understanding *understanding)
{
	GPtrArray *flags = understanding->flags;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < flags->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
			(const char *)flags->pdata[i]);
	return g_string_free(text, FALSE);
}

static bool work_register(struct work *work, GError **error)
{
	struct registration *registration = work->registration;
	const struct understanding *u = registration->understanding;
	g_autoptr(case_clock) clock = work_clock(
		work, engine_day(work->engine, work->now_utc_us), error);
	if (clock == NULL)
		return false;
	g_autofree char *flags = flags_text(u);
	g_autofree char *reasons = reasons_json(u);
	g_autofree char *subject = utf8_cut(
		registration->document->subject, SUBJECT_MOST_CHARACTERS);
	struct casefile casefile = work_casefile(work, clock, flags, reasons);
	casefile.subject = subject;
	if (!work_customer(work, &casefile.customer_id, error) ||
		!casefile_register(
			work->db, &casefile, &casefile.number, error) ||
		!letter_register(work->db, work->letter->id.text,
			casefile.id.text, error) ||
		!work_deadlines(work, &casefile, clock, error) ||
		!tell(work, "registered", "casefile", casefile.id.text,
			json_pack("{s:s s:s s:s s:s}", "number",
				casefile.number.text, "letter",
				work->letter->id.text, "topic", u->topic,
				"legal_due", casefile.legal_due.text),
			error))
		return false;
	registration->done = "registered";
	return work_acknowledge(work, &casefile, error);
}

/* --- the questions in order ------------------------------------------- */

static bool is_our_own(const struct work *work)
{
	return work->registration->document->format == DOCUMENT_EMAIL &&
	       g_ascii_strcasecmp(work->registration->document->from.address,
		       work->engine->config->smtp.from_address) == 0;
}

static bool work_decide(struct work *work, GError **error)
{
	const struct document *document = work->registration->document;
	if (document->class == DOCUMENT_EMPTY)
		return work_set_aside(work, error);
	if (document->class == DOCUMENT_BOUNCE && !work_bounce(work, error))
		return false;
	if (document->class != DOCUMENT_LETTER)
		return work_file(
			work, document_class_name(document->class), error);
	if (is_our_own(work))
		return work_file(work, "our own mail", error);
	g_autoptr(casefile) casefile = find_by_thread(work);
	if (casefile == NULL)
		casefile = find_by_number(work);
	if (casefile != NULL)
		return work_join(work, casefile, error);
	return work_register(work, error);
}

bool registration_commit(struct engine *engine, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error)
{
	g_autoptr(letter) letter =
		letter_find(db, registration->job->letter_id.text, error);
	if (letter == NULL)
		return false;
	struct work work = { engine, db, registration, letter, now_utc_us };
	if (registration->document == NULL)
		return work_fail(&work, error);
	/* The fence first: whoever lost the lease must change nothing. */
	return job_finish(db, registration->job, error) &&
	       reading_put(db, letter->id.text, registration->document,
		       registration->json, now_utc_us, error) &&
	       work_decide(&work, error);
}
