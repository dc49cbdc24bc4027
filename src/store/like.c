/* Text into patterns. */
#include "like.h"

#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"

char *like_pattern(const char *text)
{
	if (text == NULL || text[0] == '\0')
		return NULL;
	g_autofree char *folded = utf8_fold(text);
	GString *pattern = g_string_new("%");
	for (const char *c = folded; *c != '\0'; c++) {
		if (strchr("%_!", *c) != NULL)
			g_string_append_c(pattern, '!');
		g_string_append_c(pattern, *c);
	}
	return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}
