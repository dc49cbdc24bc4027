/* Learning from decided texts: liblinear's linear support vector machine, one
 * label against the rest, over features of text (plaint/topics/features.h).
 *
 * What rules say of a text is not learnt from but weighed beside it: how much
 * a rule's word adds to its label's score is chosen on texts held out, as are
 * the temperature and each label's own lean.  Then claims are calibrated.
 *
 * liblinear draws from rand() and keeps state; it runs in forked children
 * that share nothing but the weights they leave, so the same examples give
 * the same model on any number of processors. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/topics/text_model.h"

/* _DATA: too little or too much to learn from; _CHILD: a child died, or the
 * machine has no memory or processes to spare. */
enum train_error {
	TRAIN_ERROR_DATA,
	TRAIN_ERROR_CHILD,
};
#define TRAIN_ERROR (train_error_quark())
GQuark train_error_quark(void);

enum {
	TRAIN_EXAMPLES_MOST = 300000,
};

struct sample {
	GArray *features; /* of struct feature, shared */
	guint label;	  /* in training_set's labels */
	guint votes;	  /* it counts as so many */
};

struct training_set {
	GPtrArray *labels;  /* of char *, in byte order after _sort */
	GArray *samples;    /* of struct sample */
	GHashTable *places; /* label -> its number */
};

struct training_set *training_set_new(void);
void training_set_free(struct training_set *set);
typedef struct training_set training_set;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(training_set, training_set_free)

/* Takes a reference of the features.  False when there are
 * TRAIN_EXAMPLES_MOST or the label is one too many or too long. */
bool training_set_add(struct training_set *set, GArray *features,
	const char *label, guint votes, GError **error);
/* Put the labels in order; call it once after the last sample. */
void training_set_sort(struct training_set *set);

struct train_options {
	int64_t now_utc_us;
	/* The group of rules (features_add_rule) that speak for labels, by
	 * name; NULL: none do. */
	const char *rules;
	/* A word's weight by rarity, 1 + log(texts / texts with it), is taken
	 * to that power; 0: as it is. */
	double idf_power;
	/* Learn also what stands in one text only, if there is time. */
	bool keep_single;
	/* What a text on the wrong side costs (liblinear's C); 0: 0.5. */
	double cost;
	/* Learn so many features, those that tell most; 0: as many as there is
	 * time for. */
	guint features_most;
	/* May be NULL: called now and then with what is going on, 0..1. */
	void (*progress)(void *user, double share);
	void *user;
};

/* Learn from the samples named by rows (of guint).  Every label among them
 * becomes one of the model; there must be two. */
struct text_model *train_model(const struct training_set *set,
	const GArray *rows, const struct train_options *options,
	GError **error);

/* Rows 0..count-1 in an order that depends on seed alone. */
GArray *train_shuffled(guint count, uint32_t seed);
