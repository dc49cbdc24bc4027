/* Messages asked for together: which they are, where their bytes go, and how
 * what came gets from there into the spool and the ledger. */
#pragma once

#include <jansson.h>
#include "state.h"

/* Over its limit a letter is read from its headers, yet kept whole; this is
 * where keeping ends. */
#define CHUNK_KEEP_MOST_BYTES (INT64_C(2) << 30)

/* A message that is on the server and not in the spool. */
struct pending {
	uint32_t uid;
	int64_t bytes; /* 0: the server does not say */
	int64_t received_utc_us;
};

/* The folder they are in, as the ledger knows it. */
struct chunk_place {
	const char *source;
	int64_t epoch;	 /* UIDVALIDITY */
	bool is_emptied; /* what is done with is moved away */
};

struct chunk {
	GArray *messages; /* of struct pending */
	int fd;		  /* where their bytes go; -1 */
};

void chunk_init(struct chunk *chunk);
void chunk_clear(struct chunk *chunk);

/* Move up to `most` messages, and not too many bytes, from the head of the
 * queue (of struct pending) into an empty chunk with a place to write to. */
bool chunk_fill(struct chunk *chunk, struct spool *spool, GQueue *pending,
	guint most, GError **error);
/* Back to the head of the queue, in their order. */
void chunk_put_back(struct chunk *chunk, GQueue *pending);

json_t *chunk_uids(const struct chunk *chunk);
/* How long the bytes may be on their way, on the slowest line that is not
 * given up. */
int chunk_slow_ms(const struct chunk *chunk);

/* What came of a chunk. */
struct arrival;

/* Takes what is in the chunk; bodies are those of the role's answer.  The
 * place's source must live as long. */
struct arrival *arrival_new(const struct chunk_place *place,
	struct chunk *chunk, const json_t *bodies);
void arrival_free(struct arrival *arrival);
/* The bytes of what the role says it wrote, on disk.  From any thread, with a
 * spool of its own (NULL: it is opened); arrival_commit tells what went
 * wrong. */
void arrival_keep(
	struct arrival *arrival, const char *spool_dir, struct spool **spool);
/* After this a crash loses nothing of what is kept.  What did not come is
 * noted as gone, what was cut as cut.  *has_old_out: some of it we had
 * already. */
bool arrival_commit(struct arrival *arrival, struct engine *engine,
	bool *has_old_out, GError **error);

/* The message cannot be had; `why` is written down. */
void chunk_note_problem(struct engine *engine, const struct chunk_place *place,
	uint32_t uid, const char *why);
