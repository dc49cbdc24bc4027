/* A letter's searchable PDF: that of the file it was scanned in, or, where a
 * clerk or a separator sheet made it of some pages, those pages bound into one
 * by a sealed process. */
#pragma once

#include <glib.h>
#include "plaint/db/db.h"
#include "plaint/spool/spool.h"

/* BASE_ERROR_INVALID when the letter has none: it is not a scan, or was read
 * before there were any.  unsealed: the process goes without a sandbox. */
GBytes *binding_make(struct db *db, struct spool *spool, bool unsealed,
	const char *letter_id, GError **error);

/* The spool's name of its PDF, when one file holds just its pages; else NULL.
 * Caller frees. */
char *binding_whole(struct db *db, const char *letter_id, GError **error);
