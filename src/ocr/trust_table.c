/* Written by `make calibrate-ocr`; generated, do not edit. */
#include "trust_table.h"

const struct trust_knot trust_word_knots[] = {
	{ 0, 0 },
	{ 1, 1 },
};
const size_t trust_word_knots_count = 2;

const struct trust_knot trust_page_knots[] = {
	{ 0, 0 },
	{ 1, 1 },
};
const size_t trust_page_knots_count = 2;
