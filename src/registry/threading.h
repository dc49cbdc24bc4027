/* Replies of customers and the cases they belong to: the marks by which a
 * letter finds its case. */
#pragma once

/* How the surest mark is called (threading_find). */
#define THREADING_BY_SIGNATURE "signed Message-ID"

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/document.h"
#include "plaint/letters/thread.h"
#include "plaint/store/casefile.h"

/* Our own letter come back, whoever it says it is from. */
bool threading_is_ours(struct db *db, const struct document *document,
	bool *ours_out, GError **error);

/* By signed tag; by a Message-ID that we sent or got; by a number in the
 * subject, then in what was written, then in what was quoted, if this sender
 * has to do with that case.  *how_out says which, in a word for the log.
 * NULL with no error: it belongs to none. */
struct casefile *threading_find(struct db *db, const struct document *document,
	const char **how_out, GError **error);

/* A letter that comes this long after the case ended begins a new one. */
bool threading_is_over(struct db *db, const struct casefile *casefile,
	int64_t reopen_days, int64_t now_utc_us, bool *is_over_out,
	GError **error);
