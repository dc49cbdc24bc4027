/* Of a large folder some servers read every name anew when they are told of a
 * message: they spend a tenth of the time on it at most. */

#include "settle_timer.h"

#include "plaint/base/clock.h"

enum {
	GATHER_LEAST_MS = 100,
	GATHER_MOST_MS = 5000,
	GATHER_TIMES = 9,
};

void settle_timer_init(
	struct settle_timer *timer, void (*call)(void *user), void *user)
{
	*timer = (struct settle_timer){
		.call = call, .user = user, .gather_ms = GATHER_LEAST_MS
	};
}

void settle_timer_clear(struct settle_timer *timer)
{
	g_clear_handle_id(&timer->source, g_source_remove);
}

static gboolean settle_now(gpointer user)
{
	struct settle_timer *timer = user;
	timer->source = 0;
	timer->is_gathering = false;
	timer->call(timer->user);
	return G_SOURCE_REMOVE;
}

static void settle_in(struct settle_timer *timer, guint ms)
{
	settle_timer_clear(timer);
	timer->source = g_timeout_add(ms, settle_now, timer);
}

void settle_timer_begin(struct settle_timer *timer)
{
	timer->begun_us = clock_monotonic_us();
}

void settle_timer_end(struct settle_timer *timer)
{
	int64_t took_us = clock_monotonic_us() - timer->begun_us;
	timer->gather_ms = (guint)CLAMP(
		took_us * GATHER_TIMES / 1000, GATHER_LEAST_MS, GATHER_MOST_MS);
}

void settle_timer_gather(struct settle_timer *timer)
{
	if (timer->is_gathering)
		return;
	timer->is_gathering = true;
	settle_in(timer, timer->gather_ms);
}

void settle_timer_retry(struct settle_timer *timer, guint ms)
{
	if (!timer->is_gathering)
		settle_in(timer, ms);
}
