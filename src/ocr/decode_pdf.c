/* PDF by poppler-glib: each page drawn to grey, with the text it brings
 * along.  Text in fonts that are not embedded is not drawn: a sealed process
 * opens nothing. */
#include "decode_pdf.h"
#include "picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <fontconfig/fontconfig.h>
#include <poppler.h>
#include "plaint/text/enclosure.h"

enum {
	DPI = 200,	/* 9 point print keeps an x-height of 12 pixels */
	DPI_LEAST = 36, /* a page so large is a plan, not a letter */
	LAYER_BYTES_MOST = 1 << 20,
	WORDS_MOST = 20000,
	PLACE_MOST = 1 << 20, /* pixels */
};

struct pdf {
	PopplerDocument *document;
	const struct ocr_limits *limits;
	bool fonts_missing;
};

/* Is any font used but not embedded? */
static bool misses_fonts(PopplerDocument *document, int pages)
{
	PopplerFontInfo *scan = poppler_font_info_new(document);
	PopplerFontsIter *at = NULL;
	bool missing = false;
	if (poppler_font_info_scan(scan, pages, &at) && at) {
		do
			missing = !poppler_fonts_iter_is_embedded(at);
		while (!missing && poppler_fonts_iter_next(at));
	}
	if (at)
		poppler_fonts_iter_free(at);
	g_object_unref(scan);
	return missing;
}

static void *pdf_open(GBytes *bytes, const struct ocr_limits *limits,
	int *pages_out, GError **error)
{
	g_autoptr(GError) reason = NULL;
	PopplerDocument *document =
		poppler_document_new_from_bytes(bytes, NULL, &reason);
	if (!document) {
		bool locked = g_error_matches(
			reason, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
		g_set_error(error, OCR_ERROR,
			locked ? OCR_ERROR_LOCKED : OCR_ERROR_DAMAGED,
			locked ? ENCLOSURE_LOCKED : "it is damaged: %s",
			reason->message);
		return NULL;
	}
	*pages_out = poppler_document_get_n_pages(document);
	if (*pages_out < 1) {
		g_set_error(
			error, OCR_ERROR, OCR_ERROR_DAMAGED, "it has no pages");
		g_object_unref(document);
		return NULL;
	}
	struct pdf *pdf = g_new0(struct pdf, 1);
	int scanned = MIN(*pages_out, limits->pages);
	*pdf = (struct pdf){ document, limits,
		misses_fonts(document, scanned) };
	return pdf;
}

static void pdf_close(void *state)
{
	struct pdf *pdf = state;
	g_object_unref(pdf->document);
	g_free(pdf);
}

/* --- the picture ------------------------------------------------------- */

static void take_surface(cairo_surface_t *surface, struct picture *out)
{
	cairo_surface_flush(surface);
	int width = cairo_image_surface_get_width(surface);
	int height = cairo_image_surface_get_height(surface);
	int stride = cairo_image_surface_get_stride(surface);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	out->pix = data ? pixCreate(width, height, 8) : NULL;
	if (!out->pix)
		return;
	for (int y = 0; y < height; y++) {
		const uint32_t *row = (const void *)(data + (size_t)y * stride);
		for (int x = 0; x < width; x++)
			picture_put(out, x, y, row[x] >> 16 & 255,
				row[x] >> 8 & 255, row[x] & 255);
	}
}

static ssize_t swallow(void *cookie, const char *bytes, size_t count)
{
	(void)cookie;
	(void)bytes;
	return (ssize_t)count;
}

/* Of each font that is not there, and there are none on purpose, poppler's
 * cairo side says to stderr itself that "some font thing failed", past its own
 * error function; layer.fonts_missing tells it to people. */
static void render_quietly(PopplerPage *page, cairo_t *cr)
{
	const cookie_io_functions_t nothing = { .write = swallow };
	FILE *ours = stderr, *silence = fopencookie(NULL, "w", nothing);
	if (silence)
		stderr = silence;
	poppler_page_render(page, cr);
	stderr = ours;
	if (silence)
		fclose(silence);
}

static void page_draw(PopplerPage *page, int width, int height, double scale,
	struct picture *out)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	render_quietly(page, cr);
	cairo_destroy(cr);
	take_surface(surface, out);
	cairo_surface_destroy(surface);
}

/* --- the text ---------------------------------------------------------- */

/* Words may be said to stand far outside of the page. */
static int pixels(double length)
{
	return (int)lround(CLAMP(length, -PLACE_MOST, PLACE_MOST));
}

static void layer_add(struct layer *layer, const char *from, const char *to,
	const PopplerRectangle *box, double scale)
{
	struct layer_word word = {
		.text = g_strndup(from, to - from),
		.x = pixels(box->x1 * scale),
		.y = pixels(box->y1 * scale),
		.width = pixels((box->x2 - box->x1) * scale),
		.height = pixels((box->y2 - box->y1) * scale),
	};
	g_array_append_val(layer->words, word);
}

static void box_join(PopplerRectangle *box, const PopplerRectangle *with)
{
	box->x1 = MIN(box->x1, with->x1);
	box->y1 = MIN(box->y1, with->y1);
	box->x2 = MAX(box->x2, with->x2);
	box->y2 = MAX(box->y2, with->y2);
}

/* One rectangle per character; words lie between spaces. */
static void layer_split(struct layer *layer, const PopplerRectangle *boxes,
	guint count, double scale)
{
	const char *word = NULL, *at = layer->text;
	PopplerRectangle box = { 0 };
	for (guint i = 0; *at && layer->words->len < WORDS_MOST; i++) {
		bool space = g_unichar_isspace(g_utf8_get_char(at));
		if (word && (space || i >= count)) {
			layer_add(layer, word, at, &box, scale);
			word = NULL;
		}
		if (i >= count)
			return;
		if (!space && word) {
			box_join(&box, &boxes[i]);
		} else if (!space) {
			word = at;
			box = boxes[i];
		}
		at = g_utf8_next_char(at);
	}
	if (word && !*at)
		layer_add(layer, word, at, &box, scale);
}

static bool has_words(const char *text)
{
	while (g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return *text != 0;
}

static struct layer *layer_of(PopplerPage *page, double scale)
{
	g_autofree char *text = poppler_page_get_text(page);
	if (!text || strlen(text) > LAYER_BYTES_MOST ||
		!g_utf8_validate(text, -1, NULL) || !has_words(text))
		return NULL;
	g_autofree PopplerRectangle *boxes = NULL;
	guint count = 0;
	if (!poppler_page_get_text_layout(page, &boxes, &count))
		return NULL;
	struct layer *layer = g_new0(struct layer, 1);
	layer->text = g_steal_pointer(&text);
	layer->words = g_array_new(FALSE, TRUE, sizeof(struct layer_word));
	layer_split(layer, boxes, count, scale);
	return layer;
}

/* ----------------------------------------------------------------------- */

static bool page_load(PopplerPage *page, const struct ocr_limits *limits,
	struct picture *out, GError **error)
{
	double width = 0, height = 0;
	poppler_page_get_size(page, &width, &height);
	double most = limits->page_pixels;
	double fits = 72 * sqrt(most / (MAX(width, 1) * MAX(height, 1)));
	double dpi = MIN(DPI, fits), scale = dpi / 72;
	if (!(dpi >= DPI_LEAST) || !(width < 1e6) || !(height < 1e6)) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_TOO_BIG,
			"a page of %.0f x %.0f cm", width / 72 * 2.54,
			height / 72 * 2.54);
		return false;
	}
	int64_t wide = (int64_t)(width * scale);
	int64_t high = (int64_t)(height * scale);
	if (!picture_size_check(wide, high, limits, error))
		return false;
	page_draw(page, wide, high, scale, out);
	if (!out->pix) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"a page that cannot be drawn");
		return false;
	}
	out->dpi = (int)dpi;
	out->layer = layer_of(page, scale);
	return true;
}

static bool pdf_load(void *state, int index, G_GNUC_UNUSED bool shrink,
	struct picture *out, GError **error)
{
	struct pdf *pdf = state;
	PopplerPage *page = poppler_document_get_page(pdf->document, index);
	if (!page) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"a page that is damaged");
		return false;
	}
	bool ok = page_load(page, pdf->limits, out, error);
	if (out->layer)
		out->layer->fonts_missing = pdf->fonts_missing;
	g_object_unref(page);
	return ok;
}

const struct decoder decoder_pdf = { "PDF", pdf_open, pdf_load, pdf_close };

/* --- warm-up ----------------------------------------------------------- */

/* Fonts that a PDF does not bring along would be opened when they are met,
 * document by document, which a sealed process cannot.  So there are none:
 * such text is not drawn but taken from the text layer. */
static void use_no_fonts(void)
{
	FcConfig *config = FcConfigCreate();
	FcConfigSetCurrent(config);
	FcConfigDestroy(config);
}

/* A page with a line on it, and a font that is not: looking for it is what
 * makes fontconfig ask who and where it is. */
static const char warm_pdf[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
	"/Resources<</Font<</A<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
	">>>>>>>>endobj\n"
	"4 0 obj<</Length 19>>stream\n"
	"9 9 m 99 99 l S    \n"
	"endstream endobj\n"
	"trailer<</Root 1 0 R>>\n";

/* Where poppler-data is installed, poppler would open its tables of Chinese,
 * Japanese and Korean letters when a PDF asks for one.  It lists them when the
 * first document is opened, and there are none that it may open then. */
static struct pdf *open_without_tables(
	GBytes *bytes, const struct ocr_limits *limits, GError **error)
{
	struct rlimit files, none;
	int pages = 0;
	getrlimit(RLIMIT_NOFILE, &files);
	none = (struct rlimit){ 0, files.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	struct pdf *pdf = pdf_open(bytes, limits, &pages, error);
	setrlimit(RLIMIT_NOFILE, &files);
	return pdf;
}

struct pdf *pdf_warm_up(const struct ocr_limits *limits, GError **error)
{
	use_no_fonts();
	g_autoptr(GBytes) bytes =
		g_bytes_new_static(warm_pdf, sizeof(warm_pdf) - 1);
	struct pdf *pdf = open_without_tables(bytes, limits, error);
	struct picture picture = { 0 };
	if (pdf && !pdf_load(pdf, 0, false, &picture, error))
		g_clear_pointer(&pdf, pdf_cool_down);
	picture_clear(&picture);
	return pdf;
}

void pdf_cool_down(struct pdf *pdf)
{
	if (pdf)
		pdf_close(pdf);
}
