/* An instant as RFC 3339 text in UTC, "2026-02-28T10:11:12Z" or with six
 * digits of a second.  Not by gmtime or timegm: they may read /etc/localtime,
 * which kills a sealed worker. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* NULL for 0 ("none") and outside the calendar of plaint/domain/day.h. */
char *instant_format(int64_t utc_us);

bool instant_parse(const char *text, int64_t *utc_us_out);
