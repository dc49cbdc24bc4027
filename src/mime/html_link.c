/* Addresses are read as browsers read them: without their line ends, and with
 * spaces as %20. */
#include "html_link.h"

#include <string.h>
#include <glib.h>
#include "html_attribute.h"

enum {
	LINK_BYTES_MOST = 300,
	ALT_BYTES_MOST = 200,
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

/* "logo.png": the program's word for it, not the writer's. */
static bool is_file_name(const char *alt)
{
	const char *dot = strrchr(alt, '.');

	return dot && !strchr(alt, ' ') && strlen(dot) >= 4 && strlen(dot) <= 5;
}

static bool is_speck(const char *size)
{
	return g_str_equal(size, "0") || g_str_equal(size, "1");
}

const char *html_image_words(const char *const *attributes)
{
	const char *alt = html_attribute(attributes, "alt");

	if (is_file_name(alt) || strlen(alt) > ALT_BYTES_MOST ||
		is_speck(html_attribute(attributes, "width")) ||
		is_speck(html_attribute(attributes, "height")))
		return "";
	return alt;
}
