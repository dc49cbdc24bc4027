/* What a letter's own style sheet hides, as far as single classes and ids say
 * so ("p.preheader { display: none }").  Rules for certain screens or for
 * paper (@media) do not count: the letter is read as it looked at a desk. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

/* A set of selectors. */
GHashTable *html_sheet_new(void);

/* The inside of a <style>; later rules win.  Bounded: beyond some hundred
 * selectors nothing more is taken. */
void html_sheet_read(GHashTable *sheet, const char *css, size_t length);

/* Attributes as libxml2 gives them. */
bool html_sheet_hides(
	GHashTable *sheet, const char *element, const char *const *attributes);
