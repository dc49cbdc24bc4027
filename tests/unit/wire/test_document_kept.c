/* A document in few words, in full and as it is kept: always the same one. */
#include <check.h>
#include <string.h>
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

static struct document *letter(const char *text, const char *body_text)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	document_set(&document->from.address, "a@example.ua");
	document_add_address(document->to, "", "");
	document_set(&document->text, text);
	document_set(&document->body_text, body_text);
	document_set(&document->quoted_text, "> було");
	document->language_confidence = 0.5;
	struct attachment *attachment = document_add_attachment(document);
	document_set(&attachment->name, "рахунок.pdf");
	attachment->offset = 0;
	attachment->is_shown = true;
	document_add_attachment(document);
	return document;
}

static struct page *scan_page(struct document *document, int words)
{
	struct page *page = document_add_page(document);
	for (int i = 0; i < words; i++) {
		struct word *word = page_add_word(page);
		document_set(&word->text, "слово");
		word->is_doubtful = i > 0;
	}
	return page;
}

static void check_same(
	const struct document *document, json_t *json, bool words)
{
	json_t *whole = document_to_json(document, words);
	ck_assert(json_equal(whole, json));
	json_decref(whole);
	json_decref(json);
}

/* All the ways there are. */
static void check_ways(const struct document *document, bool words)
{
	g_autoptr(GError) error = NULL;
	json_t *brief = document_to_brief_json(document, words);
	check_same(document, document_json_whole(brief, &error), words);
	g_autoptr(document) back = document_from_json(brief, &error);
	ck_assert_ptr_nonnull(back);
	check_same(document, document_to_json(back, words), words);
	g_autofree char *kept = document_keep_json(document, brief);
	g_autofree char *again = document_keep(document, words);
	ck_assert_str_eq(kept, again);
	json_decref(brief);
	struct document_kept row = { kept, document->text,
		document->quoted_text };
	check_same(document, document_kept_json(&row, &error), words);
	g_autoptr(document) out = document_from_kept(&row, &error);
	ck_assert_ptr_nonnull(out);
	check_same(document, document_to_json(out, words), words);
	/* As they used to be kept. */
	json_t *whole = document_to_json(document, words);
	char *old = json_dumps(whole, JSON_COMPACT);
	row.json = old;
	check_same(document, document_kept_json(&row, &error), words);
	free(old);
	json_decref(whole);
}

static const struct {
	const char *text, *body_text;
} texts[] = {
	{ "", "" },
	{ "Добрий день", "Добрий день" },
	{ "Добрий день", "" },
	{ "", "Добрий день" },
	{ "Добрий день", "Добрий день\n> було" },
};

START_TEST(whatever_is_left_out_comes_back)
{
	g_autoptr(document) document =
		letter(texts[_i].text, texts[_i].body_text);
	check_ways(document, false);
}
END_TEST

START_TEST(pages_keep_the_words_they_had)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	check_ways(document, true);
	scan_page(document, 0);
	scan_page(document, 2);
	check_ways(document, true);
	struct page *first = document->pages->pdata[1];
	g_ptr_array_remove_index(first->words, 0);
	check_ways(document, false);
}
END_TEST

START_TEST(a_text_is_kept_once)
{
	g_autoptr(document) document = letter("Добрий день", "Добрий день");
	g_autofree char *kept = document_keep(document, false);
	ck_assert_ptr_null(strstr(kept, "Добрий"));
	ck_assert_ptr_null(strstr(kept, "було"));
	ck_assert_ptr_null(strstr(kept, "null"));
	ck_assert_ptr_null(strstr(kept, "\"\""));
}
END_TEST

/* The column has more than the JSON may have. */
START_TEST(a_text_over_the_limit_stays_readable)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strnfill(DOCUMENT_TEXT_MOST_BYTES + 5, 'a');
	g_autoptr(document) document = letter(text, text);
	g_autofree char *kept = document_keep(document, false);
	struct document_kept row = { kept, text, document->quoted_text };
	g_autoptr(document) back = document_from_kept(&row, &error);
	ck_assert_ptr_nonnull(back);
	ck_assert_uint_eq(strlen(back->text), DOCUMENT_TEXT_MOST_BYTES);
	ck_assert_str_eq(back->text, back->body_text);
}
END_TEST

static const char *const damaged[] = { "", "5", "[]", "{\"text\":5}",
	"{\"format\":\"letter\"}" };

START_TEST(what_is_damaged_is_an_error)
{
	g_autoptr(GError) error = NULL;
	struct document_kept row = { damaged[_i], "", "" };
	ck_assert_ptr_null(document_from_kept(&row, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	ck_assert_ptr_null(document_kept_json(&row, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("document_kept");
	TCase *tcase = tcase_create("kept");
	tcase_add_loop_test(
		tcase, whatever_is_left_out_comes_back, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tcase, pages_keep_the_words_they_had);
	tcase_add_test(tcase, a_text_is_kept_once);
	tcase_add_test(tcase, a_text_over_the_limit_stays_readable);
	tcase_add_loop_test(
		tcase, what_is_damaged_is_an_error, 0, G_N_ELEMENTS(damaged));
	suite_add_tcase(suite, tcase);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
