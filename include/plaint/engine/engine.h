/* The engine: takes letters from their sources into spool and ledger, has
 * them read by sealed workers, understands and registers them, acknowledges,
 * and hands approved replies to the send role.  One thread, one main loop;
 * the pure work in between is domain's.
 *
 * Every step is one commit (src/README.md): after a crash the next start
 * goes on from the last one. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/registry/mailroom.h"

/* _SETUP: an administrator must mend something (message says what).  What is
 * wrong with the database, the spool or the rules comes as DB_ERROR,
 * SPOOL_ERROR and so on. */
enum engine_error {
	ENGINE_ERROR_SETUP,
};
#define ENGINE_ERROR (engine_error_quark())
GQuark engine_error_quark(void);

enum engine_parts {
	ENGINE_MAIL = 1 << 0,	/* fetch from mailboxes */
	ENGINE_SCANS = 1 << 1,	/* watch scan folders */
	ENGINE_PARSE = 1 << 2,	/* read e-mail */
	ENGINE_OCR = 1 << 3,	/* read scans */
	ENGINE_SEND = 1 << 4,	/* send what is in the outbox */
	ENGINE_REMIND = 1 << 5, /* days anew, reminders, digests */
	ENGINE_VIRUS = 1 << 6,	/* have clamd look at what came */
	ENGINE_ALL = (1 << 7) - 1,
};

struct engine;

/* Takes over config (also on failure).  Drops root for config->run_as, opens
 * database and spool, migrates, and lets mail come in (ENGINE_MAIL) while rules
 * and templates load: it is kept, also where they turn out to be wrong. */
struct engine *engine_new(
	struct config *config, enum engine_parts parts, GError **error);
void engine_free(struct engine *engine);
typedef struct engine engine;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(engine, engine_free)

/* Until SIGTERM or SIGINT; SIGHUP reloads config, rules and templates.
 * False when it could not go on. */
bool engine_run(struct engine *engine, GError **error);

/* Until no job of the given letters is left, or SIGTERM, SIGINT or SIGHUP,
 * after which somebody else goes on: `plaint ingest`. */
bool engine_run_until_read(
	struct engine *engine, const GPtrArray *letter_ids, GError **error);

/* Take in one original by hand, as if it had come through a source named
 * `source`.  The letter's id into id_out (27 bytes); false and unchanged when
 * it could not be kept.  *is_new_out false: these bytes are known. */
struct engine_original {
	int fd;
	const char *channel; /* mail, scan, hand */
	const char *source;
	const char *name;
	int64_t received_utc_us;
	const char *received_from; /* "clerk" when somebody said so; "hand" */
};
bool engine_take(struct engine *engine, const struct engine_original *original,
	char *id_out, bool *is_new_out, GError **error);

/* What the acts of the mailroom work with, as long as the engine is there and
 * does not run. */
struct mailroom engine_mailroom(struct engine *engine);
