/* How mail programs mark the history and the signature in their HTML. */
#pragma once

#include <stdbool.h>

struct html_mark {
	unsigned char mark; /* enum quote_mark */
	bool is_to_the_end; /* what follows belongs to it, to the end */
};

/* Attributes as libxml2 gives them: name, value, ..., NULL.  False when the
 * element carries no mark. */
bool html_mark_find(const char *element, const char *const *attributes,
	struct html_mark *out);
/* The element and all in it was not to be seen. */
bool html_is_hidden(const char *element, const char *const *attributes);
/* The same of what a style attribute or a rule declares. */
bool html_style_hides(const char *declarations);
/* Value of an attribute, "" when it has none. */
const char *html_attribute(const char *const *attributes, const char *name);
