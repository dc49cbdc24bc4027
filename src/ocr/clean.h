/* A page made easy to read: even white paper, no specks, edges, holes and
 * rules, letters of one useful size. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>

/* Grey with the paper white, whatever light fell on it; a new picture. */
PIX *clean_paper(PIX *grey);

/* How much of the page is ink, 0..1: without the edges, where scanners leave
 * shadows and papers have holes, and without specks. */
double clean_ink_share(PIX *ink);

/* Where the text is. */
struct text_area {
	PIX *mask;	/* 1 bit: lines of text with some room around */
	PIX *letters;	/* 1 bit: the ink that looks like letters */
	PIX *rules;	/* 1 bit: straight lines across and down */
	int x_height;	/* pixels of the usual small letter; 0: no text */
	int components; /* letters, roughly */
};
void text_area_find(PIX *ink, struct text_area *out);
void text_area_clear(struct text_area *area);

/* Everything outside the mask, and the rules, become white, in place. */
void clean_outside(PIX *grey, const struct text_area *area);
