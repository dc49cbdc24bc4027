/* The engine's inside: what its parts share.
 *
 * The parts and who may call whom (downwards):
 *
 *     engine.c       main loop, signals, reload
 *     mailbox.c  scans.c  reading.c  outgoing.c     one per flow
 *     reminders.c                                  days, digests, escalation
 *     virus.c                                      what clamd says
 *     storing.c                                    what a mailbox brought
 *     chunk.c  listing.c  settling.c  modseq.c     steps of a mailbox
 *     blame.c                                      what ends sessions
 *     training.c                                   the model of topics
 *     gathering.c  intake.c  thinking.c  leases.c  steps of the flows
 *     registering.c  keeper.c                      what was read is committed
 *     background.c                                 threads beside the loop
 *
 * What becomes of a letter is registry's, roles as processes are worker's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/base/id.h"
#include "plaint/casework/rules.h"
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/day.h"
#include "plaint/engine/engine.h"
#include "plaint/spool/spool.h"

struct mailbox;
struct scans;
struct reader_flow;
struct outgoing;
struct tokens;
struct reminders;
struct virus;
struct training;

struct engine {
	enum engine_parts parts;
	struct rules rules;
	struct db *db;
	struct spool *spool;
	char *owner; /* of our leases: lease_owner_new */
	GMainLoop *loop;
	GPtrArray *mailboxes;	     /* of struct mailbox */
	GPtrArray *scans;	     /* of struct scans */
	struct reader_flow *readers; /* parse and ocr */
	struct outgoing *outgoing;
	struct tokens *tokens; /* and passwords: what logins need */
	struct reminders *reminders;
	struct virus *virus; /* NULL: no scanner is configured */
	struct training *training;
	const GPtrArray *awaited; /* engine_run_until_read: letter ids */
	GError *fatal;		  /* why the loop was left */
};

/* Leave the main loop; takes error (NULL: an orderly end). */
void engine_quit(struct engine *engine, GError *error);

/* Leave it because a role cannot work here at all, as its frame tells. */
void engine_refuse(
	struct engine *engine, const char *role, const json_t *frame);

/* The organisation's day of an instant. */
struct day engine_day(const struct engine *engine, int64_t utc_us);
/* Its minute of that day, by the clock on the wall. */
int engine_minute(const struct engine *engine, int64_t utc_us);

/* Something was registered, filed or quarantined: sources may be told. */
void engine_on_finished(struct engine *engine);
/* Readers will soon have nothing to do: what is fetched already is taken in. */
void engine_on_dry(struct engine *engine);
/* Of some mailbox it is not known yet that nothing more is to come. */
bool engine_is_fetching(const struct engine *engine);
/* There are new jobs / there is something in the outbox. */
void engine_on_jobs(struct engine *engine);
void engine_on_outbox(struct engine *engine);
