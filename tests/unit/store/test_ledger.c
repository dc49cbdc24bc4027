/* The ledger, letters and their documents. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/ledger.h"
#include "plaint/store/reading.h"

static struct ledger_key key_of(int64_t epoch, const char *item)
{
	return (struct ledger_key){ "inbox", epoch, item };
}

static void note(struct db *db, int64_t epoch, const char *const *items)
{
	g_autoptr(GError) error = NULL;
	for (; *items != NULL; items++) {
		struct ledger_item item = { .key = key_of(epoch, *items),
			.size_bytes = 10 };
		assert_ok(ledger_note_seen(db, &item, 1, NOW, &error));
	}
}

static void assert_items(GPtrArray *list, const char *const *items)
{
	ck_assert_ptr_nonnull(list);
	for (guint i = 0; i < list->len; i++) {
		const struct ledger_item *item = list->pdata[i];
		ck_assert_ptr_nonnull(items[i]);
		ck_assert_str_eq(item->key.item, items[i]);
	}
	ck_assert_ptr_null(items[list->len]);
	g_ptr_array_unref(list);
}

#define ITEMS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_ITEMS   ((const char *const[]){ NULL })

START_TEST(an_item_goes_its_way)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	note(db, 7, ITEMS("9", "10", "100"));
	note(db, 7, ITEMS("10"));
	struct ledger_key key = key_of(7, "10");
	struct id letter = stock_letter(db, 1);
	assert_items(ledger_list_unstored(db, "inbox", 7, 9, &error),
		ITEMS("9", "10", "100"));
	assert_ok(ledger_mark_stored(db, key, letter.text, NOW + 1, &error));
	assert_ok(ledger_mark_stored(db, key, letter.text, NOW + 2, &error));
	assert_items(ledger_list_unstored(db, "inbox", 7, 9, &error),
		ITEMS("9", "100"));
	assert_fails(ledger_mark_acknowledged(db, key, NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	assert_items(ledger_list_finished(db, "inbox", 9, &error), NO_ITEMS);
	assert_ok(letter_file(db, letter.text, "newsletter", &error));
	assert_items(ledger_list_finished(db, "inbox", 9, &error), ITEMS("10"));
	assert_ok(ledger_mark_acknowledged(db, key, NOW + 3, &error));
	assert_items(ledger_list_finished(db, "inbox", 9, &error), NO_ITEMS);
	g_autoptr(ledger_item) item = ledger_find(db, key, &error);
	assert_ok(item != NULL);
	ck_assert_int_eq(item->seen_utc_us, NOW);
	ck_assert_int_eq(item->stored_utc_us, NOW + 1);
	ck_assert_int_eq(item->acknowledged_utc_us, NOW + 3);
	ck_assert_str_eq(item->letter_state, "filed");
	ck_assert(hash_is_valid(item->sha256));
}
END_TEST

START_TEST(wrong_ways_are_refused)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	note(db, 7, ITEMS("1"));
	struct id first = stock_letter(db, 1);
	struct id second = stock_letter(db, 2);
	struct ledger_key known = key_of(7, "1");
	struct ledger_key unknown = key_of(8, "1");
	assert_fails(ledger_mark_stored(db, unknown, first.text, NOW, &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	assert_fails(ledger_put_problem(db, unknown, "x", &error), STORE_ERROR,
		STORE_ERROR_MISSING);
	assert_fails(ledger_mark_acknowledged(db, unknown, NOW, &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	assert_fails(ledger_mark_stored(db, known, "nobody", NOW, &error),
		DB_ERROR, DB_ERROR_CONSTRAINT);
	assert_ok(ledger_mark_stored(db, known, first.text, NOW, &error));
	assert_fails(ledger_mark_stored(db, known, second.text, NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
}
END_TEST

START_TEST(items_are_found)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func(g_free);
	for (int i = 1; i <= 100; i++) {
		char *text = g_strdup_printf("%d", i);
		g_ptr_array_add(asked, text);
		if (i % 2 == 0)
			note(db, 7, ITEMS(text));
	}
	g_ptr_array_add(asked, NULL);
	g_autoptr(GHashTable) known = ledger_known(
		db, "inbox", 7, (const char *const *)asked->pdata, &error);
	ck_assert_uint_eq(g_hash_table_size(known), 50);
	ck_assert(g_hash_table_contains(known, "100"));
	ck_assert(!g_hash_table_contains(known, "99"));
	g_autoptr(GHashTable) none =
		ledger_known(db, "inbox", 7, NO_ITEMS, &error);
	ck_assert_uint_eq(g_hash_table_size(none), 0);
	int64_t highest;
	assert_ok(ledger_highest(db, "inbox", 7, &highest, &error));
	ck_assert_int_eq(highest, 100);
	assert_ok(ledger_highest(db, "inbox", 8, &highest, &error));
	ck_assert_int_eq(highest, 0);
}
END_TEST

/* The server gave 5 and 6 to other messages. */
START_TEST(a_number_is_given_once_more)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct ledger_counts counts;
	struct id first = stock_letter(db, 1), second = stock_letter(db, 2);
	struct ledger_item item = { .key = key_of(7, "5"),
		.size_bytes = 10,
		.internaldate_utc_us = NOW };
	assert_ok(ledger_note_seen(db, &item, 1, NOW, &error));
	assert_ok(ledger_mark_stored(db, item.key, first.text, NOW, &error));
	note(db, 7, ITEMS("6"));
	g_autoptr(GHashTable) known =
		ledger_known(db, "inbox", 7, ITEMS("5", "6"), &error);
	int64_t *noted = g_hash_table_lookup(known, "5");
	ck_assert_int_eq(*noted, NOW);
	ck_assert(ledger_is_another(*noted, NOW + 1));
	ck_assert(!ledger_is_another(*noted, NOW));
	ck_assert(!ledger_is_another(*noted, 0));
	noted = g_hash_table_lookup(known, "6");
	ck_assert(!ledger_is_another(*noted, NOW));
	assert_ok(ledger_set_apart(db, item.key, NOW, &error));
	assert_ok(ledger_set_apart(db, key_of(7, "6"), NOW, &error));
	assert_fails(ledger_set_apart(db, key_of(7, "6"), NOW, &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	item.internaldate_utc_us = NOW + 1;
	assert_ok(ledger_note_seen(db, &item, 1, NOW, &error));
	assert_items(
		ledger_list_unstored(db, "inbox", 7, 9, &error), ITEMS("5"));
	assert_ok(ledger_mark_stored(db, item.key, second.text, NOW, &error));
	assert_ok(ledger_count(db, "inbox", &counts, &error));
	ck_assert_int_eq(counts.stored, 2);
	ck_assert_int_eq(counts.problems, 1);
}
END_TEST

START_TEST(states_are_counted)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	note(db, 7, ITEMS("1", "2", "3", "4", "5", "6"));
	struct id letters[4];
	for (int i = 0; i < 4; i++) {
		char item[2] = { (char)('1' + i), '\0' };
		letters[i] = stock_letter(db, i);
		assert_ok(ledger_mark_stored(
			db, key_of(7, item), letters[i].text, NOW, &error));
	}
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	for (int i = 1; i < 4; i++)
		assert_ok(reading_put(
			db, letters[i].text, document, "{}", NOW, &error));
	struct id casefile = stock_register(db);
	for (int i = 2; i < 4; i++)
		assert_ok(letter_register(
			db, letters[i].text, casefile.text, &error));
	assert_ok(ledger_mark_acknowledged(db, key_of(7, "4"), NOW, &error));
	assert_ok(ledger_put_problem(db, key_of(7, "6"), "too big", &error));
	struct ledger_counts counts;
	assert_ok(ledger_count(db, "inbox", &counts, &error));
	struct ledger_counts wanted = { 2, 1, 1, 1, 1, 1 };
	ck_assert_mem_eq(&counts, &wanted, sizeof(wanted));
	assert_ok(ledger_count(db, NULL, &counts, &error));
	ck_assert_mem_eq(&counts, &wanted, sizeof(wanted));
	assert_items(
		ledger_list_unstored(db, "inbox", 7, 9, &error), ITEMS("5"));
}
END_TEST

START_TEST(same_bytes_same_letter)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id first = stock_letter(db, 1);
	struct hash hash = hash_bytes("letter 1", 8);
	struct letter again = {
		.id = id_new(NOW + 1),
		.channel = "scan",
		.source = "folder",
		.sha256 = hash.hex,
		.received_day = { "2026-11-23" },
	};
	struct id id;
	bool is_new;
	assert_ok(letter_add(db, &again, &id, &is_new, &error));
	ck_assert(!is_new);
	ck_assert_str_eq(id.text, first.text);
	g_autoptr(letter) letter = letter_find_by_sha256(db, hash.hex, &error);
	ck_assert_str_eq(letter->channel, "mail");
	ck_assert_str_eq(letter->received_day.text, "2026-11-23");
	ck_assert_str_eq(letter->state, "stored");
	ck_assert_str_eq(letter->name, "");
}
END_TEST

START_TEST(a_letter_is_finished_once)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1);
	struct id other = stock_letter(db, 2);
	struct id casefile = stock_register(db);
	assert_ok(letter_quarantine(db, letter.text, "crashed", &error));
	assert_ok(letter_register(db, letter.text, casefile.text, &error));
	assert_fails(letter_register(db, letter.text, casefile.text, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	assert_fails(letter_file(db, letter.text, "spam", &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	assert_fails(letter_mark_duplicate(db, other.text, other.text, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(letter_mark_duplicate(db, other.text, letter.text, &error));
	g_autoptr(GPtrArray) of_case =
		letter_list_of_casefile(db, casefile.text, &error);
	/* A duplicate is shown with its case. */
	ck_assert_uint_eq(of_case->len, 2);
	g_autoptr(GPtrArray) all = letter_list(db, NULL, "", 10, &error);
	ck_assert_uint_eq(all->len, 2);
	g_autoptr(GPtrArray) duplicates =
		letter_list(db, "duplicate", "", 10, &error);
	ck_assert_uint_eq(duplicates->len, 1);
	struct letter_counts counts;
	assert_ok(letter_count(db, &counts, &error));
	ck_assert_int_eq(counts.registered, 1);
	ck_assert_int_eq(counts.duplicate, 1);
	ck_assert_int_eq(counts.stored + counts.filed + counts.quarantined, 0);
	ck_assert_ptr_null(letter_find(db, "none", &error));
	ck_assert(g_error_matches(error, STORE_ERROR, STORE_ERROR_MISSING));
}
END_TEST

/* Once, although they were put twice. */
static void check_pages(struct db *db, const struct id *letter)
{
	static const char *const texts[] = { "перша", "друга" };
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT text, rotation, skew_degrees FROM page"
		" WHERE letter_id = $1 ORDER BY number",
		DB_VALUES(db_text(letter->text)), NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		ck_assert(db_rows_next(rows));
		ck_assert_str_eq(db_row_text(rows, "text"), texts[i]);
		ck_assert_int_eq(db_row_int(rows, "rotation"), 90);
		ck_assert_double_eq(db_row_real(rows, "skew_degrees"), -1.25);
	}
	ck_assert(!db_rows_next(rows));
}

START_TEST(a_document_is_kept)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1);
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	document_set(&document->subject, "Претензія");
	document_set(&document->text, "Поверніть гроші");
	document_set(&document->message_id, "a@b");
	for (int i = 1; i <= 2; i++) {
		struct page *page = document_add_page(document);
		page->number = i;
		document_set(&page->text, i == 1 ? "перша" : "друга");
		page->confidence = 0.5;
		page->rotation = 90;
		page->skew_degrees = -1.25;
	}
	for (int i = 0; i < 2; i++)
		assert_ok(reading_put(db, letter.text, document, "{\"a\":1}",
			NOW + i, &error));
	g_autoptr(reading) reading = reading_find(db, letter.text, &error);
	ck_assert_str_eq(reading->format, "scan");
	ck_assert_str_eq(reading->class, "letter");
	ck_assert_str_eq(reading->subject, "Претензія");
	ck_assert_str_eq(reading->json, "{\"a\":1}");
	ck_assert_int_eq(reading->read_utc_us, NOW + 1);
	check_pages(db, &letter);
	struct id casefile = stock_register(db);
	assert_ok(letter_register(db, letter.text, casefile.text, &error));
	g_autoptr(casefile) found =
		casefile_find_by_message_id(db, "a@b", &error);
	assert_ok(found != NULL);
	ck_assert_str_eq(found->id.text, casefile.text);
	ck_assert_ptr_null(casefile_find_by_message_id(db, "", &error));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ledger");
	TCase *tcase = databases_case("ledger");
	databases_add(tcase, an_item_goes_its_way);
	databases_add(tcase, wrong_ways_are_refused);
	databases_add(tcase, items_are_found);
	databases_add(tcase, a_number_is_given_once_more);
	databases_add(tcase, states_are_counted);
	databases_add(tcase, same_bytes_same_letter);
	databases_add(tcase, a_letter_is_finished_once);
	databases_add(tcase, a_document_is_kept);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
