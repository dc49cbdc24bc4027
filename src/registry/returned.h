/* Mail that came back: bounces, reports of delay and of delivery, complaints
 * that providers pass on. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/db/db.h"
#include "plaint/domain/document.h"

/* For a document of class bounce, in the registering transaction: the reply
 * it speaks of is found by its Message-ID; when it failed for good, it is
 * marked so with the reason, and a case that counted as answered by it is on
 * a desk again, its terms running. */
bool returned_take(struct db *db, const struct document *document,
	int64_t now_utc_us, GError **error);
