/* What a mailbox's chunks brought, on its way to the disk: a thread writes and
 * waits for the disk, so that the main loop need not, then it is committed. */
#pragma once

#include "chunk.h"

struct storing;

/* Called from the main loop for each chunk, in their order.  error NULL: a
 * crash loses nothing of it.  has_old: some of it we had already. */
typedef void storing_call(void *user, bool has_old, const GError *error);

struct storing *storing_new(
	struct engine *engine, storing_call *stored, void *user);
/* Waits for what is under way, and stores it. */
void storing_free(struct storing *storing);

/* Takes what is in the chunk, as arrival_new does. */
void storing_add(struct storing *storing, const struct chunk_place *place,
	struct chunk *chunk, const json_t *bodies);
/* So much waits that nothing more should be fetched. */
bool storing_is_full(const struct storing *storing);
bool storing_is_empty(const struct storing *storing);
