/* A queue of what is being read.  What ended waits for those before it, but a
 * file of a hundred pages does not keep the letters behind it. */

#include "turns.h"

static const int64_t wait_most_us = 10000000;

struct turn {
	const struct job *job;
	struct registration *registration; /* owned; NULL: it is being read */
	int64_t ended_us;
};

struct turns {
	GArray *queue; /* of struct turn */
	void (*done)(void *user, struct registration *registration);
	void *user;
};

struct turns *turns_new(
	void (*done)(void *user, struct registration *registration), void *user)
{
	struct turns *turns = g_new0(struct turns, 1);
	turns->queue = g_array_new(FALSE, FALSE, sizeof(struct turn));
	turns->done = done;
	turns->user = user;
	return turns;
}

static struct turn *turn_at(const struct turns *turns, guint at)
{
	return &g_array_index(turns->queue, struct turn, at);
}

/* Of what ended: the first, and whoever waited for too long. */
static void turns_call(struct turns *turns, int64_t ended_before_us)
{
	for (guint at = 0; at < turns->queue->len;) {
		struct turn turn = *turn_at(turns, at);
		bool is_late = turn.ended_us <= ended_before_us;
		if (turn.registration == NULL || (at > 0 && !is_late)) {
			at++;
			continue;
		}
		g_array_remove_index(turns->queue, at);
		turns->done(turns->user, turn.registration);
	}
}

void turns_free(struct turns *turns)
{
	if (turns == NULL)
		return;
	turns_call(turns, G_MAXINT64);
	g_array_unref(turns->queue);
	g_free(turns);
}

void turns_begin(struct turns *turns, const struct job *job)
{
	struct turn turn = { .job = job };
	g_array_append_val(turns->queue, turn);
}

static struct turn *turn_find(
	const struct turns *turns, const struct job *job, guint *at_out)
{
	for (guint at = 0; at < turns->queue->len; at++) {
		*at_out = at;
		if (turn_at(turns, at)->job == job)
			return turn_at(turns, at);
	}
	return NULL;
}

void turns_leave(struct turns *turns, const struct job *job)
{
	guint at;
	if (turns != NULL && turn_find(turns, job, &at) != NULL)
		g_array_remove_index(turns->queue, at);
}

void turns_end(
	struct turns *turns, struct registration *registration, int64_t now_us)
{
	guint at;
	struct turn *turn = turn_find(turns, registration->job, &at);
	if (turn == NULL) {
		turns->done(turns->user, registration);
		return;
	}
	turn->registration = registration;
	turn->ended_us = now_us;
	turns_look(turns, now_us);
}

void turns_look(struct turns *turns, int64_t now_us)
{
	turns_call(turns, now_us - wait_most_us);
}

guint turns_waiting(const struct turns *turns)
{
	guint waiting = 0;
	for (guint at = 0; at < turns->queue->len; at++)
		waiting += turn_at(turns, at)->registration != NULL;
	return waiting;
}
