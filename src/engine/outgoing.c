/* An item is `sending` in the database before its message leaves the engine,
 * and whatever is not known to have failed before the final dot is
 * `uncertain`: a person decides, never a silent second copy.
 *
 * The process that sends sleeps, that is, does not exist, while there is
 * nothing to send. */

#include "outgoing.h"

#include <string.h>

#include "parcel.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/delivery/compose.h"
#include "plaint/store/outbox.h"
#include "plaint/store/setting.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/talk.h"
#include "plaint/worker/tokens.h"

enum {
	LOOK_EVERY_MS = 1000,
	IDLE_US = 60 * 1000000,
	PAUSE_FIRST_MS = 1000,
	PAUSE_MOST_MS = 300000,
	ANSWER_MOST_MS = 300000,
	/* Servers look for spam before they say yes.  A unit of systemd has
	 * fifteen seconds to stop. */
	STOP_WAIT_MS = 8000,
	FRAME_MOST_BYTES = 1 << 20,
	RETRY_FIRST_S = 60,
	RETRY_MOST_S = 3600,
	ATTEMPTS_MOST = 100,
};

enum outgoing_state {
	OUTGOING_DOWN, /* waiting for its restart */
	OUTGOING_ASLEEP,
	OUTGOING_STARTING,
	OUTGOING_IDLE,
	OUTGOING_BUSY,
};

struct outgoing {
	struct engine *engine;
	enum outgoing_state state;
	struct talk talk;
	guint look_timer;
	int pause_ms;
	int64_t paused_until_us; /* monotonic: the server is not there */
	int64_t used_until_us;	 /* monotonic: awake till then, busy or not */
	struct parcel *parcel;	 /* under way, or its end not yet written */
	struct outbox_settlement end; /* of the parcel; its text: ours */
	bool is_ended;
	bool is_recovered;    /* nothing is `sending` but the parcel */
	GPtrArray *unsure;    /* claimed or not: parcel_claim; NULL none */
	struct secret secret; /* that the process was started with */
};

static void outgoing_start(void *user);

/* --- how it ended ------------------------------------------------------ */

static int64_t retry_at(const struct parcel *parcel, int64_t now_utc_us)
{
	int64_t doubled = MIN(parcel->attempts, 10);
	int64_t wait_s = (int64_t)RETRY_FIRST_S << doubled;
	return now_utc_us + MIN(wait_s, RETRY_MOST_S) * 1000000;
}

/* False: to be tried again. */
static bool outgoing_write_end(struct outgoing *outgoing)
{
	const struct parcel *parcel = outgoing->parcel;
	g_autoptr(GError) error = NULL;
	if (parcel_settle(outgoing->engine, parcel, &outgoing->end, &error)) {
		log_info("%s %s: %s", parcel->item != NULL ? "reply" : "notice",
			parcel->id.text, outgoing->end.text);
	} else {
		log_error("outbox: %s", error->message);
		if (parcel_waits(error))
			return false;
		outgoing->is_recovered = false; /* it is `sending` still */
	}
	g_clear_pointer(&outgoing->parcel, parcel_free);
	g_clear_pointer((char **)&outgoing->end.text, g_free);
	outgoing->is_ended = false;
	return true;
}

static void outgoing_settle(
	struct outgoing *outgoing, const struct outbox_settlement *end)
{
	outgoing->end = *end;
	outgoing->end.text = g_strdup(end->text);
	outgoing->is_ended = true;
	if (end->outcome == OUTBOX_RETRY && !end->is_untried &&
		outgoing->parcel->attempts >= ATTEMPTS_MOST)
		outgoing->end.outcome = OUTBOX_FAILED;
	outgoing_write_end(outgoing);
}

/* Unless its end is known and only to be written. */
static void outgoing_lose(struct outgoing *outgoing, const char *why)
{
	struct outbox_settlement lost = { .outcome = OUTBOX_UNCERTAIN,
		.text = why };
	if (outgoing->parcel != NULL && !outgoing->is_ended)
		outgoing_settle(outgoing, &lost);
}

static bool outgoing_give(struct outgoing *outgoing, GError **error)
{
	g_autofree char *recipient = NULL;
	auto_fd int fd = parcel_compose(
		outgoing->engine, outgoing->parcel, &recipient, error);
	if (fd < 0)
		return false;
	json_t *frame = json_pack("{s:s s:s s:s s:s}", "type", "send", "id",
		outgoing->parcel->id.text, "sender",
		outgoing->engine->rules.config->smtp.from_address, "recipient",
		recipient);
	return talk_say(&outgoing->talk, frame, fd, error);
}

/* --- the role ---------------------------------------------------------- */

static void outgoing_fall(void *user, const char *why)
{
	struct outgoing *outgoing = user;
	log_warning("send: %s", why);
	talk_end(&outgoing->talk);
	outgoing->state = OUTGOING_DOWN;
	outgoing_lose(
		outgoing, "the send process was lost while it had the message");
	talk_after(&outgoing->talk, outgoing->pause_ms, outgoing_start);
	outgoing->pause_ms = MIN(outgoing->pause_ms * 2, PAUSE_MOST_MS);
}

static void outgoing_on_late(void *user)
{
	outgoing_fall(user, "no answer in time");
}

static void outgoing_note(struct outgoing *outgoing, const char *problem)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *old =
		setting_get(outgoing->engine->db, "smtp.problem", NULL);
	if (g_strcmp0(old, problem) != 0 &&
		!setting_set(
			outgoing->engine->db, "smtp.problem", problem, &error))
		log_warning("%s", error->message);
}

/* No connection: the message is as good as never taken up. */
static void on_offline(struct outgoing *outgoing, const char *text)
{
	int64_t now_utc_us = clock_now_utc_us();
	outgoing_note(outgoing, text);
	log_warning("send: %s; again in %d s", text, outgoing->pause_ms / 1000);
	outgoing->paused_until_us =
		clock_monotonic_us() + (int64_t)outgoing->pause_ms * 1000;
	struct outbox_settlement untried = { .outcome = OUTBOX_RETRY,
		.text = text,
		.not_before_utc_us =
			now_utc_us + (int64_t)outgoing->pause_ms * 1000,
		.is_untried = true };
	outgoing->pause_ms = MIN(outgoing->pause_ms * 2, PAUSE_MOST_MS);
	outgoing_settle(outgoing, &untried);
}

static void on_sent(struct outgoing *outgoing, const json_t *frame)
{
	static const struct {
		const char *name;
		enum outbox_outcome outcome;
	} outcomes[] = { { "sent", OUTBOX_SENT }, { "retry", OUTBOX_RETRY },
		{ "failed", OUTBOX_FAILED } };
	const char *word = wire_text(frame, "outcome");
	enum outbox_outcome outcome = OUTBOX_UNCERTAIN;
	for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		if (strcmp(outcomes[i].name, word) == 0)
			outcome = outcomes[i].outcome;
	}
	outgoing->state = OUTGOING_IDLE;
	outgoing->used_until_us = clock_monotonic_us() + IDLE_US;
	if (json_is_true(json_object_get(frame, "is_offline"))) {
		if (json_is_true(json_object_get(frame, "is_refused")))
			tokens_refused(outgoing->engine->tokens,
				&outgoing->engine->rules.config->smtp.server);
		on_offline(outgoing, wire_text(frame, "text"));
		return;
	}
	outgoing->pause_ms = PAUSE_FIRST_MS;
	outgoing_note(outgoing, "");
	struct outbox_settlement end = { .outcome = outcome,
		.text = wire_text(frame, "text"),
		.not_before_utc_us =
			retry_at(outgoing->parcel, clock_now_utc_us()) };
	outgoing_settle(outgoing, &end);
}

static void outgoing_on_frame(void *user, const json_t *frame)
{
	struct outgoing *outgoing = user;
	const char *type = wire_text(frame, "type");
	talk_after(&outgoing->talk, 0, NULL);
	if (outgoing->state == OUTGOING_STARTING &&
		strcmp(type, "ready") == 0) {
		outgoing->state = OUTGOING_IDLE;
	} else if (outgoing->state == OUTGOING_STARTING &&
		   strcmp(type, "unsealed") == 0) {
		engine_refuse(outgoing->engine, "send", frame);
	} else if (outgoing->parcel != NULL && strcmp(type, "sent") == 0 &&
		   strcmp(wire_text(frame, "id"), outgoing->parcel->id.text) ==
			   0) {
		on_sent(outgoing, frame);
	} else {
		outgoing_fall(outgoing, wire_text(frame, "message"));
		return;
	}
	outgoing_pump(outgoing);
}

/* A token lives for an hour, the process for months: with another token than
 * its own it is started anew. */
static bool outgoing_is_signed_in(struct outgoing *outgoing)
{
	struct engine *engine = outgoing->engine;
	const struct config_server *server = &engine->rules.config->smtp.server;
	struct secret now = { NULL };
	bool is_token = false;
	g_autoptr(GError) error = NULL;
	if (server->token_file == NULL && server->oauth.token_url == NULL)
		return true;
	enum tokens_answer answer =
		tokens_get(engine->tokens, server, &now, &is_token, &error);
	bool is_same = answer == TOKENS_READY &&
		       g_strcmp0(now.text, outgoing->secret.text) == 0;
	secret_clear(&now);
	if (answer == TOKENS_FAILED) {
		outgoing_note(outgoing, error->message);
		outgoing_fall(outgoing, error->message);
	} else if (answer == TOKENS_READY && !is_same) {
		talk_end(&outgoing->talk);
		outgoing->state = OUTGOING_DOWN;
		talk_after(&outgoing->talk, 0, outgoing_start);
	}
	return is_same;
}

/* One that only showed that it can work goes at once. */
static void outgoing_rest(struct outgoing *outgoing)
{
	if (clock_monotonic_us() < outgoing->used_until_us)
		return;
	talk_end(&outgoing->talk);
	outgoing->state = OUTGOING_ASLEEP;
}

static void outgoing_wake(struct outgoing *outgoing)
{
	g_autoptr(GError) error = NULL;
	bool is_due;
	if (!outbox_is_due(
		    outgoing->engine->db, clock_now_utc_us(), &is_due, &error))
		log_error("outbox: %s", error->message);
	if (!is_due)
		return;
	outgoing_prove(outgoing);
}

/* False: to be tried again. */
static bool outgoing_recover(struct outgoing *outgoing)
{
	g_autoptr(GError) error = NULL;
	if (outgoing->is_recovered || outgoing->parcel != NULL)
		return true;
	if (!parcel_recover(outgoing->engine, outgoing->unsure, &error)) {
		log_error("outbox: %s", error->message);
		return false;
	}
	g_clear_pointer(&outgoing->unsure, g_ptr_array_unref);
	outgoing->is_recovered = true;
	return true;
}

static void outgoing_claim(struct outgoing *outgoing)
{
	g_autoptr(GError) error = NULL;
	outgoing->parcel =
		parcel_claim(outgoing->engine, &outgoing->unsure, &error);
	if (error != NULL) {
		log_error("outbox: %s", error->message);
		outgoing->is_recovered = false;
	} else if (outgoing->parcel == NULL) {
		outgoing_rest(outgoing);
	}
}

void outgoing_pump(struct outgoing *outgoing)
{
	g_autoptr(GError) error = NULL;
	if ((outgoing->is_ended && !outgoing_write_end(outgoing)) ||
		!outgoing_recover(outgoing))
		return;
	if (clock_monotonic_us() < outgoing->paused_until_us)
		return;
	if (outgoing->state == OUTGOING_ASLEEP)
		outgoing_wake(outgoing);
	if (outgoing->state != OUTGOING_IDLE ||
		!outgoing_is_signed_in(outgoing))
		return;
	outgoing_claim(outgoing);
	if (outgoing->parcel == NULL)
		return;
	outgoing->state = OUTGOING_BUSY;
	talk_after(&outgoing->talk, ANSWER_MOST_MS, outgoing_on_late);
	if (outgoing_give(outgoing, &error))
		return;
	/* Not handed over, so certainly not sent. */
	talk_after(&outgoing->talk, 0, NULL);
	outgoing->state = OUTGOING_IDLE;
	bool is_hopeless = error->domain == DELIVERY_ERROR;
	struct outbox_settlement end = { .outcome = is_hopeless ? OUTBOX_FAILED
								: OUTBOX_RETRY,
		.text = error->message,
		.not_before_utc_us =
			retry_at(outgoing->parcel, clock_now_utc_us()) };
	outgoing_settle(outgoing, &end);
}

static gboolean on_look_timer(gpointer user)
{
	outgoing_pump(user);
	return G_SOURCE_CONTINUE;
}

static json_t *outgoing_settings(const struct outgoing *outgoing, bool is_token)
{
	const struct config *config = outgoing->engine->rules.config;
	json_t *settings = tokens_server_json(
		&config->smtp.server, &outgoing->secret, is_token);
	json_object_update_new(settings, json_pack("{s:s s:b}", "greeting_name",
						 config->organisation.domain,
						 "unsealed", config->unsealed));
	return settings;
}

/* TOKENS_WAIT is no failure. */
static enum tokens_answer outgoing_launch(
	struct outgoing *outgoing, GError **error)
{
	struct engine *engine = outgoing->engine;
	bool is_token = false;
	enum tokens_answer answer =
		tokens_get(engine->tokens, &engine->rules.config->smtp.server,
			&outgoing->secret, &is_token, error);
	if (answer != TOKENS_READY)
		return answer;
	bool started = talk_start(&outgoing->talk, "send",
		outgoing_settings(outgoing, is_token), FRAME_MOST_BYTES, error);
	return started ? TOKENS_READY : TOKENS_FAILED;
}

static void outgoing_start(void *user)
{
	struct outgoing *outgoing = user;
	g_autoptr(GError) error = NULL;
	enum tokens_answer answer = outgoing_launch(outgoing, &error);
	if (answer == TOKENS_WAIT) {
		talk_after(&outgoing->talk, TOKENS_AGAIN_MS, outgoing_start);
	} else if (answer == TOKENS_FAILED) {
		outgoing_note(outgoing, error->message);
		outgoing_fall(outgoing, error->message);
	} else {
		outgoing->state = OUTGOING_STARTING;
		talk_after(&outgoing->talk, ANSWER_MOST_MS, outgoing_on_late);
	}
}

void outgoing_prove(struct outgoing *outgoing)
{
	if (outgoing == NULL || outgoing->state != OUTGOING_ASLEEP)
		return;
	outgoing->state = OUTGOING_DOWN;
	outgoing_start(outgoing);
}

struct outgoing *outgoing_new(struct engine *engine)
{
	static const struct talk_hooks hooks = { outgoing_on_frame,
		outgoing_fall };
	struct outgoing *outgoing = g_new0(struct outgoing, 1);
	outgoing->engine = engine;
	talk_init(&outgoing->talk, &hooks, outgoing);
	outgoing->state = OUTGOING_ASLEEP;
	outgoing->pause_ms = PAUSE_FIRST_MS;
	outgoing->look_timer =
		g_timeout_add(LOOK_EVERY_MS, on_look_timer, outgoing);
	/* Who reads asks for it when there is time. */
	if (engine->readers == NULL)
		outgoing_prove(outgoing);
	return outgoing;
}

/* Without a main loop any more: wait for the one answer by hand. */
static void outgoing_finish(struct outgoing *outgoing)
{
	int64_t until_us = clock_monotonic_us() + (int64_t)STOP_WAIT_MS * 1000;
	while (outgoing->state == OUTGOING_BUSY &&
		clock_monotonic_us() < until_us) {
		json_t *frame = NULL;
		if (talk_listen(&outgoing->talk, 100, &frame, NULL) < 0)
			return;
		if (strcmp(wire_text(frame, "type"), "sent") == 0)
			on_sent(outgoing, frame);
		json_decref(frame);
	}
}

void outgoing_free(struct outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	outgoing_finish(outgoing);
	if (outgoing->is_ended)
		outgoing_write_end(outgoing);
	outgoing_lose(outgoing, "stopped while the message was on its way");
	/* Or at the next start. */
	if (outgoing->unsure != NULL)
		outgoing_recover(outgoing);
	g_clear_pointer(&outgoing->unsure, g_ptr_array_unref);
	parcel_free(outgoing->parcel);
	g_free((char *)outgoing->end.text);
	talk_end(&outgoing->talk);
	g_source_remove(outgoing->look_timer);
	secret_clear(&outgoing->secret);
	g_free(outgoing);
}
