/* Files that belong together: two stacks of single sides, and the files of
 * one letter.  They wait, read but undecided, until all are there or nothing
 * more came for a while; what waits stands in the database. */
#pragma once

#include "state.h"

bool gathering_is_wanted(const struct config_scans *folder);

/* Decide on what waits in this folder.  *next_us_out becomes earlier when
 * something is to be looked at again then. */
void gathering_look(struct engine *engine, const struct config_scans *folder,
	int64_t now_utc_us, int64_t *next_us_out);

/* Decide on each file that waits and whose folder gathers no more, or is no
 * longer in the settings. */
void gathering_end(struct engine *engine);
