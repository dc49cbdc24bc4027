/* Learning what letters are about and what they want (plaint/casework/
 * lessons.h): what `plaint train` and the daemon do at night, in the process
 * of the role train.
 *
 * The file config->training.model is written beside and renamed; the one
 * before it stays as FILE.before.  An event of subject "model" keeps the
 * SHA-256 of what came into use.
 *
 * Errors: TRAIN_ERROR, TEXT_MODEL_ERROR, YAML_ERROR, DB_ERROR, BASE_ERROR. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/hash.h"
#include "plaint/casework/lessons.h"
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/rulebook/topics.h"

struct learnt {
	struct hash hash; /* of the file */
	guint decisions, examples, left_out, topics;
};
/* by: a login, or "plaint" for the daemon. */
bool learning_train(struct db *db, const struct config *config,
	struct topics *topics, const char *by,
	const struct train_options *options, struct learnt *out,
	GError **error);

/* The model before this one comes back (before the office's first one: what
 * came with the rules), and this one is kept in its place. */
bool learning_undo(struct db *db, const struct config *config, const char *by,
	int64_t now_utc_us, struct hash *out, GError **error);

/* Learn from the examples of a folder of rules alone, into its
 * examples.model. */
bool learning_examples(const char *rules, struct topics *topics,
	const struct train_options *options, struct learnt *out,
	GError **error);

/* The file in use: the office's own, or until there is one what came with the
 * rules.  Caller frees. */
char *learning_path(const struct config *config);
/* What was learnt, for topics_set_experience; NULL without an error when there
 * is nothing. */
struct experience *learning_load(const struct config *config, GError **error);
/* Were the examples of the rules edited since? */
bool learning_is_stale(const struct experience *experience, const char *rules);

/* Are there decisions or examples that no training has seen?  `examples` is
 * the hash of those that the model in use learnt from; NULL: none is in use. */
bool learning_is_due(struct db *db, const struct config *config,
	const char *examples, bool *due_out, GError **error);
