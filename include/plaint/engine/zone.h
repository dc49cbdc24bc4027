/* The one place where an instant becomes a day: in the organisation's zone,
 * once; behind it there are days only. */
#pragma once

#include <stdint.h>
#include <glib.h>
#include "plaint/domain/day.h"

struct day zone_day(GTimeZone *zone, int64_t utc_us);

/* The minute of that day by the clock on the wall, 0 to 1439. */
int zone_minute(GTimeZone *zone, int64_t utc_us);
