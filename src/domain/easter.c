/* Easter Sunday, both ways: the Gregorian computus (Meeus, Astronomical
 * Algorithms, chapter 8) for the western churches, the Julian one for the
 * orthodox, brought to the Gregorian calendar. */
#include "plaint/domain/calendar.h"

struct day easter_western(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int of_century = year % 100;
	int skipped = (century + 8) / 25;
	int moon = (19 * golden + century - century / 4 -
			   (century - skipped + 1) / 3 + 15) %
		   30;
	int sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon -
			     of_century % 4) %
		     7;
	int late = (golden + 11 * moon + 22 * sunday) / 451;
	int count = moon + sunday - 7 * late + 114;
	struct day day = { 0 };
	(void)day_from_ymd(year, count / 31, count % 31 + 1, &day);
	return day;
}

struct day easter_orthodox(int year)
{
	int moon = (19 * (year % 19) + 15) % 30;
	int sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
	int count = moon + sunday + 114;
	/* Days by which the Julian calendar is behind from March on. */
	int behind = year / 100 - year / 400 - 2;
	struct day day = { 0 };
	/* A Julian date never needs 29 February here: it is March or April. */
	(void)day_from_ymd(year, count / 31, count % 31 + 1, &day);
	return day_add_days(day, behind);
}
