/* Many linear machines at once, in children. */
#pragma once

#include <glib.h>
#include <linear.h>
#include "plaint/train/trainer.h"

/* What all jobs look at. */
struct fit_data {
	struct feature_node **vectors; /* by row, each ends with index -1 */
	const guint *labels;	       /* by row */
	int features;		       /* without the bias */
};

/* One label against the rest, learnt from some rows. */
struct fit_job {
	const guint *rows;
	guint count;
	guint label;
	double cost;
	float *weights; /* features + 1 (the bias), in fit_memory */
};

/* Memory that children write for us; NULL with an error. */
float *fit_memory(size_t floats, GError **error);
void fit_memory_free(float *memory, size_t floats);

bool fit_run(const struct fit_data *data, const struct fit_job *jobs,
	guint count, const struct train_options *options, GError **error);
