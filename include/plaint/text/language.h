/* Which language a text is written in: Ukrainian, Russian, Belarusian or
 * English, or another one, named where we can name it.  Pure.
 *
 * A naive Bayes over character n-grams of words; the model is a constant
 * table (language_model.c, made by tests/support/make_language_model.py);
 * function words (language_words.c) count besides.
 * Works from about 20 letters on; at any size only the first
 * LANGUAGE_MOST_BYTES are looked at. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
	LANGUAGE_CODE_LENGTH = 3,
	LANGUAGE_MOST_BYTES = 8 << 10,
};

struct language {
	/* "uk", "ru", "be", "en"; another ISO 639-1 code (bg, sr, pl, kk, de…)
	 * when that fits better; "" when the text has no letters to go by. */
	char code[LANGUAGE_CODE_LENGTH + 1];
	double confidence; /* 0..1: share of the evidence for code */
	/* Of the four languages the one that fits best: what to answer in
	 * when code is none of them. */
	char nearest[LANGUAGE_CODE_LENGTH + 1];
	/* One that has Cyrillic, in Latin letters ("Dobryi den"): it can be
	 * answered in code, but no rules' words are in it. */
	bool is_translit;
};

/* Addresses of the web and of e-mail, digits and marks do not count.
 * text need not be NUL-terminated; it must be valid UTF-8. */
struct language language_detect(const char *text, size_t length);

/* One of the four we answer in. */
bool language_is_ours(const char *code);
