/* What a mailbox's chunks brought, stored beside the main loop: bytes and rows
 * are there when it is said so, in the order in which they came; what cannot
 * be kept spoils no other chunk; and the end waits.  `make tsan` runs this
 * under ThreadSanitizer. */
#include "check_main.h"

#include <string.h>
#include <unistd.h>

#include "../../../src/engine/storing.h"
#include "../store/stock.h"
#include "plaint/base/fd.h"
#include "plaint/store/ledger.h"
#include "scratch.h"

enum {
	FIRST_UID = 11,
	CHUNKS = 5,
	LETTERS = 2, /* a chunk */
	LETTER_BYTES = 9,
};

static const struct chunk_place place = { "inbox", 7, false };

struct office {
	struct engine engine;
	struct config config;
	char *dir;
	GThread *main_thread;
	int stored, old, failed;
	bool was_there; /* all that was stored, when it was said */
};

static void office_begin(struct office *office)
{
	g_autoptr(GError) error = NULL;
	*office = (struct office){ .dir = scratch_make(),
		.main_thread = g_thread_self(),
		.was_there = true };
	office->config.spool = g_build_filename(office->dir, "spool", NULL);
	office->engine.rules.config = &office->config;
	office->engine.rules.zone = g_time_zone_new_identifier("Europe/Kyiv");
	office->engine.db = stock_open(0);
	office->engine.spool = spool_open(office->config.spool, &error);
	ck_assert_ptr_nonnull(office->engine.spool);
}

static void office_end(struct office *office)
{
	spool_close(office->engine.spool);
	db_close(office->engine.db);
	g_time_zone_unref(office->engine.rules.zone);
	g_free(office->config.spool);
	scratch_remove(office->dir);
}

/* Its bytes, and the ledger says so. */
static bool letter_is_there(struct office *office, uint32_t uid)
{
	g_autofree char *text = g_strdup_printf("letter %02u", uid);
	struct hash hash = hash_bytes(text, LETTER_BYTES);
	g_autoptr(GError) error = NULL;
	if (!spool_check(office->engine.spool, hash.hex, &error))
		return false;
	g_autoptr(GPtrArray) unstored =
		ledger_list_unstored(office->engine.db, "inbox", 7, 99, &error);
	for (guint i = 0; unstored != NULL && i < unstored->len; i++) {
		const struct ledger_item *item = unstored->pdata[i];
		if (strtoul(item->key.item, NULL, 10) == uid)
			return false;
	}
	return unstored != NULL;
}

static void on_stored(void *user, bool has_old, const GError *error)
{
	struct office *office = user;
	uint32_t uid = FIRST_UID + (uint32_t)office->stored * LETTERS;
	ck_assert_ptr_eq(g_thread_self(), office->main_thread);
	office->failed += error != NULL;
	office->old += has_old;
	office->was_there =
		office->was_there &&
		(error != NULL || (letter_is_there(office, uid) &&
					  letter_is_there(office, uid + 1)));
	office->stored++;
}

/* A chunk of two; they lie one behind the other, and `more_bytes` are said to
 * be there that are not. */
static void add(struct storing *storing, struct office *office, uint32_t uid,
	int more_bytes)
{
	g_autoptr(GError) error = NULL;
	struct chunk chunk;
	chunk_init(&chunk);
	chunk.fd = spool_scratch_small(office->engine.spool, &error);
	json_t *bodies = json_array();
	for (uint32_t i = 0; i < LETTERS; i++) {
		struct pending asked = { uid + i, LETTER_BYTES, NOW };
		g_autofree char *text = g_strdup_printf("letter %02u", uid + i);
		assert_ok(fd_write_all(chunk.fd, text, LETTER_BYTES, &error));
		g_array_append_val(chunk.messages, asked);
		json_array_append_new(bodies,
			json_pack("{s:i s:i s:i}", "uid", (int)(uid + i),
				"offset", (int)i * LETTER_BYTES, "bytes",
				LETTER_BYTES + more_bytes * (int)i));
	}
	storing_add(storing, &place, &chunk, bodies);
	ck_assert_uint_eq(chunk.messages->len, 0);
	ck_assert_int_eq(chunk.fd, -1);
	chunk_clear(&chunk);
	json_decref(bodies);
}

static void run(struct storing *storing)
{
	while (!storing_is_empty(storing))
		g_main_context_iteration(NULL, TRUE);
}

static void note_seen(struct office *office, int count)
{
	for (int i = 0; i < count; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *uid = g_strdup_printf("%d", FIRST_UID + i);
		struct ledger_item seen = { .key = { "inbox", 7, uid },
			.size_bytes = LETTER_BYTES };
		assert_ok(ledger_note_seen(
			office->engine.db, &seen, 1, NOW, &error));
	}
}

START_TEST(all_is_there_in_turn)
{
	struct office office;
	office_begin(&office);
	note_seen(&office, CHUNKS * LETTERS);
	struct storing *storing =
		storing_new(&office.engine, on_stored, &office);
	ck_assert(storing_is_empty(storing));
	for (uint32_t i = 0; i < CHUNKS; i++)
		add(storing, &office, FIRST_UID + i * LETTERS, 0);
	ck_assert(storing_is_full(storing));
	run(storing);
	ck_assert_int_eq(office.stored, CHUNKS);
	ck_assert(office.was_there);
	ck_assert_int_eq(office.old, 0);
	ck_assert(!storing_is_full(storing));
	/* Once more: nothing new, and that is said. */
	office.stored = 0;
	add(storing, &office, FIRST_UID, 0);
	run(storing);
	ck_assert_int_eq(office.old, 1);
	ck_assert_int_eq(office.failed, 0);
	storing_free(storing);
	office_end(&office);
}
END_TEST

START_TEST(a_lie_spoils_no_other)
{
	struct office office;
	office_begin(&office);
	note_seen(&office, 3 * LETTERS);
	struct storing *storing =
		storing_new(&office.engine, on_stored, &office);
	add(storing, &office, FIRST_UID, 0);
	add(storing, &office, FIRST_UID + LETTERS, 1000);
	add(storing, &office, FIRST_UID + 2 * LETTERS, 0);
	run(storing);
	ck_assert_int_eq(office.stored, 3);
	ck_assert_int_eq(office.failed, 1);
	ck_assert(office.was_there);
	/* All or nothing: the one that was whole is fetched again. */
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) open =
		ledger_list_unstored(office.engine.db, "inbox", 7, 10, &error);
	ck_assert_uint_eq(open->len, LETTERS);
	storing_free(storing);
	office_end(&office);
}
END_TEST

START_TEST(no_spool_is_an_error)
{
	struct office office;
	office_begin(&office);
	note_seen(&office, LETTERS);
	g_free(office.config.spool);
	office.config.spool = g_strdup("/proc/no/spool");
	struct storing *storing =
		storing_new(&office.engine, on_stored, &office);
	add(storing, &office, FIRST_UID, 0);
	run(storing);
	ck_assert_int_eq(office.failed, 1);
	storing_free(storing);
	office_end(&office);
}
END_TEST

START_TEST(the_end_waits)
{
	struct office office;
	office_begin(&office);
	note_seen(&office, CHUNKS * LETTERS);
	struct storing *storing =
		storing_new(&office.engine, on_stored, &office);
	for (uint32_t i = 0; i < CHUNKS; i++)
		add(storing, &office, FIRST_UID + i * LETTERS, 0);
	storing_free(storing);
	ck_assert_int_eq(office.stored, CHUNKS);
	ck_assert(office.was_there);
	office_end(&office);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("storing");
	TCase *tcase = tcase_create("storing");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, all_is_there_in_turn);
	tcase_add_test(tcase, a_lie_spoils_no_other);
	tcase_add_test(tcase, no_spool_is_an_error);
	tcase_add_test(tcase, the_end_waits);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
