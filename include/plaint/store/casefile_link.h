/* Cases that belong together: a later one goes on from an earlier one. */
#pragma once

#include "plaint/store/store.h"

/* Why a repeat is linked to the case before it. */
#define CASEFILE_LINK_REPEAT "the same customer about the same topic"

struct casefile_link {
	struct id casefile_id; /* the later */
	struct id earlier_id;
	const char *why;
	int64_t linked_utc_us;
	/* Read only: */
	const char *number;	    /* of the later */
	const char *earlier_number; /* of the earlier */
};

/* Linking once more changes nothing. */
bool casefile_link_add(
	struct db *db, const struct casefile_link *link, GError **error);
/* GPtrArray of struct casefile_link, both ways, in order of linking. */
GPtrArray *casefile_link_list(
	struct db *db, const char *casefile_id, GError **error);
