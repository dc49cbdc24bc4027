/* What the server says it holds, written down and compared with what we hold.
 */
#pragma once

#include "chunk.h"

/* The UID to list from.  In a folder that is emptied, whatever is in it wants
 * attention; one that keeps its mail is listed from the first UID whose bytes
 * we do not have, or from uid_next (0: not told) where the server has yet to
 * give that. */
uint32_t listing_begin(struct engine *engine, const struct chunk_place *place,
	uint32_t uid_next);
/* Messages that the server has and we have not (GArray of uint32_t): whatever
 * was wrong with them is forgotten, so that they are fetched once more when
 * they are listed, from *list_from_out on. */
bool listing_again(struct engine *engine, const struct chunk_place *place,
	const GArray *uids, uint32_t *list_from_out, GError **error);
/* Note the messages of a `listed` answer as seen, but for those marked as
 * deleted, also where another message had the number before; add those whose
 * bytes we do not have to `pending` (of struct pending).  Those that should
 * have been moved away are to be settled once more. */
bool listing_note(struct engine *engine, const struct chunk_place *place,
	const json_t *messages, GQueue *pending, GError **error);
/* Where to go on after them. */
uint32_t listing_next(const json_t *messages, uint32_t list_from);
