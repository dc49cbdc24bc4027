/* What n-grams of words, and words themselves, say for each language; for
 * language.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	CLASSES = 20,
	WORD_MOST = 40,
	/* 12 bits hold Latin with its extensions, Greek and Cyrillic. */
	LETTER_BITS = 12,
	LETTER_MOST = (1 << LETTER_BITS) - 1,
};

#define LEVELS_PER_NAT 8

/* A word with a space on each side; no count: none. */
struct spelled {
	size_t count;
	uint64_t key; /* without them */
	gunichar letters[WORD_MOST + 2];
};

/* What all n-grams of a word say together, and the word itself, by class: of
 * which language each is, language_model_codes tells. */
struct word_levels {
	uint64_t key; /* 0: of no word yet */
	short of[CLASSES];
};

/* The thread's own, for the functions below. */
struct word_levels *language_memory(void);
/* So many letters were read.  What is known of the word is asked for from
 * memory, to be there when it is found. */
void language_spelled(
	struct spelled *word, size_t letters, struct word_levels *memory);
const struct word_levels *language_levels(
	const struct spelled *word, struct word_levels *memory);
