/* Learning what letters are about from the office's own decisions
 * (plaint/store/decision.h): what `plaint train` and the daemon do at night,
 * in the process of the role train.
 *
 * A topic takes part from LEARNING_TOPIC_LEAST decisions on; with fewer than
 * two such topics, or fewer than LEARNING_LEAST decisions in all, there is
 * nothing to learn and the rules alone serve.
 *
 * The file config->training.model is written beside and renamed; the one
 * before it stays as FILE.before.  An event of subject "model" keeps the
 * SHA-256 of what came into use.
 *
 * Errors: TRAIN_ERROR, TEXT_MODEL_ERROR, DB_ERROR, BASE_ERROR. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/hash.h"
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/rulebook/topics.h"
#include "plaint/train/trainer.h"

enum {
	LEARNING_TOPIC_LEAST = 10,
	LEARNING_LEAST = 50,
	/* The newest; older ones are forgotten. */
	LEARNING_MOST = 50000,
};

/* Decided letters and what the rules said of them.  topics must have no
 * model. */
struct learning_set {
	struct training_set *set;
	GArray *rows;	    /* of guint: those that take part */
	GPtrArray *guesses; /* of struct understanding, by sample: the rules' */
	guint decisions;    /* found */
	guint left_out;	    /* of topics with too few */
};
struct learning_set *learning_collect(
	struct db *db, struct topics *topics, GError **error);
void learning_set_free(struct learning_set *learning);
typedef struct learning_set learning_set;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(learning_set, learning_set_free)

/* A model of those of the rows; TRAIN_ERROR_DATA when they are too few. */
struct text_model *learning_model(const struct learning_set *learning,
	const GArray *rows, const struct train_options *options,
	GError **error);

struct learnt {
	struct hash hash; /* of the file */
	guint decisions, left_out, topics;
};
/* by: a login, or "plaint" for the daemon. */
bool learning_train(struct db *db, const struct config *config,
	struct topics *topics, const char *by,
	const struct train_options *options, struct learnt *out,
	GError **error);

/* The model before this one comes back, and this one is kept in its place. */
bool learning_undo(struct db *db, const struct config *config, const char *by,
	int64_t now_utc_us, struct hash *out, GError **error);

/* The model of the file, for topics_set_model; NULL without an error when
 * there is none. */
struct text_model *learning_load(const struct config *config, GError **error);

/* Are there decisions that no training has seen? */
bool learning_is_due(struct db *db, bool *due_out, GError **error);
