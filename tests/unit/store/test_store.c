/* Migrations, and the questions that cut across tables. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
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

/* A list would cost SQLite a table for each row that it checks. */
START_TEST(lists_are_checked_value_by_value)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	if (db_dialect(db) != DB_SQLITE)
		return;
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS plain FROM sqlite_schema WHERE"
		" name = 'letter' AND sql LIKE '%(channel = ''mail'' OR "
		"%(state = ''stored'' OR %(fate = '''' OR %'"
		" OR name = 'job' AND sql LIKE '%(state = ''waiting'' OR %'"
		" OR name = 'deadline' AND sql LIKE '%(state = ''running'' OR"
		" %' OR name = 'customer_contact'"
		" AND sql LIKE '%(kind = ''email'' OR %'"
		" OR name = 'virus_scan'"
		" AND sql LIKE '%(state = ''waiting'' OR %'",
		DB_NO_VALUES, &error);
	ck_assert(db_rows_next(rows));
	ck_assert_int_eq(db_row_int(rows, "plain"), 5);
	g_autoptr(db_rows) check =
		db_query(db, "PRAGMA integrity_check", DB_NO_VALUES, &error);
	ck_assert(db_rows_next(check));
	ck_assert_str_eq(db_row_text(check, "integrity_check"), "ok");
}
END_TEST

START_TEST(what_is_in_no_list_is_refused)
{
	g_autoptr(db) db = stock_open(_i);
	static const char *const changes[] = {
		"UPDATE letter SET channel = 'x'",
		"UPDATE letter SET state = 'x'",
		"UPDATE letter SET fate = 'x'",
		"INSERT INTO job (id, kind, letter_id, state, attempts,"
		" failures, not_before_utc_us, problem)"
		" SELECT 'j', 'ocr', id, 'x', 0, 0, 0, '' FROM letter",
		"INSERT INTO deadline (casefile_id, regime, calendar,"
		" trigger_kind, explanation, basis, source, state)"
		" VALUES ('c', '', '', '', '', '', '', 'x')",
		"INSERT INTO customer_contact (customer_id, kind, value,"
		" folded) VALUES ('c', 'x', '', '')",
		"INSERT INTO virus_scan (sha256, state, signature, problem,"
		" attempts, not_before_utc_us, allowed_reason)"
		" VALUES ('', 'x', '', '', 0, 0, '')",
	};
	stock_letter(db, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_int_lt(
			db_exec(db, changes[i], DB_NO_VALUES, &error), 0);
		ck_assert(
			g_error_matches(error, DB_ERROR, DB_ERROR_CONSTRAINT));
		ck_assert(strstr(error->message, "FOREIGN") == NULL);
	}
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
	databases_add(tcase, two_migrate_at_once);
	databases_add(tcase, lists_are_checked_value_by_value);
	databases_add(tcase, what_is_in_no_list_is_refused);
	databases_add(tcase, originals_are_listed);
	databases_add(tcase, settings_and_counters);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
