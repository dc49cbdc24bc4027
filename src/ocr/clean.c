/* Text is told from dirt by size: most components of a letter's page are
 * small letters, so the commonest height is the x-height, and everything far
 * smaller or larger is a speck, a rule, a hole or an edge. */
#include "clean.h"

#include <glib.h>
#include "dark.h"

enum {
	TILE_X = 16, /* pixels: light changes slowly */
	TILE_Y = 16,
	DARK = 80,	 /* surely ink */
	TILE_LEAST = 60, /* pixels of paper needed in a tile */
	PAPER = 250,
	X_HEIGHT_LEAST = 4,
	X_HEIGHT_MOST = 120,
	COMPONENTS_MOST = 60000, /* with specks; noise beyond this */
	LETTERS_MOST = 12000,	 /* two pages of small print */
	EDGE_SHARE = 16,	 /* of the shorter side */
	DARK_PAGE_MEAN = 90,
	RULE_ACROSS = 8, /* x-heights */
	RULE_DOWN = 6,
};

static PIX *light_side_up(PIX *grey)
{
	float mean = 255;
	pixGetAverageMasked(grey, NULL, 0, 0, 4, L_MEAN_ABSVAL, &mean);
	return mean < DARK_PAGE_MEAN ? pixInvert(NULL, grey)
				     : pixCopy(NULL, grey);
}

PIX *clean_paper(PIX *grey)
{
	PIX *light = light_side_up(grey);
	dark_turn_round(light);
	PIX *even = pixBackgroundNorm(light, NULL, NULL, TILE_X, TILE_Y, DARK,
		TILE_LEAST, PAPER, 2, 2);
	if (!even)
		return light;
	pixDestroy(&light);
	return even;
}

double clean_ink_share(PIX *ink)
{
	int width = pixGetWidth(ink), height = pixGetHeight(ink);
	int edge = MIN(width, height) / EDGE_SHARE;
	BOX *box = boxCreate(edge, edge, width - 2 * edge, height - 2 * edge);
	PIX *inner = pixClipRectangle(ink, box, NULL);
	boxDestroy(&box);
	/* A speck of one pixel does not survive, a pen's stroke does. */
	PIX *clean = inner ? pixOpenBrick(NULL, inner, 2, 2) : NULL;
	l_int32 dark = 0;
	double share = 0;
	if (clean && pixCountPixels(clean, &dark, NULL) == 0)
		share = (double)dark /
			((double)pixGetWidth(clean) * pixGetHeight(clean));
	pixDestroy(&inner);
	pixDestroy(&clean);
	return share;
}

/* --- where the text is ------------------------------------------------- */

/* The commonest height of compact components, neighbours counted in; 0 when
 * there are more than a page holds letters. */
static int usual_height(BOXA *boxes)
{
	int counts[X_HEIGHT_MOST + 2] = { 0 }, all = 0;
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		int w, h;
		boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
		if (h >= X_HEIGHT_LEAST && h <= X_HEIGHT_MOST && w >= h / 3 &&
			w <= 4 * h) {
			counts[h]++;
			all++;
		}
	}
	if (all > LETTERS_MOST)
		return 0;
	int best = 0, best_count = 3;
	for (int h = X_HEIGHT_LEAST; h <= X_HEIGHT_MOST; h++) {
		int count = counts[h - 1] + 2 * counts[h] + counts[h + 1];
		if (count > best_count) {
			best = h;
			best_count = count;
		}
	}
	return best;
}

/* Letters, and dashes, which are as wide as letters but flat; not the solid
 * disc of a punch hole, nor the thin stroke of an edge. */
static bool is_letter(int w, int h, int x_height, int pixels)
{
	if (h * 5 < x_height * 2)
		return w * 5 >= x_height * 2 && w <= 4 * x_height &&
		       h * 10 >= x_height;
	bool solid = h * 2 > x_height * 3 && w * 4 > h * 3 &&
		     pixels * 10 > w * h * 7;
	bool stroke = h > 3 * x_height && w * 6 < h;
	return h <= 5 * x_height && w <= 12 * x_height && !solid && !stroke;
}

static void mark_letters(BOXA *boxes, PIXA *parts, struct text_area *out)
{
	int room_x = out->x_height * 3 / 2, room_y = out->x_height * 3 / 4;
	l_int32 *table = makePixelSumTab8();
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		int x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		PIX *part = pixaGetPix(parts, i, L_CLONE);
		l_int32 pixels = 0;
		pixCountPixels(part, &pixels, table);
		if (!is_letter(w, h, out->x_height, pixels)) {
			pixDestroy(&part);
			continue;
		}
		out->components++;
		pixRasterop(out->letters, x, y, w, h, PIX_SRC | PIX_DST, part,
			0, 0);
		pixDestroy(&part);
		pixRasterop(out->mask, x - room_x, y - room_y, w + 2 * room_x,
			h + 2 * room_y, PIX_SET, NULL, 0, 0);
	}
	lept_free(table);
}

/* Straight ink longer than any letter's, with its ragged edges; true: there is
 * some. */
static bool find_rules(PIX *ink, struct text_area *out)
{
	int x_height = out->x_height;
	PIX *down = pixOpenCompBrick(NULL, ink, 1, RULE_DOWN * x_height);
	out->rules = pixOpenCompBrick(NULL, ink, RULE_ACROSS * x_height, 1);
	pixOr(out->rules, out->rules, down);
	pixDestroy(&down);
	l_int32 none = 1;
	pixZero(out->rules, &none);
	if (!none)
		pixDilateBrick(out->rules, out->rules, 3, 3);
	return !none;
}

/* A rule joins the letters that it touches to one piece. */
static void find_letters(PIX *ink, struct text_area *out)
{
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(ink, &parts, 8);
	mark_letters(boxes, parts, out);
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
}

void text_area_find(PIX *ink, struct text_area *out)
{
	*out = (struct text_area){ .mask = pixCreateTemplate(ink),
		.letters = pixCreateTemplate(ink) };
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(ink, &parts, 8);
	if (boxes && boxaGetCount(boxes) <= COMPONENTS_MOST)
		out->x_height = usual_height(boxes);
	if (out->x_height > 0 && find_rules(ink, out)) {
		PIX *rest = pixSubtract(NULL, ink, out->rules);
		find_letters(rest, out);
		pixDestroy(&rest);
	} else if (out->x_height > 0) {
		mark_letters(boxes, parts, out);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
}

void text_area_clear(struct text_area *area)
{
	pixDestroy(&area->rules);
	pixDestroy(&area->mask);
	pixDestroy(&area->letters);
}

void clean_outside(PIX *grey, const struct text_area *area)
{
	PIX *outside = pixInvert(NULL, area->mask);
	if (area->rules)
		pixOr(outside, outside, area->rules);
	pixSetMasked(grey, outside, 255);
	pixDestroy(&outside);
}
