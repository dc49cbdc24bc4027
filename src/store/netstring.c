/* Netstrings (D. J. Bernstein, 1997). */
#include "netstring.h"

#include <string.h>

void netstring_add(GString *to, const char *text)
{
	if (text == NULL)
		text = "";
	g_string_append_printf(to, "%zu:", strlen(text));
	g_string_append(to, text);
	g_string_append_c(to, ',');
}

void netstring_add_int(GString *to, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
	netstring_add(to, text);
}
