/* What a database driver gives, and what the shared part keeps for it. */
#pragma once

#include "plaint/db/db.h"

enum {
	DB_MOST_VALUES = 64,
	DB_MOST_STATEMENTS = 256,
	DB_MOST_RECENT = 256, /* a power of two */
};

struct db_driver {
	enum db_dialect dialect;
	const char *begin;	    /* of a transaction that will write */
	const char *begin_snapshot; /* of one that only reads */
	const char *skip_locked;
	const char *lock_row;
	const char *insert_rows;
	bool (*is_missing)(const char *uri); /* NULL: never */
	bool (*open)(struct db *db, const char *uri, GError **error);
	void (*close)(struct db *db);
	/* Is the connection usable?  Makes it anew when it is not. */
	bool (*revive)(struct db *db, GError **error);
	/* rows NULL: they are not wanted.  Rows changed, or -1. */
	int64_t (*run)(struct db *db, const char *sql, struct db_values values,
		struct db_rows *rows, GError **error);
	bool (*script)(struct db *db, const char *sql, GError **error);
};

extern const struct db_driver db_driver_sqlite;
extern const struct db_driver db_driver_postgresql;

/* A statement by where its text lies, which is the same place nearly always;
 * whether it is the same text is asked all the same. */
struct db_recent {
	const char *at;
	const void *statement; /* one in `statements` */
};

struct db {
	const struct db_driver *driver;
	void *handle;		/* sqlite3 *, PGconn * */
	GHashTable *statements; /* SQL text -> the driver's statement */
	struct db_recent recent[DB_MOST_RECENT];
	unsigned int prepared; /* so far, for names */
	bool in_tx;
	GError *doom; /* why this transaction must not commit */
};

/* Most questions are answered with no row: the names come with the first. */
struct db_rows {
	GPtrArray *names;    /* of char *; NULL: none yet */
	GArray *cells;	     /* of struct db_value, row by row */
	GStringChunk *texts; /* what the cells point to */
	size_t count;
	size_t next; /* index of the row after the current one */
	guint asked; /* index of the column asked for last */
};

struct db_rows *db_rows_new(void);
/* Of char *, and kept as it is for many answers. */
void db_rows_set_names(struct db_rows *rows, GPtrArray *names);
/* The cells of one row more, one for each name, to be filled in before the
 * next. */
struct db_value *db_rows_add(struct db_rows *rows);
/* A cell's text, in the rows' own memory. */
struct db_value db_rows_text(
	struct db_rows *rows, const char *text, size_t length);

/* Set error, and return false. */
bool db_fail(GError **error, enum db_error code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Drop the statements when there are too many; before one is added. */
void db_trim_statements(struct db *db);
