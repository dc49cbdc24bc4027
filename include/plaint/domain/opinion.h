/* What experience says of a letter, beside what the rules say.
 *
 * The rules' sums are features of the model: how far they are trusted was
 * chosen when it learnt.  Topics it never learnt keep what the rules gave them;
 * the rest is shared out as the model says, its first choice with calibrated
 * confidence.  Pure. */
#pragma once

#include "plaint/domain/classify.h"
#include "plaint/domain/text_model.h"

/* The groups of rules (features_add_rule). */
#define OPINION_TOPICS "topic"
#define OPINION_KINDS  "kind"

/* The features of a letter (of struct feature): its subject and text
 * (with what is enclosed, when it says little itself) without the words that
 * say whose a number is ("account no. 4471"), and the sums of the rules, as
 * rules_only has them.  The lexicon is the letter's. */
GArray *opinion_features(const struct document *document,
	const struct understanding *rules_only, struct lexicon *lexicon);

/* Weigh the model's opinion in: topic, confidence and alternatives of
 * understanding, which so far come from the rules alone.  features as by
 * opinion_features. */
void opinion_share(const struct text_model *model,
	const struct topic_rules *rules, const GArray *features,
	struct understanding *understanding);

/* The same, and reasons "model" with the words that say most for the topic. */
void opinion_weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	const GArray *features, struct understanding *understanding);

/* The kind that model thinks likeliest, with reasons "model" as above when
 * there is a document and the rules' words do not tell of it.  The rules' kind
 * stays where they complain or claim in so many words, and where the model
 * never learnt it; a letter on a topic of thanks (topic is the understanding's)
 * is thanks. */
void opinion_kind(const struct text_model *model, const struct topic *topic,
	const struct document *document, const GArray *features,
	struct understanding *understanding);
