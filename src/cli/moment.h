/* Days and instants on the command line. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/regime.h"

struct moment {
	struct day day;
	bool has_minute; /* a time was given, not a day */
	int minute;	 /* of the local day */
};

/* "2026-01-15", or a time in ISO 8601 ("2026-01-15T21:30:00Z"; without an
 * offset it is local), made a day in the zone.  False: not one. */
bool moment_parse(const char *text, GTimeZone *zone, struct moment *out);

/* Today in the zone. */
struct day moment_today(GTimeZone *zone);

/* "18:00" → minutes of the day. */
bool minute_parse(const char *text, int *out);

/* "30:calendar_day", "2:mo". */
bool term_parse(const char *text, struct term *out);
