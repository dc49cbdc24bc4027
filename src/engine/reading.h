/* The reading flow: jobs out of the database to the workers, documents back
 * into it as registered, filed or quarantined letters. */
#pragma once

#include "state.h"

/* Pools for the parts asked for, whose processes start at once. */
struct reader_flow *reader_flow_new(struct engine *engine);
/* The rules are loaded: from now on there are letters for them. */
void reader_flow_begin(struct reader_flow *flow);
/* Registers what is answered already, stops the workers, gives their jobs
 * back. */
void reader_flow_free(struct reader_flow *flow);

/* Look for jobs now. */
void reader_flow_pump(struct reader_flow *flow);
/* Between the steps of what keeps the main loop waiting, a transaction of many
 * letters: those who read mail are given the next letter.  Writes nothing to
 * the database.  NULL: nobody reads here. */
void reader_flow_look(struct reader_flow *flow);
