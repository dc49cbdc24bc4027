/* Searchable PDFs: small, upright, the text where its picture is, and in
 * order.  Looked at through poppler, as people's viewers do. */
#include <fcntl.h>
#include <poppler.h>
#include "check_main.h"
#include "engine.h"

enum {
	PDF_MOST_BYTES = 8 << 20,
	PAGE_MOST_BYTES = 100 * 1000,
	DPI = 150,
};

struct made {
	struct document *document;
	PopplerDocument *pdf;
};

static void made_clear(struct made *made)
{
	g_clear_pointer(&made->document, document_free);
	g_clear_object(&made->pdf);
}

static struct made make(const void *bytes, size_t length)
{
	g_autoptr(GError) error = NULL;
	auto_fd int scan_fd = memory_file(bytes, length);
	auto_fd int pdf_fd = memory_file("", 0);
	ocr_set_pdf(engine, pdf_fd);
	struct made made = { .document = ocr_read(engine, scan_fd, &error) };
	ocr_set_pdf(engine, -1);
	ck_assert_msg(made.document != NULL, "%s", error ? error->message : "");
	const struct attachment *about = made.document->searchable_pdf;
	ck_assert_ptr_nonnull(about);
	g_autoptr(GBytes) pdf = fd_read_whole(pdf_fd, PDF_MOST_BYTES, &error);
	ck_assert_int_eq((gint64)g_bytes_get_size(pdf), about->bytes);
	ck_assert_uint_eq(about->pages, made.document->pages->len);
	made.pdf = poppler_document_new_from_bytes(pdf, NULL, &error);
	ck_assert_msg(made.pdf != NULL, "%s", error ? error->message : "");
	ck_assert_int_eq(poppler_document_get_n_pages(made.pdf), about->pages);
	return made;
}

static struct made make_sample(const char *name)
{
	g_autofree char *path = g_build_filename("samples/scans", name, NULL);
	g_autoptr(GBytes) bytes = file_read(path, PDF_MOST_BYTES, NULL);
	ck_assert_ptr_nonnull(bytes);
	return make(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static char *text_of(const struct made *made, int index)
{
	PopplerPage *page = poppler_document_get_page(made->pdf, index);
	char *text = poppler_page_get_text(page);
	g_object_unref(page);
	return text;
}

/* --- the picture under the text ---------------------------------------- */

static PIX *draw(PopplerPage *page)
{
	double width, height;
	poppler_page_get_size(page, &width, &height);
	int wide = (int)(width * DPI / 72), high = (int)(height * DPI / 72);
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, wide, high);
	cairo_t *cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, DPI / 72.0, DPI / 72.0);
	poppler_page_render(page, cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	PIX *ink = pixCreate(wide, high, 1);
	for (int y = 0; y < high; y++) {
		l_uint32 *line = pixGetData(ink) + (size_t)y * pixGetWpl(ink);
		for (int x = 0; x < wide; x++) {
			if (data[(size_t)y * stride + 4 * x] < 128)
				SET_DATA_BIT(line, x);
		}
	}
	cairo_surface_destroy(surface);
	return ink;
}

static int ink_in(PIX *ink, const PopplerRectangle *at)
{
	BOX *box = boxCreate((int)(at->x1 * DPI / 72), (int)(at->y1 * DPI / 72),
		(int)((at->x2 - at->x1) * DPI / 72) + 1,
		(int)((at->y2 - at->y1) * DPI / 72) + 1);
	l_int32 pixels = 0;
	if (box)
		pixCountPixelsInRect(ink, box, &pixels, NULL);
	boxDestroy(&box);
	return pixels;
}

/* Letters lie on ink, and hardly any ink lies elsewhere, but for punch holes
 * and the edge. */
static void assert_in_place(const struct made *made, int index)
{
	PopplerPage *page = poppler_document_get_page(made->pdf, index);
	PIX *ink = draw(page);
	g_autofree char *text = poppler_page_get_text(page);
	g_autofree PopplerRectangle *boxes = NULL;
	guint count = 0, letters = 0, on_ink = 0;
	poppler_page_get_text_layout(page, &boxes, &count);
	l_int32 all = 0, left = 0;
	pixRasterop(ink, 0, 0, pixGetWidth(ink) * 9 / 100, pixGetHeight(ink),
		PIX_CLR, NULL, 0, 0);
	pixCountPixels(ink, &all, NULL);
	const char *at = text;
	for (guint i = 0; i < count && *at; i++, at = g_utf8_next_char(at)) {
		if (!g_unichar_isalnum(g_utf8_get_char(at)))
			continue;
		letters++;
		on_ink += ink_in(ink, &boxes[i]) > 0;
	}
	for (guint i = 0; i < count; i++)
		pixRasterop(ink, (int)(boxes[i].x1 * DPI / 72) - 2,
			(int)(boxes[i].y1 * DPI / 72) - 2,
			(int)((boxes[i].x2 - boxes[i].x1) * DPI / 72) + 5,
			(int)((boxes[i].y2 - boxes[i].y1) * DPI / 72) + 5,
			PIX_CLR, NULL, 0, 0);
	pixCountPixels(ink, &left, NULL);
	ck_assert_uint_gt(letters, 50);
	ck_assert_msg(on_ink * 100 >= letters * 97, "%u of %u letters on ink",
		on_ink, letters);
	ck_assert_msg(left * 100 <= all * 8, "%d of %d pixels beside the text",
		left, all);
	pixDestroy(&ink);
	g_object_unref(page);
}

/* --- tests ------------------------------------------------------------- */

static const struct {
	const char *file, *first, *then;
} samples[] = {
	{ "uk-subscription.tif", "Генеральному директорові",
		"Шановний пане директоре" },
	{ "ru-speed.jpg", "АО «Северная", "Прошу устранить" },
	{ "en-termination.pdf", "Mrs Eleanor Whitcombe", "Marlowe Telecom" },
};

START_TEST(reads_in_order)
{
	struct made made = make_sample(samples[_i].file);
	g_autofree char *text = text_of(&made, 0);
	const char *first = strstr(text, samples[_i].first);
	ck_assert_msg(first != NULL, "%s", text);
	ck_assert_msg(strstr(first, samples[_i].then) != NULL, "%s", text);
	for (guint i = 0; i < made.document->pages->len; i++)
		assert_in_place(&made, (int)i);
	ck_assert_int_lt(made.document->searchable_pdf->bytes,
		(gint64)made.document->pages->len * PAGE_MOST_BYTES);
	made_clear(&made);
}
END_TEST

/* A letter scanned askew, on its side and upside down. */
START_TEST(is_upright_and_straight)
{
	PIX *page = pixRead("samples/scans/uk-thanks.png");
	PIX *grey = pixConvertTo8(page, 0);
	PIX *askew = pixRotate(grey, (float)((_i - 1.5) * G_PI / 180),
		L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	PIX *turned = pixRotateOrth(askew, _i);
	l_uint8 *png = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemPng(&png, &length, turned, 0), 0);
	struct made made = make(png, length);
	g_autofree char *text = text_of(&made, 0);
	const char *first = strstr(text, "Бондаренка");
	ck_assert_msg(first != NULL, "%s", text);
	assert_in_place(&made, 0);
	PopplerPage *drawn = poppler_document_get_page(made.pdf, 0);
	double width, height;
	poppler_page_get_size(drawn, &width, &height);
	ck_assert_double_lt(width, height);
	g_object_unref(drawn);
	made_clear(&made);
	lept_free(png);
	pixDestroy(&page);
	pixDestroy(&grey);
	pixDestroy(&askew);
	pixDestroy(&turned);
}
END_TEST

/* A photograph among the text stays grey. */
START_TEST(keeps_pictures)
{
	PIX *grey = letter_top();
	PIX *page = pixCreate(pixGetWidth(grey), 1400, 8);
	pixSetAll(page);
	pixRasterop(page, 0, 0, pixGetWidth(grey), pixGetHeight(grey), PIX_SRC,
		grey, 0, 0);
	for (int y = 700; y < 1300; y++) {
		l_uint32 *line = pixGetData(page) + (size_t)y * pixGetWpl(page);
		for (int x = 200; x < 900; x++)
			SET_DATA_BYTE(line, x, 60 + (x + y) % 140);
	}
	l_uint8 *png = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemPng(&png, &length, page, 0), 0);
	struct made made = make(png, length);
	PopplerPage *drawn = poppler_document_get_page(made.pdf, 0);
	GList *images = poppler_page_get_image_mapping(drawn);
	PopplerImageMapping *mapping = images->data;
	cairo_surface_t *image =
		poppler_page_get_image(drawn, mapping->image_id);
	/* Some pixel is neither black nor white. */
	const unsigned char *data = cairo_image_surface_get_data(image);
	size_t middle = (size_t)cairo_image_surface_get_stride(image) *
			(cairo_image_surface_get_height(image) * 5 / 7);
	bool any = false;
	for (int x = 0; x < cairo_image_surface_get_stride(image); x++)
		any = any || (data[middle + x] > 40 && data[middle + x] < 210);
	ck_assert(any);
	cairo_surface_destroy(image);
	poppler_page_free_image_mapping(images);
	g_object_unref(drawn);
	made_clear(&made);
	lept_free(png);
	pixDestroy(&grey);
	pixDestroy(&page);
}
END_TEST

/* The same scan gives the same file: what is kept twice is kept once. */
START_TEST(is_the_same_again)
{
	PIX *grey = letter_top();
	l_uint8 *png = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemPng(&png, &length, grey, 0), 0);
	struct made one = make(png, length);
	struct made other = make(png, length);
	lept_free(png);
	pixDestroy(&grey);
	ck_assert_str_eq(one.document->searchable_pdf->sha256,
		other.document->searchable_pdf->sha256);
	made_clear(&one);
	made_clear(&other);
}
END_TEST

/* A full disk costs the PDF, not the letter. */
START_TEST(does_without)
{
	g_autoptr(GBytes) bytes =
		file_read("samples/scans/uk-thanks.png", PDF_MOST_BYTES, NULL);
	auto_fd int scan_fd = memory_file(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	auto_fd int full_fd = open("/dev/full", O_WRONLY);
	ck_assert_int_ge(full_fd, 0);
	ocr_set_pdf(engine, full_fd);
	g_autoptr(document) document = ocr_read(engine, scan_fd, NULL);
	ocr_set_pdf(engine, -1);
	ck_assert_ptr_nonnull(document);
	ck_assert_ptr_null(document->searchable_pdf);
	ck_assert(document_has_warning(document, "no_searchable_pdf"));
	assert_says(document, letter_top_words);
}
END_TEST

int main(G_GNUC_UNUSED int argc, char **argv)
{
	engine_environment(argv);
	Suite *suite = suite_create("searchable");
	TCase *tests = tcase_create("searchable");
	tcase_set_timeout(tests, 120);
	tcase_add_unchecked_fixture(tests, engine_start, engine_stop);
	tcase_add_loop_test(tests, reads_in_order, 0, G_N_ELEMENTS(samples));
	tcase_add_loop_test(tests, is_upright_and_straight, 1, 3);
	tcase_add_test(tests, keeps_pictures);
	tcase_add_test(tests, is_the_same_again);
	tcase_add_test(tests, does_without);
	suite_add_tcase(suite, tests);
	return check_main_together(suite);
}
