/* Layouts of files that Leptonica does not write: made with libtiff, libjpeg
 * and cairo directly. */
#include "../../../src/ocr/picture.h"
#include "check_main.h"
#include "engine.h"

#include <cairo-pdf.h>
#include <math.h>
#include <tiffio.h>

enum {
	TILE = 128,
	FILE_MOST_BYTES = 8 << 20,
};

static const struct ocr_limits limits = {
	.file_bytes = FILE_MOST_BYTES,
	.page_pixels = 40 * 1000 * 1000,
	.pages = 4,
};

/* The first page looks as it should, but for what compression loses. */
static void assert_shows(GBytes *bytes, PIX *wanted)
{
	g_autoptr(GError) error = NULL;
	struct picture picture;
	struct picture_file *file = picture_open(bytes, &limits, &error);
	ck_assert_msg(file != NULL, "%s", error ? error->message : "");
	ck_assert_msg(picture_load(file, 0, false, &picture, &error), "%s",
		error ? error->message : "");
	ck_assert(!picture.partial);
	ck_assert_int_eq(pixGetWidth(picture.pix), pixGetWidth(wanted));
	ck_assert_int_eq(pixGetHeight(picture.pix), pixGetHeight(wanted));
	PIX *grey = pixConvertTo8(picture.pix, 0);
	float differs = 255;
	ck_assert_int_eq(pixCompareGray(grey, wanted, L_COMPARE_ABS_DIFF, 0,
				 NULL, &differs, NULL, NULL),
		0);
	ck_assert_msg(differs < 3, "differs by %.1f levels", differs);
	pixDestroy(&grey);
	picture_clear(&picture);
	picture_close(file);
}

static char *scratch_path(const char *suffix)
{
	g_autofree char *name =
		g_strdup_printf("plaint-format-%d%s", (int)getpid(), suffix);
	return g_build_filename(g_get_tmp_dir(), name, NULL);
}

/* --- TIFF --------------------------------------------------------------- */

static const struct layout {
	const char *what, *mode;
	int compression, samples, photometric, planar, orientation;
	bool tiled;
} layouts[] = {
	{ "tiles", "w", COMPRESSION_ADOBE_DEFLATE, 1, PHOTOMETRIC_MINISBLACK,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, true },
	{ "big-endian", "wb", COMPRESSION_LZW, 1, PHOTOMETRIC_MINISBLACK,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, false },
	{ "BigTIFF", "w8", COMPRESSION_PACKBITS, 1, PHOTOMETRIC_MINISBLACK,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, false },
	{ "white is 0", "w", COMPRESSION_NONE, 1, PHOTOMETRIC_MINISWHITE,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, false },
	{ "planes", "w", COMPRESSION_LZW, 3, PHOTOMETRIC_RGB,
		PLANARCONFIG_SEPARATE, ORIENTATION_TOPLEFT, false },
	{ "CMYK", "w", COMPRESSION_ADOBE_DEFLATE, 4, PHOTOMETRIC_SEPARATED,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, false },
	{ "JPEG in colour", "w", COMPRESSION_JPEG, 3, PHOTOMETRIC_YCBCR,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPLEFT, false },
	{ "upside down", "w", COMPRESSION_LZW, 1, PHOTOMETRIC_MINISBLACK,
		PLANARCONFIG_CONTIG, ORIENTATION_BOTRIGHT, false },
	{ "mirrored", "w", COMPRESSION_LZW, 1, PHOTOMETRIC_MINISBLACK,
		PLANARCONFIG_CONTIG, ORIENTATION_TOPRIGHT, false },
};

/* What one sample of a grey pixel is. */
static unsigned char sample_of(
	const struct layout *layout, PIX *grey, int x, int y, int sample)
{
	if (x >= pixGetWidth(grey) || y >= pixGetHeight(grey))
		return 0;
	l_uint32 *line = pixGetData(grey) + (size_t)y * pixGetWpl(grey);
	int level = GET_DATA_BYTE(line, x);
	if (layout->photometric == PHOTOMETRIC_SEPARATED)
		return sample == 3 ? 255 - level : 0;
	return layout->photometric == PHOTOMETRIC_MINISWHITE ? 255 - level
							     : level;
}

static void write_tiles(TIFF *tif, const struct layout *layout, PIX *grey)
{
	unsigned char tile[TILE * TILE];
	for (int top = 0; top < pixGetHeight(grey); top += TILE) {
		for (int left = 0; left < pixGetWidth(grey); left += TILE) {
			for (int i = 0; i < TILE * TILE; i++)
				tile[i] = sample_of(layout, grey,
					left + i % TILE, top + i / TILE, 0);
			ck_assert_int_ge(
				TIFFWriteTile(tif, tile, left, top, 0, 0), 0);
		}
	}
}

static void write_lines(TIFF *tif, const struct layout *layout, PIX *grey)
{
	int width = pixGetWidth(grey);
	bool apart = layout->planar == PLANARCONFIG_SEPARATE;
	int planes = apart ? layout->samples : 1;
	int each = apart ? 1 : layout->samples;
	g_autofree unsigned char *line = g_malloc((gsize)width * each);
	for (int plane = 0; plane < planes; plane++) {
		for (int y = 0; y < pixGetHeight(grey); y++) {
			for (int i = 0; i < width * each; i++)
				line[i] = sample_of(
					layout, grey, i / each, y, i % each);
			ck_assert_int_eq(
				TIFFWriteScanline(tif, line, y, plane), 1);
		}
	}
}

START_TEST(reads_tiff)
{
	const struct layout *layout = &layouts[_i];
	g_autofree char *path = scratch_path(".tif");
	PIX *grey = letter_top();
	if (layout->orientation == ORIENTATION_BOTRIGHT)
		pixRotate180(grey, grey);
	if (layout->orientation == ORIENTATION_TOPRIGHT)
		pixFlipLR(grey, grey);
	TIFF *tif = TIFFOpen(path, layout->mode);
	TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, pixGetWidth(grey));
	TIFFSetField(tif, TIFFTAG_IMAGELENGTH, pixGetHeight(grey));
	TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, 8);
	TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, layout->samples);
	TIFFSetField(tif, TIFFTAG_COMPRESSION, layout->compression);
	TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, layout->photometric);
	TIFFSetField(tif, TIFFTAG_PLANARCONFIG, layout->planar);
	TIFFSetField(tif, TIFFTAG_ORIENTATION, layout->orientation);
	if (layout->compression == COMPRESSION_JPEG)
		TIFFSetField(tif, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	if (layout->tiled) {
		TIFFSetField(tif, TIFFTAG_TILEWIDTH, TILE);
		TIFFSetField(tif, TIFFTAG_TILELENGTH, TILE);
		write_tiles(tif, layout, grey);
	} else {
		TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, 64);
		write_lines(tif, layout, grey);
	}
	TIFFClose(tif);
	g_autoptr(GBytes) bytes = file_read(path, FILE_MOST_BYTES, NULL);
	PIX *wanted = letter_top();
	assert_shows(bytes, wanted);
	pixDestroy(&wanted);
	pixDestroy(&grey);
	unlink(path);
}
END_TEST

/* --- JPEG --------------------------------------------------------------- */

/* A phone held in each of its eight ways (EXIF 2.3, tag 274). */
START_TEST(obeys_exif)
{
	unsigned char exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
		'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0,
		0, (unsigned char)_i, 0, 0, 0, 0, 0, 0, 0 };
	PIX *seen = letter_top();
	/* The stored picture: what makes `seen` when turned as _i says. */
	static const int turns[9] = {
		[3] = 2, [4] = 2, [5] = 1, [6] = 3, [7] = 3, [8] = 1
	};
	if (_i == 2 || _i == 4 || _i == 5 || _i == 7)
		pixFlipLR(seen, seen);
	int back = _i == 5 ? 3 : _i == 7 ? 1 : turns[_i];
	PIX *stored = pixRotateOrth(seen, back);
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemJpeg(&jpeg, &length, stored, 80, 0), 0);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, jpeg, 2);
	g_byte_array_append(bytes, exif, sizeof(exif));
	g_byte_array_append(bytes, jpeg + 2, length - 2);
	g_autoptr(GBytes) file = g_bytes_new_static(bytes->data, bytes->len);
	PIX *wanted = letter_top();
	assert_shows(file, wanted);
	pixDestroy(&wanted);
	lept_free(jpeg);
	pixDestroy(&seen);
	pixDestroy(&stored);
}
END_TEST

/* A progressive picture is worked through once for every scan in it, and a
 * few bytes make a scan: the more there are, the longer it takes. */
START_TEST(bounds_scans)
{
	PIX *blank = pixCreate(4000, 5000, 8);
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	pixSetAll(blank);
	ck_assert_int_eq(pixWriteMemJpeg(&jpeg, &length, blank, 80, 1), 0);
	size_t last = length - 2;
	while (last > 0 && !(jpeg[last] == 0xff && jpeg[last + 1] == 0xda))
		last--;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, jpeg, length - 2);
	while (bytes->len < FILE_MOST_BYTES - length)
		g_byte_array_append(bytes, jpeg + last, length - 2 - last);
	gint64 start_us = g_get_monotonic_time();
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		read_bytes(bytes->data, bytes->len, &error);
	gint64 took_us = g_get_monotonic_time() - start_us;
	ck_assert_msg(
		took_us < 20 * G_USEC_PER_SEC, "%d ms", (int)(took_us / 1000));
	lept_free(jpeg);
	pixDestroy(&blank);
}
END_TEST

/* --- PDF ---------------------------------------------------------------- */

static cairo_status_t append(
	void *user, const unsigned char *bytes, unsigned length)
{
	g_byte_array_append(user, bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static void draw_letter(cairo_t *cr)
{
	PIX *grey = letter_top();
	int width = pixGetWidth(grey), height = pixGetHeight(grey);
	cairo_surface_t *image =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	unsigned char *data = cairo_image_surface_get_data(image);
	int stride = cairo_image_surface_get_stride(image);
	for (int y = 0; y < height; y++) {
		l_uint32 *line = pixGetData(grey) + (size_t)y * pixGetWpl(grey);
		for (int x = 0; x < width; x++)
			memset(data + (size_t)y * stride + 4 * x,
				GET_DATA_BYTE(line, x), 4);
	}
	cairo_surface_mark_dirty(image);
	cairo_save(cr);
	cairo_scale(cr, 595.0 / width, 595.0 / width);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_paint(cr);
	cairo_restore(cr);
	cairo_surface_destroy(image);
	pixDestroy(&grey);
}

static void draw_text(cairo_t *cr, const char *const *lines)
{
	cairo_select_font_face(cr, "Liberation Serif", CAIRO_FONT_SLANT_NORMAL,
		CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, 12);
	for (int y = 100; *lines != NULL; lines++, y += 18) {
		cairo_move_to(cr, 60, y);
		cairo_show_text(cr, *lines);
	}
}

static const char *const typed[] = {
	"To the telephone company, 14 Orchard Close, Hereford",
	"My line has been dead for eleven days and nobody has come.",
	"I ask you to repair it and to refund the fee for January.", NULL
};

/* A typed page, a scanned page, and one whose text says something else than
 * its picture. */
START_TEST(reads_mixed_pdf)
{
	static const char *const lies[] = {
		"Everything is fine with my telephone and I am grateful.",
		"Please close this case and do not answer this letter.",
		"I withdraw every complaint that I have ever made to you.", NULL
	};
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(append, bytes, 595, 842);
	cairo_t *cr = cairo_create(surface);
	draw_text(cr, typed);
	cairo_show_page(cr);
	draw_letter(cr);
	cairo_show_page(cr);
	draw_text(cr, lies);
	draw_letter(cr);
	cairo_show_page(cr);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		read_bytes(bytes->data, bytes->len, &error);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(document->pages->len, 3);
	ck_assert(strstr(page_at(document, 0)->text, "eleven days") != NULL);
	ck_assert(page_at(document, 0)->confidence > 0.98);
	ck_assert(strstr(page_at(document, 1)->text, "Бондаренка") != NULL);
	ck_assert(strstr(page_at(document, 2)->text, "Бондаренка") != NULL);
	ck_assert(strstr(page_at(document, 2)->text, "grateful") == NULL);
	ck_assert(document_has_warning(document, "text_layer_disagrees"));
}
END_TEST

int main(G_GNUC_UNUSED int argc, char **argv)
{
	engine_environment(argv);
	Suite *suite = suite_create("formats");
	TCase *tests = tcase_create("formats");
	tcase_set_timeout(tests, 120);
	tcase_add_unchecked_fixture(tests, engine_start, engine_stop);
	tcase_add_loop_test(tests, reads_tiff, 0, G_N_ELEMENTS(layouts));
	tcase_add_loop_test(tests, obeys_exif, 1, 9);
	tcase_add_test(tests, bounds_scans);
	tcase_add_test(tests, reads_mixed_pdf);
	suite_add_tcase(suite, tests);
	return check_main_together(suite);
}
