/* A pool of reading workers of one kind, each a process with at most one
 * letter in hand and a deadline for it; where they are quick, one more waits
 * behind it, which the next worker gets if this one ends. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "plaint/worker/reader.h"

struct pool;

/* A scan of several pages over which a worker ends is asked of the next one,
 * and of a third without the page that both ended over: then it counts as
 * damaged, like any page that cannot be decoded. */
struct pool_answer {
	void *item;		/* as given to pool_give */
	const json_t *document; /* NULL: it failed, `problem` says why */
	const char *problem;
	/* The worker died or was killed over it, or the letter is bad in
	 * itself: either way an attempt is spent. */
	int attachments_fd; /* the callback's to close or keep; -1 */
};

struct pool_hooks {
	void (*on_idle)(void *user); /* a worker became free */
	void (*on_answer)(void *user, struct pool_answer *answer);
	/* `page` of `pages` is done, so it says. */
	void (*on_progress)(void *user, void *item, int page, int pages);
	/* The pool cannot work at all, as a worker's frame tells: "unsealed",
	 * "unready" (no language data). */
	void (*on_refusal)(void *user, const json_t *frame);
	void *user;
};

struct pool_settings {
	enum reader_kind kind;
	struct reader_settings reader;
	int workers;
	int letters_most; /* of scans: pages; then the worker is replaced; 0:
			     never */
	bool reads_ahead; /* the next letter is handed over meanwhile */
	int idle_ms;	  /* then it sleeps until the next letter; 0: never */
};

struct pool *pool_new(
	const struct pool_settings *settings, const struct pool_hooks *hooks);
/* Kills the workers; letters in hand are not reported. */
void pool_free(struct pool *pool);

/* Where all workers sleep, let one show that it can work: it wakes, and sleeps
 * again, or there is a refusal.  NULL: there are none. */
void pool_prove(struct pool *pool);

/* Whether, and to how many workers, letters may be given now: sleeping ones
 * count. */
int pool_idle(const struct pool *pool);

/* Take the answers that are there already: for those who keep the main loop
 * waiting.  The hooks are called as ever. */
void pool_look(struct pool *pool);

/* Hand a letter to one of those.  Takes both descriptors. */
void pool_give(struct pool *pool, void *item, int fd, int attachments_fd);
