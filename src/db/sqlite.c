/* The SQLite driver: WAL with synchronous FULL, so that a commit survives a
 * power cut; one writer at a time by BEGIN IMMEDIATE.  (A deferred BEGIN
 * that reads first and writes later can fail at once with BUSY_SNAPSHOT, and
 * no busy_timeout helps.)  How the log is written: sqlite_log.c.
 *
 * Source: sqlite.org, "Write-Ahead Logging", "Result Codes". */
#include "driver.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sqlite_log.h"

static const char prelude[] = "PRAGMA busy_timeout = 5000;"
			      "PRAGMA journal_mode = WAL;"
			      "PRAGMA synchronous = FULL;"
			      /* 16 MB: pages that many letters touch are
			       * carried over once, not with each thousand. */
			      "PRAGMA wal_autocheckpoint = 4000;"
			      "PRAGMA foreign_keys = ON;"
			      "PRAGMA trusted_schema = OFF;"
			      "PRAGMA cache_size = -4096;"
			      "PRAGMA temp_store = MEMORY;";

static const struct {
	int primary; /* result code without its extension */
	enum db_error code;
} reactions[] = {
	{ SQLITE_BUSY, DB_ERROR_BUSY },
	{ SQLITE_LOCKED, DB_ERROR_BUSY },
	{ SQLITE_CONSTRAINT, DB_ERROR_CONSTRAINT },
	{ SQLITE_CANTOPEN, DB_ERROR_CONNECTION },
	{ SQLITE_IOERR, DB_ERROR_CONNECTION },
	{ SQLITE_FULL, DB_ERROR_CONNECTION },
	{ SQLITE_READONLY, DB_ERROR_CONNECTION },
};

static bool fail(struct db *db, int code, const char *what, GError **error)
{
	enum db_error reaction = DB_ERROR_FATAL;
	for (size_t i = 0; i < G_N_ELEMENTS(reactions); i++)
		if (reactions[i].primary == (code & 0xff))
			reaction = reactions[i].code;
	return db_fail(
		error, reaction, "%s: %s", sqlite3_errmsg(db->handle), what);
}

/* "sqlite:///a/b" is /a/b, "sqlite:a/b" is a/b; a host has no meaning. */
static const char *path_of(const char *uri, GError **error)
{
	const char *path = uri + strlen("sqlite:");
	if (g_str_has_prefix(path, "//"))
		path += 2;
	bool is_host = path != uri + strlen("sqlite:") && path[0] != '/';
	if (path[0] != '\0' && !is_host)
		return path;
	db_fail(error, DB_ERROR_FATAL,
		"%s: write sqlite:///absolute/path.db or "
		"sqlite:relative/path.db",
		uri);
	return NULL;
}

static bool sqlite_is_missing(const char *uri)
{
	const char *path = path_of(uri, NULL);
	return path != NULL && access(path, F_OK) < 0 && errno == ENOENT;
}

/* The file holds people's letters: make it ourselves, for our eyes only;
 * SQLite gives its WAL the same mode.  mknod and not open: closing a
 * descriptor of a database would drop the locks of every other handle that
 * this process has on it. */
static bool make_private(const char *path, GError **error)
{
	if (mknod(path, S_IFREG | 0600, 0) == 0 || errno == EEXIST)
		return true;
	return db_fail(
		error, DB_ERROR_CONNECTION, "%s: %s", path, g_strerror(errno));
}

/* A statement, prepared once, with the number of each of its parameters. */
struct statement {
	sqlite3_stmt *handle;
	GPtrArray *names; /* of its columns */
	int count;
	guint8 numbers[DB_MOST_VALUES];
};

static void statement_free(gpointer data)
{
	struct statement *statement = data;
	sqlite3_finalize(statement->handle);
	g_ptr_array_unref(statement->names);
	g_free(statement);
}

static bool run_script(struct db *db, const char *sql, GError **error)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return code == SQLITE_OK || fail(db, code, sql, error);
}

/* Nobody asks how much memory SQLite has, and each piece of it would be
 * counted under a lock. */
static void do_not_count(void)
{
	static gsize once;
	if (g_once_init_enter(&once)) {
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		g_once_init_leave(&once, 1);
	}
}

static bool sqlite_open(struct db *db, const char *uri, GError **error)
{
	const char *path = path_of(uri, error);
	if (path == NULL || !make_private(path, error))
		return false;
	do_not_count();
	sqlite3 *handle = NULL;
	int code = sqlite3_open_v2(path, &handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
			SQLITE_OPEN_EXRESCODE,
		sqlite_log_vfs());
	db->handle = handle;
	if (code != SQLITE_OK)
		return fail(db, code, path, error);
	db->statements = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, statement_free);
	/* A plan is made once for a statement, not anew for each value: most
	 * of a letter's statements cost less than planning them. */
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	if (run_script(db, prelude, error))
		return true;
	g_prefix_error(error, "%s: ", path);
	return false;
}

static void sqlite_close(struct db *db)
{
	sqlite3_close_v2(db->handle);
}

static bool sqlite_revive(struct db *db, GError **error)
{
	(void)db;
	(void)error;
	return true;
}

/* To SQLite "$2" is a name, numbered by where it first stands in the text;
 * the number we mean is in the name. */
static bool read_numbers(struct statement *statement, GError **error)
{
	int count = sqlite3_bind_parameter_count(statement->handle);
	for (int at = 0; at < count && count <= DB_MOST_VALUES; at++) {
		const char *name =
			sqlite3_bind_parameter_name(statement->handle, at + 1);
		gint64 number = name != NULL && name[0] == '$'
					? g_ascii_strtoll(name + 1, NULL, 10)
					: 0;
		if (number < 1 || number > count)
			break;
		statement->numbers[at] = (guint8)number;
		statement->count++;
	}
	return statement->count == count ||
	       db_fail(error, DB_ERROR_FATAL, "parameters must be $1..$%d: %s",
		       count, sqlite3_sql(statement->handle));
}

static GPtrArray *read_names(sqlite3_stmt *statement)
{
	int count = sqlite3_column_count(statement);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < count; i++)
		g_ptr_array_add(
			names, g_strdup(sqlite3_column_name(statement, i)));
	return names;
}

static const struct statement *prepare_new(
	struct db *db, const char *sql, GError **error)
{
	sqlite3_stmt *handle = NULL;
	const char *tail = NULL;
	int code = sqlite3_prepare_v3(
		db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &tail);
	if (code != SQLITE_OK) {
		fail(db, code, sql, error);
		return NULL;
	}
	if (handle == NULL || tail[0] != '\0') {
		sqlite3_finalize(handle);
		db_fail(error, DB_ERROR_FATAL, "not one statement: %s", sql);
		return NULL;
	}
	struct statement *statement = g_new0(struct statement, 1);
	statement->handle = handle;
	statement->names = read_names(handle);
	if (!read_numbers(statement, error)) {
		statement_free(statement);
		return NULL;
	}
	db_trim_statements(db);
	g_hash_table_insert(db->statements, g_strdup(sql), statement);
	return statement;
}

static const struct statement *prepare(
	struct db *db, const char *sql, GError **error)
{
	guintptr place = (guintptr)sql;
	struct db_recent *recent =
		&db->recent[(place ^ place >> 8) % DB_MOST_RECENT];
	const struct statement *known = recent->statement;
	if (recent->at == sql && strcmp(sqlite3_sql(known->handle), sql) == 0)
		return known;
	known = g_hash_table_lookup(db->statements, sql);
	if (known == NULL)
		known = prepare_new(db, sql, error);
	if (known != NULL)
		*recent = (struct db_recent){ sql, known };
	return known;
}

static int bind_one(
	sqlite3_stmt *statement, int at, const struct db_value *value)
{
	switch (value->kind) {
	case DB_KIND_TEXT:
		return sqlite3_bind_text(
			statement, at, value->text, -1, SQLITE_STATIC);
	case DB_KIND_INTEGER:
		return sqlite3_bind_int64(statement, at, value->integer);
	case DB_KIND_REAL:
		return sqlite3_bind_double(statement, at, value->real);
	default:
		return sqlite3_bind_null(statement, at);
	}
}

static bool bind_all(struct db *db, const struct statement *statement,
	struct db_values values, GError **error)
{
	const char *sql = sqlite3_sql(statement->handle);
	if ((size_t)statement->count != values.count)
		return db_fail(error, DB_ERROR_FATAL,
			"%zu values for %d parameters: %s", values.count,
			statement->count, sql);
	for (int at = 0; at < statement->count; at++) {
		int code = bind_one(statement->handle, at + 1,
			&values.at[statement->numbers[at] - 1]);
		if (code != SQLITE_OK)
			return fail(db, code, sql, error);
	}
	return true;
}

static struct db_value cell_of(
	struct db_rows *rows, sqlite3_stmt *statement, int column)
{
	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_NULL:
		return db_text(NULL);
	case SQLITE_INTEGER:
		return db_int(sqlite3_column_int64(statement, column));
	case SQLITE_FLOAT:
		return db_real(sqlite3_column_double(statement, column));
	default: {
		const char *text =
			(const char *)sqlite3_column_text(statement, column);
		int length = sqlite3_column_bytes(statement, column);
		return db_rows_text(
			rows, text == NULL ? "" : text, (size_t)length);
	}
	}
}

static void add_row(struct db_rows *rows, const struct statement *statement)
{
	if (rows->names == NULL)
		db_rows_set_names(rows, statement->names);
	struct db_value *cells = db_rows_add(rows);
	for (guint i = 0; i < statement->names->len; i++)
		cells[i] = cell_of(rows, statement->handle, (int)i);
}

static int64_t sqlite_run(struct db *db, const char *sql,
	struct db_values values, struct db_rows *rows, GError **error)
{
	const struct statement *known = prepare(db, sql, error);
	if (known == NULL)
		return -1;
	sqlite3_stmt *statement = known->handle;
	int64_t changed = -1;
	if (bind_all(db, known, values, error)) {
		int code;
		while ((code = sqlite3_step(statement)) == SQLITE_ROW)
			if (rows != NULL)
				add_row(rows, known);
		if (code != SQLITE_DONE)
			fail(db, code, sql, error);
		else if (sqlite3_stmt_readonly(statement))
			changed = 0;
		else
			changed = sqlite3_changes64(db->handle);
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return changed;
}

/* "SAVEPOINT part" and its like come with every letter, and are prepared
 * once like any other statement. */
static bool sqlite_script(struct db *db, const char *sql, GError **error)
{
	if (strchr(sql, ';') != NULL)
		return run_script(db, sql, error);
	struct db_values none = { NULL, 0 };
	return sqlite_run(db, sql, none, NULL, error) >= 0;
}

const struct db_driver db_driver_sqlite = {
	.dialect = DB_SQLITE,
	.begin = "BEGIN IMMEDIATE",
	.begin_snapshot = "BEGIN",
	.skip_locked = "",
	.lock_row = "",
	.insert_rows = "INSERT OR FAIL",
	.is_missing = sqlite_is_missing,
	.open = sqlite_open,
	.close = sqlite_close,
	.revive = sqlite_revive,
	.run = sqlite_run,
	.script = sqlite_script,
};
