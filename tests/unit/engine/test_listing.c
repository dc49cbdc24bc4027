/* Where a mailbox is listed from, and when it need not be listed at all. */
#include "check_main.h"

#include <string.h>
#include "../../../src/engine/listing.h"
#include "../../../src/engine/modseq.h"
#include "../../../src/engine/state.h"
#include "../store/stock.h"
#include "plaint/store/ledger.h"

static const struct chunk_place place = { "inbox", 7 };

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
	struct chunk_place other_epoch = { "inbox", 8 };
	struct chunk_place other_box = { "second", 7 };

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

	ck_assert_uint_eq(listing_begin(&engine, &place, false), 1);
	note_seen(db, "9");
	note_stored(db, "9", 1);
	note_seen(db, "10");
	note_stored(db, "10", 2);
	ck_assert_uint_eq(listing_begin(&engine, &place, false), 11);
	/* What is moved away when it is done: all that is there matters. */
	ck_assert_uint_eq(listing_begin(&engine, &place, true), 1);
	note_seen(db, "12");
	note_seen(db, "100");
	note_stored(db, "100", 3);
	ck_assert_uint_eq(listing_begin(&engine, &place, false), 12);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine/listing");
	TCase *cases = tcase_create("listing");

	tcase_add_test(cases, unchanged_is_not_listed);
	tcase_add_test(cases, no_condstore_is_listed);
	tcase_add_test(cases, listed_from_the_first_unknown);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
