/* Migrations, and the questions that cut across tables. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/customer.h"
#include "plaint/store/job.h"
#include "plaint/store/reading.h"
#include "plaint/store/setting.h"

START_TEST(migrating_again_changes_nothing)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	stock_letter(db, 1);
	assert_ok(store_migrate(db, NOW + 1, &error));
	g_autoptr(db) other = databases_open(_i);
	assert_ok(store_migrate(other, NOW + 2, &error));
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT max(applied_utc_us) AS last FROM migration",
		DB_NO_VALUES, &error);
	ck_assert(db_rows_next(rows));
	ck_assert_int_eq(db_row_int(rows, "last"), NOW);
}
END_TEST

static bool migrate_beside(struct db *db, void *user, GError **error)
{
	return setting_set(db, "k", "v", error) &&
	       store_migrate(user, NOW + 1, error);
}

START_TEST(what_is_migrated_waits_for_no_writer)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(db) other = databases_open(_i);
	g_autoptr(GError) error = NULL;
	assert_ok(db_run_tx(db, migrate_beside, other, &error));
}
END_TEST

START_TEST(a_changed_step_is_refused)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	stock_run(db, "UPDATE migration SET sha256 = 'x' WHERE number = 2");
	assert_fails(store_migrate(db, NOW, &error), DB_ERROR, DB_ERROR_FATAL);
}
END_TEST

START_TEST(a_newer_schema_is_refused)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	stock_run(db, "INSERT INTO migration VALUES (999, 'later', 'x', 1)");
	assert_fails(store_migrate(db, NOW, &error), DB_ERROR, DB_ERROR_FATAL);
}
END_TEST

/* What may stand in a column, and nothing else. */
static const struct {
	const char *sql;
	const char *values[7];
} checked[] = {
	{ "UPDATE letter SET channel = $1",
		{ "mail", "scan", "form", "hand" } },
	{ "UPDATE letter SET state = $1",
		{ "stored", "registered", "filed", "quarantined",
			"duplicate" } },
	{ "UPDATE letter SET fate = $1",
		{ "", "split", "joined", "discarded" } },
	{ "UPDATE job SET state = $1, lease_owner = CASE"
	  " WHEN CAST($1 AS TEXT) = 'running' THEN 'x' END",
		{ "waiting", "running", "done", "quarantined" } },
	{ "UPDATE deadline SET state = $1",
		{ "running", "paused", "extended", "met", "missed", "void" } },
	{ "UPDATE customer_contact SET kind = $1",
		{ "email", "phone", "postal" } },
};

static void fill_checked(struct db *db)
{
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1);
	struct casefile_deadline deadline = { .casefile_id = stock_register(db),
		.regime = "ua" };
	struct customer_identity who = { "Ада", "ada@example.com", NULL, NULL };
	struct id customer;
	assert_ok(job_add(db, "parse", letter.text, NOW, &error));
	assert_ok(casefile_deadline_put(db, &deadline, &error));
	assert_ok(customer_ensure(db, &who, NOW, &customer, NULL, &error));
	stock_run(db, "UPDATE letter SET duplicate_of = id,"
		      " casefile_id = (SELECT id FROM casefile)");
}

START_TEST(checks_hold)
{
	g_autoptr(db) db = stock_open(_i);
	fill_checked(db);
	for (size_t i = 0; i < G_N_ELEMENTS(checked); i++) {
		const char *sql = checked[i].sql;
		g_autoptr(GError) error = NULL;
		for (size_t j = 0; checked[i].values[j] != NULL; j++)
			ck_assert_int_eq(db_exec(db, sql,
						 DB_VALUES(db_text(
							 checked[i].values[j])),
						 &error),
				1);
		assert_fails(db_exec(db, sql, DB_VALUES(db_text("other")),
				     &error) >= 0,
			DB_ERROR, DB_ERROR_CONSTRAINT);
	}
}
END_TEST

/* Nothing of a letter's way is looked up in a list that SQLite makes first. */
START_TEST(checks_make_no_tables)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	if (db_dialect(db) != DB_SQLITE)
		return;
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT name FROM sqlite_schema WHERE name IN ('letter',"
		" 'job', 'deadline', 'customer_contact')"
		" AND (sql LIKE '%, ''hand''%'"
		"  OR sql LIKE '%, ''quarantined''%' OR sql LIKE '%, ''void''%'"
		"  OR sql LIKE '%, ''discarded''%'"
		"  OR sql LIKE '%, ''postal''%')",
		DB_NO_VALUES, &error);
	assert_ok(rows != NULL);
	ck_assert_uint_eq(db_rows_count(rows), 0);
}
END_TEST

/* Whatever else of a letter's index is not kept any more. */
START_TEST(unfinished_letters_are_not_searched_for)
{
	static const struct {
		const char *where, *index;
	} looks[] = {
		{ "state = 'stored'", "letter_unfinished" },
		{ "state = 'quarantined'", "letter_unfinished" },
		{ "casefile_id = 'x'", "letter_casefile" },
	};
	g_autoptr(db) db = stock_open(_i);
	if (db_dialect(db) != DB_SQLITE)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *sql = g_strconcat(
			"EXPLAIN QUERY PLAN SELECT * FROM letter WHERE ",
			looks[i].where, NULL);
		g_autoptr(db_rows) rows =
			db_query(db, sql, DB_NO_VALUES, &error);
		assert_ok(rows != NULL && db_rows_next(rows));
		const char *plan = db_row_text(rows, "detail");
		ck_assert_msg(strstr(plan, looks[i].index) != NULL, "%s", plan);
	}
}
END_TEST

static gpointer migrate_too(gpointer user)
{
	(void)user;
	g_autoptr(db) db = databases_open(database.which);
	g_autoptr(GError) error = NULL;
	assert_ok(store_migrate(db, NOW, &error));
	return NULL;
}

START_TEST(two_migrate_at_once)
{
	g_autoptr(db) db = databases_open(_i);
	GThread *other = g_thread_new("other", migrate_too, NULL);
	g_autoptr(GError) error = NULL;
	assert_ok(store_migrate(db, NOW, &error));
	g_thread_join(other);
}
END_TEST

static bool count_original(const char *sha256, void *user)
{
	ck_assert(hash_is_valid(sha256));
	++*(int *)user;
	return true;
}

START_TEST(originals_are_listed)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	stock_letter(db, 2);
	struct hash part = hash_bytes("part", 4);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct attachment *attachment = document_add_attachment(document);
	g_strlcpy(attachment->sha256, part.hex, sizeof(attachment->sha256));
	document_add_attachment(document); /* its bytes were not kept */
	assert_ok(reading_put(db, id.text, document, "{}", NOW, &error));
	int count = 0;
	assert_ok(store_each_original(db, count_original, &count, &error));
	ck_assert_int_eq(count, 3);
}
END_TEST

START_TEST(settings_and_counters)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	static const char *const values[] = { "", "перше", "друге" };
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		if (i > 0)
			assert_ok(setting_set(db, "k", values[i], &error));
		g_autofree char *value = setting_get(db, "k", &error);
		ck_assert_str_eq(value, values[i]);
	}
	for (int64_t i = 1; i <= 3; i++) {
		int64_t value;
		assert_ok(counter_next(db, "c", &value, &error));
		ck_assert_int_eq(value, i);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = databases_case("store");
	databases_add(tcase, migrating_again_changes_nothing);
	databases_add(tcase, what_is_migrated_waits_for_no_writer);
	databases_add(tcase, a_changed_step_is_refused);
	databases_add(tcase, a_newer_schema_is_refused);
	databases_add(tcase, checks_hold);
	databases_add(tcase, checks_make_no_tables);
	databases_add(tcase, unfinished_letters_are_not_searched_for);
	databases_add(tcase, two_migrate_at_once);
	databases_add(tcase, originals_are_listed);
	databases_add(tcase, settings_and_counters);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
