/* What people do about what the virus scanner found. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "plaint/store/virus_scan.h"

struct virus_allow_wish {
	const struct virus_place *place;
	const char *by;	    /* an approver or an administrator */
	const char *reason; /* needed: a line */
	int64_t now_utc_us;
};
/* Unlock infected bytes wherever they are, with an event "virus_allowed" for
 * the letter's case (or the letter).  STORE_ERROR_REFUSED when `by` may not,
 * or gives no reason; _CONFLICT when they are not infected. */
bool virus_allow(
	struct db *db, const struct virus_allow_wish *wish, GError **error);
