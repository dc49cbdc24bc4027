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
	bool exact;
};

/* Where a slot is. */
struct fitting {
	guint token;
	guint words; /* it covers */
	enum fit fit;
	guint alternative;
};

/* The places of a term of the text, and a bit for each of its sentences, those
 * of a long text on one another. */
struct presence {
	guint term;
	guint from, end; /* in places, by token */
	guint32 sentences;
};

/* A slot's alternative whose first term is in the text. */
struct chance {
	const struct start *start;
	guint presence;
	guint next; /* of the same slot, in chances; 0: none */
};

/* Of all alternatives that have a chance. */
struct slot_presence {
	guint32 sentences;
	guint chance;
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
	ROOM_SLOTS,
	ROOM_CHANCES,
	ROOM_SENTENCE_ENDS,
	ROOM_WANTED,
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
	/* By term: where in present, zero at first; 0, an empty one: it is
	 * nowhere. */
	guint *present_at;
	struct presence *present;
	guint present_count;
	struct place *places;
	/* By number; of wanted phrases only.  Zero at first. */
	struct slot_presence *slots;
	struct chance *chances; /* from 1 on */
	guint chance_count;
	guint *sentence_end; /* by token: the first of the next sentence */
	guint64 *wanted;     /* by phrase: a bit, zero at first */
	/* Of the slot in hand, as long as its text: */
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

static inline const struct token *token_at(
	const struct phrase_text *text, guint i)
{
	return &g_array_index(text->tokens, struct token, i);
}

/* Looks for a phrase in the sentences in which all its words are, and adds
 * where it is to what was found. */
void phrase_try(struct search *search, guint number);
