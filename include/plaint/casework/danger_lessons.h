/* What there is to learn from about dangers: how they are told (rules/dangers)
 * and, as what is none, the letters of rules/examples in which the rules found
 * none. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/topics/classify.h"
#include "plaint/train/trainer.h"

enum {
	DANGER_FOLDS = 5
};

struct danger_telling {
	char *text;
	char *flag;	/* or SUSPICION_NONE */
	bool is_letter; /* a whole one, not a passage */
	guint fold; /* 0..DANGER_FOLDS-1; tellings that are alike share it */
};

/* GPtrArray of struct danger_telling. */
GPtrArray *tellings_new(void);
/* All of rules/dangers; rules: the folder. */
bool tellings_add_dangers(GPtrArray *tellings, const char *rules,
	const struct topic_rules *topics, GError **error);
/* A letter, as what is no danger, unless the rules alone (guess) see one or a
 * sentence of it is among the tellings. */
void tellings_add_letter(GPtrArray *tellings, const char *text,
	const struct understanding *guess, const struct topic_rules *topics);

/* Learn from all but one fold (-1: from all); NULL without an error when no
 * danger is told. */
struct text_model *tellings_learn(const GPtrArray *tellings,
	const struct topic_rules *rules, int without,
	const struct train_options *options, GError **error);
