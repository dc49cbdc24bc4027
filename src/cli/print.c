/* How values look, for people and for scripts. */

#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* RFC 3339 UTC, "2026-03-01T10:00:00Z"; "" for 0. */
static char *print_instant_utc(int64_t utc_us)
{
	if (utc_us == 0)
		return g_strdup("");
	g_autoptr(GDateTime) moment =
		g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	return moment != NULL ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ")
			      : g_strdup("");
}

char *print_instant_local(const struct config *config, int64_t utc_us)
{
	if (utc_us == 0)
		return g_strdup("");
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(config->organisation.zone);
	g_autoptr(GDateTime) utc =
		g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	if (zone == NULL || utc == NULL)
		return g_strdup("");
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	return g_date_time_format(local, "%Y-%m-%d %H:%M");
}

json_t *print_text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text)
					       : json_null();
}

json_t *print_instant_json(int64_t utc_us)
{
	g_autofree char *text = print_instant_utc(utc_us);
	return print_text_or_null(text);
}

json_t *print_json_of(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	return json != NULL ? json : json_null();
}

int print_done(const struct cli *cli, json_t *json, const char *format, ...)
{
	if (cli->json) {
		print_json(json);
		return CLI_DONE;
	}
	json_decref(json);
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	puts(text);
	return CLI_DONE;
}

void print_most(const struct cli *cli, guint shown, guint most)
{
	if (shown >= most)
		fprintf(cli->json ? stderr : stdout,
			"(the first %u; the others when these are done)\n",
			most);
}

void print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
	putchar('\n');
	json_decref(json);
}

/* Unicode 15, UAX #9: these turn all that follows on the line around, an
 * address behind a name for one. */
static bool turns_around(gunichar character)
{
	return (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

char *print_safe(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *safe = g_string_sized_new(strlen(valid));
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (character == '\r')
			continue;
		bool is_bad = g_unichar_iscntrl(character) &&
			      character != '\n' && character != '\t';
		if (is_bad || turns_around(character))
			character = 0xfffd;
		g_string_append_unichar(safe, character);
	}
	return g_string_free(safe, FALSE);
}

void print_indented(const char *text, const char *indent)
{
	g_autofree char *safe = print_safe(text);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++)
		printf("%s%s\n", lines[i][0] != '\0' ? indent : "", lines[i]);
}
