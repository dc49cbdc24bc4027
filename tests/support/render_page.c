/* A letter drawn as a scanner would give it: text set by pangocairo, then
 * made worse on purpose (skew, uneven light, noise, blur), then written as
 * TIFF G4, JPEG, PNG, WebP or PDF.  Used for samples/scans and the OCR
 * benchmark; the same seed gives the same picture.
 *
 * Build: make build/bench/render_page
 *
 * Use: render_page [OPTION...] LETTER.txt OUT.{tif,jpg,png,webp,pdf}
 * A form feed in the text starts a new page (TIFF and PDF hold several).  A
 * page may begin with lines about itself:
 *   @qr VALUE       a QR code top right
 *   @stamp A|B      an office's stamp bottom right, lines parted by |
 *   @head A|B       a letterhead, in the middle above a line
 *   @banner A|B     the same, light on a dark band
 *   @foot A|B       small, below a line at the foot
 *   @seal A|B       a blue stamp over the text, in the middle of the page
 *   @size W H       in millimetres, instead of A4 */
#include "render_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cairo-pdf.h>

struct look look = { .dpi = 300, .quality = 75, .seed = 1 };

static GOptionEntry options[] = {
	{ "font", 0, 0, G_OPTION_ARG_STRING, &look.font, "Pango font", "F" },
	{ "dpi", 0, 0, G_OPTION_ARG_INT, &look.dpi, "resolution", "N" },
	{ "skew", 0, 0, G_OPTION_ARG_DOUBLE, &look.skew_degrees,
		"clockwise degrees", "D" },
	{ "rotate", 0, 0, G_OPTION_ARG_INT, &look.rotate_degrees,
		"clockwise 90, 180 or 270", "D" },
	{ "noise", 0, 0, G_OPTION_ARG_DOUBLE, &look.noise, "grain", "N" },
	{ "shade", 0, 0, G_OPTION_ARG_DOUBLE, &look.shade, "uneven light",
		"N" },
	{ "blur", 0, 0, G_OPTION_ARG_DOUBLE, &look.blur, "soft focus", "R" },
	{ "speckles", 0, 0, G_OPTION_ARG_DOUBLE, &look.speckles, "dirt", "N" },
	{ "quality", 0, 0, G_OPTION_ARG_INT, &look.quality, "JPEG", "N" },
	{ "one-bit", 0, 0, G_OPTION_ARG_NONE, &look.one_bit, "black and white",
		NULL },
	{ "picture", 0, 0, G_OPTION_ARG_NONE, &look.picture,
		"PDF pages are pictures", NULL },
	{ "justify", 0, 0, G_OPTION_ARG_NONE, &look.justify, "both edges",
		NULL },
	{ "holes", 0, 0, G_OPTION_ARG_NONE, &look.holes,
		"punch holes and a dark edge", NULL },
	{ "columns", 0, 0, G_OPTION_ARG_NONE, &look.columns,
		"two, paragraphs shared by halves", NULL },
	{ "table", 0, 0, G_OPTION_ARG_NONE, &look.table,
		"lines with | are rows of cells, in frames", NULL },
	{ "open", 0, 0, G_OPTION_ARG_NONE, &look.open, "a table without frames",
		NULL },
	{ "ruled", 0, 0, G_OPTION_ARG_NONE, &look.ruled,
		"paper with lines, and text on them", NULL },
	{ "dark", 0, 0, G_OPTION_ARG_NONE, &look.dark,
		"light text on a dark page", NULL },
	{ "colour", 0, 0, G_OPTION_ARG_NONE, &look.colour,
		"a picture in colour, without noise or shade", NULL },
	{ "qr", 0, 0, G_OPTION_ARG_STRING, &look.qr, "QR code top right",
		"TEXT" },
	{ "wobble", 0, 0, G_OPTION_ARG_DOUBLE, &look.wobble,
		"as by hand, in pixels", "N" },
	{ "scribble", 0, 0, G_OPTION_ARG_NONE, &look.scribble,
		"strokes instead of the text", NULL },
	{ "seed", 0, 0, G_OPTION_ARG_INT, &look.seed, "of the noise", "N" },
	{ NULL },
};

/* A page of a PDF is the JPEG itself, laid over the whole sheet. */
static void pdf_put_picture(cairo_t *cr, PIX *pix)
{
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	if (pixWriteMemJpeg(&jpeg, &length, pix, look.quality, 0))
		g_error("no JPEG");
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	gboolean lies = look.rotate_degrees % 180 != 0;
	double width_pt = lies ? page_height_pt : page_width_pt;
	double height_pt = lies ? page_width_pt : page_height_pt;
	cairo_pdf_surface_set_size(cairo_get_target(cr), width_pt, height_pt);
	cairo_surface_t *image =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
	cairo_surface_set_mime_data(
		image, CAIRO_MIME_TYPE_JPEG, jpeg, length, free, jpeg);
	cairo_scale(cr, width_pt / w, height_pt / h);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_paint(cr);
	cairo_surface_destroy(image);
}

static void write_pdf(char **texts, GRand *rand, const char *path)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create(path, page_width_pt, page_height_pt);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
		"2026-01-15T10:00:00Z");
	for (int i = 0; texts[i]; i++) {
		struct about about;
		about_read(&about, texts[i]);
		cairo_pdf_surface_set_size(
			surface, page_width_pt, page_height_pt);
		cairo_t *cr = cairo_create(surface);
		if (look.picture) {
			PIX *pix = scan_page(texts[i], rand);
			pdf_put_picture(cr, pix);
			pixDestroy(&pix);
		} else {
			draw_page(cr, &about);
		}
		cairo_show_page(cr);
		cairo_destroy(cr);
	}
	cairo_surface_destroy(surface);
}

static void write_pictures(char **texts, GRand *rand, const char *path)
{
	for (int i = 0; texts[i]; i++) {
		PIX *pix = scan_page(texts[i], rand);
		int failed;
		if (g_str_has_suffix(path, ".tif"))
			failed = pixWriteTiff(path, pix,
				look.one_bit ? IFF_TIFF_G4 : IFF_TIFF_LZW,
				i == 0 ? "w" : "a");
		else if (g_str_has_suffix(path, ".jpg"))
			failed = pixWriteJpeg(path, pix, look.quality, 0);
		else if (g_str_has_suffix(path, ".webp"))
			failed = pixWriteWebP(path, pix, look.quality, 0);
		else
			failed = pixWrite(path, pix, IFF_PNG);
		pixDestroy(&pix);
		if (failed)
			g_error("%s: not written", path);
	}
}

int main(int argc, char **argv)
{
	GOptionContext *context =
		g_option_context_new("LETTER.txt OUT.{tif,jpg,png,webp,pdf}");
	g_option_context_add_main_entries(context, options, NULL);
	GError *error = NULL;
	char *text = NULL;
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
		argc != 3 ||
		!g_file_get_contents(argv[1], &text, NULL, &error)) {
		g_printerr("%s\n", error ? error->message : "see --help");
		return 2;
	}
	char **texts = g_strsplit(text, "\f", -1);
	GRand *rand = g_rand_new_with_seed(look.seed);
	if (g_str_has_suffix(argv[2], ".pdf"))
		write_pdf(texts, rand, argv[2]);
	else
		write_pictures(texts, rand, argv[2]);
	g_rand_free(rand);
	g_strfreev(texts);
	g_free(text);
	g_option_context_free(context);
	return 0;
}
