/* One event of the log, its detail as JSON. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/db/db.h"

struct telling {
	const char *by; /* login; NULL: plaint itself */
	const char *verb;
	const char *kind, *id; /* of its subject: "letter", "casefile" */
};

/* In the caller's transaction, after its other writes; detail (may be NULL)
 * is taken over. */
bool tell_event(struct db *db, const struct telling *telling, json_t *detail,
	int64_t now_utc_us, GError **error);
