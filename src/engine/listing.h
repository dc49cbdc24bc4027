/* What the server says it holds, written down and compared with what we hold.
 */
#pragma once

#include "chunk.h"

/* Note the messages of a `listed` answer as seen; add those whose bytes we do
 * not have to `pending` (of struct pending). */
bool listing_note(struct engine *engine, const struct chunk_place *place,
	const json_t *messages, GQueue *pending, GError **error);
