/* Words of a text, one after another, and what makes two spellings the same
 * word for rules and comparisons. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	WORD_MOST_LETTERS = 40
};

struct word_reader {
	const char *text; /* the whole text */
	const char *at;
	const char *end;
	int sentence; /* number of the sentence `at` stands in */
};

struct word_place {
	size_t offset;
	size_t length; /* bytes, with the hyphen of a broken line */
	int sentence;
};

void word_reader_init(
	struct word_reader *reader, const char *text, size_t length);
/* Letters and digits belong to words, an apostrophe inside one too; a hyphen
 * parts words, except where it breaks one at a line's end. */
bool word_reader_next(struct word_reader *reader, struct word_place *out);

/* The words of a text's first `most` bytes, of struct word_place; caller
 * frees. */
GArray *words_of(const char *text, size_t most);

/* Lower case, without what breaks words at line ends; apostrophes as '. */
char *word_lower(const char *text, size_t length);
/* From word_lower's answer: no apostrophes, е for ё, г for ґ, у for ў, Latin
 * look-alikes and digits inside Cyrillic words made Cyrillic. */
char *word_fold(const char *lower);

/* Letters are made of the same few thousand words: entry `at` of a thread's
 * own `count` entries of that size, zeros at first, where what was found out
 * of a word may be left for the next time.  `memory` frees with g_free. */
void *word_memory(GPrivate *memory, size_t size, size_t count, size_t at);
