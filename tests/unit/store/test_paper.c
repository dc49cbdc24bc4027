/* Letters made of pages: rows of pages, turns of letters, receipt days, and
 * what the mailroom is shown. */
#include "plaint/store/letter_page.h"

#include <string.h>

#include "check_main.h"
#include "plaint/store/reading.h"
#include "stock.h"

START_TEST(pages_are_replaced)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	const struct letter_page first[] = { { 0, "aa", 3, 0 },
		{ 0, "bb", 1, 90 }, { 0, "aa", 4, -1 } };
	const struct letter_page second[] = { { 0, "aa", 4, 180 } };
	assert_ok(letter_page_put(db, id.text, first, 3, &error));
	g_autoptr(GPtrArray) three = letter_page_list(db, id.text, &error);
	ck_assert_uint_eq(three->len, 3);
	const struct letter_page *page = three->pdata[1];
	ck_assert_str_eq(page->sha256, "bb");
	ck_assert_int_eq((int)page->number, 2);
	ck_assert_int_eq((int)page->rotation, 90);
	assert_ok(letter_page_put(db, id.text, second, 1, &error));
	g_autoptr(GPtrArray) one = letter_page_list(db, id.text, &error);
	ck_assert_uint_eq(one->len, 1);
	const struct letter_page *left = one->pdata[0];
	ck_assert_int_eq((int)left->file_page, 4);
	const struct letter_page bad[] = { { 0, "aa", 1, 45 } };
	ck_assert(!letter_page_put(db, id.text, bad, 1, &error));
}
END_TEST

START_TEST(turns)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	struct letter_turn away = { "stored", "filed", "discarded", "no use" };
	assert_ok(letter_turn(db, id.text, &away, &error));
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	ck_assert_str_eq(letter->fate, "discarded");
	ck_assert_str_eq(letter->problem, "no use");
	ck_assert(!letter_turn(db, id.text, &away, &error));
	ck_assert(g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT));
	g_clear_error(&error);
	struct letter_turn odd = { "filed", "filed", "eaten", "" };
	ck_assert(!letter_turn(db, id.text, &odd, &error));
}
END_TEST

START_TEST(receipts)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	struct letter_receipt receipt = { NOW - 5, { "2026-11-20" }, "stamp" };
	assert_ok(letter_set_received(db, id.text, &receipt, &error));
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	ck_assert_str_eq(letter->received_day.text, "2026-11-20");
	ck_assert_str_eq(letter->received_from, "stamp");
	ck_assert(letter->received_utc_us == NOW - 5);
	ck_assert(!letter_set_received(db, "none", &receipt, &error));
}
END_TEST

static void read_as(struct db *db, struct id id, const char *trust)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	document_set(&page->trust, trust);
	assert_ok(reading_put(db, id.text, document, "{}", NOW, &error));
}

START_TEST(mailroom_sees_the_doubtful)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id sure = stock_letter(db, 1), doubtful = stock_letter(db, 2);
	struct id aside = stock_letter(db, 3);
	struct id casefile = stock_register(db);
	read_as(db, sure, "straight_through");
	read_as(db, doubtful, "key_in");
	assert_ok(letter_register(db, sure.text, casefile.text, &error));
	assert_ok(letter_register(db, doubtful.text, casefile.text, &error));
	assert_ok(letter_quarantine(db, aside.text, "blank", &error));
	g_autoptr(GPtrArray) open = letter_list_mailroom(db, 10, &error);
	ck_assert_uint_eq(open->len, 2);
	assert_ok(casefile_set_stage(
		db, casefile.text, "registered", "closed", NOW, &error));
	g_autoptr(GPtrArray) closed = letter_list_mailroom(db, 10, &error);
	ck_assert_uint_eq(closed->len, 1);
	ck_assert_str_eq(
		((struct letter *)closed->pdata[0])->id.text, aside.text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("paper");
	TCase *tcase = tcase_create("paper");
	databases_add(tcase, pages_are_replaced);
	databases_add(tcase, turns);
	databases_add(tcase, receipts);
	databases_add(tcase, mailroom_sees_the_doubtful);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
