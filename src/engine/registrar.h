/* From a read document to a case (or to the file, or to quarantine): the
 * decisions, and the one transaction per letter that carries them out. */
#pragma once

#include <jansson.h>
#include "plaint/domain/document.h"
#include "plaint/store/job.h"
#include "state.h"

/* One letter as a worker answered it. */
struct registration {
	struct job *job;	   /* owned */
	struct document *document; /* owned; NULL: reading failed */
	char *json;		   /* the document's JSON text, owned */
	char *problem;		   /* why it failed, owned */
	struct understanding *understanding; /* owned; NULL until prepared */
	const char *done;     /* what became of it: for the log, static */
	bool is_acknowledged; /* something went into the outbox */
	bool is_in_case;      /* it came to a case, new or old */
};
void registration_free(struct registration *registration);

/* The pure half, outside any transaction. */
void registration_prepare(
	struct engine *engine, struct registration *registration);

/* The other half, inside the caller's transaction. */
bool registration_commit(struct engine *engine, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error);
