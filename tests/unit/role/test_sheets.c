/* Sheets there and back: printed, scanned askew, turned and grainy, and the
 * mark is found again. */
#include <math.h>
#include <string.h>
#include <allheaders.h>
#include <poppler.h>
#include "../../../src/ocr/barcode.h"
#include "check_main.h"
#include "plaint/delivery/sheet.h"

enum {
	DPI = 200,
	GRAIN = 24,	    /* standard deviation of grey levels */
	GRAIN_OF_BARS = 14, /* a strip has no error correction */
};

static const struct sheet sheets[] = {
	{ MARK_SEPARATOR, "billing", "Розрахунки", "Billing", "Приклад",
		TONGUE_UK },
	{ MARK_SEPARATOR, "", "Новае", "", "Прыклад", TONGUE_BE },
	{ MARK_CASE, "2026-000123", "2026-000123", "Скарга", "Example",
		TONGUE_EN },
};

static GBytes *printed;

static void start(void)
{
	g_autoptr(GError) error = NULL;
	printed = sheets_draw(sheets, G_N_ELEMENTS(sheets), &error);
	ck_assert_msg(printed != NULL, "%s", error ? error->message : "");
}

static void stop(void)
{
	g_clear_pointer(&printed, g_bytes_unref);
}

/* One page as a scanner sees it. */
static PIX *scan_page(int index)
{
	PopplerDocument *pdf =
		poppler_document_new_from_bytes(printed, NULL, NULL);
	ck_assert_ptr_nonnull(pdf);
	ck_assert_int_eq(
		poppler_document_get_n_pages(pdf), G_N_ELEMENTS(sheets));
	PopplerPage *page = poppler_document_get_page(pdf, index);
	double width, height;
	poppler_page_get_size(page, &width, &height);
	ck_assert(fabs(width - 595.28) < 1 && fabs(height - 841.89) < 1);
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
	PIX *pix = pixCreate(wide, high, 8);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	for (int y = 0; y < high; y++) {
		l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
		for (int x = 0; x < wide; x++)
			SET_DATA_BYTE(line, x, data[y * stride + 4 * x + 1]);
	}
	cairo_surface_destroy(surface);
	g_object_unref(page);
	g_object_unref(pdf);
	return pix;
}

static PIX *degrade(PIX *pix, int turns, double degrees, int grain)
{
	PIX *turned = pixRotateOrth(pix, turns);
	PIX *askew = pixRotate(turned, (float)(degrees * G_PI / 180),
		L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	PIX *grainy = pixAddGaussianNoise(askew, (float)grain);
	pixDestroy(&turned);
	pixDestroy(&askew);
	pixDestroy(&pix);
	return grainy;
}

static void assert_found(PIX *pix, const struct sheet *sheet, const char *type)
{
	struct barcodes *barcodes = barcodes_new();
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	barcodes_find(barcodes, pix, 1, document);
	ck_assert_uint_eq(document->barcodes->len, 1);
	const struct barcode *barcode = document->barcodes->pdata[0];
	ck_assert_str_eq(barcode->type, type);
	struct mark mark;
	ck_assert_msg(mark_parse(barcode->value, &mark), "%s", barcode->value);
	ck_assert_int_eq(mark.kind, sheet->kind);
	ck_assert_str_eq(mark.value, sheet->value);
	barcodes_free(barcodes);
	pixDestroy(&pix);
}

static const struct {
	int page, turns;
	double degrees;
} scans[] = {
	{ 0, 0, 0 },
	{ 0, 2, 4.5 },
	{ 1, 1, -3 },
	{ 1, 3, 2 },
	{ 2, 0, -5 },
	{ 2, 2, 1 },
};

START_TEST(is_found_again)
{
	PIX *pix = degrade(scan_page(scans[_i].page), scans[_i].turns,
		scans[_i].degrees, GRAIN);
	assert_found(pix, &sheets[scans[_i].page], "QR-Code");
}
END_TEST

/* Part of a page white: a torn corner, a sticker. */
static void cover(
	PIX *pix, double left, double top, double right, double bottom)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	pixRasterop(pix, (int)(left * w), (int)(top * h),
		(int)((right - left) * w), (int)((bottom - top) * h), PIX_SET,
		NULL, 0, 0);
}

START_TEST(one_corner_is_enough)
{
	PIX *pix = scan_page(0);
	if (_i == 0)
		cover(pix, 0.6, 0, 1, 0.25);
	else
		cover(pix, 0, 0.75, 0.4, 1);
	assert_found(degrade(pix, _i, 2, GRAIN), &sheets[0], "QR-Code");
}
END_TEST

/* What a hand-held reader of bars needs, when both QR codes are gone. */
START_TEST(bars_are_enough)
{
	PIX *pix = scan_page(2);
	cover(pix, 0.6, 0, 1, 0.25);
	cover(pix, 0, 0.75, 0.4, 1);
	assert_found(
		degrade(pix, 2, 0.5, GRAIN_OF_BARS), &sheets[2], "CODE-128");
}
END_TEST

static void assert_says(int index, const char *const *words)
{
	PopplerDocument *pdf =
		poppler_document_new_from_bytes(printed, NULL, NULL);
	PopplerPage *page = poppler_document_get_page(pdf, index);
	g_autofree char *text = poppler_page_get_text(page);
	for (; *words != NULL; words++)
		ck_assert_msg(
			strstr(text, *words) != NULL, "%s: %s", *words, text);
	g_object_unref(page);
	g_object_unref(pdf);
}

START_TEST(people_can_read_it)
{
	static const char *const separator[] = { "Розділювач листів",
		"Розрахунки", "Billing", "Приклад", "Покладіть",
		"plaint:1:sep:billing:52ee", NULL };
	static const char *const cover[] = { "Papers of a case", "2026-000123",
		"Скарга", "Lay this sheet", NULL };
	assert_says(0, separator);
	assert_says(2, cover);
}
END_TEST

START_TEST(refuses_what_no_mark_holds)
{
	const struct sheet bad = { MARK_CASE, "Розрахунки", "x", "", "",
		TONGUE_EN };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) pdf = sheets_draw(&bad, 1, &error);
	ck_assert_ptr_null(pdf);
	ck_assert(
		g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_INVALID));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sheets");
	TCase *tests = tcase_create("sheets");
	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, start, stop);
	tcase_add_loop_test(tests, is_found_again, 0, G_N_ELEMENTS(scans));
	tcase_add_loop_test(tests, one_corner_is_enough, 0, 2);
	tcase_add_test(tests, bars_are_enough);
	tcase_add_test(tests, people_can_read_it);
	tcase_add_test(tests, refuses_what_no_mark_holds);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
