/* hOCR: paragraphs, lines and words are marked by class, their boxes stand in
 * the title. */
#include "plaint/wire/document_xml.h"

#include "layout.h"

static const char head[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\""
	" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
	"<html xmlns=\"http://www.w3.org/1999/xhtml\">\n"
	"<head>\n"
	"<title>";
static const char after_title[] =
	"</title>\n"
	"<meta http-equiv=\"Content-Type\""
	" content=\"text/html; charset=utf-8\"/>\n"
	"<meta name=\"ocr-system\" content=\"Plaint\"/>\n"
	"<meta name=\"ocr-capabilities\""
	" content=\"ocr_page ocr_par ocr_line ocrx_word\"/>\n"
	"</head>\n"
	"<body>\n";

static void append_box(GString *out, const struct layout_box *box)
{
	g_string_append_printf(out, "bbox %d %d %d %d", box->left, box->top,
		box->right, box->bottom);
}

static void append_word(GString *out, const struct word *word)
{
	struct layout_box box = { word->x, word->y, word->x + word->width,
		word->y + word->height };
	g_string_append(out, "<span class=\"ocrx_word\" title=\"");
	append_box(out, &box);
	g_string_append_printf(out, "; x_wconf %d\">",
		(int)(CLAMP(word->confidence, 0, 1) * 100 + 0.5));
	layout_append_xml(out, word->text);
	g_string_append(out, "</span>");
}

static void append_line(
	GString *out, const struct page *page, const struct layout_line *line)
{
	g_string_append(out, "<span class=\"ocr_line\" title=\"");
	append_box(out, &line->box);
	g_string_append(out, "\">");
	for (guint i = line->first; i <= line->last; i++) {
		if (i > line->first)
			g_string_append_c(out, ' ');
		append_word(out, page->words->pdata[i]);
	}
	g_string_append(out, "</span>\n");
}

/* The picture's name stands in quotes of its own (hOCR, "image"). */
static void append_page_title(
	GString *out, const struct page *page, const char *file_name)
{
	struct layout_box all = { 0, 0, page->width, page->height };
	g_autofree char *quotable =
		g_strdelimit(g_strdup(file_name), "\"", '_');
	g_string_append(out, "image &quot;");
	layout_append_xml(out, quotable);
	g_string_append(out, "&quot;; ");
	append_box(out, &all);
	g_string_append_printf(out, "; ppageno %d", page->number - 1);
	if (page->dpi > 0)
		g_string_append_printf(
			out, "; scan_res %d %d", page->dpi, page->dpi);
}

static void append_page(
	GString *out, const struct page *page, const char *file_name)
{
	struct layout layout;
	layout_init(&layout, page);
	g_string_append(out, "<div class=\"ocr_page\" title=\"");
	append_page_title(out, page, file_name);
	g_string_append(out, "\">\n");
	for (guint i = 0; i < layout.blocks->len; i++) {
		const struct layout_block *block = layout_block(&layout, i);
		g_string_append(out, "<p class=\"ocr_par\" title=\"");
		append_box(out, &block->box);
		g_string_append(out, "\">\n");
		for (guint j = block->first; j <= block->last; j++)
			append_line(out, page, layout_line(&layout, j));
		g_string_append(out, "</p>\n");
	}
	g_string_append(out, "</div>\n");
	layout_clear(&layout);
}

char *document_to_hocr(const struct document *document, const char *file_name)
{
	GString *out = g_string_new(head);
	layout_append_xml(out, file_name);
	g_string_append(out, after_title);
	for (guint i = 0; i < document->pages->len; i++)
		append_page(out, document->pages->pdata[i], file_name);
	g_string_append(out, "</body>\n</html>\n");
	return g_string_free(out, FALSE);
}
