/* The engine's own look at each mailbox: once a day, and some time after
 * each connection, the server is compared with the register.  What differs
 * at two looks in a row is an alarm: in the log, in `plaint status` (setting
 * alarm.mailbox.<name>) and as an event. */
#pragma once

#include "state.h"

/* `again` is told, at most once an hour, which messages (GArray of uint32_t)
 * the server has and we have not: they may be had by now.  False: it has no
 * time for that. */
struct reconcile_hooks {
	bool (*again)(void *user, const GArray *uids);
	void *user;
};

struct reconcile *reconcile_new(struct engine *engine,
	const struct config_mailbox *mailbox,
	const struct reconcile_hooks *hooks);
void reconcile_free(struct reconcile *reconcile);

/* The mailbox was opened; it has nothing to fetch any more (safe to repeat). */
void reconcile_on_opened(struct reconcile *reconcile);
void reconcile_on_idle(struct reconcile *reconcile);
