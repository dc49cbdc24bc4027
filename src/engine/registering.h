/* What was read becomes cases: bytes by the keeper, then rows, those of many
 * letters in one transaction (one fsync). */
#pragma once

#include "plaint/registry/registrar.h"
#include "state.h"

enum {
	REGISTERING_MOST = 64 /* letters a batch, more after trouble */
};

struct registering;

/* Called from the main loop. */
struct registering_calls {
	/* For no fault of its own it must be read again.  Takes the job. */
	void (*postpone)(void *user, struct job *job, const char *why);
	/* It is written, or has a problem.  Takes the registration, for
	 * registering_add. */
	void (*kept)(void *user, struct registration *registration);
	/* There will be more without anything else having to happen. */
	bool (*is_more)(void *user);
	/* From here to `ends` the main loop does nothing else. */
	void (*begins)(void *user);
	void (*ends)(void *user);
};

/* calls are borrowed for as long as it lives. */
struct registering *registering_new(struct engine *engine,
	const struct registering_calls *calls, void *user);
/* Registers what it has, if it can. */
void registering_free(struct registering *registering);

/* Takes the registration, and fd: where its reader put its attachments, -1:
 * nowhere. */
void registering_keep(struct registering *registering,
	struct registration *registration, int fd);
/* Takes the registration, which is kept.  Whatever goes wrong with the disk or
 * the database: it stays, and is tried again. */
void registering_add(
	struct registering *registering, struct registration *registration);
/* Until nothing is under way: all that can be registered is. */
void registering_wait(struct registering *registering);
/* Given to it and not registered yet. */
guint registering_count(const struct registering *registering);
