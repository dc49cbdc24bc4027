/* The queue of jobs: claims, fences, leases, quarantine. */
#include "check_main.h"

#include "stock.h"
#include "plaint/store/job.h"

static struct job_claim claim_of(const char *owner, int most)
{
	return (struct job_claim){ "parse", owner, 30 * SECOND, most };
}

/* One job, claimed by `owner`. */
static struct job *claim_one(struct db *db, const char *owner, int64_t now)
{
	g_autoptr(GError) error = NULL;
	struct job_claim claim = claim_of(owner, 1);
	g_autoptr(GPtrArray) jobs = job_claim(db, &claim, now, &error);
	assert_ok(jobs != NULL);
	return jobs->len == 0 ? NULL : g_ptr_array_steal_index(jobs, 0);
}

static struct id add_job(struct db *db, int n)
{
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, n);
	assert_ok(job_add(db, "parse", letter.text, NOW + n, &error));
	assert_ok(job_add(db, "parse", letter.text, NOW + n, &error));
	return letter;
}

static void assert_counts(struct db *db, struct job_counts wanted)
{
	g_autoptr(GError) error = NULL;
	struct job_counts counts;
	assert_ok(job_count(db, "parse", &counts, &error));
	ck_assert_int_eq(counts.waiting, wanted.waiting);
	ck_assert_int_eq(counts.running, wanted.running);
	ck_assert_int_eq(counts.done, wanted.done);
	ck_assert_int_eq(counts.quarantined, wanted.quarantined);
}

START_TEST(oldest_first)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letters[5];
	for (int i = 0; i < 5; i++)
		letters[i] = add_job(db, i);
	struct job_claim claim = claim_of("one", 3);
	g_autoptr(GPtrArray) jobs = job_claim(db, &claim, NOW + 9, &error);
	ck_assert_uint_eq(jobs->len, 3);
	for (int i = 0; i < 3; i++) {
		const struct job *job = jobs->pdata[i];
		ck_assert_str_eq(job->letter_id.text, letters[i].text);
		ck_assert_str_eq(job->state, "running");
		ck_assert_int_eq(job->attempts, 1);
		ck_assert_int_eq(job->bytes, 8);
		ck_assert_str_eq(job->channel, "mail");
		ck_assert(hash_is_valid(job->sha256));
		ck_assert_int_eq(
			job->lease_until_utc_us, NOW + 9 + 30 * SECOND);
		assert_ok(job_finish(db, job, NOW, &error));
	}
	assert_counts(db, (struct job_counts){ 2, 0, 3, 0, 0 });
	struct job_counts counts;
	assert_ok(job_count(db, NULL, &counts, &error));
	ck_assert_int_eq(counts.next_utc_us, NOW + 3);
	claim.kind = "ocr";
	g_autoptr(GPtrArray) none = job_claim(db, &claim, NOW + 9, &error);
	ck_assert_uint_eq(none->len, 0);
}
END_TEST

START_TEST(a_lost_lease_is_a_fence)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	add_job(db, 1);
	int64_t later = NOW + 31 * SECOND;
	g_autoptr(job) first = claim_one(db, "one", NOW + SECOND);
	ck_assert_int_eq(job_release_expired(db, NOW + 2 * SECOND, &error), 0);
	assert_ok(job_renew(db, first, later, &error));
	ck_assert_int_eq(job_release_expired(db, later, &error), 0);
	ck_assert_int_eq(job_release_expired(db, later + 1, &error), 1);
	g_autoptr(job) second = claim_one(db, "one", later);
	ck_assert_int_eq(second->attempts, 2);
	struct job_failure failure = { "late", later };
	bool quarantined;
	assert_fails(job_finish(db, first, NOW, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_fails(job_renew(db, first, later, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_fails(job_fail(db, first, &failure, &quarantined, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	assert_ok(job_finish(db, second, NOW, &error));
}
END_TEST

START_TEST(two_failures_quarantine)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = add_job(db, 1);
	struct job_failure failure = { "worker died", NOW + 9 * SECOND };
	bool quarantined;
	g_autoptr(job) first = claim_one(db, "one", NOW + SECOND);
	assert_ok(job_fail(db, first, &failure, &quarantined, &error));
	ck_assert(!quarantined);
	ck_assert_ptr_null(claim_one(db, "one", NOW + 8 * SECOND));
	g_autoptr(job) second = claim_one(db, "one", NOW + 9 * SECOND);
	assert_ok(job_fail(db, second, &failure, &quarantined, &error));
	ck_assert(quarantined);
	assert_counts(db, (struct job_counts){ 0, 0, 0, 1, 0 });
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	ck_assert_str_eq(letter->state, "quarantined");
	ck_assert_str_eq(letter->problem, "worker died");
	assert_ok(job_restart(db, "parse", id.text, NOW, &error));
	g_autoptr(job) third = claim_one(db, "one", NOW);
	ck_assert_int_eq(third->attempts, 1);
	ck_assert_int_eq(third->failures, 0);
	/* One that runs is left alone. */
	assert_ok(job_restart(db, "parse", id.text, NOW, &error));
	assert_ok(job_finish(db, third, NOW, &error));
}
END_TEST

START_TEST(a_killed_engine_is_not_the_letters_fault)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = add_job(db, 1);
	add_job(db, 2);
	for (int i = 1; i < JOB_MOST_ATTEMPTS; i++) {
		g_autoptr(job) job = claim_one(db, "one", NOW + SECOND);
		ck_assert_int_eq(job->attempts, i);
		ck_assert_int_eq(job_release_owner(db, "other", &error), 0);
		ck_assert_int_eq(
			job_release_owner(db, i % 2 ? "one" : NULL, &error), 1);
	}
	assert_counts(db, (struct job_counts){ 2, 0, 0, 0, 0 });
	g_autoptr(job) last = claim_one(db, "one", NOW + SECOND);
	ck_assert_str_eq(last->letter_id.text, id.text);
	ck_assert_int_eq(job_release_owner(db, NULL, &error), 1);
	assert_counts(db, (struct job_counts){ 1, 0, 0, 1, 0 });
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	ck_assert_str_eq(letter->state, "quarantined");
}
END_TEST

START_TEST(what_was_not_begun_is_no_attempt)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	add_job(db, 1);
	for (int i = 0; i < JOB_MOST_ATTEMPTS + 1; i++) {
		g_autoptr(job) job = claim_one(db, "one", NOW + SECOND);
		ck_assert_int_eq(job->attempts, 1);
		assert_ok(job_give_back(db, job, &error));
		/* Once more: it is not ours any longer, and stays as it is. */
		assert_ok(job_give_back(db, job, &error));
	}
	assert_counts(db, (struct job_counts){ 1, 0, 0, 0, 0 });
}
END_TEST

/* Whoever claimed asks, and no other claim is touched. */
START_TEST(a_claim_in_doubt_is_none)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct job_claim claim = claim_of("one", 1);
	add_job(db, 1);
	add_job(db, 2);
	g_autoptr(job) known = claim_one(db, "one", NOW + SECOND);
	g_autoptr(job) unknown = claim_one(db, "one", NOW + SECOND + 1);
	assert_ok(job_unclaim(db, &claim, NOW + SECOND + 1, &error));
	assert_counts(db, (struct job_counts){ 1, 1, 0, 0, 0 });
	assert_ok(job_finish(db, known, NOW + SECOND + 2, &error));
	g_autoptr(job) again = claim_one(db, "two", NOW + SECOND + 3);
	ck_assert_str_eq(again->id.text, unknown->id.text);
	ck_assert_int_eq(again->attempts, 1);
}
END_TEST

/* As if it had been added and claimed, one after the other. */
START_TEST(a_job_begins_claimed)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct job_claim claim = claim_of("one", 1);
	struct id ids[] = { stock_letter(db, 1), stock_letter(db, 2) };
	g_autoptr(letter) first = letter_find(db, ids[0].text, &error);
	g_autoptr(letter) second = letter_find(db, ids[1].text, &error);
	g_autoptr(job) job = job_add_claimed(db, &claim, first, NOW, &error);
	g_autoptr(job) doubted =
		job_add_claimed(db, &claim, second, NOW + 1, &error);
	assert_ok(job != NULL && doubted != NULL);
	ck_assert_str_eq(job->letter_id.text, first->id.text);
	ck_assert_str_eq(job->kind, "parse");
	ck_assert_str_eq(job->sha256, first->sha256);
	ck_assert_str_eq(job->channel, "mail");
	ck_assert_str_eq(job->name, "");
	ck_assert_int_eq(job->bytes, first->bytes);
	ck_assert_int_eq(job->attempts, 1);
	ck_assert_str_eq(job->lease_owner, "one");
	ck_assert_int_eq(job->lease_until_utc_us, NOW + claim.lease_us);
	ck_assert_ptr_null(claim_one(db, "two", NOW + SECOND));
	/* One alone, whoever adds it. */
	ck_assert_ptr_null(job_add_claimed(db, &claim, first, NOW + 2, &error));
	g_clear_error(&error);
	assert_ok(job_unclaim(db, &claim, NOW + 1, &error));
	assert_ok(job_finish(db, job, NOW + SECOND, &error));
	g_autoptr(job) again = claim_one(db, "two", NOW + SECOND);
	ck_assert_str_eq(again->id.text, doubted->id.text);
	ck_assert_int_eq(again->attempts, 1);
}
END_TEST

START_TEST(who_waits_is_seen)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	bool waits;
	assert_ok(job_is_waiting(db, "parse", NOW, &waits, &error));
	ck_assert(!waits);
	add_job(db, 2);
	assert_ok(job_is_waiting(db, "parse", NOW + 1, &waits, &error));
	ck_assert(!waits); /* until its time has come */
	assert_ok(job_is_waiting(db, "parse", NOW + 2, &waits, &error));
	ck_assert(waits);
	assert_ok(job_is_waiting(db, "ocr", NOW + 2, &waits, &error));
	ck_assert(!waits);
	g_autoptr(job) job = claim_one(db, "one", NOW + 2);
	assert_ok(job_is_waiting(db, "parse", NOW + 2, &waits, &error));
	ck_assert(!waits);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("job");
	TCase *tcase = databases_case("job");
	databases_add(tcase, oldest_first);
	databases_add(tcase, a_lost_lease_is_a_fence);
	databases_add(tcase, two_failures_quarantine);
	databases_add(tcase, what_was_not_begun_is_no_attempt);
	databases_add(tcase, a_claim_in_doubt_is_none);
	databases_add(tcase, a_job_begins_claimed);
	databases_add(tcase, who_waits_is_seen);
	databases_add(tcase, a_killed_engine_is_not_the_letters_fault);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
