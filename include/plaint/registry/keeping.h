/* What a reading worker wrote beside its document (attachments, a searchable
 * PDF) into the spool: only bytes that are there and hash as it named them. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/db/db.h"
#include "plaint/registry/registrar.h"
#include "plaint/spool/spool.h"

/* A place for it, a scratch file (-1 on error): it is hardly ever more than the
 * letter. */
int keeping_room(struct spool *spool, int64_t letter_bytes, GError **error);

/* fd -1: it was given no place, nothing is kept.  Durable after spool_sync.
 * SPOOL_ERROR_DAMAGED: the worker lied. */
bool keeping_take(struct spool *spool, struct registration *registration,
	int fd, GError **error);

/* Is all of it in the spool (a failed sync drops what it could not keep)? */
bool keeping_is_done(
	struct spool *spool, const struct registration *registration);

/* The searchable PDF shows the pages of the file that was read; without one
 * nothing happens. */
bool keeping_note(
	struct db *db, const struct registration *registration, GError **error);

/* Pages that were read again outside the flow of letters. */
struct keeping_again {
	const char *sha256; /* the scanned file */
	const json_t
		*pages; /* [{"page"}], as the worker was asked; NULL: all */
	int fd;		/* where the worker put their searchable PDF */
};
/* The PDF into the spool, durable, and noted for those pages; it leaves the
 * document.  None: nothing happens. */
bool keeping_take_again(struct spool *spool, struct db *db,
	const struct keeping_again *again, struct document *document,
	GError **error);
