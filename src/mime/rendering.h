/* Is a short plain text the same letter as the HTML beside it? */
#pragma once

#include <stdbool.h>

/* False of a stub ("your program does not show HTML", "[image]"): most of its
 * words are not in what the HTML shows, and it speaks of HTML where that does
 * not, or says less.  Both in UTF-8; html as html_read gives it. */
bool rendering_is_same(const char *plain, const char *html);
