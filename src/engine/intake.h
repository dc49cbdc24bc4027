/* Taking in: originals' bytes into the spool, then letter, job and ledger in
 * one transaction.  After intake_commit a crash loses nothing. */
#pragma once

#include "plaint/store/ledger.h"
#include "state.h"

struct intake_item {
	struct ledger_key key; /* item NULL: no ledger row (by hand) */
	const char *channel;   /* mail, scan, hand */
	const char *name;
	const char *received_from; /* how the day is known */
	int64_t received_utc_us;   /* later than now counts as now */
	int fd;			   /* borrowed until it is kept */
	int64_t offset, bytes;
	struct hash hash; /* filled by intake_keep */
	/* Filled by intake_commit: */
	const char *job_kind;
	struct id letter_id;
	bool is_new;
};

/* The bytes of each, on disk.  From any thread, with a spool of its own. */
bool intake_keep(struct spool *spool, struct intake_item *items, size_t count,
	GError **error);
/* Of what is kept, all or nothing; the items must have been noted as seen when
 * they have a key. */
bool intake_commit(struct engine *engine, struct intake_item *items,
	size_t count, GError **error);
/* Both, of one that came by itself. */
bool intake_take(
	struct engine *engine, struct intake_item *item, GError **error);
