/* Lines of text make the rows' ink rise and fall; the angle at which it does
 * so most is the skew (Postl 1986; Bloomberg, Kopec and Dasari 1995, whose
 * search Leptonica has).  Measured across and down, the larger tells which
 * way lines run. */
#include "straighten.h"

enum {
	INK_BELOW = 170, /* paper is 255 here, grey print about 120 */
	COARSE = 4,	 /* sweep on a quarter, search on half */
	FINE = 2,
};

static const float sweep_degrees = 10, step_degrees = 1, fine_degrees = 0.01f;
static const float sure_ratio = 2.5f; /* of best to worst score */

PIX *ink_of(PIX *grey)
{
	return pixThresholdToBinary(grey, INK_BELOW);
}

static float line_score(PIX *ink)
{
	float angle = 0, ratio = 0, score = 0;
	if (pixFindSkewSweepAndSearchScore(ink, &angle, &ratio, &score, 2, 2, 0,
		    sweep_degrees, step_degrees, 0.2f))
		return 0;
	return score;
}

bool straighten_is_sideways(PIX *ink)
{
	PIX *small = pixReduceRankBinaryCascade(ink, 1, 0, 0, 0);
	PIX *turned = small ? pixRotateOrth(small, 1) : NULL;
	float across = 0, down = 0;
	if (turned) {
		across = line_score(small) / pixGetHeight(small);
		down = line_score(turned) / pixGetHeight(turned);
	}
	pixDestroy(&turned);
	pixDestroy(&small);
	return down > across * 1.2f;
}

double straighten_skew(PIX *ink)
{
	float angle = 0, ratio = 0;
	if (pixFindSkewSweepAndSearch(ink, &angle, &ratio, COARSE, FINE,
		    sweep_degrees, step_degrees, fine_degrees))
		return 0;
	return ratio >= sure_ratio ? -angle : 0;
}
