/* In the lightest of its three colours a blue seal is nearly paper, while black
 * stays black.  Blue print would go as well: what is lightened must touch black
 * in many places, as a seal across lines of text does. */
#include "seal.h"

#include <stdbool.h>
#include <glib.h>

enum {
	COLOUR_LEAST = 40, /* of tint */
	BLACK_BELOW = 100,
	JOIN_SHARE = 50, /* of the page's width: gaps in one seal */
	TOUCH = 5,	 /* pixels */
	TOUCHES_PERCENT = 3,
	INK_LEAST = 200, /* pixels */
	DARKEN = 2,	 /* times the tint: to be read */
};

static l_int32 count(PIX *pix)
{
	l_int32 pixels = 0;
	pixCountPixels(pix, &pixels, NULL);
	return pixels;
}

static l_int32 count_in(PIX *pix, PIX *part, int x, int y)
{
	PIX *both = pixCopy(NULL, part);
	pixRasterop(both, 0, 0, pixGetWidth(both), pixGetHeight(both),
		PIX_SRC & PIX_DST, pix, x, y);
	l_int32 pixels = count(both);
	pixDestroy(&both);
	return pixels;
}

/* The areas of coloured ink that touch black; all white: none does. */
static PIX *find_areas(PIX *colour, PIX *black)
{
	int gap = MAX(pixGetWidth(colour) / JOIN_SHARE, 1);
	PIX *touching = pixDilateBrick(NULL, black, TOUCH, TOUCH);
	pixAnd(touching, touching, colour);
	PIX *joined = pixCloseSafeBrick(NULL, colour, gap, gap);
	PIX *areas = pixCreateTemplate(colour);
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(joined, &parts, 8);
	for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
		int x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		if (w * h < INK_LEAST)
			continue;
		PIX *part = pixaGetPix(parts, i, L_CLONE);
		gint64 ink = count_in(colour, part, x, y);
		gint64 touches = count_in(touching, part, x, y);
		if (ink >= INK_LEAST && touches * 100 >= ink * TOUCHES_PERCENT)
			pixRasterop(areas, x, y, w, h, PIX_SRC | PIX_DST, part,
				0, 0);
		pixDestroy(&part);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	pixDestroy(&joined);
	pixDestroy(&touching);
	return areas;
}

/* Only what lies in the areas, dark on white. */
static PIX *cut_out(PIX *tint, PIX *areas)
{
	PIX *seal = pixCreateTemplate(tint);
	PIX *dark = pixCopy(NULL, tint);
	pixMultConstantGray(dark, DARKEN);
	pixInvert(dark, dark);
	pixSetAll(seal);
	pixCombineMasked(seal, dark, areas);
	pixDestroy(&dark);
	return seal;
}

PIX *seal_lift(PIX *grey, PIX *tint)
{
	PIX *colour = pixThresholdToBinary(tint, COLOUR_LEAST);
	pixInvert(colour, colour);
	PIX *lifted = pixAddGray(NULL, grey, tint);
	PIX *black = pixThresholdToBinary(lifted, BLACK_BELOW);
	PIX *areas = find_areas(colour, black), *seal = NULL;
	l_int32 none = 1;
	pixZero(areas, &none);
	if (!none) {
		pixDilateBrick(areas, areas, TOUCH, TOUCH);
		pixCombineMasked(grey, lifted, areas);
		seal = cut_out(tint, areas);
	}
	pixDestroy(&areas);
	pixDestroy(&black);
	pixDestroy(&lifted);
	pixDestroy(&colour);
	return seal;
}
