/* A text as the classifier by experience sees it: hashed words, pairs of
 * words and character n-grams, with how often each occurs.  Pure.
 *
 * Lower case, digits made alike, marks in runs ("!!!", ":)") taken as words;
 * n-grams are of 2 to 5 characters within a word with its edges.  Letters in
 * which the East Slavic languages differ are made alike. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	/* Of the hashes and of what is hashed: a model of another version is
	 * of no use. */
	FEATURES_VERSION = 2,
	FEATURES_MOST_BYTES = 32 << 10, /* of a text; the rest is not seen */
	FEATURES_MOST = 128 << 10,	/* different ones; more are not seen */
};

/* The two upper bits of a hash tell what was hashed. */
enum feature_kind {
	FEATURE_GRAM,
	FEATURE_WORD,
	FEATURE_RULE,
	FEATURE_KINDS /* how many */
};

struct feature {
	uint32_t hash;
	float value; /* occurrences; of a rule: its outcome */
};

enum feature_kind feature_kind_of(uint32_t hash);

/* Append to out (of struct feature) each feature of the text once, in an
 * order that depends on the text alone.  text must be valid UTF-8. */
void features_of_text(const char *text, size_t length, GArray *out);

/* Texts of a letter have most words in common, and words most n-grams: each
 * word is hashed once, and each feature has one number, by which whatever is
 * known of it can stand in an array.  Numbers last as long as the lexicon. */
struct text_table;
struct lexicon {
	/* Of models that are asked: what it does not know has no number but 0.
	 * NULL: all features have. */
	const struct text_table *table;
	/* Of uint32_t, by number: the feature's hash, or its place in the
	 * table; the first stands for those beyond FEATURES_MOST, too: no model
	 * knows it. */
	GArray *keys;
	GArray *words;	 /* of struct lexicon_word */
	GArray *letters; /* of gunichar, word by word */
	GArray *grams;	 /* of guint: numbers of features, word by word */
	guint word_room, gram_room; /* for so many */
	GArray *texts;		    /* that were read for good */
	/* Without a table of its own, of uint32_t, by number: where the models
	 * of one know it; as far as text_model_places looked. */
	GArray *places;
	const void *places_table;
	guint *key_slots;  /* by key: its number; 0: empty */
	guint *word_slots; /* by hash: place in words, from 1; 0: empty */
	size_t key_mask, word_mask;
};

struct lexicon_word {
	uint64_t hash;	       /* as of a token, of which a feature's is made */
	guint letters, length; /* of lexicon->letters, its edges too */
	guint itself;	       /* its feature */
	guint grams, grams_end; /* of lexicon->grams */
	bool is_marks;		/* in a run ("!!!"), no word */
};

/* One of a text. */
struct token {
	size_t offset, length; /* bytes */
	guint word;	       /* place in lexicon->words */
	guint pair; /* the feature: after the token before it, or first */
};

/* table: borrowed; NULL: none. */
struct lexicon *lexicon_new(const struct text_table *table);
void lexicon_free(struct lexicon *lexicon);
typedef struct lexicon lexicon;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lexicon, lexicon_free)

/* Append the tokens of a text, valid UTF-8, in order.  A token's features are
 * its pair, its word's own and that one's n-grams. */
void lexicon_read(struct lexicon *lexicon, const char *text, size_t length,
	GArray *tokens);
/* The same of a text that lasts as long as the lexicon: read once, however
 * many look at it. */
const GArray *lexicon_tokens(struct lexicon *lexicon, const char *text);
/* Its words, too (words_of PHRASE_TEXT_MOST_BYTES): a letter's texts are cut
 * once. */
const GArray *lexicon_words(struct lexicon *lexicon, const char *text);
/* The pair that two words would make, */
guint lexicon_pair(struct lexicon *lexicon, guint before, guint word);
/* The pair that a word would make if a text began with it. */
guint lexicon_first_pair(struct lexicon *lexicon, guint word);
/* How often each feature stands in what has these tokens: of float, by
 * number, for all that the lexicon has so far. */
GArray *lexicon_counts(const struct lexicon *lexicon, const GArray *tokens);
/* Append those that do (to out, of struct feature), of a lexicon without a
 * table. */
void lexicon_features(
	const struct lexicon *lexicon, const GArray *counts, GArray *out);

/* Append what rules say for a name of a group ("topic", "billing.refund", how
 * strongly). */
void features_add_rule(
	GArray *out, const char *group, const char *name, double value);
/* Append a word that the text itself does not have, of a group. */
void features_add_word(GArray *out, const char *group, const char *name);
uint32_t features_rule_hash(const char *group, const char *name);
