/* Words a language cannot do without: they tell short texts apart where
 * n-grams hesitate. */
#pragma once

/* Separated by spaces, lower case; ends with code NULL.  A word may stand
 * under several languages and then speaks for each. */
struct language_words {
	const char *code;
	const char *words;
};
extern const struct language_words language_words[];
