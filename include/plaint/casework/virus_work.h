/* What people do about what the virus scanner found. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "plaint/store/virus_scan.h"

/* The setting under which `plaint status` finds the alarm that bytes of a
 * letter that had been clean are infected; the caller frees. */
char *virus_alarm_key(const char *letter_id);

struct virus_allow_wish {
	const struct virus_place *place;
	const char *by;	    /* an approver or an administrator */
	const char *reason; /* a line; needed by virus_allow */
	int64_t now_utc_us;
};

/* An event about the infected bytes in that place, for the letter's case (or
 * the letter).  The reason may be NULL. */
bool virus_tell(struct db *db, const struct virus_allow_wish *wish,
	const char *verb, GError **error);

/* Unlock infected bytes wherever they are, with an event "virus_allowed".
 * STORE_ERROR_REFUSED when `by` may not,
 * or gives no reason; _CONFLICT when they are not infected. */
bool virus_allow(
	struct db *db, const struct virus_allow_wish *wish, GError **error);

/* Somebody knows of the alarm and sees to it: it is shown no longer; an event
 * "virus_noted".  They stay locked.  _CONFLICT when there is no alarm about the
 * letter. */
bool virus_noted(
	struct db *db, const struct virus_allow_wish *wish, GError **error);
