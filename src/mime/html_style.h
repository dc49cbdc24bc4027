/* The declarations of a style attribute or of a rule. */
#pragma once

#include <stdbool.h>

/* Lower case, without blanks, and no longer than this: "name:value" one
 * behind the other, an empty one last. */
struct html_style {
	char text[1024];
};

void html_style_read(const char *declarations, struct html_style *out);
/* What was declared last, without its !important; "" when nothing was.
 * Belongs to style. */
const char *html_style_value(const struct html_style *style, const char *name);

enum html_size {
	HTML_SIZE_INHERITED,
	HTML_SIZE_TINY, /* a pixel high, or nothing */
	HTML_SIZE_READABLE,
};

enum html_size html_style_size(const struct html_style *style);
/* The element takes no room, is moved out of sight, is transparent: neither
 * it nor anything in it was to be seen. */
bool html_style_closes(const struct html_style *style);
