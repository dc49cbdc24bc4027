/* When the server is told of finished letters: soon, yet of many together,
 * and later what it refused. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

struct settle_timer {
	void (*call)(void *user); /* it is time */
	void *user;
	guint source;
	guint gather_ms;   /* for how long they wait for more */
	bool is_gathering; /* they do */
	int64_t begun_us;  /* of the monotonic clock */
};

void settle_timer_init(
	struct settle_timer *timer, void (*call)(void *user), void *user);
void settle_timer_clear(struct settle_timer *timer);

/* The server is told, and has answered: what that takes says how long the
 * next ones wait. */
void settle_timer_begin(struct settle_timer *timer);
void settle_timer_end(struct settle_timer *timer);
/* A letter is finished. */
void settle_timer_gather(struct settle_timer *timer);
/* Some were refused: after so long, or with the next ones that are finished. */
void settle_timer_retry(struct settle_timer *timer, guint ms);
