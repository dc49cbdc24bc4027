/* The store: every SQL statement of the program, one file per aggregate.
 *
 * Rules that hold for all of plaint/store/:
 * - Time is a parameter.  Ids are made by the caller with id_new().
 * - Every function may be called inside a db_run_tx callback, any number per
 *   transaction; one that needs a transaction opens its own when there is
 *   none.  Whatever belongs together (case, letter, event, reply, outbox)
 *   goes into one db_run_tx of the caller.
 * - Structs given in are borrowed for the call.  A struct that comes out is
 *   one piece of memory with its text: g_free it; lists are GPtrArrays that
 *   free their elements.  Text is never NULL on the way out; NULL on the way
 *   in counts as "".
 * - An absent id or day is "", an instant that has not come is 0; the
 *   database holds NULL.
 * - On PostgreSQL, take locks in one order: number (casefile_register), then
 *   rows, then events last, so that two writers do not deadlock (when they
 *   do, db_run_tx runs one of them again).
 *
 * Errors: DB_ERROR from below and STORE_ERROR. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/id.h"
#include "plaint/db/db.h"
#include "plaint/domain/day.h"

/* _MISSING: there is no such row.  _CONFLICT: somebody changed it meanwhile,
 * or it is not in the state this needs; read it again.  _REFUSED: a rule
 * forbids it; the text says which, tell the person. */
enum store_error {
	STORE_ERROR_MISSING,
	STORE_ERROR_CONFLICT,
	STORE_ERROR_REFUSED,
};
#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);

/* db_open, and nothing else: store_migrate makes the tables. */
struct db *store_open(const char *uri, GError **error);

/* Bring the schema up to this program's version, all steps or none; a step that
 * is already there must be the very text this program knows, and a schema newer
 * than the program is refused (both DB_ERROR_FATAL).  Safe to call by several
 * processes at once. */
bool store_migrate(struct db *db, int64_t now_utc_us, GError **error);
/* The same of a database that was used before: STORE_ERROR_MISSING, and
 * nothing is made, where it is empty. */
bool store_migrate_used(struct db *db, int64_t now_utc_us, GError **error);

/* Call `each` for every SHA-256 a row names, once each, in pages; for
 * `plaint verify`.  Stops and returns false when `each` does. */
bool store_each_original(struct db *db,
	bool (*each)(const char *sha256, void *user), void *user,
	GError **error);
