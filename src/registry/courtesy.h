/* Whom plaint may write to of its own accord: an acknowledgement must never
 * answer a machine, a list or ourselves, and never feed a loop (RFC 3834). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/document.h"
#include "plaint/store/casefile.h"

/* An address behind which nobody reads: "noreply-7@", "list-bounces@". */
bool courtesy_is_robot(const char *address);
/* Is this address one of the office's own? */
bool courtesy_is_our_address(const struct config *config, const char *address);

/* May this letter, from which that case was made, be acknowledged now, and
 * where?  As its answer it goes where the letter asks for replies when that
 * address is surely the customer's (plaint/casework/answer.h). */
struct courtesy {
	bool is_allowed;
	const char *to; /* an address of the document's, when it is allowed */
	const char *why_not; /* in a few words; NULL when there is nothing to
				tell: it may, or there is nobody to write to */
};
bool courtesy_find(struct db *db, const struct config *config,
	const struct casefile *casefile, const struct document *document,
	int64_t now_utc_us, struct courtesy *out, GError **error);
