/* The PostgreSQL driver: libpq, one prepared statement per SQL text, values
 * and results as text (the server infers parameter types from their place).
 *
 * Source: PostgreSQL 15 manual, chapter 34 (libpq), appendix A (SQLSTATE). */
#include "driver.h"

#include <dlfcn.h>
#include <libpq-fe.h>
#include <string.h>
#include "plaint/base/log.h"

/* pg_type.h of the server is not for clients; these numbers never change. */
enum {
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_FLOAT4 = 700,
	TYPE_FLOAT8 = 701,
	TYPE_NUMERIC = 1700,
};

enum {
	NUMBER_TEXT_BYTES = G_ASCII_DTOSTR_BUF_SIZE
};

static const char prelude[] = "SET client_encoding = 'UTF8';"
			      "SET standard_conforming_strings = on;"
			      "SET client_min_messages = warning;"
			      "SET lock_timeout = '10s'";

/* By the beginning of the SQLSTATE; the first that fits. */
static const struct {
	const char *prefix;
	enum db_error code;
} reactions[] = {
	{ "40", DB_ERROR_BUSY },	  /* serialization, deadlock */
	{ "55P03", DB_ERROR_BUSY },	  /* lock_timeout */
	{ "23", DB_ERROR_CONSTRAINT },	  /* integrity */
	{ "08P01", DB_ERROR_FATAL },	  /* we spoke wrongly */
	{ "08", DB_ERROR_CONNECTION },	  /* connection */
	{ "53", DB_ERROR_CONNECTION },	  /* disk full, too many clients */
	{ "57P", DB_ERROR_CONNECTION },	  /* server going down or starting */
	{ "25006", DB_ERROR_CONNECTION }, /* a standby: read only */
};

/* Loaded for the first database of this kind: most offices have none, and with
 * what libpq needs itself (OpenSSL, Kerberos, LDAP) it is a quarter of what a
 * process would load at its start. */
static const char library_name[] = "libpq.so.5";

static struct {
#define CALL(name) __typeof__(name) *name
#include "libpq_calls.inc"
#undef CALL
	bool is_loaded;
} pq;

G_LOCK_DEFINE_STATIC(pq);

static bool take_calls(void *library)
{
	bool done = library != NULL;
#define CALL(name)                                                             \
	pq.name = done ? (__typeof__(name) *)dlsym(library, #name) : NULL;     \
	done = pq.name != NULL
#include "libpq_calls.inc"
#undef CALL
	return done;
}

static bool load(GError **error)
{
	G_LOCK(pq);
	if (!pq.is_loaded)
		pq.is_loaded =
			take_calls(dlopen(library_name, RTLD_NOW | RTLD_LOCAL));
	bool done = pq.is_loaded;
	G_UNLOCK(pq);
	return done ||
	       db_fail(error, DB_ERROR_FATAL, "PostgreSQL: %s", dlerror());
}

typedef PGresult pg_result;
static void result_free(pg_result *result)
{
	pq.PQclear(result);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pg_result, result_free)

static enum db_error reaction_to(struct db *db, const char *sqlstate)
{
	if (pq.PQstatus(db->handle) != CONNECTION_OK)
		return DB_ERROR_CONNECTION;
	for (size_t i = 0; sqlstate != NULL && i < G_N_ELEMENTS(reactions); i++)
		if (g_str_has_prefix(sqlstate, reactions[i].prefix))
			return reactions[i].code;
	return DB_ERROR_FATAL;
}

/* libpq's texts end with a line end and may have several lines. */
static bool fail(
	struct db *db, const PGresult *result, const char *what, GError **error)
{
	const char *sqlstate = pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary =
		pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	g_autofree char *text = g_strdup(
		primary != NULL ? primary : pq.PQerrorMessage(db->handle));
	g_strstrip(g_strdelimit(text, "\r\n", ' '));
	return db_fail(error, reaction_to(db, sqlstate), "%s%s%s: %s", text,
		sqlstate == NULL ? "" : " ", sqlstate == NULL ? "" : sqlstate,
		what);
}

static bool is_good(const PGresult *result)
{
	ExecStatusType status = pq.PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	       status == PGRES_EMPTY_QUERY;
}

static void log_notice(void *user, const char *text)
{
	(void)user;
	g_autofree char *line = g_strstrip(g_strdup(text));
	log_debug("database: %s", line);
}

static bool pg_script(struct db *db, const char *sql, GError **error)
{
	g_autoptr(pg_result) result = pq.PQexec(db->handle, sql);
	if (is_good(result))
		return true;
	return fail(db, result, sql, error);
}

/* Any other refuses half of what letters are written with, one by one. */
static bool check_encoding(struct db *db, GError **error)
{
	const char *encoding =
		pq.PQparameterStatus(db->handle, "server_encoding");
	return g_strcmp0(encoding, "UTF8") == 0 ||
	       db_fail(error, DB_ERROR_FATAL,
		       "%s keeps text as %s, letters want UTF8: createdb "
		       "--encoding UTF8 --template template0",
		       pq.PQdb(db->handle),
		       encoding != NULL ? encoding : "nobody knows what");
}

static bool check_connected(struct db *db, GError **error)
{
	if (pq.PQstatus(db->handle) != CONNECTION_OK)
		return fail(db, NULL, "connecting", error);
	pq.PQsetNoticeProcessor(db->handle, log_notice, NULL);
	return check_encoding(db, error) && pg_script(db, prelude, error);
}

static bool pg_open(struct db *db, const char *uri, GError **error)
{
	/* Before dbname: what the URI says wins over these.  A server that is
	 * gone without a word is known to be so in half a minute; the system's
	 * own patience is a quarter of an hour, two hours where it owes us the
	 * next word. */
	const char *keys[] = { "connect_timeout", "tcp_user_timeout",
		"keepalives_idle", "keepalives_interval", "keepalives_count",
		"fallback_application_name", "dbname", NULL };
	const char *values[] = { "10", "30000", "15", "5", "3", "plaint", uri,
		NULL };
	if (!load(error))
		return false;
	db->handle = pq.PQconnectdbParams(keys, values, 1);
	db->statements =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return check_connected(db, error);
}

static void pg_close(struct db *db)
{
	pq.PQfinish(db->handle);
}

static bool pg_revive(struct db *db, GError **error)
{
	if (pq.PQstatus(db->handle) == CONNECTION_OK)
		return true;
	g_hash_table_remove_all(db->statements);
	pq.PQreset(db->handle);
	return check_connected(db, error);
}

/* The name under which the server knows the statement. */
static const char *prepare(struct db *db, const char *sql, GError **error)
{
	const char *known = g_hash_table_lookup(db->statements, sql);
	if (known != NULL)
		return known;
	if (g_hash_table_size(db->statements) >= DB_MOST_STATEMENTS) {
		if (!pg_script(db, "DEALLOCATE ALL", error))
			return NULL;
		g_hash_table_remove_all(db->statements);
	}
	g_autofree char *name = g_strdup_printf("s%u", ++db->prepared);
	g_autoptr(pg_result) result =
		pq.PQprepare(db->handle, name, sql, 0, NULL);
	if (!is_good(result)) {
		fail(db, result, sql, error);
		return NULL;
	}
	known = g_steal_pointer(&name);
	g_hash_table_insert(db->statements, g_strdup(sql), (char *)known);
	return known;
}

static const char *value_text(
	const struct db_value *value, char buffer[NUMBER_TEXT_BYTES])
{
	switch (value->kind) {
	case DB_KIND_TEXT:
		return value->text;
	case DB_KIND_INTEGER:
		g_snprintf(buffer, NUMBER_TEXT_BYTES, "%" G_GINT64_FORMAT,
			value->integer);
		return buffer;
	case DB_KIND_REAL:
		return g_ascii_dtostr(buffer, NUMBER_TEXT_BYTES, value->real);
	default:
		return NULL;
	}
}

static struct db_value cell_of(
	struct db_rows *rows, const PGresult *result, int row, int column)
{
	if (pq.PQgetisnull(result, row, column))
		return db_text(NULL);
	const char *text = pq.PQgetvalue(result, row, column);
	switch (pq.PQftype(result, column)) {
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_INT8:
		return db_int(g_ascii_strtoll(text, NULL, 10));
	case TYPE_FLOAT4:
	case TYPE_FLOAT8:
	case TYPE_NUMERIC:
		return db_real(g_ascii_strtod(text, NULL));
	default:
		return db_rows_text(rows, text,
			(size_t)pq.PQgetlength(result, row, column));
	}
}

static void take_rows(struct db_rows *rows, const PGresult *result)
{
	int columns = pq.PQnfields(result), count = pq.PQntuples(result);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (int column = 0; column < columns; column++)
		g_ptr_array_add(names, g_strdup(pq.PQfname(result, column)));
	if (count > 0)
		db_rows_set_names(rows, names);
	for (int row = 0; row < count; row++) {
		struct db_value *cells = db_rows_add(rows);
		for (int column = 0; column < columns; column++)
			cells[column] = cell_of(rows, result, row, column);
	}
}

static int64_t pg_run(struct db *db, const char *sql, struct db_values values,
	struct db_rows *rows, GError **error)
{
	const char *name = prepare(db, sql, error);
	if (name == NULL)
		return -1;
	char numbers[DB_MOST_VALUES][NUMBER_TEXT_BYTES];
	const char *texts[DB_MOST_VALUES];
	for (size_t i = 0; i < values.count; i++)
		texts[i] = value_text(&values.at[i], numbers[i]);
	g_autoptr(pg_result) result = pq.PQexecPrepared(
		db->handle, name, (int)values.count, texts, NULL, NULL, 0);
	if (!is_good(result)) {
		fail(db, result, sql, error);
		return -1;
	}
	if (rows != NULL)
		take_rows(rows, result);
	/* Of a SELECT this counts rows, which nobody changed. */
	if (g_str_has_prefix(pq.PQcmdStatus((PGresult *)result), "SELECT"))
		return 0;
	return g_ascii_strtoll(pq.PQcmdTuples((PGresult *)result), NULL, 10);
}

const struct db_driver db_driver_postgresql = {
	.dialect = DB_POSTGRESQL,
	.begin = "BEGIN ISOLATION LEVEL READ COMMITTED",
	.begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.skip_locked = " FOR UPDATE SKIP LOCKED",
	.lock_row = " FOR UPDATE",
	.insert_rows = "INSERT",
	.open = pg_open,
	.close = pg_close,
	.revive = pg_revive,
	.run = pg_run,
	.script = pg_script,
};
