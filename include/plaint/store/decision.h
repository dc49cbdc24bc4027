/* What people decided: cases whose topic is theirs and not only a guess.
 *
 * A case counts as a decision when a person set its topic (the event
 * "reclassified"), or when it was closed: it was then worked on and answered
 * under its topic, and nobody put that right.  A closed case that was left
 * at "other" decides nothing. */
#pragma once

#include "plaint/store/store.h"

struct decision {
	struct id casefile_id;
	const char *topic;
	const char *kind;
	/* The document of the case's first letter, as reading.h keeps it. */
	const char *json, *text, *quoted_text;
};

/* GPtrArray of struct decision, the newest first, from the one before the
 * case `before` ("": the newest) on; at most `limit`. */
GPtrArray *decision_list(
	struct db *db, const char *before, int limit, GError **error);

/* A text that changes with each new decision: "COUNT.EVENT".  Caller frees;
 * NULL on error. */
char *decision_mark(struct db *db, GError **error);
#define DECISION_MARK_NONE "0.0"
