/* Batches of pages: what begins a letter, what is dropped, where envelopes
 * go, stacks and series. */
#include "plaint/letters/batch.h"

#include <string.h>

#include "check_main.h"
#include "plaint/text/mark.h"

static const char letter_text[] =
	"Прошу повернути мені гроші за послугу, якої я не замовляла.\n"
	"Мій номер 067 123 45 19. Відповідь чекаю поштою.";
static const char envelope_text[] =
	"Від кого: Коваленко Ганна\nвул. Садова, 5, кв. 12\nм. Київ, 01001\n"
	"Кому: ТОВ «Приклад»\nвул. Прикладна, 1\nКиїв 01001\nУкрпошта";

/* A document drawn in letters, one a page: t text, b blank, e envelope,
 * s separator for billing, S separator for nobody, c and d cases 1 and 2,
 * i ink without text, x a separator of somebody else's. */
static struct document *document_of(const char *drawn)
{
	struct document *document = document_new(DOCUMENT_SCAN);
	for (int i = 0; drawn[i] != '\0'; i++) {
		struct page *page = document_add_page(document);
		char kind = drawn[i];
		page->width = kind == 'e' ? 2600 : 2480;
		page->height = kind == 'e' ? 1300 : 3508;
		page->ink_share = kind == 'b' ? 0.0001 : 0.03;
		document_set(&page->text, kind == 'b' || kind == 'i' ? ""
					  : kind == 'e' ? envelope_text
							: letter_text);
		g_autofree char *mark =
			kind == 's'   ? mark_format(MARK_SEPARATOR, "billing")
			: kind == 'S' ? mark_format(MARK_SEPARATOR, "")
			: kind == 'c' ? mark_format(MARK_CASE, "2026-000001")
			: kind == 'd' ? mark_format(MARK_CASE, "2026-000002")
			: kind == 'x' ? g_strdup("plaint:1:sep:billing:0000")
				      : NULL;
		if (mark != NULL)
			document_add_barcode(document, i + 1, "QR-Code", mark);
	}
	return document;
}

/* "1,2 billing|4 =2026-000001": pages from 1, department, case. */
static char *told(const struct batch_plan *plan)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < plan->letters->len; i++) {
		const struct batch_letter *letter = plan->letters->pdata[i];
		g_string_append(text, i > 0 ? "|" : "");
		for (guint j = 0; j < letter->pages->len; j++)
			g_string_append_printf(text, "%s%u", j > 0 ? "," : "",
				g_array_index(letter->pages, guint, j) + 1);
		if (letter->department[0] != '\0')
			g_string_append_printf(text, " %s", letter->department);
		if (letter->case_number[0] != '\0')
			g_string_append_printf(
				text, " =%s", letter->case_number);
		ck_assert(letter->why[0] != '\0');
	}
	return g_string_free(text, FALSE);
}

enum {
	SEPARATORS = 1,
	BLANKS = 2,
	DUPLEX = 4
};

static const struct {
	const char *drawn;
	int options;
	const char *letters;
	guint drops;
} plans[] = {
	{ "ttt", SEPARATORS, "1,2,3", 0 },
	{ "", SEPARATORS, "", 0 },
	/* separator sheets */
	{ "stStt", SEPARATORS, "2 billing|4,5", 2 },
	{ "tst", SEPARATORS, "1|3 billing", 1 },
	{ "sstss", SEPARATORS, "3 billing", 4 },
	{ "tst", 0, "1,2,3", 0 },
	{ "txt", SEPARATORS, "1,2,3", 0 },
	{ "sbtbtt", SEPARATORS | DUPLEX, "3,5,6 billing", 3 },
	/* blank pages */
	{ "tbt", SEPARATORS, "1,2,3", 0 },
	{ "tbtbbt", BLANKS, "1|3|6", 3 },
	{ "bttb", BLANKS, "2,3", 2 },
	{ "stbt", SEPARATORS | BLANKS, "2 billing|4 billing", 2 },
	{ "tit", BLANKS, "1,2,3", 0 },
	{ "bb", BLANKS, "", 2 },
	{ "bb", DUPLEX, "", 2 },
	{ "b", SEPARATORS, "1", 0 },
	/* both sides: a blank back is dropped, a blank sheet separates */
	{ "tbtb", DUPLEX, "1,3", 2 },
	{ "ttbt", DUPLEX, "1,2,4", 1 },
	{ "tbtbbbtt", DUPLEX | BLANKS, "1,3|7,8", 4 },
	/* case bar codes */
	{ "cttst", SEPARATORS, "1,2,3 =2026-000001|5 billing", 1 },
	{ "tct", SEPARATORS, "1|2,3 =2026-000001", 0 },
	{ "ccdd", SEPARATORS, "1,2 =2026-000001|3,4 =2026-000002", 0 },
	{ "sct", SEPARATORS, "2,3 billing =2026-000001", 1 },
	{ "cbt", BLANKS, "1 =2026-000001|3", 1 },
	/* envelopes */
	{ "te", SEPARATORS, "1,2", 0 },
	{ "etbt", BLANKS, "1,2|4", 1 },
	{ "tbebt", BLANKS, "1,3|5", 2 },
	{ "ebt", BLANKS, "1,3", 1 },
	{ "tsebt", SEPARATORS | BLANKS, "1|3,5 billing", 2 },
	{ "tse", SEPARATORS, "1,3", 1 },
	{ "tsest", SEPARATORS, "1,3|5 billing", 2 },
	{ "e", SEPARATORS, "1", 0 },
};

START_TEST(plans_are_made)
{
	struct batch_settings settings = {
		.separators = plans[_i].options & SEPARATORS,
		.blank_pages = plans[_i].options & BLANKS,
		.duplex = plans[_i].options & DUPLEX,
	};
	g_autoptr(document) document = document_of(plans[_i].drawn);
	g_autoptr(batch_plan) plan = batch_plan_new(document, &settings);
	g_autofree char *text = told(plan);
	ck_assert_msg(strcmp(text, plans[_i].letters) == 0,
		"%s: found %s, wanted %s", plans[_i].drawn, text,
		plans[_i].letters);
	ck_assert_uint_eq(plan->drops->len, plans[_i].drops);
	guint pages = plan->drops->len;
	for (guint i = 0; i < plan->letters->len; i++)
		pages += ((struct batch_letter *)plan->letters->pdata[i])
				 ->pages->len;
	ck_assert_uint_eq(pages, document->pages->len);
}
END_TEST

/* A letter that names both sides in its head is no envelope. */
START_TEST(letter_heads_are_no_envelopes)
{
	struct batch_settings settings = { .separators = true };
	g_autoptr(document) document = document_of("t");
	struct page *page = document->pages->pdata[0];
	g_autoptr(GString) text = g_string_new(envelope_text);
	for (int i = 0; i < 4; i++)
		g_string_append_printf(text, "\n%s", letter_text);
	document_set(&page->text, text->str);
	ck_assert_int_eq(
		(int)batch_page_of(document, 0, &settings), BATCH_PAGE_TEXT);
}
END_TEST

START_TEST(stacks_interleave)
{
	static const struct {
		int fronts, backs;
		bool reversed;
		const char *order;
	} rows[] = {
		{ 3, 3, false, "0.1 1.1 0.2 1.2 0.3 1.3 " },
		{ 3, 3, true, "0.1 1.3 0.2 1.2 0.3 1.1 " },
		{ 3, 2, true, "0.1 1.2 0.2 1.1 0.3 " },
		{ 3, 2, false, "0.1 1.1 0.2 1.2 0.3 " },
		{ 1, 0, true, "0.1 " },
		{ 3, 1, true, NULL },
		{ 2, 3, false, NULL },
		{ 0, 0, false, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		GArray *places = batch_interleave(
			rows[i].fronts, rows[i].backs, rows[i].reversed);
		ck_assert((places == NULL) == (rows[i].order == NULL));
		if (places == NULL)
			continue;
		g_autoptr(GString) text = g_string_new(NULL);
		for (guint j = 0; j < places->len; j++) {
			struct batch_place *place =
				&g_array_index(places, struct batch_place, j);
			g_string_append_printf(
				text, "%u.%d ", place->file, place->page);
		}
		ck_assert_str_eq(text->str, rows[i].order);
		g_array_unref(places);
	}
}
END_TEST

START_TEST(series_of_names)
{
	static const struct {
		const char *name;
		size_t stem;
		int number;
	} rows[] = {
		{ "letter_001.tif", 7, 1 },
		{ "letter_12.tif", 7, 12 },
		{ "a-b-03.pdf", 4, 3 },
		{ "лист 2.jpg", 9, 2 },
		{ "scan0001.tif", 0, 0 },
		{ "letter_.tif", 0, 0 },
		{ "001.tif", 0, 0 },
		{ "letter_20261127.tif", 0, 0 },
		{ "", 0, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		size_t stem = 0;
		int number = 0;
		bool is_one = batch_series(rows[i].name, &stem, &number);
		ck_assert_msg(is_one == (rows[i].stem > 0), "%s", rows[i].name);
		ck_assert_uint_eq(stem, rows[i].stem);
		ck_assert_int_eq(number, rows[i].number);
	}
}
END_TEST

START_TEST(documents_of_pages)
{
	g_autoptr(document) from = document_of("tces");
	document_warn(from, "page_late", "page %d took too long", 2);
	document_warn(from, "page_late", "page %d took too long", 4);
	document_warn(
		from, "pages_cut", "page 3 is the last that is read, of 9");
	((struct page *)from->pages->pdata[1])->rotation = 90;
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(guint));
	const guint wanted[] = { 2, 1 };
	g_array_append_vals(pages, wanted, 2);
	g_autoptr(document) document = batch_document(from, pages);
	g_array_unref(pages);
	ck_assert_uint_eq(document->pages->len, 2);
	const struct page *second = document->pages->pdata[1];
	ck_assert_int_eq(second->number, 2);
	ck_assert_int_eq(second->rotation, 90);
	ck_assert_uint_eq(document->barcodes->len, 1);
	ck_assert_int_eq(
		((struct barcode *)document->barcodes->pdata[0])->page, 2);
	/* The envelope's words come last. */
	ck_assert(g_str_has_prefix(document->text, letter_text));
	ck_assert(g_str_has_suffix(document->text, envelope_text));
	ck_assert_uint_eq(document->warnings->len, 2);
	ck_assert_str_eq(
		((struct warning *)document->warnings->pdata[0])->detail,
		"page 2 took too long");
	ck_assert_str_eq(
		((struct warning *)document->warnings->pdata[1])->detail,
		"page 1 is the last that is read, of 9");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("batch");
	TCase *tcase = tcase_create("batch");
	tcase_add_loop_test(tcase, plans_are_made, 0, G_N_ELEMENTS(plans));
	tcase_add_test(tcase, letter_heads_are_no_envelopes);
	tcase_add_test(tcase, stacks_interleave);
	tcase_add_test(tcase, series_of_names);
	tcase_add_test(tcase, documents_of_pages);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
