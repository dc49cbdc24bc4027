/* Leases of the jobs that we hold: claimed and waiting for a worker, or in a
 * worker's hand.  While we hold them they stay ours, however long others of
 * them, or a full disk, keep us: one that ran out would be claimed once more,
 * by us too, and read for nothing. */
#pragma once

#include "plaint/store/job.h"

#define LEASE_US (INT64_C(600) * 1000000)

/* Who holds a lease: this run of the program, and its process.  Caller
 * frees. */
char *lease_owner_new(void);
/* Jobs whose lease ran out wait again; so does what a process of this machine
 * had in hand that is gone (SIGKILL, no memory).  What another machine's had,
 * or this one's before it was started anew, waits for its lease. */
void leases_end(struct db *db, int64_t now_utc_us);

/* job_claim.  *unsure_utc_us is 0 at first and the caller's to keep for each
 * kind: after an error a claim may have been made all the same, and the next
 * call gives that back before it claims. */
GPtrArray *lease_claim(struct db *db, const struct job_claim *claim,
	int64_t *unsure_utc_us, GError **error);

/* One job; a lease that is young enough is left as it is.  False: it was
 * lost. */
bool lease_keep(struct db *db, struct job *job, int64_t now_utc_us);
/* A long scan shows how far it is (its pages), once a second, and keeps its
 * lease by it. */
void lease_show_progress(struct db *db, struct job *job, int64_t now_utc_us);
/* A queue of struct job; those that were lost are freed and taken out. */
void leases_keep(struct db *db, GQueue *claimed, int64_t now_utc_us);
