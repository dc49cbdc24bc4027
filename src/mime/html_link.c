/* Addresses are read as browsers read them: without their line ends, and with
 * spaces as %20. */
#include "html_link.h"

#include <string.h>
#include <glib.h>
#include "html_marks.h"

enum {
	LINK_BYTES_MOST = 300,
};

static char *clean(const char *href)
{
	GString *out = g_string_new(NULL);

	href += strspn(href, " \t\r\n\f");
	for (; *href; href++) {
		if (*href == ' ')
			g_string_append(out, "%20");
		else if (!g_ascii_iscntrl(*href))
			g_string_append_c(out, *href);
	}
	return g_string_free(out, FALSE);
}

char *html_link_find(const char *const *attributes)
{
	static const char *const schemes[] = { "http:", "https:", "mailto:" };
	g_autofree char *href = clean(html_attribute(attributes, "href"));

	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (g_ascii_strncasecmp(href, schemes[i], strlen(schemes[i])) ==
				0 &&
			strlen(href) <= LINK_BYTES_MOST)
			return g_steal_pointer(&href);
	}
	return g_strdup("");
}

bool html_link_shows(const char *href, const char *text)
{
	const char *slashes = strstr(href, "://");
	g_autofree char *core = NULL;
	size_t length;

	if (g_ascii_strncasecmp(href, "mailto:", 7) == 0)
		core = g_strdup(href + 7);
	else
		core = g_strdup(slashes ? slashes + 3 : href);
	length = strlen(core);
	if (length && core[length - 1] == '/')
		core[length - 1] = '\0';
	return strstr(text, core) != NULL;
}
