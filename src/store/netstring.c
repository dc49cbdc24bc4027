/* Netstrings (D. J. Bernstein, 1997). */
#include "netstring.h"

#include <string.h>

#include "plaint/base/quoted.h"

void netstring_add(GString *to, const char *text)
{
	if (text == NULL)
		text = "";
	size_t length = strlen(text);
	quoted_append_number(to, length);
	g_string_append_c(to, ':');
	g_string_append_len(to, text, (gssize)length);
	g_string_append_c(to, ',');
}

void netstring_add_int(GString *to, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
	netstring_add(to, text);
}
