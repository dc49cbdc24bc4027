/* Workers come and go; the pool's user sees letters answered or failed.  A page
 * over which two workers ended is left out of its letter, which is read again.
 * A worker that is late, dead or talks nonsense is killed and replaced, with a
 * pause that doubles while replacements keep dying.  One that costs much
 * memory sleeps, that is, does not exist, while there is nothing for it.  One
 * that is quick has its next letter waiting behind the one it reads. */

#include "plaint/worker/pool.h"

#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/talk.h"

enum {
	PAUSE_FIRST_MS = 100,
	PAUSE_MOST_MS = 30000,
	WARM_UP_MS = 60000,
	ANSWER_MOST_BYTES = 64 << 20,
	PAGES_MOST = 1000000,
	LATE_MOST = 8, /* deadlines, for one that is kept from working */
	STILL_SHARE = 100,
	LEFT_OUT_MOST = 5, /* pages of a letter */
};

enum worker_state {
	WORKER_ASLEEP, /* started by the next letter */
	WORKER_DOWN,   /* waiting for its restart */
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_BUSY,
};

struct given {
	void *item; /* NULL: none */
	int letter_fd, attachments_fd;
};

struct worker {
	struct pool *pool;
	enum worker_state state;
	struct talk talk;
	int pause_ms;
	int letters;			   /* of scans: pages */
	int64_t asked_cpu_us, late_cpu_us; /* when asked; when last late */
	int late;
	struct given now, next;
	int page, pages;  /* done, and to be done, of `now` */
	int suspect;	  /* the page the last worker ended over; 0: none */
	json_t *left_out; /* pages, of `now`; NULL: none */
};

static const struct given nothing = { NULL, -1, -1 };

struct pool {
	struct pool_settings settings;
	struct pool_hooks hooks;
	struct worker *workers;
};

static void worker_start(void *user);
static void worker_on_late(void *user);

static const char *worker_role(const struct worker *worker)
{
	return reader_kind_name(worker->pool->settings.kind);
}

static void given_clear(struct given *given)
{
	fd_clear(&given->letter_fd);
	fd_clear(&given->attachments_fd);
	given->item = NULL;
}

/* Take the letter out of the worker's hands: the next one is in them. */
static struct pool_answer worker_take(
	struct worker *worker, const json_t *document, const char *problem)
{
	struct pool_answer answer = {
		.item = worker->now.item,
		.document = document,
		.problem = problem,
		.attachments_fd = fd_steal(&worker->now.attachments_fd),
	};
	given_clear(&worker->now);
	worker->now = worker->next;
	worker->next = nothing;
	g_clear_pointer(&worker->left_out, json_decref);
	worker->page = worker->pages = worker->suspect = 0;
	return answer;
}

static void pool_report(struct pool *pool, struct pool_answer *answer)
{
	pool->hooks.on_answer(pool->hooks.user, answer);
}

static bool is_left_out(const struct worker *worker, int page)
{
	for (size_t i = 0; i < json_array_size(worker->left_out); i++)
		if (json_integer_value(json_array_get(worker->left_out, i)) ==
			page)
			return true;
	return false;
}

/* Of a letter of several pages the one that it ended over is tried again, and
 * then left out.  False: the letter is given up. */
static bool worker_may_go_on(struct worker *worker)
{
	int page = worker->page + 1;
	bool is_first = worker->suspect != page;
	if (worker->pages < 2 || page > worker->pages ||
		is_left_out(worker, page) ||
		json_array_size(worker->left_out) >= LEFT_OUT_MOST ||
		(worker->now.attachments_fd >= 0 &&
			ftruncate(worker->now.attachments_fd, 0) < 0))
		return false;
	worker->suspect = page;
	if (is_first)
		return true;
	if (worker->left_out == NULL)
		worker->left_out = json_array();
	json_array_append_new(worker->left_out, json_integer(page));
	return true;
}

static void worker_start_later(struct worker *worker)
{
	talk_after(&worker->talk, worker->pause_ms, worker_start);
	worker->pause_ms = MIN(worker->pause_ms * 2, PAUSE_MOST_MS);
}

/* The worker is of no more use: end it, plan another; its letter is for that
 * one, or reported. */
static void worker_fall(struct worker *worker, const char *why)
{
	bool was_busy = worker->state == WORKER_BUSY;
	g_autofree char *end = process_end_text(&worker->talk.process);
	talk_end(&worker->talk);
	g_autofree char *problem = g_strdup_printf(
		"%s worker: %s (%s)", worker_role(worker), why, end);
	worker->state = WORKER_DOWN;
	worker_start_later(worker);
	log_warning("%s", problem);
	if (!was_busy || worker_may_go_on(worker))
		return;
	struct pool_answer answer = worker_take(worker, NULL, problem);
	pool_report(worker->pool, &answer);
}

static void worker_sleep(void *user)
{
	struct worker *worker = user;
	talk_end(&worker->talk);
	worker->state = WORKER_ASLEEP;
}

static void worker_become_idle(struct worker *worker)
{
	struct pool *pool = worker->pool;
	int most = pool->settings.letters_most,
	    idle_ms = pool->settings.idle_ms;
	talk_after(&worker->talk, 0, NULL);
	worker->state = WORKER_IDLE;
	if (most > 0 && worker->letters >= most) {
		/* Libraries leak; a fresh process is the cure. */
		worker_sleep(worker);
		if (idle_ms == 0) {
			worker->state = WORKER_DOWN;
			talk_after(&worker->talk, 0, worker_start);
			return;
		}
	}
	pool->hooks.on_idle(pool->hooks.user);
	if (idle_ms == 0 || worker->state != WORKER_IDLE)
		return;
	/* One that only showed that it can work may go at once. */
	talk_after(
		&worker->talk, worker->letters > 0 ? idle_ms : 0, worker_sleep);
}

static void worker_await(struct worker *worker)
{
	worker->late = 0;
	worker->asked_cpu_us = clock_process_us(worker->talk.process.pid);
	worker->late_cpu_us = worker->asked_cpu_us;
	talk_after(&worker->talk, worker->pool->settings.reader.deadline_ms,
		worker_on_late);
}

/* Hand over a letter it was given. */
static bool worker_ask(
	struct worker *worker, const struct given *given, json_t *left_out)
{
	g_autoptr(GError) error = NULL;
	struct reader_item item = { .fd = given->letter_fd,
		.attachments_fd = given->attachments_fd,
		.left_out = left_out };
	bool sent = reader_ask(&worker->talk.process, &item, &error);
	if (!sent)
		worker_fall(worker, error->message);
	return sent;
}

static void worker_begin(struct worker *worker)
{
	worker->state = WORKER_BUSY;
	worker->page = worker->pages = 0;
	if (!worker_ask(worker, &worker->now, worker->left_out))
		return;
	worker_await(worker);
	if (worker->next.item != NULL)
		worker_ask(worker, &worker->next, NULL);
}

static void worker_on_ready(struct worker *worker)
{
	if (worker->now.item != NULL)
		worker_begin(worker);
	else
		worker_become_idle(worker);
}

/* The next letter first, then this one's answer: the worker need not wait
 * for what is done with it. */
static void worker_on_answer(
	struct worker *worker, const json_t *frame, const char *problem)
{
	struct pool *pool = worker->pool;
	const json_t *document =
		problem == NULL ? json_object_get(frame, "document") : NULL;
	struct pool_answer answer = worker_take(worker, document, problem);
	if (worker->now.item == NULL) {
		worker_become_idle(worker);
	} else {
		worker_await(worker);
		pool->hooks.on_idle(pool->hooks.user);
	}
	pool_report(pool, &answer);
}

static int frame_count(const json_t *frame, const char *key)
{
	return (int)CLAMP(wire_integer(frame, key, 0), 0, PAGES_MOST);
}

static void worker_on_frame(void *user, const json_t *frame)
{
	struct worker *worker = user;
	struct pool *pool = worker->pool;
	const char *type = wire_text(frame, "type");
	const json_t *document = json_object_get(frame, "document");
	if (strcmp(type, "ready") == 0 && worker->state == WORKER_STARTING) {
		worker_on_ready(worker);
	} else if (worker->state == WORKER_STARTING) {
		pool->hooks.on_refusal(pool->hooks.user, frame);
	} else if (worker->state != WORKER_BUSY) {
		worker_fall(worker, "spoke unasked");
	} else if (strcmp(type, "page") == 0) {
		worker_await(worker);
		worker->page = frame_count(frame, "page");
		worker->pages = frame_count(frame, "pages");
		pool->hooks.on_progress(pool->hooks.user, worker->now.item,
			worker->page, worker->pages);
	} else if (strcmp(type, "document") == 0 && json_is_object(document)) {
		worker->pause_ms = PAUSE_FIRST_MS;
		worker->letters += MAX(worker->pages, 1);
		worker_on_answer(worker, frame, NULL);
	} else if (strcmp(type, "failed") == 0) {
		worker_on_answer(worker, frame, wire_text(frame, "message"));
	} else {
		worker_fall(worker, "answered nonsense");
	}
}

static void worker_on_lost(void *user, const char *why)
{
	worker_fall(user, why);
}

/* Kept from working by others (a busy machine, mail that goes first) is not
 * hanging: the deadline is for its own time.  One that stands still hangs. */
static bool worker_is_starved(struct worker *worker)
{
	int64_t deadline_us =
		(int64_t)worker->pool->settings.reader.deadline_ms * 1000;
	int64_t now_us = clock_process_us(worker->talk.process.pid);
	int64_t step_us = now_us - worker->late_cpu_us;
	worker->late_cpu_us = now_us;
	return ++worker->late < LATE_MOST &&
	       step_us > deadline_us / STILL_SHARE &&
	       now_us - worker->asked_cpu_us < deadline_us / 10 * 9;
}

static void worker_on_late(void *user)
{
	struct worker *worker = user;
	int deadline_ms = worker->state == WORKER_STARTING
				  ? WARM_UP_MS
				  : worker->pool->settings.reader.deadline_ms;
	if (worker_is_starved(worker))
		talk_after(&worker->talk, deadline_ms, worker_on_late);
	else
		worker_fall(worker, "gave no answer in time");
}

static void worker_start(void *user)
{
	struct worker *worker = user;
	g_autoptr(GError) error = NULL;
	worker->letters = 0;
	if (!talk_start(&worker->talk, worker_role(worker),
		    reader_settings_json(&worker->pool->settings.reader),
		    ANSWER_MOST_BYTES, &error)) {
		log_warning("%s", error->message);
		worker_start_later(worker);
		return;
	}
	worker->state = WORKER_STARTING;
	talk_after(&worker->talk, WARM_UP_MS, worker_on_late);
}

static void worker_wake(struct worker *worker)
{
	worker->state = WORKER_DOWN;
	worker_start(worker);
}

struct pool *pool_new(
	const struct pool_settings *settings, const struct pool_hooks *hooks)
{
	static const struct talk_hooks talk_hooks = { worker_on_frame,
		worker_on_lost };
	struct pool *pool = g_new0(struct pool, 1);
	pool->settings = *settings;
	pool->hooks = *hooks;
	pool->workers = g_new0(struct worker, settings->workers);
	for (int i = 0; i < settings->workers; i++) {
		struct worker *worker = &pool->workers[i];
		worker->pool = pool;
		talk_init(&worker->talk, &talk_hooks, worker);
		worker->now = worker->next = nothing;
		worker->pause_ms = PAUSE_FIRST_MS;
		worker->state = WORKER_ASLEEP;
		if (settings->idle_ms == 0)
			worker_wake(worker);
	}
	return pool;
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (int i = 0; i < pool->settings.workers; i++) {
		struct worker *worker = &pool->workers[i];
		talk_end(&worker->talk);
		given_clear(&worker->now);
		given_clear(&worker->next);
		g_clear_pointer(&worker->left_out, json_decref);
	}
	g_free(pool->workers);
	g_free(pool);
}

void pool_prove(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (int i = 0; i < pool->settings.workers; i++)
		if (pool->workers[i].state != WORKER_ASLEEP)
			return;
	worker_wake(&pool->workers[0]);
}

void pool_look(struct pool *pool)
{
	for (int i = 0; i < pool->settings.workers; i++)
		if (pool->workers[i].state == WORKER_BUSY)
			talk_look(&pool->workers[i].talk);
}

/* The more, the sooner a letter given to it is read; 0: none can be.  Of a
 * worker that reads, one more may wait behind, unless that is its last. */
static int worker_room(const struct worker *worker)
{
	const struct pool_settings *settings = &worker->pool->settings;
	bool is_last = settings->letters_most > 0 &&
		       worker->letters + 1 >= settings->letters_most;
	switch (worker->state) {
	case WORKER_IDLE:
		return 3;
	case WORKER_ASLEEP:
		return 2;
	case WORKER_BUSY:
		return settings->reads_ahead && !is_last &&
		       worker->next.item == NULL;
	case WORKER_DOWN:
	case WORKER_STARTING:
		break;
	}
	return 0;
}

int pool_idle(const struct pool *pool)
{
	int idle = 0;
	for (int i = 0; i < pool->settings.workers; i++)
		idle += worker_room(&pool->workers[i]) > 0;
	return idle;
}

static struct worker *pool_find_room(struct pool *pool)
{
	struct worker *found = NULL;
	int most = 0;
	for (int i = 0; i < pool->settings.workers; i++) {
		int room = worker_room(&pool->workers[i]);
		if (room > most)
			found = &pool->workers[i];
		most = MAX(most, room);
	}
	return found;
}

void pool_give(struct pool *pool, void *item, int fd, int attachments_fd)
{
	struct worker *worker = pool_find_room(pool);
	g_return_if_fail(worker != NULL);
	struct given given = { item, fd, attachments_fd };
	if (worker->state == WORKER_BUSY) {
		worker->next = given;
		worker_ask(worker, &worker->next, NULL);
		return;
	}
	worker->now = given;
	if (worker->state == WORKER_ASLEEP)
		worker_wake(worker);
	else
		worker_begin(worker);
}
