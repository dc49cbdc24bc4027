/* The one place where an instant becomes a day: in the organisation's zone,
 * once; behind it there are days only. */
#pragma once

#include <stdint.h>
#include <glib.h>
#include "plaint/domain/day.h"

struct day zone_day(GTimeZone *zone, int64_t utc_us);

/* Noon of that day: what stands for a day of which no hour is known. */
int64_t zone_noon(GTimeZone *zone, struct day day);

/* The minute of that day by the clock on the wall, 0 to 1439. */
int zone_minute(GTimeZone *zone, int64_t utc_us);
