/* Files that belong together: two stacks of single sides, and the files of
 * one letter.  They wait, read but undecided, until all are there or nothing
 * more came for a while; what waits stands in the database. */
#pragma once

#include "state.h"

bool gathering_is_wanted(const struct config_scans *folder);

/* Decide on what waits in this folder.  lacks_one: a file lies there that
 * cannot be taken (too large), so that nobody knows whose backs are whose: each
 * stack is a letter then.  *next_us_out becomes earlier when something is to be
 * looked at again then. */
void gathering_look(struct engine *engine, const struct config_scans *folder,
	bool lacks_one, int64_t now_utc_us, int64_t *next_us_out);

/* Decide on each file that waits and whose folder gathers no more, or is no
 * longer in the settings. */
void gathering_end(struct engine *engine);
