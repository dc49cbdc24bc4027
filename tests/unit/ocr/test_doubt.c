/* Where the doubtful words stand in a page's text. */
#include "../../../src/ocr/doubt.h"

#include <string.h>

#include "check_main.h"

struct one {
	const char *text;  /* the page's */
	const char *words; /* one blank apart; the doubtful with ! behind */
	int offsets[6];	   /* of all words */
};

static const struct one pages[] = {
	{ "Прошу повернути гроші", "Прошу повернути! гроші", { 0, 6, 16 } },
	/* A word broken over two lines was joined. */
	{ "не прийшла по\nдоставка", "не прийшла по доста- вка!",
		{ 0, 3, 11, 14, 19 } },
	/* Said again: each where it is. */
	{ "дай дай дай", "дай дай! дай", { 0, 4, 8 } },
	/* One that is not in the text does not lead the others astray. */
	{ "сума 100 грн", "сума щось! 100 грн", { 0, -1, 5, 9 } },
	{ "", "нічого!", { -1 } },
};

static struct document *page_of(const struct one *one)
{
	struct document *document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	document_set(&page->text, one->text);
	g_auto(GStrv) words = g_strsplit(one->words, " ", -1);
	for (size_t i = 0; words[i] != NULL; i++) {
		struct word *word = page_add_word(page);
		bool doubtful = g_str_has_suffix(words[i], "!");
		words[i][strlen(words[i]) - (doubtful ? 1 : 0)] = '\0';
		document_set(&word->text, words[i]);
		word->confidence = doubtful ? 0.01 : 1;
	}
	return document;
}

START_TEST(each_word_is_found_where_it_stands)
{
	const struct one *one = &pages[_i];
	g_autoptr(document) document = page_of(one);
	struct page *page = document->pages->pdata[0];
	doubt_mark(page);
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = page->words->pdata[i];
		ck_assert_int_eq(word->offset, one->offsets[i]);
		ck_assert_int_eq(word->is_doubtful, word->confidence < 0.5);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("doubt");
	TCase *tcase = tcase_create("words");
	tcase_add_loop_test(tcase, each_word_is_found_where_it_stands, 0,
		G_N_ELEMENTS(pages));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
