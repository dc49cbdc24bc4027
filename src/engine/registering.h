/* What was read becomes cases: many letters in one transaction (one fsync). */
#pragma once

#include <stdbool.h>
#include <glib.h>

struct engine;

/* `answered` holds struct registration; where it is false (the database is
 * locked or gone) nothing was written and all of it may be tried again. */
bool registering_commit(
	struct engine *engine, const GPtrArray *answered, GError **error);
/* After the commit: the log, the mailboxes and the outbox hear of it. */
void registering_tell(struct engine *engine, const GPtrArray *answered);
