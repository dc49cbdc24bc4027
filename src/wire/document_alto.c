/* ALTO: one Page each, one TextBlock a paragraph, confidences as WC and PC. */
#include "plaint/wire/document_xml.h"

#include "layout.h"

static const char head[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\""
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
	" xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4#"
	" http://www.loc.gov/standards/alto/v4/alto-4-2.xsd\""
	" SCHEMAVERSION=\"4.2\">\n"
	"<Description>\n"
	"<MeasurementUnit>pixel</MeasurementUnit>\n"
	"<sourceImageInformation><fileName>";
static const char after_file[] =
	"</fileName></sourceImageInformation>\n"
	"<Processing ID=\"ocr\"><processingSoftware>"
	"<softwareName>Plaint</softwareName></processingSoftware>"
	"</Processing>\n"
	"</Description>\n"
	"<Layout>\n";

/* A share with two digits, whatever the locale. */
static void append_share(GString *out, const char *name, double share)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(digits, sizeof(digits), "%.2f", CLAMP(share, 0, 1));
	g_string_append_printf(out, " %s=\"%s\"", name, digits);
}

static void append_box(GString *out, const struct layout_box *box)
{
	g_string_append_printf(out,
		" HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"",
		box->left, box->top, box->right - box->left,
		box->bottom - box->top);
}

static void append_word(GString *out, const struct word *word)
{
	struct layout_box box = { word->x, word->y, word->x + word->width,
		word->y + word->height };
	g_string_append(out, "<String CONTENT=\"");
	layout_append_xml(out, word->text);
	g_string_append_c(out, '"');
	append_box(out, &box);
	append_share(out, "WC", word->confidence);
	g_string_append(out, "/>");
}

static void append_line(
	GString *out, const struct page *page, const struct layout_line *line)
{
	g_string_append(out, "<TextLine");
	append_box(out, &line->box);
	g_string_append(out, ">\n");
	for (guint i = line->first; i <= line->last; i++) {
		if (i > line->first)
			g_string_append(out, "<SP/>\n");
		append_word(out, page->words->pdata[i]);
	}
	g_string_append(out, "\n</TextLine>\n");
}

/* Page numbers are the document's word; an ID must be the only one. */
static void append_page(GString *out, const struct page *page, guint index)
{
	struct layout layout;
	layout_init(&layout, page);
	struct layout_box all = { 0, 0, page->width, page->height };
	g_string_append_printf(out,
		"<Page ID=\"page_%u\" PHYSICAL_IMG_NR=\"%d\" WIDTH=\"%d\""
		" HEIGHT=\"%d\"",
		index, page->number, page->width, page->height);
	append_share(out, "PC", page->confidence);
	g_string_append(out, ">\n<PrintSpace");
	append_box(out, &all);
	g_string_append(out, ">\n");
	for (guint i = 0; i < layout.blocks->len; i++) {
		const struct layout_block *block = layout_block(&layout, i);
		g_string_append_printf(
			out, "<TextBlock ID=\"block_%u_%u\"", index, i + 1);
		append_box(out, &block->box);
		g_string_append(out, ">\n");
		for (guint j = block->first; j <= block->last; j++)
			append_line(out, page, layout_line(&layout, j));
		g_string_append(out, "</TextBlock>\n");
	}
	g_string_append(out, "</PrintSpace>\n</Page>\n");
	layout_clear(&layout);
}

char *document_to_alto(const struct document *document, const char *file_name)
{
	GString *out = g_string_new(head);
	layout_append_xml(out, file_name);
	g_string_append(out, after_file);
	for (guint i = 0; i < document->pages->len; i++)
		append_page(out, document->pages->pdata[i], i + 1);
	g_string_append(out, "</Layout>\n</alto>\n");
	return g_string_free(out, FALSE);
}
