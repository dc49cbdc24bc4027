/* Telling the server what is finished: which messages, and that it was told.
 */
#pragma once

#include "chunk.h"

enum {
	SETTLING_MOST = 500, /* in one go */
};

/* Add the UIDs (uint32_t) of finished letters that the server does not know
 * of.  How many rows were looked at (SETTLING_MOST: there may be more), -1 on
 * an error, which is logged. */
int settling_list(
	struct engine *engine, const struct chunk_place *place, GArray *uids);

/* What asks the fetch process to tell the server of these. */
json_t *settling_frame(const GArray *uids);

/* The server has been told of those of the asked UIDs that the answer names:
 * how many, -1 on an error, which is logged. */
int settling_done(struct engine *engine, const struct chunk_place *place,
	const GArray *asked, const json_t *answer);
