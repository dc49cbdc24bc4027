/* A letter's document out of the pages it has in a scanned file: nothing is
 * read again for it. */
#include "plaint/letters/batch.h"

#include <string.h>

#include "envelope.h"

static void copy_page(struct document *to, const struct page *from)
{
	struct page *page = document_add_page(to);
	int number = page->number;
	char *text = page->text, *languages = page->languages;
	char *trust = page->trust, *reason = page->trust_reason;
	GPtrArray *words = page->words;
	*page = *from;
	page->number = number;
	page->text = text;
	page->languages = languages;
	page->trust = trust;
	page->trust_reason = reason;
	page->words = words;
	document_set(&page->text, from->text);
	document_set(&page->languages, from->languages);
	document_set(&page->trust, from->trust);
	document_set(&page->trust_reason, from->trust_reason);
	for (guint i = 0; i < from->words->len; i++) {
		const struct word *word = from->words->pdata[i];
		struct word *added = page_add_word(page);
		char *own = added->text;
		*added = *word;
		added->text = own;
		document_set(&added->text, word->text);
	}
}

static void copy_barcodes(
	struct document *to, const struct document *from, int page, int number)
{
	for (guint i = 0; i < from->barcodes->len; i++) {
		const struct barcode *barcode = from->barcodes->pdata[i];
		if (barcode->page == page)
			document_add_barcode(
				to, number, barcode->type, barcode->value);
	}
}

/* "page 7 is damaged…": the page's new number, 0 when it is not among them,
 * -1 when no page is spoken of. */
static int warning_page(
	const char *detail, const GArray *pages, size_t *cut_out)
{
	static const char word[] = "page ";
	if (!g_str_has_prefix(detail, word) ||
		!g_ascii_isdigit(detail[strlen(word)]))
		return -1;
	char *end = NULL;
	guint64 page = g_ascii_strtoull(detail + strlen(word), &end, 10);
	*cut_out = (size_t)(end - detail);
	for (guint i = 0; i < pages->len; i++) {
		if (g_array_index(pages, guint, i) + 1 == page)
			return (int)i + 1;
	}
	return 0;
}

static void copy_warnings(struct document *to, const struct document *from,
	const GArray *pages, int before)
{
	for (guint i = 0; i < from->warnings->len; i++) {
		const struct warning *warning = from->warnings->pdata[i];
		size_t cut = 0;
		int page = warning_page(warning->detail, pages, &cut);
		if (page < 0)
			document_warn(to, warning->code, "%s", warning->detail);
		else if (page > 0)
			document_warn(to, warning->code, "page %d%s",
				before + page, warning->detail + cut);
	}
}

static void append_texts(
	const struct document *document, bool envelopes, GString *text)
{
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = document->pages->pdata[i];
		if (page->text[0] == '\0' || envelope_is(page) != envelopes)
			continue;
		if (text->len > 0)
			g_string_append(text, "\n\n");
		g_string_append(text, page->text);
	}
}

struct document *batch_document(
	const struct document *from, const GArray *pages)
{
	struct document *document = document_new(from->format);
	for (guint i = 0; i < pages->len; i++) {
		guint index = g_array_index(pages, guint, i);
		copy_page(document, from->pages->pdata[index]);
		copy_barcodes(document, from, (int)index + 1, (int)i + 1);
	}
	copy_warnings(document, from, pages, 0);
	g_autoptr(GString) text = g_string_new(NULL);
	append_texts(document, false, text);
	append_texts(document, true, text);
	document_set(&document->text, text->str);
	document_set(&document->body_text, text->str);
	if (text->len == 0)
		document->class = DOCUMENT_EMPTY;
	return document;
}

void batch_append(struct document *to, const struct document *from)
{
	int before = (int)to->pages->len;
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < from->pages->len; i++) {
		copy_page(to, from->pages->pdata[i]);
		copy_barcodes(to, from, (int)i + 1, before + (int)i + 1);
		g_array_append_val(all, i);
	}
	copy_warnings(to, from, all, before);
}
