/* What experience says of a letter, beside what the rules say.
 *
 * The rules' sums are features of the model: how far they are trusted was
 * chosen when it learnt.  Topics it never learnt keep what the rules gave them;
 * the rest is shared out as the model says, its first choice with calibrated
 * confidence.  Pure. */
#pragma once

#include "plaint/topics/classify.h"
#include "plaint/topics/text_model.h"

/* The groups of rules (features_add_rule). */
#define OPINION_TOPICS "topic"
#define OPINION_KINDS  "kind"

/* What each feature counts for in a letter (text_model_sublinear; of float, by
 * number): in its subject and text (with what is enclosed, when it says little
 * itself) without the words that say whose a number is ("account no. 4471").
 * The lexicon is the letter's. */
GArray *opinion_counts(const struct document *document,
	const struct understanding *rules_only, struct lexicon *lexicon);

/* Weigh the model's opinion in: topic, confidence and alternatives of
 * understanding, which so far come from the rules alone, and reasons "model"
 * with the words that say most for the topic, which is returned.  counts as by
 * opinion_counts. */
const struct topic *opinion_weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct lexicon *lexicon, const GArray *counts,
	struct understanding *understanding);

/* The kind that model thinks likeliest, with reasons "model" as above when the
 * rules' words do not tell of it.  The rules' kind stays where they complain
 * or claim in so many words, and where the model never learnt it; a letter on
 * a topic of thanks (topic is the understanding's) is thanks. */
void opinion_kind(const struct text_model *model, const struct topic *topic,
	const struct document *document, struct lexicon *lexicon,
	const GArray *counts, struct understanding *understanding);

/* What models learn from, without a lexicon that lasts (of struct feature):
 * the same counts, and the sums of the rules, as rules_only has them. */
GArray *opinion_features(const struct document *document,
	const struct understanding *rules_only);
/* As opinion_weigh and opinion_kind, of such features, without reasons. */
void opinion_share(const struct text_model *model,
	const struct topic_rules *rules, const GArray *features,
	struct understanding *understanding);
void opinion_share_kind(const struct text_model *model,
	const struct topic *topic, const GArray *features,
	struct understanding *understanding);
