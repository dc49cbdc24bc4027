/* Can scans be read here at all?  That is known before mail comes, and tried
 * while the rules are read: a reader holds its models only so long as the
 * engine is small. */
#pragma once

#include "plaint/config/config.h"
#include "plaint/engine/engine.h"
#include "plaint/worker/process.h"

/* Starts a reader of scans, if those parts read any. */
struct process proof_begin(
	const struct config *config, enum engine_parts parts);

/* Waits for it and ends it.  ENGINE_ERROR_SETUP: it says that it cannot work.
 * Of one that ended otherwise nothing is known: *proven_out stays false, and
 * the first scan will show. */
bool proof_end(struct process *process, const struct config *config,
	bool *proven_out, GError **error);
