/* Card numbers out of a document: before it leaves the process that read it,
 * so that they are nowhere kept or shown. */
#include "plaint/domain/document.h"

#include <string.h>

#include "plaint/facts/extract.h"

static void mask(char **field)
{
	if (strpbrk(*field, "23456") != NULL)
		document_take(field, text_mask_cards(*field));
}

/* A number's groups are words of their own: looked at in a row.  Masking
 * changes digits alone, so each word keeps its place. */
static void mask_words(struct page *page)
{
	g_autoptr(GString) row = g_string_new(NULL);
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = page->words->pdata[i];
		g_string_append_printf(
			row, "%s%s", i > 0 ? " " : "", word->text);
	}
	g_autofree char *masked = text_mask_cards(row->str);
	if (strcmp(masked, row->str) == 0)
		return;
	const char *at = masked;
	for (guint i = 0; i < page->words->len; i++) {
		struct word *word = page->words->pdata[i];
		size_t length = strlen(word->text);
		memcpy(word->text, at, length);
		at += length + 1;
	}
}

void document_mask_cards(struct document *document)
{
	char **fields[] = { &document->subject, &document->text,
		&document->quoted_text, &document->signature,
		&document->body_text, &document->passed_text,
		&document->from.name, &document->author.name };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		mask(fields[i]);
	for (guint i = 0; i < document->attachments->len; i++) {
		struct attachment *attachment = document->attachments->pdata[i];
		mask(&attachment->text);
		mask(&attachment->name);
		mask(&attachment->inside);
	}
	/* They quote names and lines. */
	for (guint i = 0; i < document->warnings->len; i++) {
		struct warning *warning = document->warnings->pdata[i];
		mask(&warning->detail);
	}
	for (guint i = 0; i < document->pages->len; i++) {
		struct page *page = document->pages->pdata[i];
		mask(&page->text);
		mask_words(page);
	}
}
