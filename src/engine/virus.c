/* One scan role at a time, started when there is something to do and ended
 * when there has been nothing for a while.  Verdicts are written down in
 * handfuls.  Trouble with the scanner as such is nobody's fault: the bytes
 * wait; trouble with certain bytes counts against them, and they are asked
 * about again later and later. */

#include "virus.h"

#include <string.h>
#include <glib-unix.h>
#include <jansson.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/store/event.h"
#include "plaint/store/reply.h"
#include "plaint/store/setting.h"
#include "plaint/store/virus_scan.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"

enum {
	DUE_MOST = 64,
	COMMIT_AFTER_MS = 300,
	LOOK_EVERY_MS = 1000,
	IDLE_MS = 10000,
	SLACK_MS = 2000,  /* the role keeps the deadline itself */
	START_MS = 10000, /* connecting included */
	PAUSE_FIRST_MS = 1000,
	PAUSE_MOST_MS = 300000,
	FRAME_MOST_BYTES = 64 << 10,
	MEMORY_BYTES = 256 << 20,
	AGAIN_DOUBLINGS_MOST = 9, /* 512 minutes */
};

#define AGAIN_FIRST_US (INT64_C(60) * 1000000)

static const char problem_key[] = "clamd.problem";

enum virus_state {
	VIRUS_DOWN, /* no role */
	VIRUS_STARTING,
	VIRUS_IDLE,
	VIRUS_BUSY,
};

struct virus {
	struct engine *engine;
	enum virus_state state;
	struct process process;
	struct wire_reader *reader;
	guint watch, timer, look_timer, commit_timer;
	int pause_ms;
	int64_t down_until_us; /* monotonic */
	char *problem;	       /* as last written down */
	GPtrArray *due;	       /* of struct virus_scan, the next one last */
	struct virus_scan *item;
	GPtrArray *answered; /* of struct answer */
};

struct answer {
	struct virus_scan *scan; /* as it was */
	char *state, *signature, *problem;
};

static void answer_free(gpointer data)
{
	struct answer *answer = data;
	virus_scan_free(answer->scan);
	g_free(answer->state);
	g_free(answer->signature);
	g_free(answer->problem);
	g_free(answer);
}

/* --- verdicts into the store --------------------------------------------- */

static int64_t again_after_us(int64_t attempts)
{
	int64_t doublings = MIN(attempts, AGAIN_DOUBLINGS_MOST);
	return AGAIN_FIRST_US << doublings;
}

/* Said of each letter that has these bytes, in its case or by itself. */
static bool tell_infected(struct db *db, const struct virus_scan *scan,
	int64_t now_utc_us, GError **error)
{
	g_autoptr(GPtrArray) places =
		virus_place_list_of(db, scan->sha256, error);
	for (guint i = 0; places != NULL && i < places->len; i++) {
		const struct virus_place *place = places->pdata[i];
		bool in_case = place->casefile_id.text[0] != '\0';
		json_t *detail = json_pack("{s:s s:I s:s s:s s:s}", "letter",
			place->letter_id.text, "attachment",
			(json_int_t)place->position, "name", place->name,
			"signature", scan->signature, "sha256", scan->sha256);
		char *text = json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS);
		struct event event = { .at_utc_us = now_utc_us,
			.actor = REPLY_DRAFTED_BY_PLAINT,
			.verb = "infected",
			.subject_kind = in_case ? "casefile" : "letter",
			.subject_id = in_case ? place->casefile_id.text
					      : place->letter_id.text,
			.detail = text };
		bool told = event_append(db, &event, error);
		json_decref(detail);
		free(text);
		if (!told)
			return false;
	}
	return places != NULL;
}

static bool put_one(struct db *db, const struct answer *answer,
	int64_t now_utc_us, GError **error)
{
	struct virus_scan row = *answer->scan;
	bool is_known = strcmp(answer->state, "not_scanned") != 0;
	row.state = answer->state;
	row.signature = answer->signature;
	row.problem = answer->problem;
	row.attempts++;
	row.not_before_utc_us =
		now_utc_us + (is_known ? 0 : again_after_us(row.attempts - 1));
	row.scanned_utc_us = is_known ? now_utc_us : row.scanned_utc_us;
	return virus_scan_put(db, &row, error) &&
	       (strcmp(answer->state, "infected") != 0 ||
		       tell_infected(db, &row, now_utc_us, error));
}

static bool put_all(struct db *db, void *user, GError **error)
{
	struct virus *virus = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (guint i = 0; i < virus->answered->len; i++) {
		if (!put_one(db, virus->answered->pdata[i], now_utc_us, error))
			return false;
	}
	return true;
}

static void tell_log(const struct answer *answer)
{
	if (strcmp(answer->state, "infected") == 0)
		log_warning("%s is infected: %s; it is locked",
			answer->scan->sha256, answer->signature);
	else if (strcmp(answer->state, "clean") != 0)
		log_warning("%s is not scanned: %s", answer->scan->sha256,
			answer->problem);
}

static bool virus_commit(struct virus *virus)
{
	g_autoptr(GError) error = NULL;
	if (virus->answered->len == 0)
		return true;
	if (!db_run_tx(virus->engine->db, put_all, virus, &error)) {
		log_error("virus scan: %s", error->message);
		return false;
	}
	for (guint i = 0; i < virus->answered->len; i++)
		tell_log(virus->answered->pdata[i]);
	g_ptr_array_set_size(virus->answered, 0);
	return true;
}

static gboolean on_commit_timer(gpointer user)
{
	struct virus *virus = user;
	virus->commit_timer = 0;
	if (virus_commit(virus))
		virus_pump(virus);
	else
		virus->commit_timer =
			g_timeout_add(LOOK_EVERY_MS, on_commit_timer, virus);
	return G_SOURCE_REMOVE;
}

/* Takes the item in hand. */
static void virus_answer(struct virus *virus, const char *state,
	const char *signature, const char *problem)
{
	struct answer *answer = g_new0(struct answer, 1);
	answer->scan = g_steal_pointer(&virus->item);
	answer->state = g_strdup(state);
	answer->signature = g_strdup(signature);
	answer->problem = g_strdup(problem);
	g_ptr_array_add(virus->answered, answer);
	if (virus->commit_timer == 0)
		virus->commit_timer =
			g_timeout_add(COMMIT_AFTER_MS, on_commit_timer, virus);
}

/* Only when it changes: `plaint status` shows it. */
static void virus_note(struct virus *virus, const char *problem)
{
	g_autoptr(GError) error = NULL;
	if (g_strcmp0(virus->problem, problem) == 0)
		return;
	if (problem[0] != '\0')
		log_warning("clamd: %s", problem);
	else if (virus->problem != NULL && virus->problem[0] != '\0')
		log_info("clamd is there again");
	if (!setting_set(virus->engine->db, problem_key, problem, &error)) {
		log_error("%s", error->message);
		return;
	}
	g_free(virus->problem);
	virus->problem = g_strdup(problem);
}

/* --- the role ------------------------------------------------------------ */

static void virus_clear_timer(struct virus *virus)
{
	if (virus->timer != 0)
		g_source_remove(virus->timer);
	virus->timer = 0;
}

static void virus_set_timer(struct virus *virus, int ms, GSourceFunc call)
{
	virus_clear_timer(virus);
	virus->timer = g_timeout_add((guint)ms, call, virus);
}

static void virus_close(struct virus *virus)
{
	virus_clear_timer(virus);
	if (virus->watch != 0)
		g_source_remove(virus->watch);
	virus->watch = 0;
	g_clear_pointer(&virus->reader, wire_reader_free);
	process_end(&virus->process);
	virus->state = VIRUS_DOWN;
}

/* The scanner is not to be had: everything waits, longer and longer. */
static void virus_rest(struct virus *virus, const char *why)
{
	virus_close(virus);
	virus->down_until_us =
		clock_monotonic_us() + (int64_t)virus->pause_ms * 1000;
	virus->pause_ms = MIN(virus->pause_ms * 2, PAUSE_MOST_MS);
	virus_note(virus, why);
}

/* It fell over these bytes. */
static void virus_fall(struct virus *virus, const char *why)
{
	bool was_busy = virus->state == VIRUS_BUSY;
	if (!was_busy) {
		virus_rest(virus, why);
		return;
	}
	virus_close(virus);
	virus_answer(virus, "not_scanned", "", why);
	virus_pump(virus);
}

static gboolean on_late(gpointer user)
{
	struct virus *virus = user;
	virus->timer = 0;
	virus_fall(virus, "the scanner gave no answer in time");
	return G_SOURCE_REMOVE;
}

static gboolean on_idle_long(gpointer user)
{
	struct virus *virus = user;
	virus->timer = 0;
	virus_close(virus);
	return G_SOURCE_REMOVE;
}

static void virus_on_verdict(struct virus *virus, const json_t *frame)
{
	const char *state = wire_text(frame, "state");
	const char *signature = wire_text(frame, "signature");
	bool is_infected = strcmp(state, "infected") == 0;
	if (is_infected && signature[0] != '\0')
		virus_answer(virus, state, signature, "");
	else if (strcmp(state, "clean") == 0)
		virus_answer(virus, state, "", "");
	else
		virus_answer(
			virus, "not_scanned", "", wire_text(frame, "problem"));
	virus->pause_ms = PAUSE_FIRST_MS;
	virus->state = VIRUS_IDLE;
	if (json_is_true(json_object_get(frame, "is_over")))
		virus_close(virus);
	else
		virus_set_timer(virus, IDLE_MS, on_idle_long);
	virus_pump(virus);
}

static void virus_on_frame(struct virus *virus, const json_t *frame)
{
	const char *type = wire_text(frame, "type");
	if (strcmp(type, "ready") == 0 && virus->state == VIRUS_STARTING) {
		virus->state = VIRUS_IDLE;
		virus_note(virus, "");
		virus_set_timer(virus, IDLE_MS, on_idle_long);
		virus_pump(virus);
	} else if (strcmp(type, "verdict") == 0 && virus->state == VIRUS_BUSY) {
		virus_on_verdict(virus, frame);
	} else if (strcmp(type, "unsealed") == 0) {
		engine_refuse(virus->engine, "the scan worker",
			wire_text(frame, "message"));
	} else {
		const char *why = wire_text(frame, "message");
		virus_fall(virus, why[0] != '\0' ? why
						 : "the scan worker talked "
						   "nonsense");
	}
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
	struct virus *virus = user;
	(void)condition;
	while (virus->reader != NULL) {
		g_autoptr(GError) error = NULL;
		json_t *frame = NULL;
		int got = wire_reader_next(virus->reader, fd, &frame, &error);
		if (got == 0)
			return G_SOURCE_CONTINUE;
		guint watch = virus->watch;
		if (got < 0)
			virus_fall(virus, error->message);
		else
			virus_on_frame(virus, frame);
		json_decref(frame);
		/* It may have ended the role, and begun another. */
		if (virus->watch != watch)
			return G_SOURCE_REMOVE;
	}
	return G_SOURCE_REMOVE;
}

static void virus_start(struct virus *virus)
{
	const struct config *config = virus->engine->rules.config;
	g_autoptr(GError) error = NULL;
	json_t *settings = json_pack("{s:s s:s s:I s:I s:b}", "type",
		"settings", "address", config->clamd, "timeout_ms",
		(json_int_t)config->clamd_seconds * 1000, "memory_bytes",
		(json_int_t)MEMORY_BYTES, "unsealed", config->unsealed);
	bool started = process_start(&virus->process, "scan", settings, &error);
	json_decref(settings);
	if (!started) {
		virus_rest(virus, error->message);
		return;
	}
	virus->state = VIRUS_STARTING;
	virus->reader = wire_reader_new(FRAME_MOST_BYTES);
	virus->watch = g_unix_fd_add(virus->process.fd,
		G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, virus);
	virus_set_timer(virus, START_MS, on_late);
}

/* --- work ---------------------------------------------------------------- */

static bool virus_fill(struct virus *virus)
{
	g_autoptr(GError) error = NULL;
	/* What is answered and not written down yet would come again. */
	if (virus->due->len > 0 || virus->answered->len > 0)
		return virus->due->len > 0;
	g_autoptr(GPtrArray) rows = virus_scan_due(
		virus->engine->db, clock_now_utc_us(), DUE_MOST, &error);
	if (rows == NULL) {
		log_error("virus scan: %s", error->message);
		return false;
	}
	for (guint i = rows->len; i > 0; i--)
		g_ptr_array_add(virus->due, rows->pdata[i - 1]);
	g_ptr_array_set_free_func(rows, NULL);
	return virus->due->len > 0;
}

static void virus_give(struct virus *virus)
{
	g_autoptr(GError) error = NULL;
	virus->item = g_ptr_array_steal_index(virus->due, virus->due->len - 1);
	auto_fd int fd =
		spool_get(virus->engine->spool, virus->item->sha256, &error);
	if (fd < 0) {
		virus_answer(virus, "not_scanned", "", error->message);
		return;
	}
	json_t *frame = json_pack("{s:s}", "type", "scan");
	bool sent = wire_send(virus->process.fd, frame, fd, &error);
	json_decref(frame);
	virus->state = VIRUS_BUSY;
	if (sent)
		virus_set_timer(virus,
			(int)virus->engine->rules.config->clamd_seconds * 1000 +
				SLACK_MS,
			on_late);
	else
		virus_fall(virus, error->message);
}

void virus_pump(struct virus *virus)
{
	if (virus == NULL)
		return;
	while ((virus->state == VIRUS_IDLE || virus->state == VIRUS_DOWN) &&
		clock_monotonic_us() >= virus->down_until_us &&
		virus_fill(virus)) {
		if (virus->state == VIRUS_DOWN)
			virus_start(virus);
		else
			virus_give(virus);
	}
}

static gboolean on_look_timer(gpointer user)
{
	virus_pump(user);
	return G_SOURCE_CONTINUE;
}

static bool expect_all(struct db *db, void *user, GError **error)
{
	(void)user;
	return virus_scan_expect(db, NULL, clock_now_utc_us(), error);
}

struct virus *virus_new(struct engine *engine)
{
	g_autoptr(GError) error = NULL;
	if (engine->rules.config->clamd == NULL) {
		/* Whatever was wrong with one is wrong no more. */
		if (!setting_set(engine->db, problem_key, "", &error))
			log_error("%s", error->message);
		return NULL;
	}
	struct virus *virus = g_new0(struct virus, 1);
	virus->engine = engine;
	virus->process = (struct process){ -1, -1 };
	virus->pause_ms = PAUSE_FIRST_MS;
	virus->due =
		g_ptr_array_new_with_free_func((GDestroyNotify)virus_scan_free);
	virus->answered = g_ptr_array_new_with_free_func(answer_free);
	/* Letters from before there was a scanner. */
	if (!db_run_tx(engine->db, expect_all, NULL, &error))
		log_error("virus scan: %s", error->message);
	virus->look_timer = g_timeout_add(LOOK_EVERY_MS, on_look_timer, virus);
	return virus;
}

void virus_free(struct virus *virus)
{
	if (virus == NULL)
		return;
	virus_close(virus);
	virus_commit(virus);
	if (virus->commit_timer != 0)
		g_source_remove(virus->commit_timer);
	g_source_remove(virus->look_timer);
	g_clear_pointer(&virus->item, virus_scan_free);
	g_ptr_array_unref(virus->due);
	g_ptr_array_unref(virus->answered);
	g_free(virus->problem);
	g_free(virus);
}
