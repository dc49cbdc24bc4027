/* The engine's own look at each mailbox: once a day, and some time after
 * each connection, the server is compared with the register.  What differs
 * at two looks in a row is an alarm: in the log, in `plaint status` (setting
 * alarm.mailbox.<name>) and as an event. */
#pragma once

#include "state.h"

struct reconcile *reconcile_new(
	struct engine *engine, const struct config_mailbox *mailbox);
void reconcile_free(struct reconcile *reconcile);

/* The mailbox was opened; it has nothing to fetch any more. */
void reconcile_on_opened(struct reconcile *reconcile);
void reconcile_on_idle(struct reconcile *reconcile);
