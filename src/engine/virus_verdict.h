/* The scanner's words into the store, in handfuls: states, what is told of
 * infected bytes, and the alarm when they had been clean. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/store/virus_scan.h"

struct virus_verdict {
	struct virus_scan *scan; /* as it was */
	char *state, *signature, *problem;
	char *version; /* of the scanner */
};
void virus_verdict_free(gpointer verdict);

/* All of them (GPtrArray of struct virus_verdict) in one transaction, with
 * the log; false: none, said in the log. */
bool virus_verdicts_put(struct db *db, GPtrArray *verdicts);
