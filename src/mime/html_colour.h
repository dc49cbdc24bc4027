/* Colours of HTML, as far as it takes to tell whether a text stands out from
 * what is behind it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* 0xRRGGBB, or one of these. */
enum {
	HTML_COLOUR_BLACK = 0x000000,
	HTML_COLOUR_WHITE = 0xffffff,
	HTML_COLOUR_CLEAR = 0x1000000,	/* what is behind shows through */
	HTML_COLOUR_UNKNOWN = 0x2000000 /* an image, a word not known here */
};

/* Lower case, without blanks: "#fff", "#ffffff", "rgb(255,255,255)", "white".
 * HTML_COLOUR_UNKNOWN for anything else. */
uint32_t html_colour_find(const char *value);
/* Both are known, and nobody can tell them apart. */
bool html_colour_is_same(uint32_t a, uint32_t b);
