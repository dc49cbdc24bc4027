/* One scan role at a time, started when there is something to do and ended
 * when there has been nothing for a while.  Verdicts are written down in
 * handfuls.  Trouble with the scanner as such is nobody's fault: the bytes
 * wait; trouble with certain bytes counts against them, and they are asked
 * about again later and later. */

#include "virus.h"

#include <string.h>
#include <jansson.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/store/setting.h"
#include "plaint/store/virus_scan.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/talk.h"
#include "virus_verdict.h"

enum {
	DUE_MOST = 64,
	COMMIT_AFTER_MS = 300,
	LOOK_EVERY_MS = 1000,
	IDLE_MS = 10000,
	SLACK_MS = 2000,  /* the role keeps the deadline itself */
	START_MS = 10000, /* connecting and its version included */
	PAUSE_FIRST_MS = 1000,
	PAUSE_MOST_MS = 300000,
	FRAME_MOST_BYTES = 64 << 10,
	MEMORY_BYTES = 256 << 20,
	STALE_MOST = 4, /* at once: what is new comes before them */
};

#define VERSION_EVERY_US (INT64_C(60) * 1000000)
#define STALE_EVERY_US	 (INT64_C(60) * 1000000)
#define DAY_US		 (INT64_C(86400) * 1000000)

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
	struct talk talk;
	guint look_timer, commit_timer;
	int pause_ms;
	int64_t down_until_us; /* monotonic */
	char *problem;	       /* as last written down */
	GPtrArray *due;	       /* of struct virus_scan, the next one last */
	struct virus_scan *item;
	GPtrArray *answered;	/* of struct virus_verdict */
	char *version;		/* of the scanner, as last told; "" */
	int64_t version_due_us; /* monotonic: when it is asked again */
	int64_t stale_due_us;	/* and when old verdicts are looked for */
};

static bool virus_commit(struct virus *virus)
{
	if (!virus_verdicts_put(virus->engine->db, virus->answered))
		return false;
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
	struct virus_verdict *verdict = g_new0(struct virus_verdict, 1);
	verdict->scan = g_steal_pointer(&virus->item);
	verdict->state = g_strdup(state);
	verdict->signature = g_strdup(signature);
	verdict->problem = g_strdup(problem);
	verdict->version = g_strdup(virus->version);
	g_ptr_array_add(virus->answered, verdict);
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

static void virus_close(void *user)
{
	struct virus *virus = user;
	talk_end(&virus->talk);
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
static void virus_fall(void *user, const char *why)
{
	struct virus *virus = user;
	bool was_busy = virus->state == VIRUS_BUSY;
	if (!was_busy) {
		virus_rest(virus, why);
		return;
	}
	virus_close(virus);
	virus_answer(virus, "not_scanned", "", why);
	virus_pump(virus);
}

static void on_late(void *user)
{
	virus_fall(user, "the scanner gave no answer in time");
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
		talk_after(&virus->talk, IDLE_MS, virus_close);
	virus_pump(virus);
}

/* With new signatures, what is clean may be so no longer. */
static void virus_take_version(struct virus *virus, const char *version)
{
	if (strcmp(virus->version, version) != 0) {
		log_info("clamd: %s", version);
		virus->stale_due_us = 0;
	}
	g_free(virus->version);
	virus->version = g_strdup(version);
	virus->version_due_us = clock_monotonic_us() + VERSION_EVERY_US;
}

static void virus_on_frame(void *user, const json_t *frame)
{
	struct virus *virus = user;
	const char *type = wire_text(frame, "type");
	if (strcmp(type, "ready") == 0 && virus->state == VIRUS_STARTING) {
		virus->state = VIRUS_IDLE;
		virus_note(virus, "");
		virus_take_version(virus, wire_text(frame, "version"));
		talk_after(&virus->talk, IDLE_MS, virus_close);
		virus_pump(virus);
	} else if (strcmp(type, "verdict") == 0 && virus->state == VIRUS_BUSY) {
		virus_on_verdict(virus, frame);
	} else if (strcmp(type, "unsealed") == 0) {
		engine_refuse(virus->engine, "the scan worker", frame);
	} else {
		const char *why = wire_text(frame, "message");
		virus_fall(virus, why[0] != '\0' ? why
						 : "the scan worker talked "
						   "nonsense");
	}
}

static void virus_start(struct virus *virus)
{
	const struct config *config = virus->engine->rules.config;
	g_autoptr(GError) error = NULL;
	json_t *settings = json_pack("{s:s s:s s:I s:I s:b}", "type",
		"settings", "address", config->clamd, "timeout_ms",
		(json_int_t)config->clamd_seconds * 1000, "memory_bytes",
		(json_int_t)MEMORY_BYTES, "unsealed", config->unsealed);
	if (!talk_start(
		    &virus->talk, "scan", settings, FRAME_MOST_BYTES, &error)) {
		virus_rest(virus, error->message);
		return;
	}
	virus->state = VIRUS_STARTING;
	talk_after(&virus->talk, START_MS, on_late);
}

/* --- work ---------------------------------------------------------------- */

static bool virus_may_look_back(const struct virus *virus)
{
	return virus->version[0] != '\0' &&
	       virus->engine->rules.config->clamd_again_days > 0 &&
	       clock_monotonic_us() >= virus->stale_due_us;
}

/* When there are none left, they are not looked for every second. */
static GPtrArray *virus_stale(struct virus *virus, GError **error)
{
	int64_t days = virus->engine->rules.config->clamd_again_days;
	int64_t now_utc_us = clock_now_utc_us();
	struct virus_stale stale = { virus->version, now_utc_us - days * DAY_US,
		STALE_MOST };
	GPtrArray *rows =
		virus_scan_stale(virus->engine->db, &stale, now_utc_us, error);
	if (rows != NULL && rows->len == 0)
		virus->stale_due_us = clock_monotonic_us() + STALE_EVERY_US;
	return rows;
}

static bool virus_fill(struct virus *virus)
{
	g_autoptr(GError) error = NULL;
	/* What is answered and not written down yet would come again. */
	if (virus->due->len > 0 || virus->answered->len > 0)
		return virus->due->len > 0;
	g_autoptr(GPtrArray) rows = virus_scan_due(
		virus->engine->db, clock_now_utc_us(), DUE_MOST, &error);
	if (rows != NULL && rows->len == 0 && virus_may_look_back(virus)) {
		g_ptr_array_unref(rows);
		rows = virus_stale(virus, &error);
	}
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
	virus->state = VIRUS_BUSY;
	if (talk_say(&virus->talk, json_pack("{s:s}", "type", "scan"), fd,
		    &error))
		talk_after(&virus->talk,
			(int)virus->engine->rules.config->clamd_seconds * 1000 +
				SLACK_MS,
			on_late);
	else
		virus_fall(virus, error->message);
}

/* A session keeps the signatures that it began with, so a new one is begun;
 * also when there is nothing to be scanned, to see whether they are new. */
static bool virus_wants_version(struct virus *virus)
{
	bool is_due = virus->engine->rules.config->clamd_again_days > 0 &&
		      clock_monotonic_us() >= virus->version_due_us;
	if (is_due && virus->state == VIRUS_IDLE)
		virus_close(virus);
	return is_due;
}

void virus_pump(struct virus *virus)
{
	if (virus == NULL)
		return;
	while ((virus->state == VIRUS_IDLE || virus->state == VIRUS_DOWN) &&
		clock_monotonic_us() >= virus->down_until_us &&
		(virus_wants_version(virus) || virus_fill(virus))) {
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
	static const struct talk_hooks hooks = { virus_on_frame, virus_fall };
	struct virus *virus = g_new0(struct virus, 1);
	virus->engine = engine;
	talk_init(&virus->talk, &hooks, virus);
	virus->pause_ms = PAUSE_FIRST_MS;
	virus->version = g_strdup("");
	virus->due = g_ptr_array_new_with_free_func(g_free);
	virus->answered = g_ptr_array_new_with_free_func(virus_verdict_free);
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
	g_clear_pointer(&virus->item, g_free);
	g_ptr_array_unref(virus->due);
	g_ptr_array_unref(virus->answered);
	g_free(virus->problem);
	g_free(virus->version);
	g_free(virus);
}
