/* The model of topics: taken up when its file changes, learnt anew at night
 * when there are new decisions. */
#pragma once

#include "state.h"

/* Takes up the model there is before it returns. */
struct training *training_new(struct engine *engine);
void training_free(struct training *training);
