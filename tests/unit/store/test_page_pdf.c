/* Which page of which PDF shows a page of a letter. */
#include "plaint/store/page_pdf.h"

#include <string.h>

#include "check_main.h"
#include "plaint/store/letter_page.h"
#include "stock.h"

static void assert_page(
	const GPtrArray *pages, guint i, const char *pdf, int pdf_page)
{
	ck_assert_uint_lt(i, pages->len);
	const struct page_pdf *page = pages->pdata[i];
	ck_assert_str_eq(page->pdf_sha256, pdf);
	ck_assert_int_eq((int)page->pdf_page, pdf_page);
}

/* A letter that is its whole original. */
START_TEST(of_an_original)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	g_autoptr(GPtrArray) none =
		page_pdf_list_of_letter(db, id.text, &error);
	ck_assert_uint_eq(none->len, 0);
	assert_ok(page_pdf_put(db, letter->sha256, "p1", 3, &error));
	assert_ok(page_pdf_put(db, "another", "p2", 2, &error));
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, id.text, &error);
	ck_assert_uint_eq(pages->len, 3);
	assert_page(pages, 2, "p1", 3);
	/* Read again: in place of the first. */
	struct page_pdf again = { letter->sha256, 2, "p3", 1 };
	assert_ok(page_pdf_put_one(db, &again, &error));
	g_autoptr(GPtrArray) after =
		page_pdf_list_of_letter(db, id.text, &error);
	ck_assert_uint_eq(after->len, 3);
	assert_page(after, 1, "p3", 1);
	int64_t count;
	assert_ok(page_pdf_count(db, "p1", &count, &error));
	ck_assert_int_eq((int)count, 2);
}
END_TEST

/* A letter of pages of two files, in its own order. */
START_TEST(of_pages)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	const struct letter_page made_of[] = { { 0, "bb", 2, -1 },
		{ 0, "aa", 1, 180 }, { 0, "cc", 1, -1 } };
	assert_ok(page_pdf_put(db, "aa", "pa", 2, &error));
	assert_ok(page_pdf_put(db, "bb", "pb", 2, &error));
	assert_ok(letter_page_put(db, id.text, made_of, 3, &error));
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, id.text, &error);
	ck_assert_uint_eq(pages->len, 2);
	assert_page(pages, 0, "pb", 2);
	assert_page(pages, 1, "pa", 1);
}
END_TEST

/* None of its pages has one: not the pages of its own original instead. */
START_TEST(of_pages_without)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_letter(db, 1);
	g_autoptr(letter) letter = letter_find(db, id.text, &error);
	const struct letter_page made_of[] = { { 0, "bb", 2, -1 } };
	assert_ok(page_pdf_put(db, letter->sha256, "p", 2, &error));
	assert_ok(letter_page_put(db, id.text, made_of, 1, &error));
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, id.text, &error);
	ck_assert_uint_eq(pages->len, 0);
}
END_TEST

static bool note(const char *sha256, void *user)
{
	g_string_append_printf(user, "%.2s ", sha256);
	return true;
}

/* `plaint verify` must not leave a PDF unchecked. */
START_TEST(is_an_original)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) seen = g_string_new(NULL);
	assert_ok(page_pdf_put(db, "aa", "pdf", 2, &error));
	assert_ok(store_each_original(db, note, seen, &error));
	ck_assert_str_eq(seen->str, "pd ");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("page pdf");
	TCase *tcase = tcase_create("page pdf");
	databases_add(tcase, of_an_original);
	databases_add(tcase, of_pages);
	databases_add(tcase, of_pages_without);
	databases_add(tcase, is_an_original);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
