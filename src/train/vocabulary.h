/* Which features are worth learning. */
#pragma once

#include "plaint/train/trainer.h"

/* A model without weights: the labels and the features of those samples, and
 * a feature for each label's rule.  Each feature stands in *least_texts_out
 * texts or more. */
struct text_model *vocabulary_make(const struct training_set *set,
	const GArray *rows, const struct train_options *options,
	guint *least_texts_out, GError **error);

/* Is a feature that stands in so many texts worth learning? */
bool vocabulary_wants(uint32_t hash, guint texts, guint least_texts);

enum {
	TRAIN_FOLDS = 5
};
/* The fold of each of the rows, in which it is held out.  Texts of one label
 * are dealt out in turn: a fold that had more of them than its share would
 * leave the fewer to learn from just where more is asked. */
guint8 *train_deal(const struct training_set *set, const GArray *rows);
