/* How far a page's text may be believed: whether a clerk need look at it.
 * A pure function of the page; the thresholds come from pages with known
 * text (tests/bench/ocr.sh prints the table). */
#pragma once

#include <stdbool.h>
#include "plaint/domain/document.h"

enum trust_verdict {
	TRUST_STRAIGHT_THROUGH, /* nobody needs to look */
	TRUST_CHECK_WORDS,	/* a clerk checks the doubtful words */
	TRUST_KEY_IN,		/* handwriting, blank, hopeless: key it in */
};

/* Below this a word is shown as doubtful. */
#define TRUST_WORD_DOUBTFUL 0.70

struct trust {
	enum trust_verdict verdict;
	const char *reason; /* static, for people: "few words are sure" */
	int words;
	int doubtful;
	double plausible; /* share of words that look like words of a
			     language, 0..1 */
};

struct trust trust_page(const struct page *page);
const char *trust_verdict_name(enum trust_verdict verdict);

/* Has the word the shape of one: letters of one script with a vowel among
 * them, or a number, a date, a sum, an address? */
bool trust_word_is_plausible(const char *word);
