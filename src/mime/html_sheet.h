/* What a letter's own style sheet hides, as far as single classes and ids say
 * so ("p.preheader { display: none }").  Rules for certain screens or for
 * paper (@media) do not count: the letter is read as it looked at a desk. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct html_sheet;

enum html_sheet_flag {
	HTML_SHEET_CLOSED = 1,
	HTML_SHEET_TINY = 2,
	HTML_SHEET_READABLE = 4, /* it has a size, and a readable one */
};

struct html_sheet *html_sheet_new(void);
void html_sheet_free(struct html_sheet *sheet);

/* The inside of a <style>; later rules win.  Bounded: beyond some hundred
 * selectors nothing more is taken. */
void html_sheet_read(struct html_sheet *sheet, const char *css, size_t length);

/* Flags of an element; attributes as libxml2 gives them. */
unsigned html_sheet_find(const struct html_sheet *sheet, const char *element,
	const char *const *attributes);
/* It speaks of colours, of backgrounds: by which selectors is not known. */
bool html_sheet_colours(const struct html_sheet *sheet);
bool html_sheet_paints(const struct html_sheet *sheet);
