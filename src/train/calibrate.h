/* From what was claimed and what was true to what should be claimed. */
#pragma once

#include "plaint/domain/text_model.h"

/* Scores of a text that took no part in the learning. */
struct held_out {
	double *scores; /* by label */
	guint label;	/* the true one */
};

/* Sets the model's temperature and calibration points; held is of struct
 * held_out. */
void calibrate(struct text_model *model, const GArray *held);
