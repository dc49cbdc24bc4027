/* Columns of a page, in reading order.  Pure: ink in, boxes out. */
#pragma once

#include <allheaders.h>

/* letters, rules: 1 bit, upright and straight.  One box for a plain letter; of
 * columns, what stands above them, the left one, the right one, what stands
 * below.  A table stays whole, to be read across, but for rows between rules
 * in which a cell has several lines: those cells have boxes of their own.
 * Never NULL, never empty; caller destroys. */
BOXA *layout_blocks(PIX *letters, PIX *rules, int x_height);
