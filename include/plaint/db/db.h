/* One small SQL interface over SQLite and PostgreSQL.
 *
 * One text for both: parameters are $1..$n, columns are read by name, types
 * are TEXT, BIGINT and DOUBLE PRECISION.  Statements are prepared once per
 * connection and kept.  There is no escaping function: foreign text goes in
 * as a parameter or not at all.
 *
 * A handle belongs to one thread at a time.
 *
 * PostgreSQL runs READ COMMITTED and not SERIALIZABLE: every writer touches
 * the counter row and the head of the event chain, so under SERIALIZABLE all
 * but one of several writers would wait for the row and *then* be rolled
 * back.  With UPDATE … RETURNING under READ COMMITTED the second waits and
 * goes on from the first one's value.  Whatever must not change between
 * reading and writing is therefore read by the UPDATE that changes it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

/* Codes are reactions:
 * _BUSY        another writer was first; run the transaction again
 *              (db_run_tx does, some times).
 * _CONSTRAINT  the database refused the row (unique, check, foreign key,
 *              trigger); tell whoever asked.
 * _CONNECTION  the server or the disk is not there now; try again later.
 *              After a lost COMMIT the outcome is unknown, and says so.
 * _FATAL       wrong SQL, damaged file, foreign schema: stop. */
enum db_error {
	DB_ERROR_BUSY,
	DB_ERROR_CONSTRAINT,
	DB_ERROR_CONNECTION,
	DB_ERROR_FATAL,
};
#define DB_ERROR (db_error_quark())
GQuark db_error_quark(void);

enum db_dialect {
	DB_SQLITE,
	DB_POSTGRESQL,
};

struct db;

/* uri: "sqlite:///absolute/path.db", "sqlite:relative/path.db" (made with
 * mode 0600 when missing; the path is taken as it stands) or
 * "postgresql://…" as libpq reads it (a password belongs in passfile=; a
 * database that is not in UTF-8 is refused). */
struct db *db_open(const char *uri, GError **error);
/* A file that db_open would make anew; a server's database never is. */
bool db_is_missing(const char *uri);
void db_close(struct db *db);
typedef struct db db; /* g_autoptr needs a name of one word */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(db, db_close)

enum db_dialect db_dialect(const struct db *db);
/* What ends the SELECT of a queue's claim: " FOR UPDATE SKIP LOCKED", or ""
 * where BEGIN IMMEDIATE already lets one writer in at a time. */
const char *db_skip_locked(const struct db *db);
/* The end of a SELECT whose row nobody else may change before we commit;
 * nothing likewise. */
const char *db_lock_row(const struct db *db);
/* What begins an INSERT of several rows, where one that is refused spoils the
 * transaction anyway: not outside of one.  SQLite else copies each page first
 * that they go to, to take back those that were not refused. */
const char *db_insert_rows(const struct db *db);

/* --- parameters ------------------------------------------------------- */

enum db_kind {
	DB_KIND_NULL,
	DB_KIND_TEXT,
	DB_KIND_INTEGER,
	DB_KIND_REAL,
};

struct db_value {
	enum db_kind kind;
	const char *text; /* borrowed; NUL-terminated UTF-8 */
	int64_t integer;
	double real;
};

struct db_values {
	const struct db_value *at;
	size_t count;
};

/* NULL becomes SQL NULL. */
static inline struct db_value db_text(const char *text)
{
	return (struct db_value){
		.kind = text == NULL ? DB_KIND_NULL : DB_KIND_TEXT, .text = text
	};
}

/* "" becomes SQL NULL too: for ids and days that may be absent. */
static inline struct db_value db_text_or_null(const char *text)
{
	return db_text(text == NULL || text[0] == '\0' ? NULL : text);
}

static inline struct db_value db_int(int64_t integer)
{
	return (struct db_value){ .kind = DB_KIND_INTEGER, .integer = integer };
}

/* 0 becomes SQL NULL: for instants that have not come yet. */
static inline struct db_value db_int_or_null(int64_t integer)
{
	return integer == 0 ? (struct db_value){ .kind = DB_KIND_NULL }
			    : db_int(integer);
}

static inline struct db_value db_real(double real)
{
	return (struct db_value){ .kind = DB_KIND_REAL, .real = real };
}

/* db_exec(db, "UPDATE t SET a = $2 WHERE id = $1",
 *	DB_VALUES(db_text(id), db_int(a)), error) */
#define DB_VALUES(...)                                                         \
	((struct db_values){ (const struct db_value[]){ __VA_ARGS__ },         \
		sizeof((const struct db_value[]){ __VA_ARGS__ }) /             \
			sizeof(struct db_value) })
#define DB_NO_VALUES ((struct db_values){ NULL, 0 })

/* --- statements ------------------------------------------------------- */

/* Run one statement; how many rows it changed, -1 on error. */
int64_t db_exec(struct db *db, const char *sql, struct db_values values,
	GError **error);

/* Run several statements without parameters (migrations). */
bool db_exec_script(struct db *db, const char *sql, GError **error);

/* Run one statement and take all its rows into memory, so that rows stay
 * good whatever is run next; page large results with LIMIT.  The cursor
 * stands before the first row. */
struct db_rows;
struct db_rows *db_query(struct db *db, const char *sql,
	struct db_values values, GError **error);
void db_rows_free(struct db_rows *rows);
typedef struct db_rows db_rows;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(db_rows, db_rows_free)

size_t db_rows_count(const struct db_rows *rows);
bool db_rows_next(struct db_rows *rows);

/* The current row's column; a name that is not there is a bug of ours and
 * logs a critical.  NULL reads as "", 0 and 0.0.  Text lives as long as the
 * rows. */
const char *db_row_text(const struct db_rows *rows, const char *name);
int64_t db_row_int(const struct db_rows *rows, const char *name);
double db_row_real(const struct db_rows *rows, const char *name);

/* --- transactions ----------------------------------------------------- */

/* May run more than once: it changes nothing but the database and what it
 * would overwrite the next time.  False rolls everything back. */
typedef bool (*db_work)(struct db *db, void *user, GError **error);

/* Run work between BEGIN and COMMIT (durable on return); on DB_ERROR_BUSY
 * (lock, serialization failure, deadlock) roll back, wait a little, run it
 * again, at most DB_TX_MOST_TRIES times.  A connection found dead is made
 * anew before BEGIN.
 *
 * Called inside another db_run_tx it joins that one: work runs once and the
 * outer call commits.
 *
 * Both databases alike: after a statement failed, the transaction can only
 * be rolled back; db_run_tx refuses to commit it even when work returns
 * true. */
enum {
	DB_TX_MOST_TRIES = 6
};
bool db_run_tx(struct db *db, db_work work, void *user, GError **error);

/* The same for work that only reads, however long it takes: all of it sees
 * what was committed at one moment, and nobody who writes waits for it. */
bool db_run_snapshot(struct db *db, db_work work, void *user, GError **error);

/* Inside db_run_tx: run work so that its failure undoes only its own part,
 * and the rest of the batch can still commit.  DB_ERROR_BUSY and _CONNECTION
 * spoil the whole transaction all the same: return false then. */
bool db_run_part(struct db *db, db_work work, void *user, GError **error);
