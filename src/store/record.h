/* A table's row as a plain C struct: one list of columns says where each
 * goes, and serves INSERT, SELECT, reading and freeing alike. */
#pragma once

#include <stddef.h>
#include "plaint/db/db.h"
#include "plaint/store/store.h"

enum column_kind {
	COLUMN_TEXT,	 /* const char *; NULL goes in as "" */
	COLUMN_OPTIONAL, /* const char *; "" is SQL NULL */
	COLUMN_FIXED,	 /* char array inside the struct; "" is SQL NULL */
	COLUMN_INTEGER,	 /* int64_t */
	COLUMN_INSTANT,	 /* int64_t; 0 is SQL NULL */
	COLUMN_REAL,	 /* double */
	COLUMN_FLAG,	 /* bool; 0 or 1 */
};

struct column {
	const char *name; /* NULL ends the list */
	enum column_kind kind;
	size_t offset;
	size_t room;	 /* COLUMN_FIXED: bytes with the NUL */
	const char *sql; /* read only: this expression AS name */
};

/* A column named like its member. */
#define COLUMN(kind_, type, member)                                            \
	{                                                                      \
		.name = #member, .kind = kind_,                                \
		.offset = offsetof(type, member)                               \
	}
#define COLUMN_AS(kind_, type, member, sql_)                                   \
	{                                                                      \
		.name = #member, .kind = kind_,                                \
		.offset = offsetof(type, member), .sql = sql_                  \
	}
#define COLUMN_ARRAY(type, member)                                             \
	{                                                                      \
		.name = #member, .kind = COLUMN_FIXED,                         \
		.offset = offsetof(type, member),                              \
		.room = sizeof(((type *)0)->member)                            \
	}
#define COLUMN_ARRAY_AS(type, member, sql_)                                    \
	{                                                                      \
		.name = #member, .kind = COLUMN_FIXED,                         \
		.offset = offsetof(type, member),                              \
		.room = sizeof(((type *)0)->member), .sql = sql_               \
	}
#define COLUMN_END                                                             \
	{                                                                      \
		.name = NULL                                                   \
	}

struct record {
	const char *table;
	const char *noun; /* what people call one; NULL: as the table */
	const char *from; /* what to select from; NULL: the table */
	size_t size;
	const struct column *columns;
};

/* INSERT the item; `suffix` ("" or "ON CONFLICT …") ends the statement.
 * Rows added (0 or 1), -1 on error. */
int64_t record_insert(struct db *db, const struct record *record,
	const void *item, const char *suffix, GError **error);

/* SELECT all columns; `tail` is what follows FROM … (WHERE, ORDER BY).  An item
 * and its texts are one piece of memory. */
GPtrArray *record_list(struct db *db, const struct record *record,
	const char *tail, struct db_values values, GError **error);
/* The first of them; none is STORE_ERROR_MISSING. */
void *record_one(struct db *db, const struct record *record, const char *tail,
	struct db_values values, GError **error);
/* All rows of a statement that returns the record's columns. */
GPtrArray *record_take(const struct record *record, struct db_rows *rows);
/* An item with its texts, in one piece of memory. */
void *record_copy(const struct record *record, const void *item);

/* Set error, and return false. */
bool store_fail(GError **error, enum store_error code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Of a statement that must have changed a row: false on error, and when it
 * changed none (`code`, "<noun> <id>: <why>"). */
struct store_must {
	enum store_error code;
	const char *noun;
	const char *id;
	const char *why;
};
bool store_must_change(
	int64_t changed, const struct store_must *must, GError **error);

/* Turn a DB_ERROR_CONSTRAINT whose text holds `constraint` into
 * STORE_ERROR_REFUSED with `why`.  A table, ended by constraint NULL. */
struct store_refusal {
	const char *constraint;
	const char *why;
};
void store_explain_refusal(
	const struct store_refusal *refusals, GError **error);
