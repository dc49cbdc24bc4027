/* The part both drivers share: choosing one by URI, running statements, and
 * remembering that a transaction in which one failed cannot commit. */
#include "plaint/db/db.h"

#include <stdarg.h>
#include <string.h>
#include "driver.h"

static const struct {
	const char *prefix;
	const struct db_driver *driver;
} schemes[] = {
	{ "sqlite:", &db_driver_sqlite },
	{ "postgresql:", &db_driver_postgresql },
	{ "postgres:", &db_driver_postgresql },
};

GQuark db_error_quark(void)
{
	return g_quark_from_static_string("plaint-db-error");
}

bool db_fail(GError **error, enum db_error code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	GError *failure =
		g_error_new_valist(DB_ERROR, (gint)code, format, arguments);
	va_end(arguments);
	g_propagate_error(error, failure);
	return false;
}

static const struct db_driver *driver_of(const char *uri)
{
	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_has_prefix(uri, schemes[i].prefix))
			return schemes[i].driver;
	return NULL;
}

struct db *db_open(const char *uri, GError **error)
{
	const struct db_driver *driver = driver_of(uri);
	if (driver == NULL) {
		/* The URI is not shown: it might hold a password. */
		db_fail(error, DB_ERROR_FATAL,
			"database: the URI must begin with sqlite: or "
			"postgresql:");
		return NULL;
	}
	g_autoptr(db) db = g_new0(struct db, 1);
	db->driver = driver;
	if (!driver->open(db, uri, error)) {
		g_prefix_error(error, "database: ");
		return NULL;
	}
	return g_steal_pointer(&db);
}

bool db_is_missing(const char *uri)
{
	const struct db_driver *driver = driver_of(uri);
	return driver != NULL && driver->is_missing != NULL &&
	       driver->is_missing(uri);
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (db->statements != NULL)
		g_hash_table_unref(db->statements);
	if (db->handle != NULL)
		db->driver->close(db);
	g_clear_error(&db->doom);
	g_free(db);
}

enum db_dialect db_dialect(const struct db *db)
{
	return db->driver->dialect;
}

const char *db_skip_locked(const struct db *db)
{
	return db->driver->skip_locked;
}

const char *db_lock_row(const struct db *db)
{
	return db->driver->lock_row;
}

const char *db_insert_rows(const struct db *db)
{
	return db->driver->insert_rows;
}

void db_trim_statements(struct db *db)
{
	if (g_hash_table_size(db->statements) < DB_MOST_STATEMENTS)
		return;
	memset(db->recent, 0, sizeof(db->recent));
	g_hash_table_remove_all(db->statements);
}

/* May a statement run now?  In a doomed transaction none may, on either
 * database, so that what works on one works on the other. */
static bool ready(struct db *db, GError **error)
{
	if (db->doom != NULL) {
		g_propagate_error(error, g_error_copy(db->doom));
		return false;
	}
	return db->in_tx || db->driver->revive(db, error);
}

static void take_failure(struct db *db, GError *failure, GError **error)
{
	if (db->in_tx && db->doom == NULL)
		db->doom = g_error_copy(failure);
	g_propagate_error(error, failure);
}

static int64_t run(struct db *db, const char *sql, struct db_values values,
	struct db_rows *rows, GError **error)
{
	GError *failure = NULL;
	int64_t changed = -1;
	if (values.count > DB_MOST_VALUES)
		db_fail(&failure, DB_ERROR_FATAL, "%zu parameters in: %s",
			values.count, sql);
	else if (ready(db, &failure))
		changed = db->driver->run(db, sql, values, rows, &failure);
	if (changed < 0)
		take_failure(db, failure, error);
	return changed;
}

int64_t db_exec(
	struct db *db, const char *sql, struct db_values values, GError **error)
{
	return run(db, sql, values, NULL, error);
}

struct db_rows *db_query(
	struct db *db, const char *sql, struct db_values values, GError **error)
{
	g_autoptr(db_rows) rows = db_rows_new();
	if (run(db, sql, values, rows, error) < 0)
		return NULL;
	return g_steal_pointer(&rows);
}

bool db_exec_script(struct db *db, const char *sql, GError **error)
{
	GError *failure = NULL;
	if (ready(db, &failure) && db->driver->script(db, sql, &failure))
		return true;
	take_failure(db, failure, error);
	return false;
}
