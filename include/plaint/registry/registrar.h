/* From a read document to a case (or to the file, or to quarantine): the
 * decisions, and the one transaction per letter that carries them out. */
#pragma once

#include <jansson.h>
#include "plaint/casework/rules.h"
#include "plaint/domain/document.h"
#include "plaint/registry/looks.h"
#include "plaint/store/job.h"
#include "plaint/store/letter.h"

/* One letter as a worker answered it. */
struct registration {
	struct job *job;	   /* owned */
	struct document *document; /* owned; NULL: reading failed */
	/* Of the file that was read, whatever letters its pages become;
	 * owned; NULL: none. */
	struct attachment *searchable_pdf;
	char *json;    /* the document's, as it is kept; owned */
	char *problem; /* why it failed, owned */
	/* Owned; NULL until prepared. */
	struct understanding *understanding;
	struct looks *looks;
	char *reasons;		   /* of the understanding, as they are kept */
	struct paper *paper;	   /* owned; NULL: it came as one letter */
	struct paper_facts *facts; /* owned; NULL: it is no paper */
	/* So much later its attachments are read by OCR: virus.h of the
	 * engine. */
	int64_t head_start_us;
	const char *done;     /* what became of it: for the log, static */
	bool is_acknowledged; /* something went into the outbox */
	bool is_in_case;      /* it came to a case, new or old */
};
void registration_free(struct registration *registration);

/* Takes what was understood of its document; with it come looks and
 * reasons. */
void registration_take(
	struct registration *registration, struct understanding *understanding);
/* The pure half, outside any transaction. */
void registration_prepare(
	const struct rules *rules, struct registration *registration);

/* The other half, inside the caller's transaction. */
bool registration_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error);

/* Of a letter whose reading is written: what becomes of it, in the caller's
 * transaction.  `registration` is prepared; its job is not looked at. */
bool registration_settle(const struct rules *rules, struct db *db,
	struct registration *registration, struct letter *letter,
	int64_t now_utc_us, GError **error);
