/* Where a link of HTML leads and what an image says, as far as a reader of
 * text wants to see it. */
#pragma once

#include <stdbool.h>

/* The address of an <a>, on one line; "" when it is none to be shown: a
 * script, a place on the page, endless.  Caller frees. */
char *html_link_find(const char *const *attributes);

/* Whether the link's own text says where it leads. */
bool html_link_shows(const char *href, const char *text);

/* The words for an <img> that somebody wrote; "" when there are none, or it is
 * a pixel that counts readers.  Belongs to attributes. */
const char *html_image_words(const char *const *attributes);
