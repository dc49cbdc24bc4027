/* What waits for a clock that was ahead. */
#include "check_main.h"

#include "stock.h"
#include "plaint/store/job.h"
#include "plaint/store/retry.h"
#include "plaint/store/virus_scan.h"

#define HOUR (3600 * SECOND)

static int64_t waiting_before(struct db *db, const char *table, int64_t utc_us)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *sql =
		g_strdup_printf("SELECT count(*) AS found FROM "
				"%s WHERE not_before_utc_us <= $1",
			table);
	g_autoptr(db_rows) rows =
		db_query(db, sql, DB_VALUES(db_int(utc_us)), &error);
	assert_ok(rows != NULL && db_rows_next(rows));
	return db_row_int(rows, "found");
}

START_TEST(what_waits_for_years_is_due_now)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id soon = stock_letter(db, 1), late = stock_letter(db, 2);
	int64_t ahead = NOW + 365 * 24 * HOUR;
	assert_ok(job_add(db, "parse", soon.text, NOW + HOUR, &error));
	assert_ok(job_add(db, "ocr", late.text, ahead, &error));
	assert_ok(virus_scan_expect(db, soon.text, NOW + 9 * HOUR, &error));
	assert_ok(virus_scan_expect(db, late.text, ahead, &error));
	ck_assert_int_eq(retry_bring_back(db, NOW, &error), 2);
	ck_assert_int_eq(waiting_before(db, "job", NOW), 1);
	ck_assert_int_eq(waiting_before(db, "virus_scan", NOW), 1);
	ck_assert_int_eq(retry_bring_back(db, NOW, &error), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("retry");
	TCase *tcase = databases_case("retry");
	databases_add(tcase, what_waits_for_years_is_due_now);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
