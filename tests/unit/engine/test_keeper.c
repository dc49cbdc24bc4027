/* Attachments on their way to the disk beside the main loop: what is said to
 * be kept is there, in the order it was given; a reader's lie is told of; what
 * a disk refused once is told as lost and never as kept; and the end waits.
 * `make tsan` runs this under ThreadSanitizer. */
#include "check_main.h"

#include <unistd.h>

#include "../../../src/engine/keeper.h"
#include "plaint/base/fd.h"
#include "plaint/spool/spool.h"
#include "scratch.h"

enum {
	LETTERS = 20,
	TEXT_BYTES = 13,
};

struct office {
	char *dir, *spool_dir;
	GThread *main_thread;
	GPtrArray *written;
	int failed, damaged, synced;
	GPtrArray *kept, *lost; /* of the last batch */
	char *failure;		/* of the last batch; NULL: none */
};

static struct hash hash_of(int number)
{
	g_autofree char *text = g_strdup_printf("attachment %02d", number);
	return hash_bytes(text, TEXT_BYTES);
}

static void on_written(
	void *user, struct registration *registration, const GError *error)
{
	struct office *office = user;
	ck_assert_ptr_eq(g_thread_self(), office->main_thread);
	office->failed += error != NULL;
	office->damaged +=
		g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_DAMAGED);
	g_ptr_array_add(office->written, registration);
}

static void on_synced(
	void *user, GPtrArray *kept, GPtrArray *lost, const GError *error)
{
	struct office *office = user;
	ck_assert_ptr_eq(g_thread_self(), office->main_thread);
	g_clear_pointer(&office->kept, g_ptr_array_unref);
	g_clear_pointer(&office->lost, g_ptr_array_unref);
	g_free(office->failure);
	office->kept = kept;
	office->lost = lost;
	office->failure = error != NULL ? g_strdup(error->message) : NULL;
	office->synced++;
}

static const struct keeper_calls calls = { on_written, on_synced };

static struct keeper *office_begin(struct office *office)
{
	*office = (struct office){ .dir = scratch_make(),
		.main_thread = g_thread_self(),
		.written = g_ptr_array_new_with_free_func(
			(GDestroyNotify)registration_free) };
	office->spool_dir = g_build_filename(office->dir, "spool", NULL);
	return keeper_new(office->spool_dir, &calls, office);
}

static void office_end(struct office *office)
{
	g_ptr_array_unref(office->written);
	g_clear_pointer(&office->kept, g_ptr_array_unref);
	g_clear_pointer(&office->lost, g_ptr_array_unref);
	g_free(office->failure);
	g_free(office->spool_dir);
	scratch_remove(office->dir);
}

/* With one attachment, where its reader put it. */
static void give(struct keeper *keeper, int number, bool is_lie)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strdup_printf("attachment %02d", number);
	auto_fd int fd = spool_scratch_small(NULL, &error);
	ck_assert(fd_write_all(fd, text, TEXT_BYTES, &error));
	struct registration *registration = g_new0(struct registration, 1);
	registration->document = document_new(DOCUMENT_EMAIL);
	struct attachment *attachment =
		document_add_attachment(registration->document);
	attachment->bytes = TEXT_BYTES;
	attachment->offset = 0;
	struct hash hash = hash_of(is_lie ? number + 1 : number);
	g_strlcpy(attachment->sha256, hash.hex, sizeof(attachment->sha256));
	keeper_write(keeper, registration, fd_steal(&fd));
}

static bool is_there(const struct office *office, int number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(spool) spool = spool_open(office->spool_dir, &error);
	return spool != NULL && spool_check(spool, hash_of(number).hex, &error);
}

/* All that was written is a batch. */
static void sync_written(struct office *office, struct keeper *keeper)
{
	GPtrArray *batch = g_steal_pointer(&office->written);
	office->written = g_ptr_array_new_with_free_func(
		(GDestroyNotify)registration_free);
	keeper_sync(keeper, batch);
	keeper_wait(keeper);
}

START_TEST(what_is_kept_is_there)
{
	struct office office;
	struct keeper *keeper = office_begin(&office);
	for (int i = 0; i < LETTERS; i++)
		give(keeper, i, false);
	while (office.written->len < LETTERS)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_int_eq(office.failed, 0);
	sync_written(&office, keeper);
	ck_assert_ptr_null(office.failure);
	ck_assert_uint_eq(office.kept->len, LETTERS);
	ck_assert_uint_eq(office.lost->len, 0);
	for (int i = 0; i < LETTERS; i++) {
		const struct registration *one = office.kept->pdata[i];
		const struct attachment *attachment =
			one->document->attachments->pdata[0];
		ck_assert_str_eq(attachment->sha256, hash_of(i).hex);
		ck_assert(is_there(&office, i));
	}
	keeper_free(keeper);
	office_end(&office);
}
END_TEST

START_TEST(a_lie_is_told_of)
{
	struct office office;
	struct keeper *keeper = office_begin(&office);
	give(keeper, 0, false);
	give(keeper, 1, true);
	give(keeper, 3, false);
	keeper_wait(keeper);
	ck_assert_uint_eq(office.written->len, 3);
	ck_assert_int_eq(office.failed, 1);
	ck_assert_int_eq(office.damaged, 1);
	g_ptr_array_remove_index(office.written, 1);
	sync_written(&office, keeper);
	ck_assert_uint_eq(office.kept->len, 2);
	ck_assert(is_there(&office, 0) && is_there(&office, 3));
	ck_assert(!is_there(&office, 2));
	keeper_free(keeper);
	office_end(&office);
}
END_TEST

/* What was to get its name is gone: the sync fails and forgets it.  The next
 * one succeeds, since it has nothing to do. */
START_TEST(what_was_refused_is_lost)
{
	struct office office;
	struct keeper *keeper = office_begin(&office);
	for (int i = 0; i < 3; i++)
		give(keeper, i, false);
	keeper_wait(keeper);
	g_autofree char *tmp = g_build_filename(office.spool_dir, "tmp", NULL);
	scratch_remove_tree(tmp);
	sync_written(&office, keeper);
	ck_assert_ptr_nonnull(office.failure);
	ck_assert_uint_eq(office.kept->len, 3);
	ck_assert_uint_eq(office.lost->len, 0);
	keeper_sync(keeper, g_ptr_array_ref(office.kept));
	keeper_wait(keeper);
	ck_assert_ptr_null(office.failure);
	ck_assert_uint_eq(office.kept->len, 0);
	ck_assert_uint_eq(office.lost->len, 3);
	keeper_free(keeper);
	office_end(&office);
}
END_TEST

START_TEST(no_spool_is_an_error)
{
	struct office office;
	struct keeper *keeper = office_begin(&office);
	keeper_free(keeper);
	keeper = keeper_new("/proc/no/spool", &calls, &office);
	give(keeper, 0, false);
	keeper_wait(keeper);
	ck_assert_int_eq(office.failed, 1);
	ck_assert_int_eq(office.damaged, 0);
	sync_written(&office, keeper);
	ck_assert_ptr_nonnull(office.failure);
	keeper_free(keeper);
	office_end(&office);
}
END_TEST

START_TEST(the_end_waits)
{
	struct office office;
	struct keeper *keeper = office_begin(&office);
	for (int i = 0; i < LETTERS; i++)
		give(keeper, i, false);
	keeper_sync(keeper, g_ptr_array_new());
	keeper_free(keeper);
	ck_assert_uint_eq(office.written->len, LETTERS);
	ck_assert_int_eq(office.synced, 1);
	for (int i = 0; i < LETTERS; i++)
		ck_assert(is_there(&office, i));
	office_end(&office);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keeper");
	TCase *tcase = tcase_create("keeper");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, what_is_kept_is_there);
	tcase_add_test(tcase, a_lie_is_told_of);
	tcase_add_test(tcase, what_was_refused_is_lost);
	tcase_add_test(tcase, no_spool_is_an_error);
	tcase_add_test(tcase, the_end_waits);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
