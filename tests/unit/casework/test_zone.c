/* A receipt is an instant; the organisation's zone makes it a day once. */
#include "check_main.h"
#include "plaint/casework/zone.h"

static const struct {
	const char *zone, *instant, *day;
	int minute;
} instants[] = {
	/* Winter, UTC+2: midnight arrives at 22:00 UTC. */
	{ "Europe/Kyiv", "2026-01-15T21:59:59Z", "2026-01-15", 1439 },
	{ "Europe/Kyiv", "2026-01-15T22:00:00Z", "2026-01-16", 0 },
	/* Summer, UTC+3. */
	{ "Europe/Kyiv", "2026-07-15T20:59:59Z", "2026-07-15", 1439 },
	{ "Europe/Kyiv", "2026-07-15T21:00:00Z", "2026-07-16", 0 },
	/* The night summer time begins (03:00 is 04:00) and the one it ends
	 * (04:00 is 03:00): 23 and 25 hours, one day each. */
	{ "Europe/Kyiv", "2026-03-28T21:59:59Z", "2026-03-28", 1439 },
	{ "Europe/Kyiv", "2026-03-28T22:00:00Z", "2026-03-29", 0 },
	{ "Europe/Kyiv", "2026-03-29T00:59:59Z", "2026-03-29", 179 },
	{ "Europe/Kyiv", "2026-03-29T01:00:00Z", "2026-03-29", 240 },
	{ "Europe/Kyiv", "2026-03-29T20:59:59Z", "2026-03-29", 1439 },
	{ "Europe/Kyiv", "2026-03-29T21:00:00Z", "2026-03-30", 0 },
	{ "Europe/Kyiv", "2026-10-25T00:30:00Z", "2026-10-25", 210 },
	{ "Europe/Kyiv", "2026-10-25T01:30:00Z", "2026-10-25", 210 },
	{ "Europe/Kyiv", "2026-10-25T21:59:59Z", "2026-10-25", 1439 },
	{ "Europe/Kyiv", "2026-10-25T22:00:00Z", "2026-10-26", 0 },
	/* A midnight that is not there: 6 September begins at 01:00. */
	{ "America/Santiago", "2026-09-06T03:59:59Z", "2026-09-05", 1439 },
	{ "America/Santiago", "2026-09-06T04:00:00Z", "2026-09-06", 60 },
	/* No summer time; leap day; the years' ends. */
	{ "Europe/Minsk", "2028-02-28T20:59:59Z", "2028-02-28", 1439 },
	{ "Europe/Minsk", "2028-02-28T21:00:00Z", "2028-02-29", 0 },
	{ "Europe/Minsk", "2028-02-29T21:00:00Z", "2028-03-01", 0 },
	{ "Europe/Minsk", "2026-02-28T21:00:00Z", "2026-03-01", 0 },
	{ "Europe/Moscow", "2026-12-31T20:59:59Z", "2026-12-31", 1439 },
	{ "Europe/Moscow", "2026-12-31T21:00:00Z", "2027-01-01", 0 },
	{ "Europe/London", "2026-12-31T23:59:59Z", "2026-12-31", 1439 },
	{ "Europe/London", "2027-01-01T00:00:00Z", "2027-01-01", 0 },
	/* Far west, far east, and not whole hours. */
	{ "Pacific/Kiritimati", "2026-01-01T09:59:59Z", "2026-01-01", 1439 },
	{ "Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02", 0 },
	{ "Pacific/Honolulu", "2026-01-01T09:59:59Z", "2025-12-31", 1439 },
	{ "Asia/Kathmandu", "2026-01-01T18:15:00Z", "2026-01-02", 0 },
	/* Before 1970. */
	{ "Europe/London", "1960-01-01T00:00:30Z", "1960-01-01", 0 },
};

START_TEST(instants_become_days)
{
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(instants[_i].zone);
	g_autoptr(GDateTime) at =
		g_date_time_new_from_iso8601(instants[_i].instant, NULL);
	ck_assert_ptr_nonnull(zone);
	ck_assert_ptr_nonnull(at);
	int64_t utc_us = g_date_time_to_unix(at) * G_USEC_PER_SEC;
	struct day_text day = day_format(zone_day(zone, utc_us));
	ck_assert_str_eq(day.text, instants[_i].day);
	ck_assert_int_eq(zone_minute(zone, utc_us), instants[_i].minute);
	/* The last microsecond of that second is of the same day. */
	day = day_format(zone_day(zone, utc_us + 999999));
	ck_assert_str_eq(day.text, instants[_i].day);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = tcase_create("zone");
	tcase_add_loop_test(
		tcase, instants_become_days, 0, G_N_ELEMENTS(instants));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
