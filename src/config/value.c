/* Single values of the settings, each with the words for what is wrong. */

#include "value.h"

#include <string.h>
#include <glib.h>

enum {
	MINUTES_OF_HOUR = 60,
	HOURS_OF_DAY = 24,
};

bool value_read_zone(const char *text, void *field, const char **why_out)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(text);
	*why_out = "is not a time zone of the tz database (Europe/Kyiv)";
	if (zone == NULL)
		return false;
	*(char **)field = g_strdup(text);
	return true;
}

bool value_read_language(const char *text, void *field, const char **why_out)
{
	static const char *const known[] = { "uk", "ru", "be", "en", NULL };
	*why_out = "is none of uk, ru, be, en";
	if (!g_strv_contains(known, text))
		return false;
	*(char **)field = g_strdup(text);
	return true;
}

bool value_read_plain(const char *text, void *field, const char **why_out)
{
	*why_out = "holds a line end or a control character";
	for (const char *at = text; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ')
			return false;
	}
	*why_out = "is empty";
	if (*text == '\0')
		return false;
	*(char **)field = g_strdup(text);
	return true;
}

bool value_read_minute(const char *text, void *field, const char **why_out)
{
	static const char form[] = "00:00";
	*why_out = "is not a time of day (HH:MM)";
	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; i < strlen(form); i++) {
		if (form[i] == '0' ? !g_ascii_isdigit(text[i])
				   : text[i] != form[i])
			return false;
	}
	int hour = (text[0] - '0') * 10 + (text[1] - '0');
	int minute = (text[3] - '0') * 10 + (text[4] - '0');
	*(int *)field = hour * MINUTES_OF_HOUR + minute;
	return minute < MINUTES_OF_HOUR &&
	       *(int *)field <= HOURS_OF_DAY * MINUTES_OF_HOUR;
}

bool value_read_time(const char *text, void *field, const char **why_out)
{
	return value_read_minute(text, field, why_out) &&
	       *(int *)field < HOURS_OF_DAY * MINUTES_OF_HOUR;
}

bool value_read_receipt_day(const char *text, void *field, const char **why_out)
{
	static const char form[] = "0000-00-00";
	bool is_day = strlen(text) == strlen(form);
	for (size_t i = 0; is_day && form[i] != '\0'; i++)
		is_day = form[i] == '0' ? g_ascii_isdigit(text[i])
					: text[i] == form[i];
	if (is_day)
		is_day = g_date_valid_dmy(
			(GDateDay)g_ascii_strtoll(text + 8, NULL, 10),
			(GDateMonth)g_ascii_strtoll(text + 5, NULL, 10),
			(GDateYear)g_ascii_strtoll(text, NULL, 10));
	*why_out = "is neither stamp nor file nor a day (2026-11-20)";
	if (!is_day && strcmp(text, "stamp") != 0 && strcmp(text, "file") != 0)
		return false;
	*(char **)field = g_strdup(text);
	return true;
}

bool value_read_clamd(const char *text, void *field, const char **why_out)
{
	const char *colon = strrchr(text, ':');
	guint64 port = 0;
	*why_out = "is neither a socket's path nor host:port";
	if (text[0] != '/' && (colon == NULL || colon == text ||
				      !g_ascii_string_to_unsigned(colon + 1, 10,
					      1, G_MAXUINT16, &port, NULL)))
		return false;
	return value_read_plain(text, field, why_out);
}
