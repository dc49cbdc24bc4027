/* A fresh, empty database per test, on SQLite and, when PLAINT_TEST_PG_URI is
 * set, on PostgreSQL: write a test as START_LOOP_TEST-style body over `_i`,
 * add it with databases_add(), and get its handles from databases_open(). */
#pragma once

#include <check.h>
#include <glib.h>
#include <stdio.h>
#include "plaint/db/db.h"
#include "scratch.h"

enum {
	DATABASE_SQLITE,
	DATABASE_POSTGRESQL
};

/* Of the test that runs now (each in a process of its own). */
static struct {
	int which;
	char *folder; /* SQLite's */
	char *schema; /* PostgreSQL's */
	char *uri;
} database;

static inline const char *databases_server(void)
{
	const char *uri = g_getenv("PLAINT_TEST_PG_URI");
	return uri == NULL || uri[0] == '\0' ? NULL : uri;
}

static inline int databases_count(void)
{
	if (databases_server() != NULL)
		return 2;
	static bool said;
	if (!said)
		fprintf(stderr, "PLAINT_TEST_PG_URI is not set: "
				"SQLite only\n");
	said = true;
	return 1;
}

static inline void databases_script(const char *uri, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(db) db = db_open(uri, &error);
	ck_assert_msg(db != NULL && db_exec_script(db, sql, &error), "%s",
		error == NULL ? "" : error->message);
}

static inline void databases_make_schema(void)
{
	const char *server = databases_server();
	database.schema =
		g_strdup_printf("test_%d_%08x", (int)getpid(), g_random_int());
	g_autofree char *sql =
		g_strdup_printf("CREATE SCHEMA %s", database.schema);
	databases_script(server, sql);
	database.uri = g_strdup_printf("%s%coptions=-csearch_path%%3D%s",
		server, strchr(server, '?') == NULL ? '?' : '&',
		database.schema);
}

static inline void databases_make_folder(void)
{
	database.folder = scratch_make();
	database.uri = g_strdup_printf("sqlite://%s/t.db", database.folder);
}

/* Another handle of the test's database; the first call makes it. */
static inline struct db *databases_open(int which)
{
	if (database.uri == NULL) {
		database.which = which;
		if (which == DATABASE_SQLITE)
			databases_make_folder();
		else
			databases_make_schema();
	}
	g_autoptr(GError) error = NULL;
	struct db *db = db_open(database.uri, &error);
	ck_assert_msg(db != NULL, "%s", error == NULL ? "" : error->message);
	return db;
}

static inline void databases_remove(void)
{
	if (database.schema != NULL) {
		g_autofree char *sql = g_strdup_printf(
			"DROP SCHEMA %s CASCADE", database.schema);
		databases_script(databases_server(), sql);
	}
	g_clear_pointer(&database.folder, scratch_remove);
	g_clear_pointer(&database.schema, g_free);
	g_clear_pointer(&database.uri, g_free);
}

/* A critical is a bug of ours: let it end the test. */
static inline TCase *databases_case(const char *name)
{
	g_log_set_always_fatal(
		G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR | G_LOG_LEVEL_WARNING);
	TCase *tcase = tcase_create(name);
	tcase_add_checked_fixture(tcase, NULL, databases_remove);
	tcase_set_timeout(tcase, 60);
	return tcase;
}

#define databases_add(tcase, test)                                             \
	tcase_add_loop_test(tcase, test, 0, databases_count())

#define assert_ok(call)                                                        \
	do {                                                                   \
		bool ok_ = (call);                                             \
		ck_assert_msg(ok_, "%s: %s", #call,                            \
			error == NULL ? "no reason" : error->message);         \
	} while (0)

/* The call fails with just this; `error` is free for the next. */
#define assert_fails(call, domain, code)                                       \
	do {                                                                   \
		ck_assert_msg(!(call), "%s: succeeded", #call);                \
		ck_assert_msg(g_error_matches(error, domain, (gint)(code)),    \
			"%s: %s", #call,                                       \
			error == NULL ? "no reason" : error->message);         \
		g_clear_error(&error);                                         \
	} while (0)
