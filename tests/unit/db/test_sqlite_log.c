/* What is gathered before it goes to SQLite's log: nobody can tell. */
#include "check_main.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include "databases.h"

enum {
	ROWS = 12000, /* of a kilobyte: more than SQLite's cache holds */
	LEAST_BYTES = 64 << 10,
};

static struct db *with_table(void)
{
	struct db *db = databases_open(DATABASE_SQLITE);
	g_autoptr(GError) error = NULL;
	assert_ok(db_exec_script(
		db, "CREATE TABLE thing (n INTEGER, text TEXT)", &error));
	return db;
}

static int64_t number(struct db *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(db_rows) rows = db_query(db, sql, DB_NO_VALUES, &error);
	ck_assert(rows != NULL && db_rows_next(rows));
	return db_row_int(rows, "x");
}

static int64_t count(struct db *db)
{
	return number(db, "SELECT count(*) AS x FROM thing");
}

static void check_whole(struct db *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(db_rows) rows =
		db_query(db, "PRAGMA integrity_check", DB_NO_VALUES, &error);
	ck_assert(rows != NULL && db_rows_next(rows));
	ck_assert_str_eq(db_row_text(rows, "integrity_check"), "ok");
}

static bool add_rows(struct db *db, void *user, GError **error)
{
	static char text[1000];
	memset(text, 'x', sizeof(text) - 1);
	for (int n = 0; n < *(const int *)user; n++)
		if (db_exec(db, "INSERT INTO thing VALUES ($1, $2)",
			    DB_VALUES(db_int(n), db_text(text)), error) < 0)
			return false;
	return true;
}

/* Pages that went to the log already are read, changed and written again. */
static bool add_and_change(struct db *db, void *user, GError **error)
{
	struct db *other = user;
	int rows = ROWS;
	if (!add_rows(db, &rows, error))
		return false;
	ck_assert_int_eq(count(db), ROWS);
	ck_assert_int_eq(count(other), 0);
	ck_assert_int_eq(
		db_exec(db, "UPDATE thing SET n = n + 1, text = text || 'y'",
			DB_NO_VALUES, error),
		ROWS);
	return number(db, "SELECT sum(n) AS x FROM thing") ==
	       (int64_t)ROWS * (ROWS + 1) / 2;
}

static bool add_and_fail(struct db *db, void *user, GError **error)
{
	bool done = add_and_change(db, user, error);
	ck_assert(done);
	g_set_error(error, DB_ERROR, DB_ERROR_FATAL, "for the test");
	return false;
}

START_TEST(a_large_transaction_is_whole)
{
	g_autoptr(db) db = with_table();
	g_autoptr(db) other = databases_open(DATABASE_SQLITE);
	g_autoptr(GError) error = NULL;
	assert_ok(db_run_tx(db, add_and_change, other, &error));
	ck_assert_int_eq(count(other), ROWS);
	ck_assert_int_eq(number(other, "SELECT sum(n) AS x FROM thing"),
		(int64_t)ROWS * (ROWS + 1) / 2);
	check_whole(db);
	check_whole(other);
}
END_TEST

START_TEST(a_large_transaction_is_taken_back)
{
	g_autoptr(db) db = with_table();
	g_autoptr(db) other = databases_open(DATABASE_SQLITE);
	g_autoptr(GError) error = NULL;
	assert_fails(db_run_tx(db, add_and_fail, other, &error), DB_ERROR,
		DB_ERROR_FATAL);
	ck_assert_int_eq(count(db), 0);
	int rows = 3;
	assert_ok(db_run_tx(db, add_rows, &rows, &error));
	ck_assert_int_eq(count(other), 3);
	check_whole(other);
}
END_TEST

START_TEST(others_read_what_nobody_has_synced)
{
	g_autoptr(db) db = with_table();
	g_autoptr(db) other = databases_open(DATABASE_SQLITE);
	g_autoptr(GError) error = NULL;
	assert_ok(db_exec_script(db, "PRAGMA synchronous = OFF", &error));
	for (int rows = 1; rows <= 100; rows++) {
		assert_ok(db_run_tx(db, add_rows, &rows, &error));
		ck_assert_int_eq(count(other), rows * (rows + 1) / 2);
	}
	check_whole(other);
}
END_TEST

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* At once, and where pages have to make room for others. */
START_TEST(what_cannot_be_written_is_not_committed)
{
	g_autoptr(db) db = with_table();
	g_autoptr(GError) error = NULL;
	int few = 2, many[] = { 200, ROWS };
	assert_ok(db_run_tx(db, add_rows, &few, &error));
	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < G_N_ELEMENTS(many); i++) {
		limit_files(LEAST_BYTES);
		assert_fails(db_run_tx(db, add_rows, &many[i], &error),
			DB_ERROR, DB_ERROR_CONNECTION);
		limit_files(RLIM_INFINITY);
		ck_assert_int_eq(count(db), few);
	}
	assert_ok(db_run_tx(db, add_rows, &many[0], &error));
	g_autoptr(db) other = databases_open(DATABASE_SQLITE);
	ck_assert_int_eq(count(other), few + many[0]);
	check_whole(other);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sqlite log");
	TCase *all = databases_case("all");
	tcase_add_test(all, a_large_transaction_is_whole);
	tcase_add_test(all, a_large_transaction_is_taken_back);
	tcase_add_test(all, others_read_what_nobody_has_synced);
	tcase_add_test(all, what_cannot_be_written_is_not_committed);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
