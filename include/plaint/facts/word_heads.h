/* The words of a text, by the letters they begin with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	HEAD_LETTERS = 4,
	LETTER_CLASSES = 64
};

/* One of LETTER_CLASSES for a letter and its capital, never 0. */
guint8 letter_class(gunichar c);

/* Where a word begins, a letter behind what is none, how long its letters are,
 * and the classes of its first ones, 0 where it is shorter. */
struct word_head {
	size_t at;
	guint8 letters[HEAD_LETTERS];
	guint32 bytes : 31;
	bool is_small : 1; /* small letters alone, ASCII or Cyrillic */
};

/* The next word from *at on; moves *at behind it.  False: there is none. */
bool word_head_next(
	const char *text, size_t length, size_t *at, struct word_head *out);
/* All words of a text, of struct word_head; caller frees. */
GArray *word_heads(const char *text, size_t length);
