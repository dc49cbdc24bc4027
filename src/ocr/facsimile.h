/* A page's picture made small for a PDF: pages of text as black on white
 * (CCITT group 4), others as grey JPEG. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>
#include <glib.h>

struct facsimile {
	GBytes *bytes;	   /* NULL: it could not be encoded */
	bool is_one_bit;   /* group 4, 1 is black; else JPEG, grey */
	int width, height; /* pixels of it */
};

/* grey: 8 bits, upright and straight, paper white. */
struct facsimile facsimile_new(PIX *grey);
void facsimile_clear(struct facsimile *facsimile);
