/* Attributes as libxml2 gives them: name, value, ..., NULL; or NULL. */
#pragma once

#include <stdlib.h>
#include <glib.h>

/* "" when it has none. */
static inline const char *html_attribute(
	const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (g_ascii_strcasecmp(attributes[0], name) == 0)
			return attributes[1] ? attributes[1] : "";
	}
	return "";
}

/* fallback when it has none, or it is no number that lists have. */
static inline int html_number(
	const char *const *attributes, const char *name, int fallback)
{
	long number = strtol(html_attribute(attributes, name), NULL, 10);

	return number > 0 && number < 10000 ? (int)number : fallback;
}
