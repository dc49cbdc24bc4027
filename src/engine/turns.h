/* Scans become cases in the order they came, though several are read at once
 * and a short one is done before a long one. */
#pragma once

#include "plaint/registry/registrar.h"

struct turns;

/* `done` takes the registration over. */
struct turns *turns_new(
	void (*done)(void *user, struct registration *registration),
	void *user);
/* What waits is done first. */
void turns_free(struct turns *turns);

/* Jobs begin in the order that their results are wanted in.  The job must
 * live until it ends or leaves. */
void turns_begin(struct turns *turns, const struct job *job);
/* Not now: nobody waits for it any more.  turns NULL: nobody did. */
void turns_leave(struct turns *turns, const struct job *job);
/* Its job has ended: it is done once all that began earlier are, or in ten
 * seconds at the latest; at once if its job never began here. */
void turns_end(
	struct turns *turns, struct registration *registration, int64_t now_us);
/* To be called every second or so.  now_us: of any steady clock. */
void turns_look(struct turns *turns, int64_t now_us);

/* How many have ended and are not done. */
guint turns_waiting(const struct turns *turns);
