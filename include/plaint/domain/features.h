/* A text as the classifier by experience sees it: hashed words, pairs of
 * words and character n-grams, with how often each occurs.  Pure.
 *
 * Lower case, digits made alike, marks in runs ("!!!", ":)") taken as words;
 * n-grams are of 2 to 5 characters within a word with its edges.  Letters in
 * which the East Slavic languages differ are made alike. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	/* Of the hashes and of what is hashed: a model of another version is
	 * of no use. */
	FEATURES_VERSION = 2,
	FEATURES_MOST_BYTES = 32 << 10, /* of a text; the rest is not seen */
	FEATURES_MOST = 48 << 10,	/* different ones of a text */
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

/* A word of a text or marks in a run, and where its features begin. */
struct token {
	size_t offset;
	guint first;
};

/* Append each token and, to out (of struct feature), its features as often as
 * they occur: the pair that it would make if a text began with it, the pair
 * with the token before it, itself, its n-grams.  One token more stands at the
 * end and has none. */
void features_by_token(
	const char *text, size_t length, GArray *tokens, GArray *out);

/* Each word with its place and the hash of its feature, in order. */
void features_each_word(const char *text, size_t length,
	void (*call)(void *user, size_t offset, size_t length, uint32_t hash),
	void *user);

/* Append what rules say for a name of a group ("topic", "billing.refund", how
 * strongly). */
void features_add_rule(
	GArray *out, const char *group, const char *name, double value);
/* Append a word that the text itself does not have, of a group. */
void features_add_word(GArray *out, const char *group, const char *name);
uint32_t features_rule_hash(const char *group, const char *name);
