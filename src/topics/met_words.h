/* Words that were met before, whatever the letter, with where a table of models
 * knows their features; for features.c.  Letters of one kind are made of the
 * same few thousand words, and each has some twenty n-grams. */
#pragma once

#include "plaint/topics/features.h"

/* For one table; any thread may ask, one at a time. */
struct met_words;
struct met_words *met_words_new(void);
void met_words_free(struct met_words *met); /* NULL: nothing */

/* All that follows is for who has it. */
void met_words_take(struct met_words *met);
void met_words_leave(struct met_words *met);

struct word_letters {
	uint64_t hash; /* of them */
	const gunichar *letters;
	guint count;
};

/* Where the table has the word's own feature and then its n-grams; until the
 * next one is kept. */
struct word_places {
	const uint32_t *places; /* NULL: it is not known */
	guint count;
};

struct word_places met_words_find(
	const struct met_words *met, const struct word_letters *word);
/* A word that is soon asked for. */
void met_words_expect(const struct met_words *met, uint64_t hash);
/* A word that was not found. */
void met_words_keep(struct met_words *met, const struct word_letters *word,
	const uint32_t *places, guint count);
