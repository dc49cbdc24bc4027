/* What people type for days and times.  The zone makes an instant a day here,
 * once; behind this file there are only days. */
#include "moment.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/casework/zone.h"
#include "plaint/domain/deadline.h"

enum {
	MINUTES_OF_HOUR = 60,
	MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR,
};

bool moment_parse(const char *text, GTimeZone *zone, struct moment *out)
{
	*out = (struct moment){ .has_minute = false };
	if (day_parse(text, &out->day))
		return true;
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, zone);
	if (!time)
		return false;
	/* The first and the last hours GLib knows have no other zone. */
	g_autoptr(GDateTime) local = g_date_time_to_timezone(time, zone);
	if (!local)
		return false;
	out->has_minute = true;
	out->minute = g_date_time_get_hour(local) * MINUTES_OF_HOUR +
		      g_date_time_get_minute(local);
	out->day = zone_day(zone, g_date_time_to_unix(time) * G_USEC_PER_SEC);
	return true;
}

struct day moment_today(GTimeZone *zone)
{
	return zone_day(zone, clock_now_utc_us());
}

bool minute_parse(const char *text, int *out)
{
	if (strlen(text) != strlen("HH:MM") || text[2] != ':')
		return false;
	for (int i = 0; i < 5; i++)
		if (i != 2 && !g_ascii_isdigit(text[i]))
			return false;
	int minute = (text[3] - '0') * 10 + (text[4] - '0');
	*out = ((text[0] - '0') * 10 + (text[1] - '0')) * MINUTES_OF_HOUR +
	       minute;
	return minute < MINUTES_OF_HOUR && *out <= MINUTES_OF_DAY;
}

bool term_parse(const char *text, struct term *out)
{
	char *end = NULL;
	enum term_unit unit;
	out->amount = g_ascii_strtoll(text, &end, 10);
	if (end == text || out->amount < 0 || out->amount > DEADLINE_TERM_MOST)
		return false;
	if (*end == ':')
		end++;
	if (!unit_parse(end, &unit))
		return false;
	out->unit = (int)unit;
	return true;
}
