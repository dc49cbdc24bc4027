/* Flags that no rule raises but that a passage of the letter speaks for: what
 * was learnt of passages (rules/dangers) finds dangers that are told by their
 * circumstances and not named.  A guess: a person must look.  Pure.
 *
 * A passage is a sentence, or two neighbours: "She lives alone. The button has
 * not lit since Tuesday." */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "plaint/topics/classify.h"
#include "plaint/text/enclosure.h"
#include "plaint/topics/text_model.h"

/* The label of passages that are no danger; others are flags of the rules. */
#define SUSPICION_NONE "none"

enum {
	SUSPICION_MOST_BYTES = 32 << 10, /* of a text; the rest is not seen */
	SUSPICION_PASSAGE_WORDS = 40,	 /* a longer sentence is cut up */
	SUSPICION_PASSAGE_LEAST = 4,	 /* words; fewer say too little */
};

struct sentence {
	size_t offset, length; /* from its first word to its last */
	guint words;
};
/* Each sentence of a text, in order. */
GArray *suspicion_sentences(const char *text); /* of struct sentence */
/* The same of a letter's text, of which the lexicon has the words. */
GArray *suspicion_sentences_in(struct lexicon *lexicon, const char *text);
/* So many from the first on as one; false: that is too little to be asked
 * about or learnt from. */
bool suspicion_passage(const GArray *sentences, guint first, guint count,
	struct sentence *out);

/* Append the features of a passage (of struct feature). */
void suspicion_features(const struct topic_rules *rules, const char *text,
	size_t length, GArray *out);

/* Find in the model all signs of the rules, by which letters are then asked
 * about: once, and not for each letter those that it has. */
void suspicion_prepare(
	struct text_model *model, const struct topic_rules *rules);

/* What speaks most for a label: its share, and where. */
struct suspicion {
	double share;
	struct span span;
};

/* Raise what stands in most (by label of the model) to what is said in any
 * passage of a text.  part and attachment go into the spans; the lexicon is
 * the letter's. */
void suspicion_ask(const struct text_model *model,
	const struct topic_rules *rules, struct lexicon *lexicon,
	const char *text, struct span part, struct suspicion *most);

/* Is it a flag that others suspect (struct flag, suspects)? */
bool suspicion_is_of(const struct topic_rules *rules, const char *flag);

/* Weigh each flag that suspects another one which the rules did not raise:
 * the share goes into its place in sums (by flag), the passage into the
 * letter's reasons, by "model", where the share is its threshold or more. */
void suspicion_weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct lexicon *lexicon, struct enclosure_voice voice, double *sums,
	struct understanding *out);
