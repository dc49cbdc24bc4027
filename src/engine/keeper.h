/* What a reader wrote beside its document (attachments, a searchable PDF) and
 * the lists of a batch's pages, on the way to the disk: a thread writes them
 * and waits for the disk, so that the main loop need not. */
#pragma once

#include "plaint/registry/registrar.h"

struct keeper;

/* Called from the main loop. */
struct keeper_calls {
	/* Takes the registration.  error NULL: its bytes are written, and as
	 * durable as the next batch. */
	void (*written)(void *user, struct registration *registration,
		const GError *error);
	/* Takes both arrays (of struct registration), which are what was given.
	 * error NULL: a crash loses nothing of what is in `kept`; what the disk
	 * could not keep is in `lost`, and must be read again. */
	void (*synced)(void *user, GPtrArray *kept, GPtrArray *lost,
		const GError *error);
};

/* calls are borrowed for as long as it lives. */
struct keeper *keeper_new(
	const char *spool_dir, const struct keeper_calls *calls, void *user);
/* Waits as keeper_wait does. */
void keeper_free(struct keeper *keeper);

/* Takes the registration and fd, the place its reader was given (-1: none).
 * SPOOL_ERROR_DAMAGED: the reader lied. */
void keeper_write(
	struct keeper *keeper, struct registration *registration, int fd);
/* Takes the batch (of struct registration).  After what was given before. */
void keeper_sync(struct keeper *keeper, GPtrArray *batch);
/* Until nothing is under way, all calls made. */
void keeper_wait(struct keeper *keeper);
