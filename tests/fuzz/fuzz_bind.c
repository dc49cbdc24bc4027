/* Any bytes as a PDF whose pages are bound into another, and the searchable
 * PDF of any words: both must be PDFs that qpdf reads again. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "../../src/ocr/searchable.h"
#include "plaint/ocr/bind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void bind_first(GBytes *pdf, bool must)
{
	const int first = 1;
	struct bind_part part = { pdf, &first, 1 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) whole = bind_parts(&part, 1, &error);
	if (whole == NULL && must)
		g_error("what was written is not read: %s", error->message);
	if (whole == NULL || must)
		return;
	bind_first(whole, true);
}

/* Two bytes place a word, what follows up to a line's end is its text. */
static void add_words(struct page *page, const char *at, const char *end)
{
	while (at < end && page->words->len < 200) {
		const char *stop = memchr(at, '\n', end - at);
		stop = stop != NULL ? stop : end;
		struct word *word = page_add_word(page);
		word->x = (signed char)at[0] * 4096;
		word->y = stop - at > 1 ? (signed char)at[1] * 4096 : 0;
		word->width = word->height = (signed char)at[0];
		word->line = word->y / 16384;
		g_autofree char *text =
			stop - at > 2 ? g_strndup(at + 2, stop - at - 2)
				      : g_strdup("");
		document_take(&word->text, g_utf8_make_valid(text, -1));
		at = stop + 1;
	}
}

static void write_words(const uint8_t *data, size_t size)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	page->width = size > 0 ? data[0] * 16 : 0;
	page->height = size > 1 ? data[1] * 16 : 0;
	page->dpi = size > 2 ? data[2] * 8 : 0;
	page->skew_degrees = size > 3 ? data[3] - 128 : 0;
	add_words(page, (const char *)data, (const char *)data + size);
	struct searchable *searchable = searchable_new(NULL);
	PIX *paper = pixCreate(64, 64, 8);
	searchable_add(searchable, paper, page);
	g_autoptr(GBytes) pdf = searchable_finish(searchable, NULL);
	searchable_free(searchable);
	pixDestroy(&paper);
	if (pdf == NULL)
		g_error("a searchable PDF cannot be made");
	bind_first(pdf, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	bind_first(bytes, false);
	write_words(data, size);
	return 0;
}
