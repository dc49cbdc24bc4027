/* Attributes as libxml2 gives them: name, value, ..., NULL; or NULL. */
#pragma once

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
