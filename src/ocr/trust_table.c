/* Written by `make calibrate-ocr`; generated, do not edit. */
#include "trust_table.h"

const struct trust_knot trust_word_knots[] = {
	{ 0.0000, 0.0000 },
	{ 0.1799, 0.0386 },
	{ 0.3439, 0.0417 },
	{ 0.4388, 0.1026 },
	{ 0.5551, 0.2252 },
	{ 0.6942, 0.4356 },
	{ 0.7789, 0.5938 },
	{ 0.8391, 0.6597 },
	{ 0.8764, 0.8143 },
	{ 0.9004, 0.8634 },
	{ 0.9338, 0.9771 },
	{ 1.0000, 1.0000 },
};
const size_t trust_word_knots_count = 12;

const struct trust_knot trust_page_knots[] = {
	{ 0.0000, 0.0000 },
	{ 0.1843, 0.0346 },
	{ 0.2995, 0.0387 },
	{ 0.5716, 0.3801 },
	{ 0.6793, 0.5528 },
	{ 0.8954, 0.8904 },
	{ 0.9436, 0.9737 },
	{ 0.9467, 0.9764 },
	{ 0.9500, 0.9920 },
	{ 0.9541, 0.9936 },
	{ 0.9593, 0.9960 },
	{ 1.0000, 0.9970 },
};
const size_t trust_page_knots_count = 12;
