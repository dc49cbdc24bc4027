/* When what failed is tried again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/db/db.h"

/* Replies, notices, letters to be read, bytes to be scanned: what waits for
 * longer than anything is put off for was written by a clock that was ahead
 * then, and is due now.  How many, -1 on error. */
int64_t retry_bring_back(struct db *db, int64_t now_utc_us, GError **error);
