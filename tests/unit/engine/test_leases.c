/* What is held for longer than a lease stays ours. */
#include "check_main.h"

#include <sys/wait.h>
#include <unistd.h>

#include "../../../src/engine/leases.h"
#include "../store/stock.h"

static GPtrArray *claim(struct db *db, const char *owner, int64_t now)
{
	g_autoptr(GError) error = NULL;
	struct job_claim wish = { "parse", owner, LEASE_US, 10 };
	GPtrArray *jobs = job_claim(db, &wish, now, &error);

	assert_ok(jobs != NULL);
	g_ptr_array_set_free_func(jobs, NULL);
	return jobs;
}

static GQueue *claim_two(struct db *db)
{
	g_autoptr(GError) error = NULL;
	GQueue *claimed = g_queue_new();
	for (int i = 1; i <= 2; i++) {
		struct id letter = stock_letter(db, i);
		assert_ok(job_add(db, "parse", letter.text, NOW + i, &error));
	}
	g_autoptr(GPtrArray) jobs = claim(db, "one", NOW + 9);
	ck_assert_uint_eq(jobs->len, 2);
	for (guint i = 0; i < jobs->len; i++)
		g_queue_push_tail(claimed, jobs->pdata[i]);
	return claimed;
}

/* One job in the hands of `owner`: does a look give it back? */
static int64_t waiting_after_a_look(int which, const char *owner)
{
	g_autoptr(db) db = stock_open(which);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1);
	struct job_counts counts;
	assert_ok(job_add(db, "parse", letter.text, NOW, &error));
	g_autoptr(GPtrArray) jobs = claim(db, owner, NOW);
	g_ptr_array_set_free_func(jobs, g_free);
	ck_assert_uint_eq(jobs->len, 1);
	leases_end(db, NOW);
	assert_ok(job_count(db, NULL, &counts, &error));
	g_clear_pointer(&db, db_close);
	databases_remove();
	return counts.waiting;
}

/* Killed in the middle: nobody waits for its leases to end.  The living keep
 * theirs, and so does a process of which we can know nothing. */
START_TEST(of_the_dead)
{
	g_autofree char *ours = lease_owner_new();
	g_auto(GStrv) parts = g_strsplit(ours, ".", 3);
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	g_autofree char *dead =
		g_strdup_printf("x.%d.%s", (int)child, parts[2]);
	g_auto(GStrv) place = g_strsplit(parts[2], ".", 2);
	g_autofree char *elsewhere =
		g_strdup_printf("x.%d.1.%s", (int)child, place[1]);
	g_autofree char *other_machine =
		g_strdup_printf("x.%d.%s.4d0d2f5e-31c9-4a53-8d57-0c4d8f6a1b2c",
			(int)child, place[0]);
	ck_assert_int_eq(waiting_after_a_look(_i, dead), 1);
	ck_assert_int_eq(waiting_after_a_look(_i, ours), 0);
	ck_assert_int_eq(waiting_after_a_look(_i, elsewhere), 0);
	ck_assert_int_eq(waiting_after_a_look(_i, other_machine), 0);
	ck_assert_int_eq(
		waiting_after_a_look(_i, "01KB3Q6R2M9Z8V5T7W1X3Y5Z7A"), 0);
}
END_TEST

/* Three hours of a full disk, looked at each second. */
START_TEST(held_for_hours)
{
	g_autoptr(db) db = stock_open(0);
	g_autoptr(GError) error = NULL;
	GQueue *claimed = claim_two(db);

	for (int64_t s = 0; s < 3 * 3600; s += 60) {
		leases_keep(db, claimed, NOW + s * SECOND);
		ck_assert_int_eq(
			job_release_expired(db, NOW + s * SECOND, &error), 0);
	}
	ck_assert_uint_eq(g_queue_get_length(claimed), 2);
	const struct job *first = g_queue_peek_head(claimed);
	ck_assert_int_eq(first->attempts, 1);
	assert_ok(job_finish(db, first, NOW, &error));
	g_queue_free_full(claimed, g_free);
}
END_TEST

/* A machine that slept: what another has by now is not read here too. */
START_TEST(lost_to_another)
{
	g_autoptr(db) db = stock_open(0);
	g_autoptr(GError) error = NULL;
	GQueue *claimed = claim_two(db);
	int64_t later = NOW + 2 * LEASE_US;

	ck_assert_int_eq(job_release_expired(db, later, &error), 2);
	g_autoptr(GPtrArray) others = claim(db, "two", later);
	ck_assert_uint_eq(others->len, 2);
	leases_keep(db, claimed, later);
	ck_assert_uint_eq(g_queue_get_length(claimed), 0);
	for (guint i = 0; i < others->len; i++)
		g_free(others->pdata[i]);
	g_queue_free_full(claimed, g_free);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine/leases");
	TCase *cases = tcase_create("leases");

	databases_add(cases, of_the_dead);
	tcase_add_test(cases, held_for_hours);
	tcase_add_test(cases, lost_to_another);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
