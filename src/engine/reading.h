/* The reading flow: jobs out of the database to the workers, documents back
 * into it as registered, filed or quarantined letters. */
#pragma once

#include "plaint/store/job.h"
#include "state.h"

/* Pools for the parts asked for, whose processes start at once. */
struct reader_flow *reader_flow_new(struct engine *engine);
/* The rules are loaded: from now on there are letters for them. */
void reader_flow_begin(struct reader_flow *flow);
/* Registers what is answered already, stops the workers, gives their jobs
 * back. */
void reader_flow_free(struct reader_flow *flow);

/* May mail that is stored now be claimed for our readers, by the transaction
 * that stores it?  False (no flow: NULL, or it has enough): it waits like any.
 * After true its jobs are taken once that is committed, maybe none; if they are
 * not, that transaction failed. */
bool reader_flow_offer(struct reader_flow *flow, int64_t now_utc_us,
	struct job_claim *claim_out);
/* Of struct job, which are taken out of the array. */
void reader_flow_take(struct reader_flow *flow, GPtrArray *jobs);

/* Look for jobs now. */
void reader_flow_pump(struct reader_flow *flow);
/* Between the steps of what keeps the main loop waiting, a transaction of many
 * letters: those who read mail are given the next letter.  Writes nothing to
 * the database.  NULL: nobody reads here. */
void reader_flow_look(struct reader_flow *flow);
