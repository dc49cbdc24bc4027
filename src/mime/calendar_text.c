/* Both formats are lines "NAME;PARAMETER=VALUE:text", folded; the properties
 * worth a reader's while are a table. */
#include "calendar_text.h"

#include <string.h>
#include <glib.h>
#include "charset.h"
#include "transfer.h"

static const struct {
	const char *name, *label;
} shown[] = {
	{ "SUMMARY", "Summary" },
	{ "DTSTART", "Start" },
	{ "DTEND", "End" },
	{ "DUE", "Due" },
	{ "LOCATION", "Location" },
	{ "ORGANIZER", "Organizer" },
	{ "ATTENDEE", "Attendee" },
	{ "STATUS", "Status" },
	{ "DESCRIPTION", "Description" },
	{ "COMMENT", "Comment" },
	{ "FN", "Name" },
	{ "N", "Name" },
	{ "ORG", "Organization" },
	{ "TITLE", "Title" },
	{ "TEL", "Telephone" },
	{ "EMAIL", "E-mail" },
	{ "ADR", "Address" },
	{ "BDAY", "Birthday" },
	{ "URL", "Web" },
	{ "NOTE", "Note" },
};

static bool has_parameter(const char *head, const char *name)
{
	g_autofree char *upper = g_ascii_strup(head, -1);

	return strstr(upper, name) != NULL;
}

enum {
	HEAD_BYTES_MOST = 256, /* name and parameters of a line that goes on */
};

/* Whether a line of vCard 2.1 goes on behind "=" at its end. */
static bool goes_on(const char *line, size_t length)
{
	g_autofree char *head = NULL;

	if (length == 0 || line[length - 1] != '=')
		return false;
	head = g_strndup(line, MIN(length, (size_t)HEAD_BYTES_MOST));
	return has_parameter(head, "QUOTED-PRINTABLE");
}

/* A line end followed by a space or a tab is none, except in a
 * quoted-printable value that goes on: there the blank is the value's. */
char *calendar_unfold(const char *text, size_t length)
{
	GString *out = g_string_sized_new(length);
	gsize line = 0; /* where the last one begins */

	for (size_t i = 0; i < length; i++) {
		bool is_end = text[i] == '\n';
		bool is_fold = is_end && i + 1 < length &&
			       (text[i + 1] == ' ' || text[i + 1] == '\t');

		if (text[i] == '\r' && i + 1 < length && text[i + 1] == '\n')
			continue;
		is_end = is_end && !goes_on(out->str + line, out->len - line);
		if (is_fold && is_end) {
			i++;
			continue;
		}
		g_string_append_c(out, text[i]);
		if (is_end)
			line = out->len;
	}
	return g_string_free(out, FALSE);
}

/* Value of a parameter; NULL when it is not there. */
static char *parameter(const char *head, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = head + strcspn(head, ";"); *at;) {
		const char *end = ++at;
		bool in_quotes = false;

		for (; *end && (in_quotes || *end != ';'); end++)
			in_quotes ^= *end == '"';
		if (g_ascii_strncasecmp(at, name, length) == 0 &&
			at[length] == '=')
			return g_strstrip(g_strndup(at + length + 1,
				(gsize)(end - at) - length - 1));
		at = end;
	}
	return NULL;
}

/* "\n" is a line end, "\," a comma (RFC 5545, 3.3.11). */
static char *unescape(const char *value)
{
	GString *out = g_string_new(NULL);

	for (; *value; value++) {
		if (*value == '\r')
			continue;
		if (*value != '\\' || !value[1]) {
			g_string_append_c(out, *value);
			continue;
		}
		value++;
		g_string_append_c(
			out, *value == 'n' || *value == 'N' ? '\n' : *value);
	}
	return g_string_free(out, FALSE);
}

static char *unquote(const char *head, const char *value)
{
	g_autoptr(GByteArray) bytes =
		transfer_quoted(value, strlen(value), false);
	g_autofree char *label = parameter(head, "CHARSET");
	struct charset_text text;

	charset_decode((const char *)bytes->data, bytes->len,
		label ? label : "", &text);
	return text.text;
}

/* 20240305T101500Z as 2024-03-05 10:15 UTC; anything else as it is. */
static char *moment(const char *head, const char *value)
{
	g_autofree char *zone = parameter(head, "TZID");
	size_t digits = strspn(value, "0123456789");
	bool has_time = digits == 8 && value[8] == 'T' &&
			strspn(value + 9, "0123456789") == 6;

	if (digits != 8)
		return g_strdup(value);
	return g_strdup_printf("%.4s-%.2s-%.2s%s%.2s%s%.2s%s%s", value,
		value + 4, value + 6, has_time ? " " : "",
		has_time ? value + 9 : "", has_time ? ":" : "",
		has_time ? value + 11 : "",
		has_time && value[15] == 'Z' ? " UTC"
		: zone			     ? " "
					     : "",
		zone ? zone : "");
}

/* Parts of a name or an address, the empty ones left out. */
static char *joined(const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ";", -1);
	GString *out = g_string_new(NULL);

	for (size_t i = 0; parts[i]; i++) {
		g_strstrip(parts[i]);
		if (*parts[i])
			g_string_append_printf(out, "%s%s",
				out->len > 0 ? ", " : "", parts[i]);
	}
	return g_string_free(out, FALSE);
}

static char *value_text(const char *name, const char *head, const char *value)
{
	g_autofree char *plain = has_parameter(head, "QUOTED-PRINTABLE")
					 ? unquote(head, value)
					 : g_strdup(value);
	g_autofree char *text = NULL;
	g_autofree char *who = parameter(head, "CN");

	if (g_str_equal(name, "DTSTART") || g_str_equal(name, "DTEND") ||
		g_str_equal(name, "DUE"))
		return moment(head, plain);
	if (g_str_equal(name, "ADR") || g_str_equal(name, "ORG") ||
		g_str_equal(name, "N"))
		text = joined(plain);
	else if (g_ascii_strncasecmp(plain, "mailto:", 7) == 0)
		text = who ? g_strdup_printf("%s <%s>", who, plain + 7)
			   : g_strdup(plain + 7);
	else
		text = g_strdup(plain);
	return unescape(text);
}

/* The colon outside quotes that parts the name from the value. */
static const char *colon_find(const char *line)
{
	bool in_quotes = false;

	for (; *line; line++) {
		if (*line == '"')
			in_quotes = !in_quotes;
		else if (*line == ':' && !in_quotes)
			return line;
	}
	return NULL;
}

static void show_line(GString *out, const char *line)
{
	const char *colon = colon_find(line);
	g_autofree char *head = NULL, *name = NULL, *text = NULL;
	const char *dot;

	if (!colon)
		return;
	head = g_strndup(line, (gsize)(colon - line));
	name = g_ascii_strup(head, (gssize)strcspn(head, ";"));
	dot = strchr(name, '.'); /* "item1.TEL" */
	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
		if (!g_str_equal(dot ? dot + 1 : name, shown[i].name))
			continue;
		text = value_text(shown[i].name, head, colon + 1);
		g_strstrip(text);
		if (*text)
			g_string_append_printf(
				out, "%s: %s\n", shown[i].label, text);
		return;
	}
}

/* The line with what it goes on with; *at is left at its last one. */
static char *logical_line(char *const *lines, size_t *at)
{
	GString *line = g_string_new(lines[*at]);

	if (has_parameter(lines[*at], "QUOTED-PRINTABLE")) {
		while (line->len > 0 && line->str[line->len - 1] == '=' &&
			lines[*at + 1]) {
			g_string_truncate(line, line->len - 1);
			g_string_append(line, lines[++*at]);
		}
	}
	return g_string_free(line, FALSE);
}

static bool is_property(const char *line, const char *name)
{
	size_t length = strlen(name);

	return g_ascii_strncasecmp(line, name, length) == 0 &&
	       (line[length] == ':' || line[length] == ';');
}

/* A card of version 2.1 may give the name in its parts alone.  lines: those
 * behind its BEGIN. */
static bool has_full_name(char *const *lines)
{
	for (; *lines && !is_property(*lines, "END"); lines++) {
		/* The next card's, of which each line is looked at once. */
		if (g_ascii_strncasecmp(*lines, "BEGIN:", 6) == 0)
			return false;
		if (is_property(*lines, "FN"))
			return true;
	}
	return false;
}

static bool begins_aside(const char *line)
{
	return g_ascii_strcasecmp(line, "BEGIN:VTIMEZONE") == 0 ||
	       g_ascii_strcasecmp(line, "BEGIN:VALARM") == 0;
}

char *calendar_text(const char *text)
{
	g_autofree char *whole = calendar_unfold(text, strlen(text));
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	GString *out = g_string_new(NULL);
	bool is_aside = false; /* clock rules, alarms */
	bool is_named = false; /* by FN, which says what N does */

	for (size_t i = 0; lines[i]; i++) {
		g_autofree char *line = logical_line(lines, &i);

		if (g_ascii_strncasecmp(line, "BEGIN:V", 7) == 0) {
			is_aside = begins_aside(line);
			is_named = has_full_name(lines + i + 1);
		} else if (g_ascii_strncasecmp(line, "END:V", 5) == 0) {
			is_aside = false;
		} else if (!is_aside && !(is_named && is_property(line, "N"))) {
			show_line(out, line);
		}
	}
	return g_string_free(out, out->len == 0);
}
