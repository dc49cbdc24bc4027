/* With which letters a match of a pattern can begin, read out of the pattern
 * itself: most words of a text begin otherwise, and there it need not be
 * tried. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/facts/word_heads.h"

enum {
	HEAD_HASHES = 4096
};

struct regex_heads {
	/* Bit b of pairs[a]: the first letter may be a, and the next b. */
	uint64_t pairs[LETTER_CLASSES];
	/* A bit each by a hash of what a match begins with. */
	uint64_t hashes[HEAD_HASHES / 64];
};

/* False: it may begin with anything, or is more than is understood here. */
bool regex_heads_read(const char *pattern, struct regex_heads *out);
/* Does it begin where a word does, as it says itself, with letters that can be
 * read? */
bool regex_heads_are_words(const char *pattern);

/* The same of those matches alone that begin with a letter. */
bool regex_heads_read_letters(const char *pattern, struct regex_heads *out);
/* That of a pattern of our own, read once for the process; all letters where
 * it is not understood.  `slot` is a static variable of the caller. */
const struct regex_heads *regex_heads_once(gsize *slot, const char *pattern);

/* To `out`, what may begin a match of another. */
void regex_heads_join(struct regex_heads *out, const struct regex_heads *other);

/* May a match begin with it? */
bool regex_heads_know(
	const struct regex_heads *heads, const struct word_head *word);
static inline bool regex_heads_fit(
	const struct regex_heads *heads, const struct word_head *word)
{
	return (heads->pairs[word->letters[0]] >> word->letters[1] & 1) != 0 &&
	       regex_heads_know(heads, word);
}
