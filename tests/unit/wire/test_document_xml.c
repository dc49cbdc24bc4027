/* ALTO and hOCR: lines, blocks, boxes, confidences, and hostile text. */
#include <check.h>
#include <string.h>
#include "check_main.h"
#include "plaint/wire/document_xml.h"

static void add(struct page *page, int line, int x, int y, const char *text)
{
	struct word *word = page_add_word(page);
	document_set(&word->text, text);
	word->line = line;
	word->x = x;
	word->y = y;
	word->width = 90;
	word->height = 30;
	word->confidence = 0.5;
}

/* Two lines close together, one far below, then a second column. */
static struct document *paper(void)
{
	struct document *document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	page->width = 2480;
	page->height = 3508;
	page->dpi = 300;
	page->confidence = 0.875;
	add(page, 0, 100, 100, "Скарга");
	add(page, 0, 200, 110, "на");
	add(page, 1, 100, 150, "зв'язок");
	add(page, 2, 100, 400, "<i>&\"x\"");
	add(page, 3, 1300, 100, "right\001\033[2J");
	return document;
}

static void assert_has(const char *text, const char *part)
{
	ck_assert_msg(
		strstr(text, part) != NULL, "\"%s\" is not in: %s", part, text);
}

static int count_of(const char *text, const char *part)
{
	int count = 0;
	for (const char *at = strstr(text, part); at != NULL;
		at = strstr(at + 1, part))
		count++;
	return count;
}

START_TEST(alto)
{
	g_autoptr(document) document = paper();
	g_autofree char *xml = document_to_alto(document, "a&b.tif");
	assert_has(xml, "<fileName>a&amp;b.tif</fileName>");
	assert_has(xml, "WIDTH=\"2480\" HEIGHT=\"3508\" PC=\"0.88\">");
	assert_has(xml, "<String CONTENT=\"Скарга\" HPOS=\"100\" VPOS=\"100\""
			" WIDTH=\"90\" HEIGHT=\"30\" WC=\"0.50\"/><SP/>");
	assert_has(xml, "<TextLine HPOS=\"100\" VPOS=\"100\" WIDTH=\"190\""
			" HEIGHT=\"40\">");
	ck_assert_int_eq(count_of(xml, "<TextLine"), 4);
	ck_assert_int_eq(count_of(xml, "<TextBlock ID=\"block_1_"), 3);
	ck_assert_int_eq(count_of(xml, "<String"), 5);
	assert_has(xml, "CONTENT=\"&lt;i&gt;&amp;&quot;x&quot;\"");
	assert_has(xml, "CONTENT=\"right\uFFFD\uFFFD[2J\"");
}
END_TEST

START_TEST(hocr)
{
	g_autoptr(document) document = paper();
	g_autofree char *xml = document_to_hocr(document, "a\"b.tif");
	assert_has(xml, "title=\"image &quot;a_b.tif&quot;; bbox 0 0 2480 3508;"
			" ppageno 0; scan_res 300 300\"");
	assert_has(xml,
		"<span class=\"ocrx_word\" title=\"bbox 100 100 190 130;"
		" x_wconf 50\">Скарга</span> <span");
	ck_assert_int_eq(count_of(xml, "class=\"ocr_par\""), 3);
	ck_assert_int_eq(count_of(xml, "class=\"ocr_line\""), 4);
	assert_has(xml, ">right\uFFFD\uFFFD[2J</span>");
}
END_TEST

/* Page numbers come from the worker: two alike must not be one ID twice. */
START_TEST(ids_differ)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	document_add_page(document)->number = 7;
	document_add_page(document)->number = 7;
	g_autofree char *xml = document_to_alto(document, "");
	ck_assert_int_eq(count_of(xml, "ID=\"page_1\""), 1);
	ck_assert_int_eq(count_of(xml, "ID=\"page_2\""), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("document xml");
	TCase *tests = tcase_create("xml");
	tcase_add_test(tests, alto);
	tcase_add_test(tests, hocr);
	tcase_add_test(tests, ids_differ);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
