/* Attachments as jobs of their own, and the pages all jobs are measured in. */
#include "check_main.h"

#include "stock.h"
#include "plaint/store/job.h"
#include "plaint/store/job_load.h"
#include "plaint/store/reading.h"

/* A registered mail with `count` attachments, each a job. */
static struct id stock_mail(struct db *db, int count)
{
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1), casefile = stock_register(db);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	for (int i = 0; i < count; i++) {
		struct attachment *attachment =
			document_add_attachment(document);
		struct hash hash = hash_bytes(&i, sizeof(i));
		document_take(&attachment->name,
			g_strdup_printf("page %d.jpg", i + 1));
		attachment->bytes = 100 + i;
		memcpy(attachment->sha256, hash.hex, sizeof(hash.hex));
	}
	assert_ok(reading_put(db, letter.text, document, "{}", NOW, &error));
	assert_ok(letter_register(db, letter.text, casefile.text, &error));
	for (int i = 1; i <= count; i++) {
		int64_t at = NOW - SECOND + i;
		assert_ok(job_add_attachment(db, letter.text, i, at, &error));
		assert_ok(job_add_attachment(db, letter.text, i, NOW, &error));
	}
	return letter;
}

static struct job *claim_one(struct db *db, int64_t now)
{
	g_autoptr(GError) error = NULL;
	struct job_claim claim = { "ocr", "one", 30 * SECOND, 1 };
	g_autoptr(GPtrArray) jobs = job_claim(db, &claim, now, &error);
	assert_ok(jobs != NULL);
	return jobs->len == 0 ? NULL : g_ptr_array_steal_index(jobs, 0);
}

static int64_t open_jobs(struct db *db, struct id letter)
{
	g_autoptr(GError) error = NULL;
	int64_t count;
	assert_ok(job_count_open_attachments(db, letter.text, &count, &error));
	return count;
}

START_TEST(an_attachment_is_its_own_bytes)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_mail(db, 2);
	ck_assert_int_eq(open_jobs(db, letter), 2);
	for (int i = 0; i < 2; i++) {
		g_autoptr(job) job = claim_one(db, NOW + SECOND);
		struct hash hash = hash_bytes(&i, sizeof(i));
		ck_assert_int_eq(job->attachment, i + 1);
		ck_assert_str_eq(job->letter_id.text, letter.text);
		ck_assert_str_eq(job->sha256, hash.hex);
		ck_assert_int_eq(job->bytes, 100 + i);
		ck_assert_int_eq(job->started_utc_us, NOW + SECOND);
		ck_assert_str_eq(job->channel, "mail");
		job->pages = 3;
		assert_ok(job_finish(db, job, NOW + 2 * SECOND, &error));
	}
	ck_assert_int_eq(open_jobs(db, letter), 0);
	g_autoptr(GPtrArray) jobs =
		job_list_attachments(db, letter.text, &error);
	ck_assert_uint_eq(jobs->len, 2);
	const struct job *second = jobs->pdata[1];
	ck_assert_str_eq(second->name, "page 2.jpg");
	ck_assert_int_eq(second->pages, 3);
}
END_TEST

/* The jobs of another letter's attachments are none of its own. */
START_TEST(a_letter_without_a_job_is_found)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	stock_mail(db, 2);
	struct id lost = stock_letter(db, 2), waits = stock_letter(db, 3);
	assert_ok(job_add(db, "parse", waits.text, NOW, &error));
	g_autoptr(GPtrArray) jobless = letter_list_jobless(db, 10, &error);
	ck_assert_uint_eq(jobless->len, 1);
	const struct letter *letter = jobless->pdata[0];
	ck_assert_str_eq(letter->id.text, lost.text);
}
END_TEST

/* The next job, as often as it takes. */
static void fail_for_good(struct db *db)
{
	g_autoptr(GError) error = NULL;
	struct job_failure failure = { "worker died", NOW };
	bool quarantined = false;
	for (int i = 0; i < JOB_MOST_FAILURES; i++) {
		g_autoptr(job) job = claim_one(db, NOW);
		assert_ok(job_fail(db, job, &failure, &quarantined, &error));
	}
	ck_assert(quarantined);
}

START_TEST(a_poison_attachment_fails_alone)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_mail(db, 1);
	fail_for_good(db);
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	ck_assert_str_eq(letter->state, "registered");
	g_autoptr(GPtrArray) unread = job_list_unread(db, 10, &error);
	ck_assert_uint_eq(unread->len, 1);
	ck_assert_str_eq(
		((struct job *)unread->pdata[0])->problem, "worker died");
	ck_assert_int_eq(job_restart_attachments(db, id.text, NOW, &error), 1);
	ck_assert_int_eq(job_restart_attachments(db, id.text, NOW, &error), 0);
	g_autoptr(job) again = claim_one(db, NOW);
	ck_assert_int_eq(again->attempts, 1);
}
END_TEST

START_TEST(a_letter_being_read_anew_is_not_quarantined_by_its_attachment)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id poisoned = stock_mail(db, 1);
	fail_for_good(db);
	g_autofree char *sql = g_strdup_printf(
		"UPDATE letter SET state = 'stored', casefile_id = NULL"
		" WHERE id = '%s'",
		poisoned.text);
	stock_run(db, sql);
	struct id other = stock_letter(db, 2);
	assert_ok(job_add(db, "ocr", other.text, NOW, &error));
	fail_for_good(db);
	g_autoptr(letter) spared = letter_find(db, poisoned.text, &error);
	ck_assert_str_eq(spared->state, "stored");
	g_autoptr(letter) failed = letter_find(db, other.text, &error);
	ck_assert_str_eq(failed->state, "quarantined");
}
END_TEST

START_TEST(work_is_measured_in_pages)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct job_load load;
	stock_mail(db, 5);
	assert_ok(job_load_measure(db, NOW, &load, &error));
	ck_assert_int_eq(load.jobs_waiting, 5);
	ck_assert_int_eq(load.pages_left, 5);
	ck_assert(load.pages_per_minute == 0);
	ck_assert_int_eq(load.end_utc_us, 0);
	/* Two jobs of 1 and 3 pages take 10 s each: 12 pages a minute. */
	for (int i = 0; i < 2; i++) {
		g_autoptr(job) job = claim_one(db, NOW);
		job->pages = 1 + 2 * i;
		assert_ok(job_finish(db, job, NOW + 10 * SECOND, &error));
	}
	/* One runs: 4 of its 10 pages are done.  Two wait: 2 pages each. */
	g_autoptr(job) running = claim_one(db, NOW + 10 * SECOND);
	running->pages = 10;
	running->pages_done = 4;
	assert_ok(job_renew(db, running, NOW + 99 * SECOND, &error));
	assert_ok(job_load_measure(db, NOW, &load, &error));
	ck_assert_int_eq(load.jobs_waiting, 2);
	ck_assert_int_eq(load.jobs_running, 1);
	ck_assert_int_eq(load.pages_left, 6 + 2 * 2);
	ck_assert_double_eq_tol(load.pages_per_minute, 12, 0.01);
	ck_assert_int_eq(load.end_utc_us, NOW + 50 * SECOND);
	/* A second one beside it: twice as fast. */
	g_autoptr(job) beside = claim_one(db, NOW + 10 * SECOND);
	ck_assert_ptr_nonnull(beside);
	assert_ok(job_load_measure(db, NOW, &load, &error));
	ck_assert_double_eq_tol(load.pages_per_minute, 24, 0.01);
	ck_assert_int_eq(load.pages_left, 10);
	ck_assert_int_eq(load.end_utc_us, NOW + 25 * SECOND);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("attachment_jobs");
	TCase *tcase = databases_case("attachment_jobs");
	databases_add(tcase, an_attachment_is_its_own_bytes);
	databases_add(tcase, a_letter_without_a_job_is_found);
	databases_add(tcase, a_poison_attachment_fails_alone);
	databases_add(tcase,
		a_letter_being_read_anew_is_not_quarantined_by_its_attachment);
	databases_add(tcase, work_is_measured_in_pages);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
