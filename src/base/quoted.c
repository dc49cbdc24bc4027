/* Control characters, quotation marks and backslashes are escaped. */
#include "plaint/base/quoted.h"

void quoted_append(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	while (*text != '\0') {
		const char *from = text;
		while ((guchar)*text >= ' ' && *text != '"' && *text != '\\')
			text++;
		g_string_append_len(out, from, text - from);
		if ((guchar)*text >= ' ')
			g_string_append_printf(out, "\\%c", *text++);
		else if (*text != '\0')
			g_string_append_printf(out, "\\u%04x", (guchar)*text++);
	}
	g_string_append_c(out, '"');
}

void quoted_append_field(GString *out, const char *key, const char *text)
{
	quoted_append(out, key);
	g_string_append_c(out, ':');
	quoted_append(out, text);
	g_string_append_c(out, ',');
}

void quoted_append_number(GString *out, size_t number)
{
	char digits[3 * sizeof(number)];
	size_t at = sizeof(digits);
	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	g_string_append_len(out, digits + at, (gssize)(sizeof(digits) - at));
}
