/* How far a page's text may be believed: whether a clerk need look at it.
 * A pure function of the page; the rates of error at which it is decided stand
 * at the head of trust.c, what a confidence is worth in trust_table.c. */
#pragma once

#include <stdbool.h>
#include "plaint/domain/document.h"

enum trust_verdict {
	TRUST_STRAIGHT_THROUGH, /* nobody needs to look */
	TRUST_CHECK_WORDS,	/* a clerk checks the doubtful words */
	TRUST_KEY_IN,		/* handwriting, blank, hopeless: key it in */
};

struct trust {
	enum trust_verdict verdict;
	const char *reason; /* static, for people: "few words are sure" */
	int words;
	int doubtful;
	double plausible; /* share of words that look like words of a
			     language, 0..1 */
};

/* What the ink looks like: print repeats its heights and parts its letters, a
 * hand does neither.  Print has even 0.90 to 0.99, hands and scripts 0.36 to
 * 0.82, scribbles joined 0.4 and more (tests/bench/ocr_hands.sh). */
struct strokes {
	double even;   /* share of letters of the two usual heights, 0..1 */
	double joined; /* share of pieces wider than three letters, 0..1 */
};

/* From Tesseract's confidence of a word to the share of such words that are
 * right, and from the mean over a page to the share of its words; both 0..1
 * and never falling.  `make calibrate-ocr` measures them. */
double trust_word_confidence(double read);
double trust_page_confidence(double read);

/* As likely wrong as right, by its confidence on the page. */
bool trust_word_is_doubtful(const struct word *word);

/* So uneven or joined that no doubt is left. */
bool trust_strokes_of_hand(const struct strokes *strokes);

/* strokes NULL: not known, taken for print. */
struct trust trust_page(const struct page *page, const struct strokes *strokes);
const char *trust_verdict_name(enum trust_verdict verdict);

/* Has the word the shape of one: letters of one script with a vowel among
 * them, or a number, a date, a sum, an address? */
bool trust_word_is_plausible(const char *word);
