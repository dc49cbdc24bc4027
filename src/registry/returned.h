/* Mail that came back: bounces, reports of delay and of delivery, complaints
 * that providers pass on. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/casework/rules.h"
#include "plaint/db/db.h"
#include "plaint/domain/document.h"

/* For a document of class bounce, in the registering transaction: the reply
 * it speaks of is found by its Message-ID; when it failed for good, it is
 * marked so with the reason, and a case that counted as answered by it is on
 * a desk again, its terms running.  The case's people are told of an answer
 * that failed, unless a later one left.  A reply in doubt of which anything
 * else is reported was sent.  A notice that came back is marked
 * so. */
bool returned_take(const struct rules *rules, struct db *db,
	const struct document *document, int64_t now_utc_us, GError **error);
