/* Heights and widths of the connected pieces of ink.  (Also tried: the share
 * of straight upright stems and the width of strokes; both overlap, because
 * italics lean and some pens are broad.) */
#include "strokes.h"

#include <glib.h>

enum {
	HEIGHT_MOST = 256,
	JOINED_WIDTH = 4, /* x-heights: three letters */
};

/* Small letters and capitals: two peaks of the heights, each a pixel wide. */
static double even_share(BOXA *boxes, int x_height)
{
	int counts[HEIGHT_MOST] = { 0 }, all = 0;
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		int w, h;
		boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
		if (h * 3 < x_height * 2 || h >= HEIGHT_MOST - 1)
			continue;
		counts[h]++;
		all++;
	}
	int small = 0, tall = 0, split = x_height * 5 / 4;
	for (int h = 1; h < HEIGHT_MOST - 1; h++) {
		int here = counts[h - 1] + counts[h] + counts[h + 1];
		int *peak = h < split ? &small : &tall;
		*peak = MAX(*peak, here);
	}
	return all > 0 ? MIN((double)(small + tall) / all, 1) : 1;
}

static double joined_share(BOXA *boxes, int x_height)
{
	double joined = 0, all = 0;
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		int w, h;
		boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
		all += w;
		if (w > JOINED_WIDTH * x_height)
			joined += w;
	}
	return all > 0 ? joined / all : 0;
}

struct strokes strokes_measure(PIX *letters, int x_height)
{
	struct strokes strokes = { .even = 1 };
	BOXA *boxes =
		letters && x_height > 0 ? pixConnCompBB(letters, 8) : NULL;
	if (!boxes)
		return strokes;
	strokes.even = even_share(boxes, x_height);
	strokes.joined = joined_share(boxes, x_height);
	boxaDestroy(&boxes);
	return strokes;
}
