/* A mailbox goes round: open, list, get what is new, tell the server what is
 * finished, wait for news.  What was done is in the ledger, never in here, so
 * a lost connection or a lost process costs a new round and nothing else.
 *
 * One command is under way at a time; mailbox_next decides the next one. */

#include "mailbox.h"

#include <string.h>

#include "blame.h"
#include "chunk.h"
#include "listing.h"
#include "mailbox_launch.h"
#include "mailbox_problem.h"
#include "modseq.h"
#include "plaint/base/log.h"
#include "plaint/wire/wire.h"
#include "reconcile.h"
#include "settle_timer.h"
#include "settling.h"
#include "storing.h"

enum {
	LIST_MOST = 1000,
	GET_MOST = 64,
	GET_FIRST = 16, /* readers wait for the first ones */
	PAUSE_FIRST_MS = 1000,
	PAUSE_MOST_MS = 300000,
	PAUSE_REFUSED_MS = 30000,
	WAIT_SLACK_MS = 30000,
	/* Over every time limit of the role's own, bodies not counted. */
	ANSWER_MOST_MS = 600000,
};

enum mailbox_state {
	MAILBOX_DOWN, /* waiting for its restart */
	MAILBOX_OPENING,
	MAILBOX_LISTING,
	MAILBOX_GETTING,
	MAILBOX_STORING, /* nothing is asked, the disk is slower */
	MAILBOX_SETTLING,
	MAILBOX_WAITING,
};

struct mailbox {
	struct engine *engine;
	const struct config_mailbox *config;
	enum mailbox_state state;
	struct talk talk; /* with its fetch process */
	struct settle_timer settle_timer;
	int pause_ms;
	bool must_list;	  /* the server may have something new */
	bool must_settle; /* finished letters wait to be told of */
	bool is_nudged;
	guint get_most; /* messages at once: fewer after each failure */
	struct blame blame;
	struct chunk_place place;
	int64_t modified; /* CONDSTORE, when it was opened */
	uint32_t list_from;
	GQueue *pending;      /* of struct pending */
	struct chunk getting; /* asked for now */
	struct storing *storing;
	GArray *settling; /* of uint32_t: told to the server now */
	struct reconcile *reconcile;
};

static void mailbox_start(void *user);
static void mailbox_next(struct mailbox *mailbox);

static const char *mailbox_name(const struct mailbox *mailbox)
{
	return mailbox->config->name;
}

/* --- trouble ---------------------------------------------------------- */

static void mailbox_close(struct mailbox *mailbox)
{
	talk_end(&mailbox->talk);
	chunk_put_back(&mailbox->getting, mailbox->pending);
	g_array_set_size(mailbox->settling, 0);
	g_queue_clear_full(mailbox->pending, g_free);
	mailbox->state = MAILBOX_DOWN;
}

static void mailbox_fall(
	struct mailbox *mailbox, const char *why, int least_pause_ms)
{
	int pause_ms = MAX(mailbox->pause_ms, least_pause_ms);
	log_warning("mailbox %s: %s; again in %d s", mailbox_name(mailbox), why,
		pause_ms / 1000);
	mailbox_problem_put(mailbox->engine, mailbox_name(mailbox), why);
	/* On a line that breaks every few hundred kilobytes, less at once
	 * gets through. */
	if (mailbox->state == MAILBOX_GETTING)
		mailbox->get_most = MAX(mailbox->get_most / 4, 1);
	mailbox_close(mailbox);
	mailbox->pause_ms = MIN(mailbox->pause_ms * 2, PAUSE_MOST_MS);
	talk_after(&mailbox->talk, pause_ms, mailbox_start);
}

/* The session ended over what was asked.  A message that ends each one is
 * written down as one that cannot be had, and the next listing leaves it out.
 */
static void mailbox_break(
	struct mailbox *mailbox, const char *why, int least_pause_ms)
{
	const GArray *asked = mailbox->getting.messages;
	bool is_one = mailbox->state == MAILBOX_GETTING && asked->len == 1;
	uint32_t uid = is_one ? g_array_index(asked, struct pending, 0).uid
			      : BLAME_LISTING;
	if ((is_one || mailbox->state == MAILBOX_LISTING) &&
		blame_add(&mailbox->blame, uid))
		chunk_note_problem(mailbox->engine, &mailbox->place, uid, why);
	mailbox_fall(mailbox, why, least_pause_ms);
}

static void mailbox_on_lost(void *user, const char *why)
{
	mailbox_break(user, why, 0);
}

static void mailbox_on_late(void *user)
{
	mailbox_break(user, "the fetch process gave no answer in time", 0);
}

/* --- asking ----------------------------------------------------------- */

/* Takes frame. */
static void mailbox_ask(struct mailbox *mailbox, enum mailbox_state state,
	json_t *frame, int fd, int answer_ms)
{
	g_autoptr(GError) error = NULL;
	if (!talk_say(&mailbox->talk, frame, fd, &error)) {
		mailbox_fall(mailbox, error->message, 0);
		return;
	}
	talk_after(&mailbox->talk, answer_ms, mailbox_on_late);
	mailbox->state = state;
}

static void ask_list(struct mailbox *mailbox)
{
	mailbox_ask(mailbox, MAILBOX_LISTING,
		json_pack("{s:s s:I s:i}", "type", "list", "from_uid",
			(json_int_t)mailbox->list_from, "most", LIST_MOST),
		-1, ANSWER_MOST_MS);
}

static void ask_wait(struct mailbox *mailbox)
{
	int wait_ms = (int)mailbox->config->poll_seconds * 1000;
	mailbox->is_nudged = false;
	mailbox_ask(mailbox, MAILBOX_WAITING,
		json_pack("{s:s s:i}", "type", "wait", "timeout_ms", wait_ms),
		-1, wait_ms + WAIT_SLACK_MS);
}

static void ask_get(struct mailbox *mailbox)
{
	g_autoptr(GError) error = NULL;
	if (!chunk_fill(&mailbox->getting, mailbox->engine->spool,
		    mailbox->pending, mailbox->get_most, &error)) {
		mailbox_fall(mailbox, error->message, 0);
		return;
	}
	mailbox_ask(mailbox, MAILBOX_GETTING,
		json_pack("{s:s s:o s:I}", "type", "get", "uids",
			chunk_uids(&mailbox->getting), "limit_bytes",
			(json_int_t)CHUNK_KEEP_MOST_BYTES),
		mailbox->getting.fd,
		ANSWER_MOST_MS + chunk_slow_ms(&mailbox->getting));
}

/* False when there was nothing to tell after all. */
static bool ask_settle(struct mailbox *mailbox)
{
	int listed = settling_list(
		mailbox->engine, &mailbox->place, mailbox->settling);
	/* After an error, and while there is more: soon again. */
	mailbox->must_settle = listed < 0 || listed == SETTLING_MOST;
	if (mailbox->settling->len == 0)
		return false;
	settle_timer_begin(&mailbox->settle_timer);
	mailbox_ask(mailbox, MAILBOX_SETTLING,
		settling_frame(mailbox->settling), -1, ANSWER_MOST_MS);
	return true;
}

/* Any frame wakes a waiting role; this one asks for nothing. */
static void mailbox_wake(struct mailbox *mailbox)
{
	if (mailbox->state != MAILBOX_WAITING || mailbox->is_nudged)
		return;
	mailbox->is_nudged = true;
	talk_say(&mailbox->talk, json_pack("{s:s}", "type", "nudge"), -1, NULL);
}

/* The next thing to do, in order of what can be lost by waiting.  A listing
 * would take for new what is not stored yet. */
static void mailbox_next(struct mailbox *mailbox)
{
	bool is_all = g_queue_is_empty(mailbox->pending);
	if (is_all ? !storing_is_empty(mailbox->storing)
		   : storing_is_full(mailbox->storing)) {
		mailbox->state = MAILBOX_STORING;
		talk_after(&mailbox->talk, 0, NULL);
	} else if (!is_all) {
		ask_get(mailbox);
	} else if (mailbox->must_list) {
		ask_list(mailbox);
	} else { /* all was fetched; also where telling fails each time */
		reconcile_on_idle(mailbox->reconcile);
		if (!mailbox->must_settle || !ask_settle(mailbox))
			ask_wait(mailbox);
	}
}

/* --- answers ---------------------------------------------------------- */

static void on_opened(struct mailbox *mailbox, const json_t *frame)
{
	mailbox->place.epoch = wire_integer(frame, "uid_validity", 0);
	mailbox->modified = wire_integer(frame, "highest_modified", 0);
	mailbox->list_from = listing_begin(mailbox->engine, &mailbox->place,
		(uint32_t)wire_integer(frame, "uid_next", 0));
	mailbox->must_list = !modseq_is_unchanged(
		mailbox->engine, &mailbox->place, mailbox->modified);
	mailbox->must_settle = true;
	mailbox_problem_put(mailbox->engine, mailbox_name(mailbox), "");
	reconcile_on_opened(mailbox->reconcile);
	log_info("mailbox %s: open, %" JSON_INTEGER_FORMAT
		 " messages, UIDVALIDITY %" G_GINT64_FORMAT " (%s)",
		mailbox_name(mailbox), wire_integer(frame, "count", 0),
		(gint64)mailbox->place.epoch, wire_text(frame, "abilities"));
	mailbox_next(mailbox);
}

static void on_listed(struct mailbox *mailbox, const json_t *frame)
{
	g_autoptr(GError) error = NULL;
	const json_t *messages = json_object_get(frame, "messages");
	blame_listed(&mailbox->blame);
	if (!listing_note(mailbox->engine, &mailbox->place, messages,
		    mailbox->pending, &error)) {
		mailbox_fall(mailbox, error->message, 0);
		return;
	}
	mailbox->list_from = listing_next(messages, mailbox->list_from);
	bool is_whole = json_array_size(messages) < LIST_MOST;
	mailbox->must_list = !is_whole;
	mailbox_next(mailbox);
	/* Later listings may have seen more than this number tells of. */
	if (is_whole)
		modseq_note(
			mailbox->engine, &mailbox->place, mailbox->modified);
	mailbox->modified = is_whole ? 0 : mailbox->modified;
}

/* What came is stored while the server already sends the next. */
static void on_got(struct mailbox *mailbox, const json_t *frame)
{
	mailbox->pause_ms = PAUSE_FIRST_MS;
	mailbox->get_most = MIN(mailbox->get_most * 2, GET_MOST);
	storing_add(mailbox->storing, &mailbox->place, &mailbox->getting,
		json_object_get(frame, "bodies"));
	mailbox_next(mailbox);
}

/* The session may be another one meanwhile. */
static void on_stored(void *user, bool has_old, const GError *error)
{
	struct mailbox *mailbox = user;
	if (error != NULL && mailbox->state != MAILBOX_DOWN)
		mailbox_fall(mailbox, error->message, 0);
	engine_on_jobs(mailbox->engine);
	/* Had already, perhaps finished already: the server does not know. */
	mailbox->must_settle = mailbox->must_settle || has_old;
	if (mailbox->state == MAILBOX_STORING)
		mailbox_next(mailbox);
}

static void on_settled(struct mailbox *mailbox, const json_t *frame)
{
	const char *problem = wire_text(frame, "problem");
	settle_timer_end(&mailbox->settle_timer);
	int told = settling_done(
		mailbox->engine, &mailbox->place, mailbox->settling, frame);
	/* What is refused fills the list: the rest of it is asked for only
	 * while some of it goes through. */
	mailbox->must_settle = told < 0 || (mailbox->must_settle && told > 0);
	g_array_set_size(mailbox->settling, 0);
	mailbox_problem_put(mailbox->engine, mailbox_name(mailbox), problem);
	if (problem[0] != '\0') {
		log_warning("mailbox %s: %s", mailbox_name(mailbox), problem);
		settle_timer_retry(&mailbox->settle_timer, PAUSE_MOST_MS);
	}
	/* Telling the server once more does no harm, yet not at once. */
	if (told < 0)
		ask_wait(mailbox);
	else
		mailbox_next(mailbox);
}

static void on_news(struct mailbox *mailbox, const json_t *frame)
{
	/* Woken by us: nothing new is known.  Otherwise look, also after a
	 * mere time-out: a lost IDLE costs one poll interval, no more. */
	mailbox->pause_ms = PAUSE_FIRST_MS;
	if (strcmp(wire_text(frame, "what"), "woken") != 0)
		mailbox->must_list = true;
	mailbox_next(mailbox);
}

/* One message that cannot be fetched must not hold up the others: the chunk
 * is asked for again one by one, and the culprit is written down. */
static void on_bad_message(struct mailbox *mailbox, const char *why)
{
	if (mailbox->getting.messages->len == 1) {
		chunk_note_problem(mailbox->engine, &mailbox->place,
			g_array_index(
				mailbox->getting.messages, struct pending, 0)
				.uid,
			why);
		g_array_set_size(mailbox->getting.messages, 0);
	}
	mailbox->get_most = 1;
	chunk_put_back(&mailbox->getting, mailbox->pending);
	mailbox_next(mailbox);
}

/* The session is spent; a login that was refused may want a new token. */
static void mailbox_fall_out(
	struct mailbox *mailbox, const char *code, const char *why)
{
	bool is_refused = strcmp(code, "refused") == 0;
	if (is_refused)
		tokens_refused(
			mailbox->engine->tokens, &mailbox->config->server);
	int least_pause_ms = is_refused ? PAUSE_REFUSED_MS : 0;
	if (strcmp(code, "stopped") == 0) /* by us: nobody else's fault */
		mailbox_fall(mailbox, why, least_pause_ms);
	else
		mailbox_break(mailbox, why, least_pause_ms);
}

static void on_error(struct mailbox *mailbox, const json_t *frame)
{
	const char *code = wire_text(frame, "code");
	const char *why = wire_text(frame, "message");
	if (strcmp(code, "message") == 0)
		on_bad_message(mailbox, why);
	else
		mailbox_fall_out(mailbox, code, why);
}

static void on_unready(struct mailbox *mailbox, const json_t *frame)
{
	mailbox_fall(mailbox, wire_text(frame, "message"), PAUSE_REFUSED_MS);
}

static void on_unsealed(struct mailbox *mailbox, const json_t *frame)
{
	engine_refuse(mailbox->engine, "fetch", frame);
}

static const struct {
	const char *type;
	enum mailbox_state state; /* in which it makes sense */
	void (*run)(struct mailbox *mailbox, const json_t *frame);
} answers[] = {
	{ "unready", MAILBOX_OPENING, on_unready },
	{ "unsealed", MAILBOX_OPENING, on_unsealed },
	{ "opened", MAILBOX_OPENING, on_opened },
	{ "listed", MAILBOX_LISTING, on_listed },
	{ "got", MAILBOX_GETTING, on_got },
	{ "settled", MAILBOX_SETTLING, on_settled },
	{ "news", MAILBOX_WAITING, on_news },
};

static void mailbox_on_frame(void *user, const json_t *frame)
{
	struct mailbox *mailbox = user;
	const char *type = wire_text(frame, "type");
	if (strcmp(type, "error") == 0) {
		on_error(mailbox, frame);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		if (strcmp(answers[i].type, type) == 0 &&
			answers[i].state == mailbox->state) {
			answers[i].run(mailbox, frame);
			return;
		}
	}
	mailbox_fall(mailbox, "the fetch process talks nonsense", 0);
}

/* --- life ------------------------------------------------------------- */

static void mailbox_start(void *user)
{
	struct mailbox *mailbox = user;
	g_autoptr(GError) error = NULL;
	struct mailbox_launch launch = { mailbox->engine->tokens,
		mailbox->engine->rules.config, mailbox->config,
		mailbox->blame.skips_sizes };
	enum tokens_answer answer =
		mailbox_launch(&launch, &mailbox->talk, &error);
	if (answer == TOKENS_WAIT) {
		talk_after(&mailbox->talk, TOKENS_AGAIN_MS, mailbox_start);
	} else if (answer == TOKENS_FAILED) {
		mailbox_fall(mailbox, error->message, PAUSE_REFUSED_MS);
	} else {
		mailbox->state = MAILBOX_OPENING;
		talk_after(&mailbox->talk, ANSWER_MOST_MS, mailbox_on_late);
	}
}

static void mailbox_on_settle(void *user)
{
	struct mailbox *mailbox = user;
	mailbox->must_settle = true;
	mailbox_wake(mailbox);
}

/* Only one that has nothing else to do. */
static bool mailbox_on_again(void *user, const GArray *uids)
{
	struct mailbox *mailbox = user;
	if (mailbox->state != MAILBOX_WAITING)
		return false;
	g_autoptr(GError) error = NULL;
	mailbox->must_list = true;
	if (!listing_again(mailbox->engine, &mailbox->place, uids,
		    &mailbox->list_from, &error))
		log_error("mailbox %s: %s", mailbox_name(mailbox),
			error->message);
	mailbox_wake(mailbox);
	return true;
}

struct mailbox *mailbox_new(
	struct engine *engine, const struct config_mailbox *config)
{
	static const struct talk_hooks hooks = { mailbox_on_frame,
		mailbox_on_lost, MAILBOX_PRIORITY };
	struct mailbox *mailbox = g_new0(struct mailbox, 1);
	mailbox->engine = engine;
	mailbox->config = config;
	mailbox->place.source = config->name;
	mailbox->place.is_emptied = config->after == CONFIG_AFTER_MOVE;
	talk_init(&mailbox->talk, &hooks, mailbox);
	mailbox->pause_ms = PAUSE_FIRST_MS;
	mailbox->pending = g_queue_new();
	mailbox->get_most = GET_FIRST;
	settle_timer_init(&mailbox->settle_timer, mailbox_on_settle, mailbox);
	chunk_init(&mailbox->getting);
	mailbox->storing = storing_new(engine, on_stored, mailbox);
	mailbox->settling = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct reconcile_hooks again = { mailbox_on_again, mailbox };
	mailbox->reconcile = reconcile_new(engine, config, &again);
	mailbox_start(mailbox);
	return mailbox;
}

void mailbox_free(struct mailbox *mailbox)
{
	if (mailbox == NULL)
		return;
	settle_timer_clear(&mailbox->settle_timer);
	mailbox_close(mailbox);
	storing_free(mailbox->storing);
	reconcile_free(mailbox->reconcile);
	g_queue_free(mailbox->pending);
	chunk_clear(&mailbox->getting);
	g_array_unref(mailbox->settling);
	g_free(mailbox);
}

void mailbox_on_finished(struct mailbox *mailbox)
{
	settle_timer_gather(&mailbox->settle_timer);
}

void mailbox_look(struct mailbox *mailbox)
{
	if (mailbox->state == MAILBOX_GETTING)
		talk_look(&mailbox->talk);
}

bool mailbox_is_fetching(const struct mailbox *mailbox)
{
	return mailbox->state > MAILBOX_DOWN &&
	       mailbox->state < MAILBOX_WAITING;
}
