/* The contract of db.h, the same on both databases. */
#include "check_main.h"

#include <string.h>
#include <sys/stat.h>
#include "databases.h"

#define BIG 1718200000000000

static struct db *with_table(int which)
{
	struct db *db = databases_open(which);
	g_autoptr(GError) error = NULL;
	assert_ok(db_exec_script(db,
		"CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY,"
		" amount BIGINT CHECK (amount >= 0), ratio DOUBLE PRECISION,"
		" of TEXT REFERENCES thing (id));"
		"CREATE INDEX thing_amount ON thing (amount);",
		&error));
	return db;
}

static int64_t add(
	struct db *db, const char *id, int64_t amount, GError **error)
{
	return db_exec(db, "INSERT INTO thing (id, amount) VALUES ($1, $2)",
		DB_VALUES(db_text(id), db_int(amount)), error);
}

static int64_t count(struct db *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS things FROM thing", DB_NO_VALUES, &error);
	ck_assert(rows != NULL && db_rows_next(rows));
	return db_row_int(rows, "things");
}

START_TEST(values_come_back)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	const char *text = "Скарга: 'лапки'; \"ґ\" -- $1";
	ck_assert_int_eq(db_exec(db,
				 "INSERT INTO thing (ratio, amount, id, of)"
				 " VALUES ($3, $2, $1, $4)",
				 DB_VALUES(db_text(text), db_int(BIG),
					 db_real(0.125), db_text_or_null("")),
				 &error),
		1);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT id, amount, ratio, of, amount + 1 AS more FROM thing"
		" WHERE amount = $2 AND id = $1",
		DB_VALUES(db_text(text), db_int(BIG)), &error);
	assert_ok(rows != NULL);
	ck_assert_uint_eq(db_rows_count(rows), 1);
	ck_assert(db_rows_next(rows));
	ck_assert_str_eq(db_row_text(rows, "id"), text);
	ck_assert_int_eq(db_row_int(rows, "amount"), BIG);
	ck_assert_int_eq(db_row_int(rows, "more"), BIG + 1);
	ck_assert_double_eq(db_row_real(rows, "ratio"), 0.125);
	ck_assert_str_eq(db_row_text(rows, "of"), "");
	ck_assert_int_eq(db_row_int(rows, "of"), 0);
	ck_assert(!db_rows_next(rows));
}
END_TEST

START_TEST(changes_are_counted)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 5; i++) {
		char id[2] = { (char)('a' + i), '\0' };
		ck_assert_int_eq(add(db, id, i, &error), 1);
	}
	ck_assert_int_eq(db_exec(db,
				 "INSERT INTO thing (id) VALUES ($1)"
				 " ON CONFLICT (id) DO NOTHING",
				 DB_VALUES(db_text("a")), &error),
		0);
	ck_assert_int_eq(db_exec(db,
				 "UPDATE thing SET ratio = 1 WHERE"
				 " amount > $1",
				 DB_VALUES(db_int(2)), &error),
		2);
	ck_assert_int_eq(
		db_exec(db, "SELECT id FROM thing", DB_NO_VALUES, &error), 0);
	ck_assert_int_eq(
		db_exec(db, "DELETE FROM thing", DB_NO_VALUES, &error), 5);
}
END_TEST

START_TEST(rows_outlive_other_statements)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	add(db, "a", 1, &error);
	add(db, "b", 2, &error);
	const char *sql = "SELECT id FROM thing ORDER BY id";
	g_autoptr(db_rows) outer = db_query(db, sql, DB_NO_VALUES, &error);
	int seen = 0;
	while (db_rows_next(outer)) {
		g_autoptr(db_rows) inner =
			db_query(db, sql, DB_NO_VALUES, &error);
		ck_assert_uint_eq(db_rows_count(inner), 2);
		ck_assert_int_ge(db_exec(db, "DELETE FROM thing WHERE id = $1",
					 DB_VALUES(db_text("z")), &error),
			0);
		seen++;
	}
	ck_assert_int_eq(seen, 2);
}
END_TEST

static const struct {
	const char *sql;
	enum db_error code;
} refused[] = {
	{ "INSERT INTO thing (id) VALUES ('a')", DB_ERROR_CONSTRAINT },
	{ "INSERT INTO thing (id, amount) VALUES ('b', -1)",
		DB_ERROR_CONSTRAINT },
	{ "INSERT INTO thing (id, of) VALUES ('b', 'none')",
		DB_ERROR_CONSTRAINT },
	{ "INSERT INTO thing (id) VALUES (NULL)", DB_ERROR_CONSTRAINT },
	{ "SELECT id FROM nothing", DB_ERROR_FATAL },
	{ "SELEC 1", DB_ERROR_FATAL },
	{ "SELECT id FROM thing WHERE id = $1", DB_ERROR_FATAL },
	{ "SELECT 1 AS a; SELECT 2 AS b", DB_ERROR_FATAL },
	{ "", DB_ERROR_FATAL },
};

START_TEST(errors_are_reactions)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	add(db, "a", 1, &error);
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		/* libpq runs an empty text in peace. */
		if (refused[i].sql[0] == '\0' && _i == DATABASE_POSTGRESQL)
			continue;
		assert_fails(
			db_exec(db, refused[i].sql, DB_NO_VALUES, &error) >= 0,
			DB_ERROR, refused[i].code);
	}
	ck_assert_int_eq(count(db), 1);
}
END_TEST

static bool add_two(struct db *db, void *user, GError **error)
{
	(void)user;
	return add(db, "x", 1, error) == 1 && add(db, "y", 1, error) == 1;
}

static bool add_and_give_up(struct db *db, void *user, GError **error)
{
	int *runs = user;
	++*runs;
	add(db, "x", 1, NULL);
	g_set_error(error, DB_ERROR, DB_ERROR_CONSTRAINT, "no more");
	return false;
}

/* Its error is dropped, and it says all went well. */
static bool add_bad_and_go_on(struct db *db, void *user, GError **error)
{
	(void)user;
	(void)error;
	add(db, "x", 1, NULL);
	add(db, "x", 1, NULL);
	return true;
}

static bool busy_twice(struct db *db, void *user, GError **error)
{
	int *runs = user;
	if (add(db, "x", 1, error) != 1)
		return false;
	if (++*runs > 2)
		return true;
	g_set_error(error, DB_ERROR, DB_ERROR_BUSY, "try %d", *runs);
	return false;
}

static bool busy_always(struct db *db, void *user, GError **error)
{
	(void)db;
	int *runs = user;
	g_set_error(error, DB_ERROR, DB_ERROR_BUSY, "try %d", ++*runs);
	return false;
}

static bool says_nothing(struct db *db, void *user, GError **error)
{
	(void)db;
	(void)user;
	(void)error;
	return false;
}

START_TEST(transactions_are_whole)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	int runs = 0;
	assert_fails(db_run_tx(db, add_and_give_up, &runs, &error), DB_ERROR,
		DB_ERROR_CONSTRAINT);
	ck_assert_int_eq(runs, 1);
	assert_fails(db_run_tx(db, add_bad_and_go_on, NULL, &error), DB_ERROR,
		DB_ERROR_CONSTRAINT);
	assert_fails(db_run_tx(db, says_nothing, NULL, &error), DB_ERROR,
		DB_ERROR_FATAL);
	ck_assert_int_eq(count(db), 0);
	assert_ok(db_run_tx(db, add_two, NULL, &error));
	ck_assert_int_eq(count(db), 2);
}
END_TEST

START_TEST(busy_runs_again)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	int runs = 0;
	assert_ok(db_run_tx(db, busy_twice, &runs, &error));
	ck_assert_int_eq(runs, 3);
	ck_assert_int_eq(count(db), 1);
	runs = 0;
	assert_fails(db_run_tx(db, busy_always, &runs, &error), DB_ERROR,
		DB_ERROR_BUSY);
	ck_assert_int_eq(runs, DB_TX_MOST_TRIES);
}
END_TEST

static bool nest(struct db *db, void *user, GError **error)
{
	return add(db, "before", 1, error) == 1 &&
	       db_run_tx(db, add_two, NULL, error) &&
	       db_run_tx(db, user, &(int){ 0 }, error);
}

static bool nest_and_ignore(struct db *db, void *user, GError **error)
{
	(void)error;
	db_run_tx(db, add_and_give_up, user, NULL);
	return true;
}

START_TEST(inner_transactions_join)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	assert_fails(db_run_tx(db, nest, add_and_give_up, &error), DB_ERROR,
		DB_ERROR_CONSTRAINT);
	ck_assert_int_eq(count(db), 0);
	assert_fails(db_run_tx(db, nest_and_ignore, &(int){ 0 }, &error),
		DB_ERROR, DB_ERROR_CONSTRAINT);
	ck_assert_int_eq(count(db), 0);
}
END_TEST

static bool batch(struct db *db, void *user, GError **error)
{
	(void)user;
	g_autoptr(GError) lost = NULL;
	if (add(db, "one", 1, error) != 1)
		return false;
	ck_assert(!db_run_part(db, add_bad_and_go_on, NULL, &lost));
	ck_assert(g_error_matches(lost, DB_ERROR, DB_ERROR_CONSTRAINT));
	g_clear_error(&lost);
	ck_assert(!db_run_part(db, add_and_give_up, &(int){ 0 }, &lost));
	return db_run_part(db, add_two, NULL, error) &&
	       add(db, "last", 1, error) == 1;
}

static bool busy_part(struct db *db, void *user, GError **error)
{
	(void)error;
	db_run_part(db, busy_always, user, NULL);
	return true;
}

struct looking {
	struct db *other; /* who writes meanwhile */
	int64_t before, after;
};

static bool look_twice(struct db *db, void *user, GError **error)
{
	struct looking *looking = user;
	looking->before = count(db);
	if (add(looking->other, "meanwhile", 1, error) != 1)
		return false;
	looking->after = count(db);
	return true;
}

START_TEST(a_snapshot_is_of_one_moment)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(db) other = databases_open(_i);
	g_autoptr(GError) error = NULL;
	struct looking looking = { other, -1, -1 };
	assert_ok(db_run_snapshot(db, look_twice, &looking, &error));
	ck_assert_int_eq(looking.before, 0);
	ck_assert_int_eq(looking.after, 0);
	ck_assert_int_eq(count(db), 1);
}
END_TEST

START_TEST(a_part_fails_alone)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	assert_ok(db_run_tx(db, batch, NULL, &error));
	ck_assert_int_eq(count(db), 4);
	int runs = 0;
	assert_fails(db_run_tx(db, busy_part, &runs, &error), DB_ERROR,
		DB_ERROR_BUSY);
	ck_assert_int_eq(runs, DB_TX_MOST_TRIES);
}
END_TEST

START_TEST(many_statements)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 700; i++) {
		g_autofree char *sql = g_strdup_printf(
			"SELECT CAST($1 AS BIGINT) + %d AS sum", i % 600);
		g_autoptr(db_rows) rows =
			db_query(db, sql, DB_VALUES(db_int(BIG)), &error);
		assert_ok(rows != NULL);
		db_rows_next(rows);
		ck_assert_int_eq(db_row_int(rows, "sum"), BIG + i % 600);
	}
}
END_TEST

/* A text is not known by where it lies alone. */
START_TEST(other_statements_at_one_place)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	char sql[64];
	for (int i = 0; i < 700; i++) {
		int number = i / 2 % 300;
		g_snprintf(sql, sizeof(sql), "SELECT %d AS number", number);
		g_autoptr(db_rows) rows =
			db_query(db, sql, DB_NO_VALUES, &error);
		assert_ok(rows != NULL);
		db_rows_next(rows);
		ck_assert_int_eq(db_row_int(rows, "number"), number);
	}
}
END_TEST

START_TEST(too_many_values)
{
	g_autoptr(db) db = with_table(_i);
	g_autoptr(GError) error = NULL;
	struct db_value at[65] = { 0 };
	assert_fails(db_exec(db, "SELECT 1 AS one",
			     (struct db_values){ at, 65 }, &error) >= 0,
		DB_ERROR, DB_ERROR_FATAL);
	assert_fails(db_exec(db, "SELECT 1 AS one", (struct db_values){ at, 1 },
			     &error) >= 0,
		DB_ERROR, DB_ERROR_FATAL);
}
END_TEST

START_TEST(postgresql_comes_back)
{
	if (_i != DATABASE_POSTGRESQL)
		return;
	g_autoptr(db) db = with_table(_i);
	g_autoptr(db) killer = databases_open(_i);
	g_autoptr(GError) error = NULL;
	g_autoptr(db_rows) rows = db_query(
		db, "SELECT pg_backend_pid() AS pid", DB_NO_VALUES, &error);
	db_rows_next(rows);
	ck_assert_int_ge(
		db_exec(killer, "SELECT pg_terminate_backend($1)",
			DB_VALUES(db_int(db_row_int(rows, "pid"))), &error),
		0);
	/* The one that finds out fails, the next works again. */
	assert_fails(
		add(db, "a", 1, &error) >= 0, DB_ERROR, DB_ERROR_CONNECTION);
	assert_ok(db_run_tx(db, add_two, NULL, &error));
	ck_assert_int_eq(count(db), 2);
}
END_TEST

static const char *const bad_uris[] = {
	"",
	"/plain/path.db",
	"mysql://x",
	"sqlite:",
	"sqlite://host/x.db",
	"sqlite:///nowhere/at/all.db",
	"postgresql:///x?host=/nowhere/at/all",
	"postgresql:///x?nosuchkey=1",
};

START_TEST(bad_uris_are_refused)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(db_open(bad_uris[_i], &error));
	ck_assert_msg(
		error != NULL && error->domain == DB_ERROR, "%s", bad_uris[_i]);
}
END_TEST

START_TEST(postgresql_must_be_in_utf8)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name =
		g_strdup_printf("latin_%d_%08x", (int)getpid(), g_random_int());
	g_autofree char *make = g_strdup_printf(
		"CREATE DATABASE %s ENCODING 'LATIN1' LC_COLLATE 'C'"
		" LC_CTYPE 'C' TEMPLATE template0",
		name);
	g_autofree char *drop = g_strdup_printf("DROP DATABASE %s", name);
	g_autofree char *uri = g_strdup_printf("%s%cdbname=%s",
		databases_server(),
		strchr(databases_server(), '?') == NULL ? '?' : '&', name);
	databases_script(databases_server(), make);
	struct db *db = db_open(uri, &error);
	databases_script(databases_server(), drop);
	ck_assert_ptr_null(db);
	ck_assert(g_error_matches(error, DB_ERROR, DB_ERROR_FATAL));
	ck_assert_ptr_nonnull(strstr(error->message, "LATIN1"));
}
END_TEST

START_TEST(sqlite_is_private_and_durable)
{
	g_autoptr(db) db = with_table(DATABASE_SQLITE);
	g_autoptr(GError) error = NULL;
	struct stat stat_buffer;
	g_autofree char *path = g_build_filename(database.folder, "t.db", NULL);
	ck_assert_int_eq(stat(path, &stat_buffer), 0);
	ck_assert_int_eq(stat_buffer.st_mode & 0777, 0600);
	static const struct {
		const char *pragma, *column, *text;
		int64_t number;
	} wanted[] = {
		{ "PRAGMA journal_mode", "journal_mode", "wal", 0 },
		{ "PRAGMA synchronous", "synchronous", "", 2 },
		{ "PRAGMA foreign_keys", "foreign_keys", "", 1 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_autoptr(db_rows) rows =
			db_query(db, wanted[i].pragma, DB_NO_VALUES, &error);
		ck_assert(db_rows_next(rows));
		ck_assert_str_eq(
			db_row_text(rows, wanted[i].column), wanted[i].text);
		ck_assert_int_eq(
			db_row_int(rows, wanted[i].column), wanted[i].number);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *tcase = databases_case("contract");
	databases_add(tcase, values_come_back);
	databases_add(tcase, changes_are_counted);
	databases_add(tcase, rows_outlive_other_statements);
	databases_add(tcase, errors_are_reactions);
	databases_add(tcase, transactions_are_whole);
	databases_add(tcase, busy_runs_again);
	databases_add(tcase, inner_transactions_join);
	databases_add(tcase, a_snapshot_is_of_one_moment);
	databases_add(tcase, a_part_fails_alone);
	databases_add(tcase, many_statements);
	databases_add(tcase, other_statements_at_one_place);
	databases_add(tcase, too_many_values);
	databases_add(tcase, postgresql_comes_back);
	tcase_add_loop_test(
		tcase, bad_uris_are_refused, 0, G_N_ELEMENTS(bad_uris));
	tcase_add_test(tcase, sqlite_is_private_and_durable);
	if (databases_server() != NULL)
		tcase_add_test(tcase, postgresql_must_be_in_utf8);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
