/* What there is to learn from: the examples of the rules folder and the
 * office's own decisions (plaint/store/decision.h).
 *
 * Decisions outvote examples: each takes the place of one example of its
 * topic in its language, and of one of the topic that the rules wrongly took
 * it for, and counts LESSON_VOTES times while examples are the more.  Topics
 * and kinds take part from LESSONS_LEAST_OF_ONE letters on; with fewer than
 * LESSONS_LEAST in all, or than two topics, there is nothing to learn.
 *
 * Errors: TRAIN_ERROR, YAML_ERROR, DB_ERROR. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/casework/danger_lessons.h"
#include "plaint/db/db.h"
#include "plaint/rulebook/examples.h"
#include "plaint/rulebook/topics.h"
#include "plaint/train/trainer.h"

enum {
	LESSONS_LEAST_OF_ONE = 10,
	LESSONS_LEAST = 50,
	LESSON_VOTES = 4,
	/* Of decisions, the newest; older ones are forgotten. */
	LESSONS_MOST = 50000,
};

struct lesson {
	struct understanding *guess; /* of the rules alone */
	GArray *features;	     /* opinion_features */
	const char *topic;	     /* the truth; the rules' */
	enum letter_kind kind;	     /* KIND_UNKNOWN: nobody says */
	bool is_example;
};

struct lessons {
	GArray *list; /* of struct lesson: examples, then decisions */
	guint examples, decisions;
	/* Of struct danger_telling: of dangers, and of examples. */
	GPtrArray *tellings;
	struct hash hash; /* examples_hash */
};

/* rules: the folder; topics must have no experience. */
struct lessons *lessons_of_examples(
	const char *rules, struct topics *topics, GError **error);
bool lessons_add_decisions(struct lessons *lessons, struct db *db,
	struct topics *topics, GError **error);
void lessons_free(struct lessons *lessons);
typedef struct lessons lessons;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lessons, lessons_free)

/* The fold of each lesson, in which it is asked about; `folds` for examples
 * beside decisions, which are not.  Letters on one topic in one language are
 * dealt out in turn, in an order that depends on seed: a fold with more of them
 * than its share would leave the fewer to learn from where more is asked. */
guint8 *lessons_deal(
	const struct lessons *lessons, guint8 folds, uint32_t seed);

/* Learn from those whose fold is not `without`; folds is by lesson, NULL: from
 * all.  left_out_out (may be NULL): decisions of topics with too few letters.
 * TRAIN_ERROR_DATA when there is too little. */
struct experience *lessons_learn(const struct lessons *lessons,
	const guint8 *folds, int without, const struct train_options *options,
	guint *left_out_out, GError **error);
