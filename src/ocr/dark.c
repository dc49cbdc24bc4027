/* Ink that is thicker than any letter's stroke is ground.  Light print lies in
 * it as holes of the size of letters; a photograph, a punch hole or the shadow
 * of an edge has few such holes and stays as it is. */
#include "dark.h"

#include <math.h>
#include <glib.h>

enum {
	DARK_BELOW = 120, /* grey levels; shaded paper is lighter */
	REDUCED = 4,
	LETTERS_LEAST = 4,
};

/* On a sheet of A4, millimetres. */
static const double sheet_area = 210.0 * 297, ground_thick = 2, ground_long = 8,
		    letter_least = 1, letter_most = 15;

static double pixels_per_mm(PIX *pix)
{
	double area = (double)pixGetWidth(pix) * pixGetHeight(pix);
	return sqrt(area / sheet_area);
}

static int at_least_one(double pixels)
{
	return MAX((int)pixels, 1);
}

/* Where ink is thick, at the size of `ink`; NULL: nowhere, as on most pages. */
static PIX *find_ground(PIX *ink)
{
	PIX *small = pixReduceRankBinaryCascade(ink, 3, 3, 0, 0);
	if (!small)
		return NULL;
	double mm = pixels_per_mm(small);
	PIX *thick = pixOpenBrick(NULL, small, at_least_one(ground_long * mm),
		at_least_one(ground_thick * mm));
	l_int32 none = 1;
	pixZero(thick, &none);
	PIX *ground = none ? NULL : pixExpandReplicate(thick, REDUCED);
	pixDestroy(&thick);
	pixDestroy(&small);
	return ground;
}

/* Set the boxes of holes that are letters; how many there were. */
static int fill_letters(PIX *area, PIX *holes, double mm)
{
	BOXA *boxes = pixConnCompBB(holes, 8);
	int letters = 0;
	for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
		int x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		if (h > letter_most * mm || w > 2 * letter_most * mm)
			continue;
		letters += h >= letter_least * mm;
		pixRasterop(area, x, y, w, h, PIX_SET, NULL, 0, 0);
	}
	boxaDestroy(&boxes);
	return letters;
}

/* Turned round, and the seam, which is a grey line, made paper. */
static void turn_round(PIX *grey, PIX *area, int x, int y)
{
	int w = pixGetWidth(area), h = pixGetHeight(area);
	PIX *mask = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 1);
	pixRasterop(mask, x, y, w, h, PIX_SRC, area, 0, 0);
	PIX *inverse = pixInvert(NULL, grey);
	pixCombineMasked(grey, inverse, mask);
	PIX *seam = pixDilateBrick(NULL, mask, 5, 5);
	PIX *inner = pixErodeBrick(NULL, mask, 3, 3);
	pixSubtract(seam, seam, inner);
	pixSetMasked(grey, seam, 255);
	pixDestroy(&inner);
	pixDestroy(&seam);
	pixDestroy(&inverse);
	pixDestroy(&mask);
}

void dark_turn_round(PIX *grey)
{
	PIX *ink = pixThresholdToBinary(grey, DARK_BELOW);
	PIX *ground = ink ? find_ground(ink) : NULL;
	PIX *grown = ground ? pixSeedfillBinary(NULL, ground, ink, 4) : NULL;
	PIXA *parts = NULL;
	BOXA *boxes = grown ? pixConnComp(grown, &parts, 4) : NULL;
	for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
		int x, y;
		boxaGetBoxGeometry(boxes, i, &x, &y, NULL, NULL);
		PIX *area = pixaGetPix(parts, i, L_COPY);
		PIX *holes = pixHolesByFilling(area, 4);
		int letters = fill_letters(area, holes, pixels_per_mm(grey));
		if (letters >= LETTERS_LEAST)
			turn_round(grey, area, x, y);
		pixDestroy(&holes);
		pixDestroy(&area);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	pixDestroy(&grown);
	pixDestroy(&ground);
	pixDestroy(&ink);
}
