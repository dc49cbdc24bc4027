/* Instants to days and minutes by the tz database. */

#include "plaint/casework/zone.h"

#include "plaint/domain/deadline.h"

enum {
	SECONDS_OF_DAY = 86400,
	SECONDS_OF_MINUTE = 60
};

static int64_t seconds_of(int64_t utc_us)
{
	/* Rounded down before 1970 too. */
	return (utc_us - (utc_us < 0 ? G_USEC_PER_SEC - 1 : 0)) /
	       G_USEC_PER_SEC;
}

static int64_t offset_seconds(GTimeZone *zone, int64_t utc_us)
{
	gint interval = g_time_zone_find_interval(
		zone, G_TIME_TYPE_UNIVERSAL, seconds_of(utc_us));
	return g_time_zone_get_offset(zone, interval);
}

struct day zone_day(GTimeZone *zone, int64_t utc_us)
{
	return day_from_utc_us(utc_us, offset_seconds(zone, utc_us));
}

int64_t zone_noon(GTimeZone *zone, struct day day)
{
	int64_t local =
		(int64_t)day.number * SECONDS_OF_DAY + SECONDS_OF_DAY / 2;
	gint interval =
		g_time_zone_find_interval(zone, G_TIME_TYPE_STANDARD, local);
	return (local - g_time_zone_get_offset(zone, interval)) *
	       G_USEC_PER_SEC;
}

int zone_minute(GTimeZone *zone, int64_t utc_us)
{
	int64_t local = seconds_of(utc_us) + offset_seconds(zone, utc_us);
	int64_t of_day =
		(local % SECONDS_OF_DAY + SECONDS_OF_DAY) % SECONDS_OF_DAY;
	return (int)of_day / SECONDS_OF_MINUTE;
}
