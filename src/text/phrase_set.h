/* Inside of a set of phrases; shared by its parser, its words' matcher and
 * the finder. */
#pragma once

#include "plaint/text/phrase.h"

enum {
	PHRASE_SLOTS_MOST = 12,
	PHRASE_ALTERNATIVES_MOST = 64,
	PHRASE_ROW_MOST = 4,
	PHRASE_ROWS_MOST = PHRASE_SLOTS_MOST * PHRASE_ALTERNATIVES_MOST,
};

enum term_kind {
	TERM_STEM,   /* any form of the word */
	TERM_PREFIX, /* words that begin so */
	TERM_EXACT,
	TERM_NUMBER, /* any word that begins with a digit; has no text */
	TERM_KINDS,
};

/* A word of the rules; each distinct one once per set. */
struct term {
	enum term_kind kind;
	bool is_plain; /* first written as its folded text */
	guint number;
	const struct term *alike; /* another kind's, of the same text */
	char *text;		  /* folded */
	char *lower; /* as the stemmer wants it; NULL but for _STEM */
	size_t letters;
};

/* An alternative of a slot: terms one after another. */
struct row {
	guint first, count; /* in the phrase's terms */
};

struct slot {
	guint first, count; /* in the phrase's rows */
	int gap;	    /* words that may stand before it */
};

/* As parsed. */
struct phrase {
	const char *text;
	guint slot_count, row_count, term_count;
	struct slot slots[PHRASE_SLOTS_MOST];
	struct row rows[PHRASE_ROWS_MOST];
	guint terms[PHRASE_ROWS_MOST * PHRASE_ROW_MOST];
};

/* As kept. */
struct kept_phrase {
	guint first_slot; /* by number; the others follow */
	guint slots;
	int near_words; /* > 0: any order within so many words */
	/* Not looked for unless one from this number on was found; its own
	 * number: always looked for. */
	guint only_with;
};

struct kept_slot {
	guint first, count; /* alternatives, by number */
	guint gap;
};

/* Its further terms are from `others` on, to where those of the next are. */
struct kept_alternative {
	guint first; /* term */
	guint others;
};

/* The further terms of an alternative. */
struct others {
	const guint *terms;
	guint count;
};

/* Which phrases a term is a reason to look for.  Of each phrase its two rarest
 * slots are in it (of one slot: it twice), under each alternative's rarest
 * term.  Made of all phrases when they are looked for. */
struct postings {
	gsize ready;
	/* Slots: 2p, the rarest of phrase p, and 2p + 1, its second. */
	guint *slots;
	/* By term twice: where in slots those begin that have it alone as an
	 * alternative, and those of which an alternative has more terms, each
	 * with another of these behind it.  One more where the last ends. */
	guint *from;
};

enum {
	MISS_PLACE_BITS = 16,
	MISS_PLACES = 1 << MISS_PLACE_BITS,
};

/* A word with a letter left out, by its hash. */
struct miss {
	guint32 hash;
	guint term;
};

/* Each _STEM and _PREFIX of five letters or more with one letter left out, and
 * whole.  Made of all terms when they are looked for. */
struct misses {
	gsize ready;
	struct miss *list; /* by the first bits of their hashes */
	guint *from;	   /* by these bits; one more where the last end */
};

struct phrase_set {
	const struct phrase_set *of; /* whose phrases these are; NULL: own */
	GArray *phrases;	     /* of struct kept_phrase */
	GPtrArray *terms;	     /* of struct term */
	GArray *slots;		     /* of struct kept_slot */
	GArray *alternatives; /* of struct kept_alternative, and one more */
	GArray *others;	      /* of guint: terms */
	struct postings *postings;
	GHashTable *by_text; /* folded text -> the first of its terms */
	struct misses *misses;
	size_t prefix_longest;
	/* Of one language: */
	struct stemmer stemmer;
	/* A stem -> GArray of guint: the _STEM it is of; its own text is in
	 * by_text. */
	GHashTable *stems;
	struct phrase_memory *memory;
};

struct term_hit {
	guint term;
	bool exact;
};

/* Words of the text with the terms each matches. */
struct token {
	size_t offset, length;
	int sentence;
	guint hits_from, hits_count; /* in phrase_text.hits */
};

struct phrase_text {
	enum part part;
	GArray *tokens; /* of struct token */
	GArray *hits;	/* of struct term_hit */
};

/* Made by the first who asks. */
const struct postings *postings_of(const struct phrase_set *set);
void postings_clear(struct postings *postings);
void misses_clear(struct misses *misses);

static inline const struct kept_alternative *alternative_at(
	const struct phrase_set *set, guint number)
{
	return &g_array_index(
		set->alternatives, struct kept_alternative, number);
}

static inline struct others others_of(const struct phrase_set *set,
	const struct kept_alternative *alternative)
{
	return (struct others){ (const guint *)set->others->data +
					alternative->others,
		alternative[1].others - alternative->others };
}

/* Find or add a term; its number. */
guint term_intern(struct phrase_set *set, enum term_kind kind, const char *word,
	size_t length);
/* Enter the stems of the terms from that number on, as the set's stemmer has
 * them. */
void terms_add_stems(struct phrase_set *set, guint from);
/* Append to hits (of struct term_hit) the terms a word of the text matches.
 * exact_only: the word is a name, and no misspelling of another. */
void term_match(const struct phrase_set *set, const char *lower,
	bool exact_only, GArray *hits);
/* Parse a phrase; false and error when it is not one.  Without a set its terms
 * mean nothing. */
bool phrase_parse(struct phrase_set *set, const char *text, struct phrase *out,
	GError **error);
