/* Whose letter a case's is thought to be: the match that was made, and those
 * that were not sure enough and are offered to a person. */
#pragma once

#include "plaint/store/store.h"

struct candidate {
	struct id casefile_id;
	struct id customer_id;
	double certainty;
	const char *reasons; /* match_reasons_text */
	const char *state;   /* made, offered, accepted */
	int64_t at_utc_us;
	/* Read only: */
	const char *name, *since, *tariff;
};

/* In place of what was thought before. */
bool candidate_put(
	struct db *db, const struct candidate *candidate, GError **error);
/* GPtrArray of struct candidate, the surest first. */
GPtrArray *candidate_list(
	struct db *db, const char *casefile_id, GError **error);
/* The case is this customer's: its customer becomes it, the candidate
 * accepted (added when it was not offered). */
bool candidate_accept(struct db *db, const char *casefile_id,
	const char *customer_id, int64_t now_utc_us, GError **error);
