/* Telling the server what is finished: which messages, and that it was told.
 */
#pragma once

#include "chunk.h"

enum {
	SETTLING_MOST = 500, /* in one go */
};

/* For how long finished letters wait for more, when telling the server of the
 * last ones took so long. */
guint settling_gather_ms(int64_t took_us);

/* Add the UIDs (uint32_t) of finished letters that the server does not know
 * of.  How many rows were looked at (SETTLING_MOST: there may be more), -1 on
 * an error, which is logged. */
int settling_list(
	struct engine *engine, const struct chunk_place *place, GArray *uids);

/* What asks the fetch process to tell the server of these. */
json_t *settling_frame(const GArray *uids);

/* The server has been told of these.  An error is logged. */
bool settling_done(struct engine *engine, const struct chunk_place *place,
	const GArray *uids);
