/* The model of topics: taken up when its file changes, learnt anew at night
 * when there are new decisions. */
#pragma once

#include "state.h"

/* Reads the model there is, beside the rules, which may still be loading. */
struct training *training_new(struct engine *engine);
/* They are loaded: takes up the model before it returns. */
void training_begin(struct training *training);
void training_free(struct training *training);
