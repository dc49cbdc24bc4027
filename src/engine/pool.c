/* Workers come and go; the pool's user sees letters answered or failed.  A
 * worker that is late, dead or talks nonsense is killed and replaced, with a
 * pause that doubles while replacements keep dying. */

#include "pool.h"

#include <string.h>
#include <glib-unix.h>

#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/wire/wire.h"

enum {
	PAUSE_FIRST_MS = 100,
	PAUSE_MOST_MS = 30000,
	WARM_UP_MS = 60000,
	ANSWER_MOST_BYTES = 64 << 20,
};

enum worker_state {
	WORKER_DOWN, /* waiting for its restart */
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_BUSY,
};

struct worker {
	struct pool *pool;
	enum worker_state state;
	struct process process;
	struct wire_reader *reader;
	guint watch, timer;
	int pause_ms;
	int letters;
	guint64 token;
	void *item;
	int attachments_fd;
};

struct pool {
	struct pool_settings settings;
	struct pool_hooks hooks;
	struct worker *workers;
	guint64 next_token;
};

static gboolean worker_start(gpointer user);
static gboolean worker_on_late(gpointer user);

static void worker_clear_timer(struct worker *worker)
{
	if (worker->timer != 0)
		g_source_remove(worker->timer);
	worker->timer = 0;
}

static void worker_set_timer(struct worker *worker, int ms, GSourceFunc call)
{
	worker_clear_timer(worker);
	worker->timer = g_timeout_add((guint)ms, call, worker);
}

static const char *worker_role(const struct worker *worker)
{
	return reader_kind_name(worker->pool->settings.kind);
}

/* Take the letter out of the worker's hands and report it. */
static void worker_report(
	struct worker *worker, const json_t *document, const char *problem)
{
	struct pool_answer answer = {
		.item = worker->item,
		.document = document,
		.problem = problem,
		.attachments_fd = fd_steal(&worker->attachments_fd),
	};
	worker->item = NULL;
	worker->pool->hooks.on_answer(worker->pool->hooks.user, &answer);
}

static void worker_close(struct worker *worker)
{
	worker_clear_timer(worker);
	if (worker->watch != 0)
		g_source_remove(worker->watch);
	worker->watch = 0;
	g_clear_pointer(&worker->reader, wire_reader_free);
}

/* The worker is of no more use: end it, report its letter, plan another. */
static void worker_fall(struct worker *worker, const char *why)
{
	bool was_busy = worker->state == WORKER_BUSY;
	worker_close(worker);
	g_autofree char *end = process_end_text(&worker->process);
	g_autofree char *problem = g_strdup_printf(
		"%s worker: %s (%s)", worker_role(worker), why, end);
	worker->state = WORKER_DOWN;
	worker_set_timer(worker, worker->pause_ms, worker_start);
	worker->pause_ms = MIN(worker->pause_ms * 2, PAUSE_MOST_MS);
	log_warning("%s", problem);
	if (was_busy)
		worker_report(worker, NULL, problem);
}

static void worker_become_idle(struct worker *worker)
{
	struct pool *pool = worker->pool;
	worker_clear_timer(worker);
	worker->state = WORKER_IDLE;
	int most = pool->settings.letters_most;
	if (most > 0 && worker->letters >= most) {
		/* Libraries leak; a fresh process is the cure. */
		worker_close(worker);
		process_end(&worker->process);
		worker->state = WORKER_DOWN;
		worker_set_timer(worker, 0, worker_start);
		return;
	}
	pool->hooks.on_idle(pool->hooks.user);
}

static void worker_on_frame(struct worker *worker, const json_t *frame)
{
	struct pool *pool = worker->pool;
	const char *type = wire_text(frame, "type");
	const json_t *document = json_object_get(frame, "document");
	if (strcmp(type, "ready") == 0 && worker->state == WORKER_STARTING) {
		worker_become_idle(worker);
	} else if (worker->state == WORKER_STARTING) {
		pool->hooks.on_refusal(
			pool->hooks.user, wire_text(frame, "message"));
	} else if (worker->state != WORKER_BUSY) {
		worker_fall(worker, "spoke unasked");
	} else if (strcmp(type, "page") == 0) {
		worker_set_timer(worker, pool->settings.reader.deadline_ms,
			worker_on_late);
		pool->hooks.on_progress(pool->hooks.user, worker->item);
	} else if (strcmp(type, "document") == 0 && json_is_object(document)) {
		worker->pause_ms = PAUSE_FIRST_MS;
		worker->letters++;
		worker_report(worker, document, NULL);
		worker_become_idle(worker);
	} else if (strcmp(type, "failed") == 0) {
		worker_report(worker, NULL, wire_text(frame, "message"));
		worker_become_idle(worker);
	} else {
		worker_fall(worker, "answered nonsense");
	}
}

static gboolean worker_on_readable(
	gint fd, GIOCondition condition, gpointer user)
{
	struct worker *worker = user;
	(void)condition;
	for (;;) {
		g_autoptr(GError) error = NULL;
		json_t *frame = NULL;
		if (worker->reader == NULL)
			return G_SOURCE_REMOVE;
		int got = wire_reader_next(worker->reader, fd, &frame, &error);
		if (got == 0)
			return G_SOURCE_CONTINUE;
		if (got < 0) {
			worker->watch = 0;
			worker_fall(worker, error->message);
			return G_SOURCE_REMOVE;
		}
		/* A frame may end this worker, and with it this source. */
		worker_on_frame(worker, frame);
		json_decref(frame);
		if (worker->watch == 0)
			return G_SOURCE_REMOVE;
	}
}

static gboolean worker_on_late(gpointer user)
{
	struct worker *worker = user;
	worker->timer = 0;
	worker_fall(worker, "gave no answer in time");
	return G_SOURCE_REMOVE;
}

static gboolean worker_start(gpointer user)
{
	struct worker *worker = user;
	g_autoptr(GError) error = NULL;
	worker->timer = 0;
	worker->letters = 0;
	json_t *settings = reader_settings_json(&worker->pool->settings.reader);
	bool started = process_start(
		&worker->process, worker_role(worker), settings, &error);
	json_decref(settings);
	if (!started) {
		log_warning("%s", error->message);
		worker_set_timer(worker, worker->pause_ms, worker_start);
		worker->pause_ms = MIN(worker->pause_ms * 2, PAUSE_MOST_MS);
		return G_SOURCE_REMOVE;
	}
	worker->state = WORKER_STARTING;
	worker->reader = wire_reader_new(ANSWER_MOST_BYTES);
	worker->watch = g_unix_fd_add(worker->process.fd,
		G_IO_IN | G_IO_HUP | G_IO_ERR, worker_on_readable, worker);
	worker_set_timer(worker, WARM_UP_MS, worker_on_late);
	return G_SOURCE_REMOVE;
}

struct pool *pool_new(
	const struct pool_settings *settings, const struct pool_hooks *hooks)
{
	struct pool *pool = g_new0(struct pool, 1);
	pool->settings = *settings;
	pool->hooks = *hooks;
	pool->workers = g_new0(struct worker, settings->workers);
	for (int i = 0; i < settings->workers; i++) {
		struct worker *worker = &pool->workers[i];
		worker->pool = pool;
		worker->process = (struct process){ -1, -1 };
		worker->attachments_fd = -1;
		worker->pause_ms = PAUSE_FIRST_MS;
		worker_set_timer(worker, 0, worker_start);
	}
	return pool;
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (int i = 0; i < pool->settings.workers; i++) {
		struct worker *worker = &pool->workers[i];
		worker_close(worker);
		process_end(&worker->process);
		fd_clear(&worker->attachments_fd);
	}
	g_free(pool->workers);
	g_free(pool);
}

int pool_idle(const struct pool *pool)
{
	int idle = 0;
	for (int i = 0; i < pool->settings.workers; i++)
		idle += pool->workers[i].state == WORKER_IDLE;
	return idle;
}

static struct worker *pool_find_idle(struct pool *pool)
{
	for (int i = 0; i < pool->settings.workers; i++) {
		if (pool->workers[i].state == WORKER_IDLE)
			return &pool->workers[i];
	}
	return NULL;
}

void pool_give(struct pool *pool, void *item, int fd, int attachments_fd)
{
	struct worker *worker = pool_find_idle(pool);
	g_return_if_fail(worker != NULL);
	g_autoptr(GError) error = NULL;
	worker->state = WORKER_BUSY;
	worker->item = item;
	worker->attachments_fd = attachments_fd;
	g_autofree char *token =
		g_strdup_printf("%" G_GUINT64_FORMAT, ++pool->next_token);
	json_t *attachments = json_pack("{s:s}", "type", "attachments");
	json_t *request =
		json_pack("{s:s s:s}", "type", "read", "token", token);
	bool sent = (attachments_fd < 0 ||
			    wire_send(worker->process.fd, attachments,
				    attachments_fd, &error)) &&
		    wire_send(worker->process.fd, request, fd, &error);
	json_decref(attachments);
	json_decref(request);
	if (sent)
		worker_set_timer(worker, pool->settings.reader.deadline_ms,
			worker_on_late);
	else
		worker_fall(worker, error->message);
}
