/* Transactions: begin, work, commit, and again when another writer was
 * first.  The contract is the header's; here is only the order of steps. */
#include "plaint/db/db.h"

#include "driver.h"

enum {
	TX_FIRST_WAIT_US = 4000, /* doubled each time, with a random part */
};

/* Work must say why it failed; one that does not is a bug, not a crash. */
static bool run_work(struct db *db, db_work work, void *user, GError **failure)
{
	if (work(db, user, failure))
		return true;
	if (*failure == NULL)
		db_fail(failure, DB_ERROR_FATAL,
			"a transaction failed without a reason");
	return false;
}

static bool commit(struct db *db, GError **error)
{
	if (db->doom != NULL) {
		g_propagate_error(error, g_steal_pointer(&db->doom));
		return false;
	}
	if (db->driver->script(db, "COMMIT", error))
		return true;
	if (error != NULL &&
		g_error_matches(*error, DB_ERROR, DB_ERROR_CONNECTION))
		g_prefix_error(error,
			"lost while committing, the outcome is unknown: ");
	return false;
}

static bool run_once(struct db *db, const char *begin, db_work work, void *user,
	GError **error)
{
	if (!db->driver->revive(db, error) ||
		!db->driver->script(db, begin, error))
		return false;
	db->in_tx = true;
	bool done = run_work(db, work, user, error) && commit(db, error);
	db->in_tx = false;
	g_clear_error(&db->doom);
	/* When the database has rolled back by itself this fails, harmlessly.
	 */
	if (!done)
		db->driver->script(db, "ROLLBACK", NULL);
	return done;
}

static bool join(struct db *db, db_work work, void *user, GError **error)
{
	GError *failure = NULL;
	if (run_work(db, work, user, &failure))
		return true;
	/* It may have done half of its work. */
	if (db->doom == NULL)
		db->doom = g_error_copy(failure);
	g_propagate_error(error, failure);
	return false;
}

static bool run(struct db *db, const char *begin, db_work work, void *user,
	GError **error)
{
	if (db->in_tx)
		return join(db, work, user, error);
	for (int tries = 1;; tries++) {
		GError *failure = NULL;
		if (run_once(db, begin, work, user, &failure))
			return true;
		if (!g_error_matches(failure, DB_ERROR, DB_ERROR_BUSY) ||
			tries == DB_TX_MOST_TRIES) {
			g_propagate_error(error, failure);
			return false;
		}
		g_error_free(failure);
		gulong wait_us = (gulong)TX_FIRST_WAIT_US << tries;
		g_usleep(wait_us + g_random_int() % wait_us);
	}
}

bool db_run_tx(struct db *db, db_work work, void *user, GError **error)
{
	return run(db, db->driver->begin, work, user, error);
}

bool db_run_snapshot(struct db *db, db_work work, void *user, GError **error)
{
	return run(db, db->driver->begin_snapshot, work, user, error);
}

/* Not after the whole transaction is lost anyway. */
static bool is_undoable(const GError *failure)
{
	return !g_error_matches(failure, DB_ERROR, DB_ERROR_BUSY) &&
	       !g_error_matches(failure, DB_ERROR, DB_ERROR_CONNECTION);
}

bool db_run_part(struct db *db, db_work work, void *user, GError **error)
{
	g_return_val_if_fail(db->in_tx, false);
	if (!db_exec_script(db, "SAVEPOINT part", error))
		return false;
	GError *failure = NULL;
	bool done = run_work(db, work, user, &failure);
	if (done && db->doom != NULL) {
		failure = g_error_copy(db->doom);
		done = false;
	}
	if (done)
		return db_exec_script(db, "RELEASE SAVEPOINT part", error);
	if (is_undoable(failure) &&
		db->driver->script(db,
			"ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part",
			NULL))
		g_clear_error(&db->doom);
	else if (db->doom == NULL)
		db->doom = g_error_copy(failure);
	g_propagate_error(error, failure);
	return false;
}
