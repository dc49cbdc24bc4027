/* From what was claimed and what was true to what should be claimed. */
#pragma once

#include "plaint/topics/text_model.h"

/* Scores of a text that took no part in the learning. */
struct held_out {
	double *scores; /* by label */
	double *rules;	/* by label: what the rules say for it; 0: nothing */
	guint label;	/* the true one */
};

/* What is added to a label's score (divided by the temperature). */
struct blend {
	double temperature;
	double trust; /* times what the rules say for it */
	double *lean; /* by label */
};
void blend_clear(struct blend *blend);

/* The blend that makes the truth likeliest, and the model's calibration
 * points for it; held is of struct held_out. */
struct blend calibrate(struct text_model *model, const GArray *held);
