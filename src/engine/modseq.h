/* CONDSTORE (RFC 7162): a folder whose highest mod-sequence is what it was
 * after its last whole listing need not be listed again. */
#pragma once

#include "chunk.h"

/* Nothing changed since modseq_note, and all that was seen is stored; false
 * also when that cannot be told (highest 0: the server has no CONDSTORE). */
bool modseq_is_unchanged(struct engine *engine, const struct chunk_place *place,
	int64_t highest);

/* The folder was listed to its end after it had this mod-sequence. */
void modseq_note(struct engine *engine, const struct chunk_place *place,
	int64_t highest);
