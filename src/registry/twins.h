/* Letters that we have already: the duplicate's verdict applied to what the
 * register holds. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/letters/duplicate.h"
#include "plaint/registry/registrar.h"

/* Is this letter, whose reading is kept already, one we have?  *of_out: the
 * letter it repeats, the oldest; owned by the caller, NULL with
 * DUPLICATE_NONE. */
bool twins_judge(struct db *db, const struct letter *letter,
	const struct looks *looks, enum duplicate_verdict *verdict_out,
	struct letter_twin **of_out, GError **error);

/* Keeps what was read, with the looks by which twins of it will be found. */
bool twins_keep(struct db *db, const struct registration *registration,
	int64_t now_utc_us, GError **error);
