/* Letters of every format and position are read, with boxes and
 * confidences. */
#include <math.h>
#include "check_main.h"
#include "engine.h"

struct expected {
	const char *file;
	int pages, rotation;
	double skew;
	const char *words[4];
};

static const struct expected samples[] = {
	{ "uk-subscription.tif", 2, 0, -0.8,
		{ "Коваленко", "148,50", "незаконно списані 297,00" } },
	{ "ru-speed.jpg", 1, 0, 2.8, { "Щербакова", "маршрутизатор" } },
	{ "be-roaming.pdf", 1, 0, 0.6, { "312,55", "распіскоўку" } },
	{ "en-termination.pdf", 1, 0, 0, { "Whitcombe", "£114.00" } },
	{ "uk-thanks.png", 1, 0, -1.5, { "подякувати", "1 299 грн" } },
	{ "ru-delivery.tif", 1, 270, 0.9, { "7 480 рублей", "Вручено" } },
	{ "be-sim.png", 1, 0, 0, { "сім-картку", "валакіты" } },
	{ "en-staff.webp", 1, 180, 1.1, { "politeness", "£46.20" } },
};

static void check_words(const struct page *page)
{
	ck_assert_uint_gt(page->words->len, 20);
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = g_ptr_array_index(page->words, i);
		ck_assert_str_ne(word->text, "");
		ck_assert(word->confidence >= 0 && word->confidence <= 1);
		ck_assert_int_ge(word->x, 0);
		ck_assert_int_ge(word->y, 0);
		ck_assert_int_gt(word->width, 0);
		ck_assert_int_gt(word->height, 0);
		ck_assert_int_lt(word->x, 4000);
		ck_assert_int_lt(word->y, 4000);
	}
}

START_TEST(reads_sample)
{
	const struct expected *expected = &samples[_i];
	g_autoptr(document) document = read_sample(expected->file);
	ck_assert_int_eq(document->format, DOCUMENT_SCAN);
	ck_assert_uint_eq(document->pages->len, expected->pages);
	assert_says(document, expected->words);
	ck_assert_str_eq(document->text, document->body_text);
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = page_at(document, i);
		ck_assert_int_eq(page->number, i + 1);
		ck_assert_int_eq(page->rotation, expected->rotation);
		ck_assert_msg(fabs(page->skew_degrees - expected->skew) < 0.2,
			"skew %.2f", page->skew_degrees);
		ck_assert(page->confidence > 0.9 && page->confidence <= 1);
		ck_assert_str_eq(page->trust, "straight_through");
		ck_assert_str_ne(page->trust_reason, "");
		check_words(page);
	}
}
END_TEST

START_TEST(finds_barcode)
{
	g_autoptr(document) document = read_sample("be-sim.png");
	ck_assert_uint_eq(document->barcodes->len, 1);
	const struct barcode *code = g_ptr_array_index(document->barcodes, 0);
	ck_assert_int_eq(code->page, 1);
	ck_assert_str_eq(code->type, "QR-Code");
	ck_assert_str_eq(code->value, "plaint:case:2026-000123");
}
END_TEST

/* Boxes are those of the page as scanned: in a skewed page a line's words
 * climb, in the straightened one they would not. */
START_TEST(places_words_on_the_scan)
{
	g_autoptr(document) document = read_sample("ru-speed.jpg");
	const struct page *page = page_at(document, 0);
	const struct word *first = NULL, *last = NULL;
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = g_ptr_array_index(page->words, i);
		if (strcmp(word->text, "Между") == 0)
			first = word;
		if (strcmp(word->text, "оказании") == 0)
			last = word;
	}
	ck_assert(first && last);
	double run = last->x - first->x;
	double rise =
		last->y + last->height / 2.0 - first->y - first->height / 2.0;
	ck_assert_msg(fabs(atan2(rise, run) * 180 / G_PI - 2.8) < 0.6,
		"%.0f over %.0f", rise, run);
}
END_TEST

/* --- the same letter in other clothes ---------------------------------- */

static void assert_reads_pix(PIX *pix, l_int32 format)
{
	l_uint8 *bytes = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMem(&bytes, &length, pix, format), 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = read_bytes(bytes, length, &error);
	lept_free(bytes);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	assert_says(document, letter_top_words);
	ck_assert_uint_eq(document->warnings->len, 0);
}

static const l_int32 grey_formats[] = { IFF_TIFF_LZW, IFF_TIFF_ZIP,
	IFF_TIFF_JPEG, IFF_TIFF, IFF_JFIF_JPEG, IFF_PNG, IFF_WEBP };

START_TEST(reads_grey)
{
	PIX *pix = letter_top();
	assert_reads_pix(pix, grey_formats[_i]);
	pixDestroy(&pix);
}
END_TEST

static const l_int32 one_bit_formats[] = { IFF_TIFF_G3, IFF_TIFF_G4,
	IFF_TIFF_RLE, IFF_TIFF_PACKBITS };

START_TEST(reads_one_bit)
{
	PIX *grey = letter_top();
	PIX *pix = pixThresholdToBinary(grey, 128);
	assert_reads_pix(pix, one_bit_formats[_i]);
	pixDestroy(&pix);
	pixDestroy(&grey);
}
END_TEST

START_TEST(reads_palette_and_colour)
{
	PIX *grey = letter_top();
	PIX *colour = pixConvertTo32(grey);
	PIX *palette = pixThresholdTo4bpp(grey, 16, 1);
	assert_reads_pix(palette, IFF_TIFF_LZW);
	assert_reads_pix(palette, IFF_PNG);
	assert_reads_pix(colour, IFF_TIFF_LZW);
	assert_reads_pix(colour, IFF_JFIF_JPEG);
	pixDestroy(&palette);
	pixDestroy(&colour);
	pixDestroy(&grey);
}
END_TEST

/* Black letters on clear paper: what is clear is paper. */
START_TEST(reads_through_alpha)
{
	PIX *grey = letter_top();
	PIX *black = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 32);
	PIX *alpha = pixInvert(NULL, grey);
	pixSetRGBComponent(black, alpha, L_ALPHA_CHANNEL);
	pixSetSpp(black, 4);
	assert_reads_pix(black, IFF_PNG);
	assert_reads_pix(black, IFF_TIFF_LZW);
	pixDestroy(&alpha);
	pixDestroy(&black);
	pixDestroy(&grey);
}
END_TEST

START_TEST(reads_16_bits)
{
	PIX *grey = letter_top();
	PIX *deep = pixConvert8To16(grey, 8);
	assert_reads_pix(deep, IFF_TIFF_LZW);
	assert_reads_pix(deep, IFF_PNG);
	pixDestroy(&deep);
	pixDestroy(&grey);
}
END_TEST

START_TEST(reads_light_on_dark)
{
	PIX *grey = letter_top();
	pixInvert(grey, grey);
	assert_reads_pix(grey, IFF_PNG);
	pixDestroy(&grey);
}
END_TEST

/* A letterhead's band, over the lines with the first words. */
START_TEST(reads_dark_band)
{
	PIX *grey = letter_top();
	int width = pixGetWidth(grey);
	pixRasterop(grey, 0, 30, width, 150, PIX_NOT(PIX_DST), NULL, 0, 0);
	assert_reads_pix(grey, IFF_PNG);
	pixDestroy(&grey);
}
END_TEST

/* EXIF says how a phone was held; orientation 6: turn right to see it. */
START_TEST(obeys_exif)
{
	static const unsigned char exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i',
		'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3,
		0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0 };
	PIX *grey = letter_top();
	PIX *turned = pixRotateOrth(grey, 3);
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemJpeg(&jpeg, &length, turned, 80, 0), 0);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, jpeg, 2);
	g_byte_array_append(bytes, exif, sizeof(exif));
	g_byte_array_append(bytes, jpeg + 2, length - 2);
	g_autoptr(document) document =
		read_bytes(bytes->data, bytes->len, NULL);
	ck_assert_ptr_nonnull(document);
	assert_says(document, letter_top_words);
	ck_assert_int_eq(page_at(document, 0)->rotation, 0);
	lept_free(jpeg);
	pixDestroy(&turned);
	pixDestroy(&grey);
}
END_TEST

START_TEST(reads_cmyk)
{
	g_autoptr(GBytes) bytes =
		file_read("tests/unit/ocr/cmyk.jpg", 1 << 20, NULL);
	ck_assert_ptr_nonnull(bytes);
	g_autoptr(document) document = read_bytes(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	ck_assert_ptr_nonnull(document);
	assert_says(document, letter_top_words);
}
END_TEST

/* --- positions --------------------------------------------------------- */

static const struct {
	int turns;
	double degrees;
} positions[] = { { 1, 0 }, { 2, 0 }, { 3, 0 }, { 0, 5 }, { 0, -5 }, { 1, 3 },
	{ 2, -4 } };

START_TEST(straightens)
{
	PIX *grey = letter_top();
	PIX *askew = pixRotate(grey, positions[_i].degrees * G_PI / 180,
		L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	PIX *turned = pixRotateOrth(askew, positions[_i].turns);
	assert_reads_pix(turned, IFF_PNG);
	pixDestroy(&turned);
	pixDestroy(&askew);
	pixDestroy(&grey);
}
END_TEST

static void on_page(int page, int pages, void *user)
{
	int *calls = user;
	ck_assert_int_eq(page, (*calls)++);
	ck_assert_int_eq(pages, 2);
}

START_TEST(tells_of_pages)
{
	int calls = 0;
	ocr_on_page(engine, on_page, &calls);
	g_autoptr(document) document = read_sample("uk-subscription.tif");
	ck_assert_int_eq(calls, 3);
}
END_TEST

int main(G_GNUC_UNUSED int argc, char **argv)
{
	engine_environment(argv);
	Suite *suite = suite_create("ocr read");
	TCase *tests = tcase_create("read");
	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, engine_start, engine_stop);
	tcase_add_loop_test(tests, reads_sample, 0, G_N_ELEMENTS(samples));
	tcase_add_test(tests, finds_barcode);
	tcase_add_test(tests, places_words_on_the_scan);
	tcase_add_loop_test(tests, reads_grey, 0, G_N_ELEMENTS(grey_formats));
	tcase_add_loop_test(
		tests, reads_one_bit, 0, G_N_ELEMENTS(one_bit_formats));
	tcase_add_test(tests, reads_palette_and_colour);
	tcase_add_test(tests, reads_through_alpha);
	tcase_add_test(tests, reads_16_bits);
	tcase_add_test(tests, reads_light_on_dark);
	tcase_add_test(tests, reads_dark_band);
	tcase_add_test(tests, obeys_exif);
	tcase_add_test(tests, reads_cmyk);
	tcase_add_loop_test(tests, straightens, 0, G_N_ELEMENTS(positions));
	tcase_add_test(tests, tells_of_pages);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
