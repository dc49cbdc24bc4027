/* Telling the server what is finished: which messages, and that it was told.
 */
#pragma once

#include "chunk.h"

enum {
	SETTLING_MOST = 500, /* in one go */
};

/* Add the UIDs (uint32_t) of finished letters that the server does not know
 * of.  How many rows were looked at (SETTLING_MOST: there may be more), -1 on
 * error. */
int settling_list(struct engine *engine, const struct chunk_place *place,
	GArray *uids, GError **error);

/* The server has been told of these. */
bool settling_done(struct engine *engine, const struct chunk_place *place,
	const GArray *uids, GError **error);
