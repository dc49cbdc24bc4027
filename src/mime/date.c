/* Date headers (RFC 5322, 3.3), and how they are misspelt: no day name, no
 * seconds, two-digit years, zone names, ISO 8601, comments. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{ "ut", 0 },
	{ "utc", 0 },
	{ "gmt", 0 },
	{ "z", 0 },
	{ "est", -300 },
	{ "edt", -240 },
	{ "cst", -360 },
	{ "cdt", -300 },
	{ "mst", -420 },
	{ "mdt", -360 },
	{ "pst", -480 },
	{ "pdt", -420 },
	{ "cet", 60 },
	{ "cest", 120 },
	{ "eet", 120 },
	{ "eest", 180 },
	{ "msk", 180 },
	{ "msd", 240 },
	{ "bst", 60 },
	{ "jst", 540 },
};

struct moment {
	int year, month, day;
	int hour, minute, second;
	int zone_minutes;
	bool has_time;
};

/* The digits at the start, at most nine; 0 when there is none. */
static int number_at(const char *text)
{
	int value = 0;

	for (int i = 0; i < 9 && g_ascii_isdigit(text[i]); i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t in_year =
		(153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 +
	       in_year - 719468;
}

static int month_find(const char *token)
{
	g_autofree char *small = g_ascii_strdown(token, 3);
	const char *at = strlen(small) == 3 ? strstr(months, small) : NULL;

	if (!at || (at - months) % 3)
		return 0;
	return (int)(at - months) / 3 + 1;
}

static bool zone_read(const char *token, int *minutes)
{
	if ((*token == '+' || *token == '-') && g_ascii_isdigit(token[1])) {
		const char *colon = strchr(token, ':');
		int digits = number_at(token + 1);
		int hours = colon ? digits : digits / 100;
		int past = colon ? number_at(colon + 1) : digits % 100;

		if (hours >= 24 || past >= 60)
			return false;
		*minutes = (*token == '-' ? -1 : 1) * (hours * 60 + past);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
		if (g_ascii_strcasecmp(token, zones[i].name) == 0) {
			*minutes = zones[i].minutes;
			return true;
		}
	}
	return false;
}

/* Behind the digits. */
static const char *skip_digits(const char *text)
{
	while (g_ascii_isdigit(*text))
		text++;
	return text;
}

static bool clock_read(const char *token, struct moment *moment)
{
	const char *at = skip_digits(token);

	if (at == token || *at != ':')
		return false;
	moment->hour = number_at(token);
	moment->minute = number_at(at + 1);
	at = skip_digits(at + 1);
	if (*at == ':') {
		moment->second = number_at(at + 1);
		at = skip_digits(at + 1);
	}
	if (*at == '.')
		at = skip_digits(at + 1);
	if (*at == '+' || *at == '-' || *at == 'Z')
		zone_read(at, &moment->zone_minutes);
	moment->has_time = true;
	return true;
}

/* 2024-03-05, with or without T10:15:00. */
static bool iso_read(const char *token, struct moment *moment)
{
	const char *month = skip_digits(token);
	const char *day, *end;

	if (month - token != 4 || *month != '-')
		return false;
	day = skip_digits(month + 1);
	if (*day != '-')
		return false;
	end = skip_digits(day + 1);
	moment->year = number_at(token);
	moment->month = number_at(month + 1);
	moment->day = number_at(day + 1);
	if (*end == 'T')
		clock_read(end + 1, moment);
	return true;
}

static void number_read(const char *token, struct moment *moment)
{
	int value = number_at(token);

	if (strlen(token) > 4)
		return;
	if (moment->day == 0 && value >= 1 && value <= 31 &&
		strlen(token) <= 2) {
		moment->day = value;
	} else if (moment->year == 0) {
		moment->year = value;
		if (strlen(token) <= 3)
			moment->year += value < 50 ? 2000 : 1900;
	}
}

static void token_read(const char *token, struct moment *moment)
{
	int month;

	if (!*token || clock_read(token, moment) || iso_read(token, moment))
		return;
	if (moment->has_time && zone_read(token, &moment->zone_minutes))
		return;
	month = month_find(token);
	if (month)
		moment->month = month;
	else if (g_ascii_isdigit(*token))
		number_read(token, moment);
}

static bool moment_is_valid(const struct moment *moment)
{
	return moment->year >= 1970 && moment->year <= 2200 &&
	       moment->month >= 1 && moment->month <= 12 && moment->day >= 1 &&
	       moment->day <= 31 && moment->hour >= 0 && moment->hour <= 24 &&
	       moment->minute >= 0 && moment->minute <= 59 &&
	       moment->second >= 0 && moment->second <= 60;
}

int64_t date_parse(const char *raw)
{
	g_autofree char *flat = words_unfold(raw);
	char *comment = strchr(flat, '(');
	g_auto(GStrv) tokens = NULL;
	struct moment moment = { 0 };
	int64_t seconds;

	if (comment)
		*comment = '\0';
	if (strlen(flat) > 200)
		return 0;
	tokens = g_strsplit_set(flat, " \t,", 24);
	for (size_t i = 0; tokens[i]; i++) {
		char *dash = strchr(tokens[i], '-');

		/* 05-Mar-2024 is three tokens. */
		if (dash && dash > tokens[i] && g_ascii_isalpha(dash[1])) {
			g_auto(GStrv) parts = g_strsplit(tokens[i], "-", 3);

			for (size_t k = 0; parts[k]; k++)
				token_read(parts[k], &moment);
		} else {
			token_read(tokens[i], &moment);
		}
	}
	if (!moment_is_valid(&moment))
		return 0;
	seconds =
		days_from_civil(moment.year, moment.month, moment.day) * 86400 +
		moment.hour * 3600 +
		(moment.minute - moment.zone_minutes) * 60 + moment.second;
	return seconds * G_USEC_PER_SEC;
}
