/* What the server says it holds, written down and compared with what we hold.
 */
#pragma once

#include "chunk.h"

/* The UID to list from.  Where moved mail leaves the folder (is_emptied),
 * whatever is in it wants attention; a folder that keeps its mail is listed
 * from the first UID whose bytes we do not have. */
uint32_t listing_begin(struct engine *engine, const struct chunk_place *place,
	bool is_emptied);
/* Note the messages of a `listed` answer as seen; add those whose bytes we do
 * not have to `pending` (of struct pending). */
bool listing_note(struct engine *engine, const struct chunk_place *place,
	const json_t *messages, GQueue *pending, GError **error);
