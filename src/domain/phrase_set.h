/* Inside of a set of phrases; shared by its parser, its words' matcher and
 * the finder. */
#pragma once

#include "plaint/domain/phrase.h"

enum {
	PHRASE_SLOTS_MOST = 12,
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
	char *text;  /* folded */
	char *lower; /* as the stemmer wants it; NULL but for _STEM */
	size_t letters;
};

/* Where a term stands in the phrases: first in an alternative of a slot. */
struct start {
	guint phrase, slot;
	guint others;  /* the alternative's further terms, in the set's */
	guint16 terms; /* of the alternative, with this one */
	guint16 alternative;
};

/* First those whose phrase is looked for where the term is: the slot is the
 * phrase's rarest. */
struct starts {
	guint count, wanted_count;
	struct start *list; /* room for a power of two of them */
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
	GArray *slots; /* of struct slot */
	GArray *rows;  /* of struct row */
	GArray *terms; /* of guint */
};

/* As kept. */
struct kept_phrase {
	guint first_slot; /* by number; the others follow */
	guint slots;
	int near_words; /* > 0: any order within so many words */
};

/* Of a list of terms, ended by next 0. */
struct miss {
	guint term;
	guint next; /* 1 + its place in miss_list */
};

/* Tables from a string to a GArray of guint (terms). */
struct phrase_set {
	const struct phrase_set *of; /* whose phrases these are; NULL: own */
	GArray *phrases;	     /* of struct kept_phrase */
	GPtrArray *terms;	     /* of struct term */
	GArray *starts;		     /* of struct starts, by term */
	GArray *gaps;		     /* of guint, by slot */
	GArray *others;		     /* of guint: terms, see struct start */
	GHashTable *ids[TERM_KINDS]; /* folded text -> term + 1 */
	GHashTable *whole;	     /* surface forms of _STEM and _EXACT */
	GHashTable *prefixes;
	/* Each _STEM and _PREFIX of five letters or more with one letter left
	 * out, and whole: its hash -> 1 + the place in miss_list. */
	GHashTable *misses;
	GArray *miss_list; /* of struct miss */
	size_t prefix_longest;
	/* Of one language: */
	struct stemmer stemmer;
	GHashTable *stems; /* stems of _STEM */
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

/* Find or add a term; its number. */
guint term_intern(struct phrase_set *set, enum term_kind kind, const char *word,
	size_t length);
/* Enter a term's stems, as the set's stemmer has them. */
void term_add_stems(struct phrase_set *set, guint number);
/* Append to hits (of struct term_hit) the terms a word of the text matches.
 * exact_only: the word is a name, and no misspelling of another. */
void term_match(const struct phrase_set *set, const char *lower,
	bool exact_only, GArray *hits);
/* Parse a phrase; NULL and error when it is not one.  Without a set its terms
 * mean nothing. */
struct phrase *phrase_parse(
	struct phrase_set *set, const char *text, GError **error);
void phrase_free(struct phrase *phrase);
typedef struct phrase phrase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(phrase, phrase_free)
