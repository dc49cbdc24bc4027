/* Receipt stamps: found, and not found where there is none. */
#include "plaint/letters/receipt.h"

#include <string.h>

#include "check_main.h"

static const struct {
	const char *text;
	const char *day; /* NULL: none */
	const char *span;
} stamps[] = {
	{ "Вх. № 1234 від 20.11.2026", "2026-11-20",
		"Вх. № 1234 від 20.11.2026" },
	{ "ТОВ «Приклад»\nВх. № 77/3\n20.11.2026 р.\n\nСкарга", "2026-11-20",
		"Вх. № 77/3\n20.11.2026" },
	{ "ОТРИМАНО\n20 ЛИС 2026\nпідпис", "2026-11-20",
		"ОТРИМАНО\n20 ЛИС 2026" },
	{ "Отримано: 20 листопада 2026 р.", "2026-11-20",
		"Отримано: 20 листопада 2026" },
	{ "Надійшло 20/11/26", "2026-11-20", "Надійшло 20/11/26" },
	{ "ПОЛУЧЕНО 20 НОЯ 2026", "2026-11-20", "ПОЛУЧЕНО 20 НОЯ 2026" },
	{ "Поступило 20.11.2026 Вх. № 5", "2026-11-20",
		"Поступило 20.11.2026" },
	{ "Атрымана 20 ліс 2026", "2026-11-20", "Атрымана 20 ліс 2026" },
	{ "| RECEIVED 20 NOV 2026 |", "2026-11-20", "RECEIVED 20 NOV 2026" },
	{ "RECEIVED\n2026-11-20", "2026-11-20", "RECEIVED\n2026-11-20" },
	/* Latin letters for Cyrillic ones, as OCR has it; the date above. */
	{ "Bx. № 12 20.11.2026", "2026-11-20", "Bx. № 12 20.11.2026" },
	{ "20.11.2026\nВх. № 12", "2026-11-20", "20.11.2026\nВх. №" },
	{ "Вх. Мо 77 20.11.2026", "2026-11-20", "Вх. Мо 77 20.11.2026" },
	{ "Вх. N9 77 20.11.2026", "2026-11-20", "Вх. N9 77 20.11.2026" },
	{ "Вх. 77 20.11.2026", "2026-11-20", "Вх. 77 20.11.2026" },
	/* Two stamps: the earliest counts. */
	{ "Вх. № 9 від 24.11.2026\n\nОтримано 20.11.2026", "2026-11-20",
		"Отримано 20.11.2026" },
	/* The last day that may be, and the first. */
	{ "Вх. № 1 27.11.2026", "2026-11-27", "Вх. № 1 27.11.2026" },
	{ "Вх. № 1 26.09.2026", "2026-09-26", "Вх. № 1 26.09.2026" },
	{ "Вх. № 1 25.09.2026", NULL, NULL },
	{ "Вх. № 1 28.11.2026", NULL, NULL },
	{ "Вх. № 1 20.11.2025", NULL, NULL },
	{ "Вх. № 1 31.02.2026", NULL, NULL },
	/* Sentences. */
	{ "Отримано мною вашу відповідь 20.11.2026 щодо скарги", NULL, NULL },
	{ "Лист я отримала 20.11.2026", NULL, NULL },
	{ "Ваш ответ получено 20.11.2026", NULL, NULL },
	{ "I received your bill on 20.11.2026", NULL, NULL },
	{ "Received with thanks, and paid at once on 20.11.2026", NULL, NULL },
	{ "Отримано\nі досі не відповіли на мою скаргу\nвід 20.11.2026", NULL,
		NULL },
	/* No date, or none near. */
	{ "Вх. № 1234", NULL, NULL },
	{ "Вх. № 1\n\nа\n\nб\n\nв\n\n20.11.2026", NULL, NULL },
	{ "Київ, 20.11.2026", NULL, NULL },
	{ "Вхід вільний 20.11.2026", NULL, NULL },
	{ "", NULL, NULL },
};

static struct receipt_bounds bounds_of(const char *file, const char *today)
{
	struct receipt_bounds bounds;
	ck_assert(day_parse(file, &bounds.file));
	ck_assert(day_parse(today, &bounds.today));
	return bounds;
}

START_TEST(stamps_are_read)
{
	struct receipt_bounds bounds = bounds_of("2026-11-27", "2026-11-27");
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct receipt_stamp stamp;
	document_add_page(document);
	struct page *page = document_add_page(document);
	document_set(&page->text, stamps[_i].text);
	bool is_found = receipt_find(document, &bounds, &stamp);
	ck_assert_msg(is_found == (stamps[_i].day != NULL), "%s: %s",
		stamps[_i].text, is_found ? day_format(stamp.day).text : "-");
	if (!is_found)
		return;
	ck_assert_str_eq(day_format(stamp.day).text, stamps[_i].day);
	ck_assert_int_eq(stamp.page, 2);
	g_autofree char *span =
		g_strndup(page->text + stamp.span.offset, stamp.span.length);
	ck_assert_str_eq(span, stamps[_i].span);
}
END_TEST

/* A file copied late bears an old day itself. */
START_TEST(file_day_may_lie_back)
{
	struct receipt_bounds bounds = bounds_of("2026-10-01", "2026-11-27");
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	struct receipt_stamp stamp;
	document_set(&page->text, "Вх. № 1 від 20.11.2026");
	ck_assert(receipt_find(document, &bounds, &stamp));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("receipt");
	TCase *tcase = tcase_create("receipt");
	tcase_add_loop_test(tcase, stamps_are_read, 0, G_N_ELEMENTS(stamps));
	tcase_add_test(tcase, file_day_may_lie_back);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
