/* Inside of a search: what phrase_find.c finds of a text, and phrase_fit.c fits
 * together. */
#pragma once

#include <stdbool.h>
#include "phrase_set.h"
#include "scratch.h"

enum {
	WORD_BITS = 64,
};

/* How well a term or slot fits at a token. */
enum fit {
	FIT_NONE,
	FIT_NEARLY, /* with a letter wrong */
	FIT_EXACT,
};

/* Where a term is in the text. */
struct place {
	guint token;
	guint32 sentence; /* its bit */
	guint next;	  /* of the same term, in places; 0: none */
	enum fit fit;
};

/* Where a slot is. */
struct fitting {
	guint token;
	guint words; /* it covers */
	enum fit fit;
	guint alternative;
};

/* The places of a term of the text, by token, and a bit for each of its
 * sentences, those of a long text on one another. */
struct presence {
	guint term;
	guint first; /* in places */
	guint32 sentences;
};

/* A phrase that may be in these sentences. */
struct candidate {
	guint phrase;
	guint32 sentences;
};

/* Where a phrase was found. */
struct found {
	guint phrase;
	guint first, last; /* tokens */
	bool exact;
};

enum room {
	ROOM_PRESENT_AT,
	ROOM_PRESENT,
	ROOM_PLACES,
	ROOM_SENTENCE_ENDS,
	ROOM_SENTENCES,
	ROOM_IS_THERE,
	ROOM_CANDIDATES,
	ROOM_BEST,
	ROOM_FITTING,
	ROOM_FITTINGS,
	ROOM_FOUND,
	ROOM_BEFORE,
	ROOMS
};

/* One look through a text.  Most phrases cannot be in it, because one of
 * their words is nowhere, or never in a sentence with the others; of the rest
 * each slot's places are found first, and then how they follow one another.
 *
 * All of it lies in memory that the thread keeps; what is "zero at first" is
 * so again when the search ends, where it was written. */
struct search {
	const struct phrase_set *set;
	const struct phrase_text *text;
	/* By term: where in present, zero at first; 0, one without a sentence:
	 * it is nowhere. */
	guint *present_at;
	struct presence *present;
	guint present_count;
	struct place *places; /* from 1 on */
	guint *sentence_end;  /* by token: the first of the next sentence */
	/* By slot as in struct postings: where it may be, if its bit is set. */
	guint32 *sentences;
	guint64 *is_there;
	struct candidate *candidates; /* by phrase */
	/* Of the slot in hand: its alternatives that may be there, room for one
	 * behind them; then, as long as the text, what fits. */
	guint alternatives[PHRASE_ALTERNATIVES_MOST + 1];
	struct fitting *best; /* by token */
	guint64 *is_fitting;  /* by token: a bit, zero at first */
	/* Of the phrase in hand: its slots' fittings one slot after another,
	 * each by token, and where those of a slot end. */
	struct fitting *fittings;
	guint ends[PHRASE_SLOTS_MOST];
	struct found *found;
	guint found_count;
	struct scratch rooms[ROOMS];
};

static inline void *search_room(
	struct search *search, enum room room, gsize count, gsize size)
{
	return scratch_room(&search->rooms[room], count, size);
}

/* So many words have a bit for each of `count`. */
static inline guint bit_words(guint count)
{
	return count / WORD_BITS + 1;
}

static inline bool has_bit(const guint64 *bits, guint i)
{
	return (bits[i / WORD_BITS] >> i % WORD_BITS & 1) != 0;
}

static inline void set_bit(guint64 *bits, guint i)
{
	bits[i / WORD_BITS] |= (guint64)1 << i % WORD_BITS;
}

static inline const struct token *token_at(
	const struct phrase_text *text, guint i)
{
	return &g_array_index(text->tokens, struct token, i);
}

/* The term's presence; that of no term when it is not in the text. */
static inline const struct presence *presence_of(
	const struct search *search, guint term)
{
	return &search->present[search->present_at[term]];
}

/* Looks for a phrase in these sentences, and adds where it is to what was
 * found. */
void phrase_try(struct search *search, guint number, guint32 sentences);
