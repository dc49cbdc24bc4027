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

/* Is the text at that place of the rows held out in that fold? */
enum {
	TRAIN_FOLDS = 5
};
bool train_is_held_out(guint place, int fold);
