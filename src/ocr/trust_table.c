/* Written by `make calibrate-ocr`; generated, do not edit. */
#include "trust_table.h"

const struct trust_knot trust_word_knots[] = {
	{ 0.0000, 0.0000 },
	{ 0.3756, 0.0537 },
	{ 0.4448, 0.1001 },
	{ 0.5476, 0.2056 },
	{ 0.6635, 0.4565 },
	{ 0.8097, 0.6066 },
	{ 0.8565, 0.7045 },
	{ 0.8878, 0.8460 },
	{ 0.9096, 0.8861 },
	{ 0.9237, 0.9483 },
	{ 0.9475, 0.9879 },
	{ 1.0000, 1.0000 },
};
const size_t trust_word_knots_count = 12;

const struct trust_knot trust_page_knots[] = {
	{ 0.0000, 0.0000 },
	{ 0.2334, 0.0189 },
	{ 0.3014, 0.0608 },
	{ 0.5620, 0.3699 },
	{ 0.6871, 0.5503 },
	{ 0.8842, 0.8840 },
	{ 0.9004, 0.9041 },
	{ 0.9393, 0.9706 },
	{ 0.9448, 0.9756 },
	{ 0.9476, 0.9864 },
	{ 0.9565, 0.9954 },
	{ 1.0000, 0.9964 },
};
const size_t trust_page_knots_count = 12;
