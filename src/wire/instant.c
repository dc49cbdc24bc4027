/* Instants as text, on top of the calendar's days. */
#include "instant.h"

#include <string.h>
#include <glib.h>
#include "plaint/domain/day.h"

enum {
	TIME_OF_DAY_LENGTH = 9, /* "T10:11:12" */
};

static const int64_t day_us = INT64_C(86400) * G_USEC_PER_SEC;

char *instant_format(int64_t utc_us)
{
	int64_t days = utc_us / day_us - (utc_us % day_us < 0);
	struct day first;
	day_from_ymd(1970, 1, 1, &first);
	if (utc_us == 0 || days < -30000 || days > 90000)
		return NULL;
	struct day day = day_add_days(first, (int)days);
	if (days_between(first, day) != days)
		return NULL;
	int64_t rest = utc_us - days * day_us;
	int seconds = (int)(rest / G_USEC_PER_SEC);
	int micros = (int)(rest % G_USEC_PER_SEC);
	struct day_text text = day_format(day);
	g_autofree char *fraction =
		micros != 0 ? g_strdup_printf(".%06d", micros) : g_strdup("");
	return g_strdup_printf("%sT%02d:%02d:%02d%sZ", text.text,
		seconds / 3600, seconds / 60 % 60, seconds % 60, fraction);
}

/* `count` digits as a number, -1 when they are not all digits. */
static int digits(const char *text, int count)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		if (!g_ascii_isdigit(text[i]))
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* "T10:11:12" as seconds, -1 when it is not. */
static int time_of_day_parse(const char *text)
{
	if (strlen(text) < TIME_OF_DAY_LENGTH || text[0] != 'T' ||
		text[3] != ':' || text[6] != ':')
		return -1;
	int hour = digits(text + 1, 2);
	int minute = digits(text + 4, 2);
	int second = digits(text + 7, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
		second > 59)
		return -1;
	return hour * 3600 + minute * 60 + second;
}

bool instant_parse(const char *text, int64_t *utc_us_out)
{
	char day_part[DAY_TEXT_LENGTH + 1];
	struct day day, first;
	if (g_strlcpy(day_part, text, sizeof day_part) < sizeof day_part ||
		!day_parse(day_part, &day))
		return false;
	const char *rest = text + DAY_TEXT_LENGTH;
	int seconds = time_of_day_parse(rest);
	if (seconds < 0)
		return false;
	rest += TIME_OF_DAY_LENGTH;
	int micros = 0;
	if (*rest == '.') {
		micros = digits(rest + 1, 6);
		rest += micros < 0 ? 0 : 7;
	}
	if (strcmp(rest, "Z") != 0)
		return false;
	day_from_ymd(1970, 1, 1, &first);
	*utc_us_out = days_between(first, day) * day_us +
		      seconds * (int64_t)G_USEC_PER_SEC + micros;
	return true;
}
