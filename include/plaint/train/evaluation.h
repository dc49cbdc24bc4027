/* How good answers were: what was said, how surely, and what was true. */
#pragma once

#include <glib.h>

struct outcome {
	guint truth, said; /* labels */
	double confidence; /* claimed, 0..1 */
};

struct label_score {
	guint examples, said, right;
	double precision, recall, f1; /* 0 where nothing is to divide by */
};

/* Answers with claims alike: as many in each bin, so that every bin can be
 * trusted the same. */
struct reliability_bin {
	double from, to;       /* claims in it */
	double claimed, truth; /* means */
	guint count;
};

struct evaluation {
	guint count, labels;
	double accuracy, macro_f1;
	struct label_score *scores; /* by label */
	guint *confusion;	    /* [truth * labels + said] */
	GArray *bins;		    /* of struct reliability_bin */
	double largest_gap; /* of bins of EVALUATION_BIN_LEAST or more */
	/* The most that may go straight through when at most max_error of
	 * them may be wrong. */
	double max_error, threshold, straight_share, straight_error;
};

enum {
	EVALUATION_BINS = 10,
	EVALUATION_BIN_LEAST = 50,
};

/* outcomes (of struct outcome) are put in order of their confidence. */
struct evaluation *evaluation_make(
	GArray *outcomes, guint labels, double max_error);
void evaluation_free(struct evaluation *evaluation);
typedef struct evaluation evaluation;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(evaluation, evaluation_free)
