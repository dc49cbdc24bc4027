/* Attributes as libxml2 gives them: name, value, ..., NULL; or NULL. */
#pragma once

#include <stdbool.h>
#include <stdlib.h>
#include <glib.h>

/* Names whatever their case; most differ in the first letter. */
static inline bool html_name_is(const char *name, const char *wanted)
{
	return (name[0] | 0x20) == (wanted[0] | 0x20) &&
	       g_ascii_strcasecmp(name, wanted) == 0;
}

/* "" when it has none. */
static inline const char *html_attribute(
	const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (html_name_is(attributes[0], name))
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
