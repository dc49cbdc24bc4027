/* Our signed Message-IDs: a reply to a mail of ours names one, and so finds
 * its case.  Their form is of plaint/letters/thread.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/letters/thread.h"

/* The office's key, made when there is none yet. */
bool message_id_key(struct db *db, struct thread_key *out, GError **error);

/* A new one, for a reply in the case of that number; caller frees. */
char *message_id_new(struct db *db, const struct config *config,
	const char *number, int64_t now_utc_us, GError **error);
