/* Any text as a page: a stamp that is found lies within it, and its day is
 * one that may be. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"
#include "plaint/letters/batch.h"
#include "plaint/letters/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	struct batch_settings settings = { .separators = true };
	struct receipt_bounds bounds;
	struct receipt_stamp stamp;

	page->width = 2000;
	page->height = 1000;
	document_take(
		&page->text, utf8_make_valid((const char *)data, size, NULL));
	day_from_ymd(2026, 11, 27, &bounds.today);
	bounds.file = bounds.today;
	batch_page_of(document, 0, &settings);
	if (!receipt_find(document, &bounds, &stamp))
		return 0;
	if (stamp.page != 1 || stamp.span.length == 0 ||
		stamp.span.offset + stamp.span.length > strlen(page->text) ||
		day_compare(stamp.day, bounds.today) > 0 ||
		days_between(stamp.day, bounds.file) > RECEIPT_OLDEST_DAYS)
		abort();
	return 0;
}
