/* Where a mailbox is listed from, and when it need not be listed at all. */
#include "check_main.h"

#include <string.h>
#include "../../../src/engine/blame.h"
#include "../../../src/engine/listing.h"
#include "../../../src/engine/modseq.h"
#include "../../../src/engine/state.h"
#include "../store/stock.h"
#include "plaint/store/ledger.h"

static const struct chunk_place place = { "inbox", 7, false };
static const struct chunk_place emptied = { "inbox", 7, true };

static void note_seen(struct db *db, const char *uid)
{
	g_autoptr(GError) error = NULL;
	struct ledger_item item = { .key = { "inbox", 7, uid },
		.size_bytes = 10 };

	assert_ok(ledger_note_seen(db, &item, 1, NOW, &error));
}

static void note_stored(struct db *db, const char *uid, int letter)
{
	g_autoptr(GError) error = NULL;
	struct ledger_key key = { "inbox", 7, uid };
	struct id id = stock_letter(db, letter);

	assert_ok(ledger_mark_stored(db, key, id.text, NOW, &error));
}

START_TEST(unchanged_is_not_listed)
{
	g_autoptr(db) db = stock_open(0);
	struct engine engine = { .db = db };
	struct chunk_place other_epoch = { "inbox", 8, false };
	struct chunk_place other_box = { "second", 7, false };

	ck_assert(!modseq_is_unchanged(&engine, &place, 100));
	modseq_note(&engine, &place, 100);
	ck_assert(modseq_is_unchanged(&engine, &place, 100));
	ck_assert(!modseq_is_unchanged(&engine, &place, 101));
	ck_assert(!modseq_is_unchanged(&engine, &other_epoch, 100));
	ck_assert(!modseq_is_unchanged(&engine, &other_box, 100));
	/* Seen and not stored: it must be fetched. */
	note_seen(db, "5");
	ck_assert(!modseq_is_unchanged(&engine, &place, 100));
	note_stored(db, "5", 1);
	ck_assert(modseq_is_unchanged(&engine, &place, 100));
}
END_TEST

START_TEST(no_condstore_is_listed)
{
	g_autoptr(db) db = stock_open(0);
	struct engine engine = { .db = db };

	modseq_note(&engine, &place, 0);
	ck_assert(!modseq_is_unchanged(&engine, &place, 0));
}
END_TEST

START_TEST(listed_from_the_first_unknown)
{
	g_autoptr(db) db = stock_open(0);
	struct engine engine = { .db = db };

	ck_assert_uint_eq(listing_begin(&engine, &place, 0), 1);
	note_seen(db, "9");
	note_stored(db, "9", 1);
	note_seen(db, "10");
	note_stored(db, "10", 2);
	ck_assert_uint_eq(listing_begin(&engine, &place, 0), 11);
	ck_assert_uint_eq(listing_begin(&engine, &place, 11), 11);
	ck_assert_uint_eq(listing_begin(&engine, &place, 20), 11);
	/* Restored from a backup: 10 is yet to be given. */
	ck_assert_uint_eq(listing_begin(&engine, &place, 10), 10);
	/* What is moved away when it is done: all that is there matters. */
	ck_assert_uint_eq(listing_begin(&engine, &emptied, 10), 1);
	note_seen(db, "12");
	note_seen(db, "100");
	note_stored(db, "100", 3);
	ck_assert_uint_eq(listing_begin(&engine, &place, 0), 12);
	ck_assert_uint_eq(listing_begin(&engine, &place, 11), 11);
}
END_TEST

static GQueue *pending_of(
	struct engine *engine, const struct chunk_place *at, const char *text)
{
	g_autoptr(GError) error = NULL;
	GQueue *pending = g_queue_new();
	json_t *messages = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(messages);
	assert_ok(listing_note(engine, at, messages, pending, &error));
	ck_assert_uint_eq(listing_next(messages, 1), 4);
	json_decref(messages);
	return pending;
}

/* Somebody threw them away before we saw them: they are purged one day, and
 * then nothing was lost. */
START_TEST(deleted_are_not_noted)
{
	g_autoptr(db) db = stock_open(0);
	g_autoptr(GError) error = NULL;
	struct engine engine = { .db = db };
	GQueue *pending = pending_of(&engine, &place,
		"[{\"uid\": 1, \"is_deleted\": true}, {\"uid\": 2},"
		" {\"uid\": 3, \"is_deleted\": true}]");
	g_autoptr(GPtrArray) open =
		ledger_list_open(db, "inbox", 7, 10, &error);

	ck_assert_uint_eq(g_queue_get_length(pending), 1);
	ck_assert_uint_eq(open->len, 1);
	ck_assert_str_eq(((struct ledger_item *)open->pdata[0])->key.item, "2");
	g_queue_free_full(pending, g_free);
}
END_TEST

START_TEST(what_could_not_be_had_is_tried_again)
{
	static const char listed[] = "[{\"uid\": 3}]";
	static const uint32_t numbers[] = { 3, 2 };
	g_autoptr(db) db = stock_open(0);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct engine engine = { .db = db };
	uint32_t list_from = 9;

	note_seen(db, "3");
	chunk_note_problem(&engine, &place, 3, "broken");
	GQueue *pending = pending_of(&engine, &place, listed);
	ck_assert_uint_eq(g_queue_get_length(pending), 0);
	g_queue_free_full(pending, g_free);
	/* 2 was never seen. */
	g_array_append_vals(uids, numbers, 2);
	assert_ok(listing_again(&engine, &place, uids, &list_from, &error));
	ck_assert_uint_eq(list_from, 2);
	pending = pending_of(&engine, &place, listed);
	ck_assert_uint_eq(g_queue_get_length(pending), 1);
	g_queue_free_full(pending, g_free);
}
END_TEST

START_TEST(another_message_under_a_number_is_fetched)
{
	g_autoptr(db) db = stock_open(0);
	struct engine engine = { .db = db };
	GQueue *pending = pending_of(&engine, &place,
		"[{\"uid\": 2, \"received_utc_us\": 50},"
		" {\"uid\": 3, \"received_utc_us\": 60}]");

	g_queue_free_full(pending, g_free);
	note_stored(db, "2", 1);
	note_stored(db, "3", 2);
	pending = pending_of(&engine, &place,
		"[{\"uid\": 2, \"received_utc_us\": 50},"
		" {\"uid\": 3, \"received_utc_us\": 70}]");
	ck_assert_uint_eq(g_queue_get_length(pending), 1);
	ck_assert_uint_eq(
		((struct pending *)g_queue_peek_head(pending))->uid, 3);
	g_queue_free_full(pending, g_free);
	note_stored(db, "3", 3);
}
END_TEST

static void note_settled(struct db *db, const char *uid, int letter)
{
	g_autoptr(GError) error = NULL;
	struct ledger_key key = { "inbox", 7, uid };
	struct id id = stock_letter(db, letter);

	note_seen(db, uid);
	assert_ok(ledger_mark_stored(db, key, id.text, NOW, &error));
	assert_ok(letter_quarantine(db, id.text, "no text", &error));
	assert_ok(ledger_mark_acknowledged(db, key, NOW, &error));
}

static guint finished_are(struct db *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) finished =
		ledger_list_finished(db, "inbox", 10, &error);

	ck_assert_ptr_nonnull(finished);
	return finished->len;
}

/* The settings said to leave mail alone, and now say to move it. */
START_TEST(what_was_left_is_settled_once_more)
{
	static const char listed[] =
		"[{\"uid\": 2}, {\"uid\": 3, \"is_deleted\": true}]";
	g_autoptr(db) db = stock_open(0);
	struct engine engine = { .db = db };

	note_settled(db, "1", 1); /* is not there any more */
	note_settled(db, "2", 2);
	note_settled(db, "3", 3);
	modseq_note(&engine, &place, 100);
	g_queue_free_full(pending_of(&engine, &place, listed), g_free);
	ck_assert_uint_eq(finished_are(db), 0);
	ck_assert(!modseq_is_unchanged(&engine, &emptied, 100));
	GQueue *pending = pending_of(&engine, &emptied, listed);
	ck_assert(g_queue_is_empty(pending));
	g_queue_free_full(pending, g_free);
	ck_assert_uint_eq(finished_are(db), 1);
	modseq_note(&engine, &emptied, 100);
	ck_assert(modseq_is_unchanged(&engine, &emptied, 100));
}
END_TEST

START_TEST(one_message_is_not_blamed_for_a_bad_line)
{
	struct blame blame = { 0 };

	ck_assert(!blame_add(&blame, 5));
	ck_assert(!blame.skips_sizes);
	ck_assert(!blame_add(&blame, 6));
	ck_assert(!blame.skips_sizes);
	ck_assert(!blame_add(&blame, 5));
	ck_assert(!blame_add(&blame, 5));
	ck_assert(blame.skips_sizes);
	ck_assert(blame_add(&blame, 5));
	ck_assert(!blame_add(&blame, 5));
}
END_TEST

START_TEST(a_listing_is_asked_without_sizes)
{
	struct blame blame = { 0 };

	ck_assert(!blame_add(&blame, BLAME_LISTING));
	blame_listed(&blame);
	ck_assert(!blame_add(&blame, BLAME_LISTING));
	ck_assert(!blame.skips_sizes);
	for (int i = 0; i < 5; i++)
		ck_assert(!blame_add(&blame, BLAME_LISTING));
	ck_assert(blame.skips_sizes);
	/* What a listing shows does not clear a message. */
	ck_assert(!blame_add(&blame, 5));
	blame_listed(&blame);
	ck_assert(!blame_add(&blame, 5));
	blame_listed(&blame);
	ck_assert(blame_add(&blame, 5));
}
END_TEST

/* At 40 KiB a second, which the fetch process bears. */
START_TEST(a_large_message_is_given_its_time)
{
	struct chunk chunk;
	struct pending large = { 5, INT64_C(64) << 20, 0 },
		       untold = { 6, 0, 0 };

	chunk_init(&chunk);
	ck_assert_int_eq(chunk_slow_ms(&chunk), 0);
	g_array_append_val(chunk.messages, large);
	ck_assert_int_ge(chunk_slow_ms(&chunk), (64 << 20) / (40 << 10) * 1000);
	g_array_append_val(chunk.messages, untold);
	ck_assert_int_ge(chunk_slow_ms(&chunk), (2 << 20) / 40 * 1000);
	chunk_clear(&chunk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine/listing");
	TCase *cases = tcase_create("listing");

	tcase_add_test(cases, unchanged_is_not_listed);
	tcase_add_test(cases, no_condstore_is_listed);
	tcase_add_test(cases, listed_from_the_first_unknown);
	tcase_add_test(cases, deleted_are_not_noted);
	tcase_add_test(cases, what_could_not_be_had_is_tried_again);
	tcase_add_test(cases, another_message_under_a_number_is_fetched);
	tcase_add_test(cases, what_was_left_is_settled_once_more);
	tcase_add_test(cases, one_message_is_not_blamed_for_a_bad_line);
	tcase_add_test(cases, a_listing_is_asked_without_sizes);
	tcase_add_test(cases, a_large_message_is_given_its_time);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
