/* Several writers at once, each with a handle of its own: no job twice, no
 * number missing, one chain, one customer per address; and how fast a batch
 * of the engine's kind goes in. */
#include "check_main.h"

#include "stock.h"
#include "stock_bands.h"
#include "plaint/base/clock.h"
#include "plaint/store/customer.h"
#include "plaint/store/event.h"
#include "plaint/store/job.h"
#include "plaint/store/ledger.h"
#include "plaint/store/reading.h"
#include "plaint/store/setting.h"

enum {
	WRITERS = 3,
	ROUNDS = 20,
	JOBS = 60,
	BATCH = 50,
	MARKS = 100
};

/* Run work in WRITERS threads; each gets its number. */
static void run_writers(GThreadFunc work)
{
	GThread *threads[WRITERS];
	for (int i = 0; i < WRITERS; i++)
		threads[i] =
			g_thread_new("writer", work, GINT_TO_POINTER(i + 1));
	for (int i = 0; i < WRITERS; i++)
		g_thread_join(threads[i]);
}

static gpointer claim_all(gpointer user)
{
	g_autoptr(db) db = databases_open(database.which);
	g_autoptr(GError) error = NULL;
	g_autofree char *owner =
		g_strdup_printf("owner %d", GPOINTER_TO_INT(user));
	struct job_claim claim = { "parse", owner, SECOND, 2 };
	for (guint got = 1; got > 0;) {
		g_autoptr(GPtrArray) jobs =
			job_claim(db, &claim, NOW + SECOND, &error);
		assert_ok(jobs != NULL);
		got = jobs->len;
		for (guint i = 0; i < got; i++) {
			const struct job *job = jobs->pdata[i];
			/* One that had it before would have left a trace. */
			ck_assert_int_eq(job->attempts, 1);
			assert_ok(job_finish(db, job, NOW, &error));
		}
	}
	return NULL;
}

START_TEST(no_job_twice)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < JOBS; i++) {
		struct id letter = stock_letter(db, i);
		assert_ok(job_add(db, "parse", letter.text, NOW, &error));
	}
	run_writers(claim_all);
	struct job_counts counts;
	assert_ok(job_count(db, NULL, &counts, &error));
	ck_assert_int_eq(counts.done, JOBS);
}
END_TEST

static bool register_one(struct db *db, void *user, GError **error)
{
	struct casefile casefile = stock_case();
	struct casefile_number number;
	struct event event = { .at_utc_us = NOW,
		.actor = "plaint",
		.verb = "registered",
		.subject_kind = "casefile",
		.subject_id = casefile.id.text };
	if (!casefile_register(db, &casefile, &number, error) ||
		!event_append(db, &event, error))
		return false;
	/* Every fourth is given up: its number must come back. */
	if (GPOINTER_TO_INT(user) % 4 != 3)
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED, "given up");
	return false;
}

static gpointer register_many(gpointer user)
{
	(void)user;
	g_autoptr(db) db = databases_open(database.which);
	for (int i = 0; i < ROUNDS; i++) {
		g_autoptr(GError) error = NULL;
		bool done =
			db_run_tx(db, register_one, GINT_TO_POINTER(i), &error);
		ck_assert_msg(done == (i % 4 != 3), "%s",
			error == NULL ? "" : error->message);
	}
	return NULL;
}

START_TEST(numbers_and_chain_stay_whole)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	run_writers(register_many);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS cases, max(serial) AS last FROM casefile",
		DB_NO_VALUES, &error);
	ck_assert(db_rows_next(rows));
	int64_t wanted = WRITERS * ROUNDS * 3 / 4;
	ck_assert_int_eq(db_row_int(rows, "cases"), wanted);
	ck_assert_int_eq(db_row_int(rows, "last"), wanted);
	struct event_check check;
	assert_ok(event_verify(db, &check, &error));
	ck_assert_int_eq(check.broken_seq, 0);
	ck_assert_int_eq(check.count, wanted);
}
END_TEST

static gpointer write_as_same(gpointer user)
{
	(void)user;
	g_autoptr(db) db = databases_open(database.which);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < ROUNDS; i++) {
		g_autofree char *email = g_strdup_printf("c%d@x", i);
		struct customer_identity who = { "Х", email, "+1", NULL };
		struct id id;
		assert_ok(customer_ensure(db, &who, NOW, &id, NULL, &error));
	}
	return NULL;
}

START_TEST(one_customer_per_address)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	run_writers(write_as_same);
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS addresses FROM customer_contact"
		" WHERE kind = 'email'",
		DB_NO_VALUES, &error);
	ck_assert(db_rows_next(rows));
	ck_assert_int_eq(db_row_int(rows, "addresses"), ROUNDS);
	g_autoptr(db_rows) alone = db_query(db,
		"SELECT count(*) AS lost FROM customer WHERE id NOT IN"
		" (SELECT customer_id FROM customer_contact)",
		DB_NO_VALUES, &error);
	ck_assert(db_rows_next(alone));
	ck_assert_int_eq(db_row_int(alone, "lost"), 0);
}
END_TEST

static struct letter_mark marks[WRITERS * MARKS];

static gpointer put_marks(gpointer user)
{
	g_autoptr(db) db = databases_open(database.which);
	g_autoptr(GError) error = NULL;
	const struct letter_mark *mine =
		marks + (GPOINTER_TO_INT(user) - 1) * MARKS;
	for (int i = 0; i < MARKS; i++)
		assert_ok(letter_mark_put(db, &mine[i], &error));
	return NULL;
}

static bool take_marks(struct db *db, void *user, GError **error)
{
	(void)user;
	(void)error;
	for (int n = 0; n < WRITERS * MARKS; n++) {
		marks[n] = (struct letter_mark){
			.letter_id = stock_letter(db, n),
			.casefile_id = stock_register(db),
			.sender = "",
			.received_utc_us = NOW,
		};
		stock_mark(&marks[n].mark, n);
	}
	return true;
}

START_TEST(no_band_is_lost)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	assert_ok(db_run_tx(db, take_marks, NULL, &error));
	run_writers(put_marks);
	ck_assert_int_eq(stock_bands(db), WRITERS * MARKS * SIMILAR_BANDS);
	ck_assert_int_gt(stock_count(db, "letter_band"), 0);
}
END_TEST

/* Locks taken in opposite orders: PostgreSQL ends the deadlock by failing
 * one, db_run_tx runs it again. */
static bool count_both(struct db *db, void *user, GError **error)
{
	bool is_odd = GPOINTER_TO_INT(user) % 2 == 1;
	int64_t value;
	if (!counter_next(db, is_odd ? "a" : "b", &value, error))
		return false;
	g_usleep(2000);
	return counter_next(db, is_odd ? "b" : "a", &value, error);
}

static gpointer count_crosswise(gpointer user)
{
	g_autoptr(db) db = databases_open(database.which);
	g_autoptr(GError) error = NULL;
	if (database.which == DATABASE_POSTGRESQL)
		assert_ok(db_exec_script(
			db, "SET deadlock_timeout = '20ms'", &error));
	for (int i = 0; i < 8; i++)
		assert_ok(db_run_tx(db, count_both, user, &error));
	return NULL;
}

START_TEST(deadlocks_are_run_again)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	GThread *threads[2];
	for (int i = 0; i < 2; i++)
		threads[i] = g_thread_new(
			"cross", count_crosswise, GINT_TO_POINTER(i));
	for (int i = 0; i < 2; i++)
		g_thread_join(threads[i]);
	for (int i = 0; i < 2; i++) {
		int64_t value;
		assert_ok(counter_next(db, i == 0 ? "a" : "b", &value, &error));
		ck_assert_int_eq(value, 2 * 8 + 1);
	}
}
END_TEST

/* What the engine does with a batch of letters already read. */
static bool take_letter(struct db *db, int n, GError **error)
{
	g_autofree char *uid = g_strdup_printf("%d", n + 1);
	g_autofree char *email = g_strdup_printf("c%d@x", n % 1000);
	struct ledger_item item = { .key = { "inbox", 7, uid } };
	struct id letter = stock_letter(db, n);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, "Прошу повернути гроші");
	struct customer_identity who = { "Х", email, NULL, NULL };
	struct casefile casefile = stock_case();
	struct casefile_number number;
	struct event event = { .at_utc_us = NOW,
		.actor = "plaint",
		.verb = "registered",
		.subject_kind = "casefile",
		.subject_id = casefile.id.text };
	return ledger_note_seen(db, &item, 1, NOW, error) &&
	       ledger_mark_stored(db, item.key, letter.text, NOW, error) &&
	       job_add(db, "parse", letter.text, NOW, error) &&
	       reading_put(db, letter.text, document, "{}", NOW, error) &&
	       customer_ensure(
		       db, &who, NOW, &casefile.customer_id, NULL, error) &&
	       casefile_register(db, &casefile, &number, error) &&
	       letter_register(db, letter.text, casefile.id.text, error) &&
	       event_append(db, &event, error);
}

static bool take_batch(struct db *db, void *user, GError **error)
{
	for (int i = 0; i < BATCH; i++)
		if (!take_letter(db, *(int *)user + i, error))
			return false;
	return true;
}

START_TEST(batches_are_fast)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	int64_t start_us = clock_monotonic_us();
	int letters = 10 * BATCH;
	for (int n = 0; n < letters; n += BATCH)
		assert_ok(db_run_tx(db, take_batch, &n, &error));
	double seconds = (double)(clock_monotonic_us() - start_us) / 1e6;
	fprintf(stderr, "# %s: %.0f letters a second\n",
		_i == DATABASE_SQLITE ? "SQLite" : "PostgreSQL",
		letters / seconds);
	ck_assert_double_lt(seconds, 30);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("concurrent");
	TCase *tcase = databases_case("concurrent");
	databases_add(tcase, no_job_twice);
	databases_add(tcase, numbers_and_chain_stay_whole);
	databases_add(tcase, one_customer_per_address);
	databases_add(tcase, no_band_is_lost);
	databases_add(tcase, deadlocks_are_run_again);
	databases_add(tcase, batches_are_fast);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
