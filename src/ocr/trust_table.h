/* How sure the reader was against how often it was right: straight between the
 * knots, the first at 0 and the last at 1. */
#pragma once

#include <stddef.h>

struct trust_knot {
	double read, right;
};

extern const struct trust_knot trust_word_knots[];
extern const size_t trust_word_knots_count;
extern const struct trust_knot trust_page_knots[];
extern const size_t trust_page_knots_count;
