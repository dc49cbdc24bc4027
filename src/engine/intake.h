/* Taking in: an original's bytes into the spool, then letter, job and ledger
 * in one transaction.  After intake_commit a crash loses nothing. */
#pragma once

#include "plaint/store/ledger.h"
#include "state.h"

struct intake_item {
	struct ledger_key key; /* item NULL: no ledger row (by hand) */
	const char *channel;   /* mail, scan, hand */
	const char *name;
	const char *received_from; /* how the day is known */
	int64_t received_utc_us;   /* later than now counts as now */
	int fd;			   /* borrowed until intake_commit */
	int64_t offset, bytes;
	/* Filled by intake_commit: */
	struct hash hash;
	const char *job_kind;
	struct id letter_id;
	bool is_new;
};

/* All or nothing for a batch; the items must have been noted as seen when
 * they have a key. */
bool intake_commit(struct engine *engine, struct intake_item *items,
	size_t count, GError **error);
