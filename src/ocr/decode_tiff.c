/* TIFF by libtiff from memory, page by page.  Black and white (fax G3, G4)
 * is read line by line, everything else strip by strip through libtiff's own
 * conversion to RGBA, which knows palettes, 16 bits, alpha, CMYK and JPEG.
 * A damaged page gives the lines before the damage. */
#include "picture.h"

#include <string.h>
#include <tiffio.h>

struct tiff {
	GBytes *bytes;
	const struct ocr_limits *limits;
	tmsize_t position;
	int errors;
	GArray *directories; /* of toff_t: the pages' places in the file */
	TIFF *tif;
};

/* --- a file in memory, as libtiff wants it ----------------------------- */

static tmsize_t memory_read(thandle_t handle, void *buffer, tmsize_t wanted)
{
	struct tiff *tiff = handle;
	gsize length;
	const char *data = g_bytes_get_data(tiff->bytes, &length);
	if (tiff->position >= (tmsize_t)length || wanted < 0)
		return 0;
	tmsize_t given = MIN(wanted, (tmsize_t)length - tiff->position);
	memcpy(buffer, data + tiff->position, given);
	tiff->position += given;
	return given;
}

static tmsize_t memory_write(G_GNUC_UNUSED thandle_t handle,
	G_GNUC_UNUSED void *buffer, G_GNUC_UNUSED tmsize_t wanted)
{
	return 0;
}

static toff_t memory_seek(thandle_t handle, toff_t offset, int whence)
{
	struct tiff *tiff = handle;
	if (whence == SEEK_CUR)
		offset += tiff->position;
	else if (whence == SEEK_END)
		offset += g_bytes_get_size(tiff->bytes);
	tiff->position = (tmsize_t)MIN(offset, (toff_t)G_MAXSSIZE);
	return tiff->position;
}

static int memory_close(G_GNUC_UNUSED thandle_t handle)
{
	return 0;
}

static toff_t memory_size(thandle_t handle)
{
	struct tiff *tiff = handle;
	return g_bytes_get_size(tiff->bytes);
}

/* libtiff's handlers are global, but the handle it passes is ours. */
static void count_error(thandle_t handle, G_GNUC_UNUSED const char *module,
	G_GNUC_UNUSED const char *format, G_GNUC_UNUSED va_list arguments)
{
	struct tiff *tiff = handle;
	if (tiff)
		tiff->errors++;
}

/* --- pages ------------------------------------------------------------- */

/* Stands for what followed where the chain of pages is broken. */
static const toff_t place_lost = G_MAXUINT64;

/* A file that was cut off must not look like a shorter letter: what is
 * missing is a page that cannot be decoded. */
static void list_pages(struct tiff *tiff)
{
	int left = tiff->limits->pages + 1;
	do {
		uint32_t kind = 0;
		tiff->errors = 0;
		TIFFGetFieldDefaulted(tiff->tif, TIFFTAG_SUBFILETYPE, &kind);
		if (kind & FILETYPE_REDUCEDIMAGE)
			continue;
		toff_t place = TIFFCurrentDirOffset(tiff->tif);
		g_array_append_val(tiff->directories, place);
		left--;
	} while (left > 0 && TIFFReadDirectory(tiff->tif));
	if (left > 0 && tiff->errors > 0 && tiff->directories->len > 0)
		g_array_append_val(tiff->directories, place_lost);
}

static void tiff_close(void *state)
{
	struct tiff *tiff = state;
	if (tiff->tif)
		TIFFClose(tiff->tif);
	g_array_unref(tiff->directories);
	g_bytes_unref(tiff->bytes);
	g_free(tiff);
}

static void *tiff_open(GBytes *bytes, const struct ocr_limits *limits,
	int *pages_out, GError **error)
{
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	TIFFSetErrorHandlerExt(count_error);
	struct tiff *tiff = g_new0(struct tiff, 1);
	tiff->bytes = g_bytes_ref(bytes);
	tiff->limits = limits;
	tiff->directories = g_array_new(FALSE, FALSE, sizeof(toff_t));
	tiff->tif =
		TIFFClientOpen("scan", "rm", tiff, memory_read, memory_write,
			memory_seek, memory_close, memory_size, NULL, NULL);
	if (tiff->tif)
		list_pages(tiff);
	if (tiff->directories->len == 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"no page can be found in it");
		tiff_close(tiff);
		return NULL;
	}
	*pages_out = tiff->directories->len;
	return tiff;
}

static PIX *read_one_bit(struct tiff *tiff, int width, int height, bool invert)
{
	tmsize_t line_bytes = TIFFScanlineSize(tiff->tif);
	PIX *pix = line_bytes < (width + 7) / 8 ? NULL
						: pixCreate(width, height, 1);
	if (!pix)
		return NULL;
	g_autofree unsigned char *line = g_malloc(line_bytes);
	int y;
	for (y = 0; y < height; y++) {
		if (TIFFReadScanline(tiff->tif, line, y, 0) < 0)
			break;
		memcpy(pixGetData(pix) + (size_t)y * pixGetWpl(pix), line,
			(width + 7) / 8);
	}
	if (y == 0) {
		pixDestroy(&pix);
		return NULL;
	}
	pixEndianByteSwap(pix);
	if (invert)
		pixInvert(pix, pix);
	pixSetPadBits(pix, 0);
	if (y < height) {
		tiff->errors++;
		pixRasterop(pix, 0, y, width, height - y, PIX_CLR, NULL, 0, 0);
	}
	return pix;
}

/* libtiff gives premultiplied ABGR; paper shows through what is clear. */
static void put_pixel(struct picture *out, int x, int y, uint32_t rgba)
{
	int clear = 255 - (int)TIFFGetA(rgba);
	picture_put(out, x, y, MIN((int)TIFFGetR(rgba) + clear, 255),
		MIN((int)TIFFGetG(rgba) + clear, 255),
		MIN((int)TIFFGetB(rgba) + clear, 255));
}

/* Rows arrive bottom up. */
static void put_rows(
	struct picture *out, const uint32_t *raster, int from, int rows)
{
	int width = pixGetWidth(out->pix);
	for (int i = 0; i < rows; i++) {
		const uint32_t *row = raster + (size_t)(rows - 1 - i) * width;
		for (int x = 0; x < width; x++)
			put_pixel(out, x, from + i, row[x]);
	}
}

static void read_colour(
	struct tiff *tiff, int width, int height, struct picture *out)
{
	uint32_t strip = height;
	if (!TIFFIsTiled(tiff->tif))
		TIFFGetFieldDefaulted(tiff->tif, TIFFTAG_ROWSPERSTRIP, &strip);
	int rows = CLAMP((int64_t)strip, 1, height);
	char reason[1024];
	if (!TIFFRGBAImageOK(tiff->tif, reason))
		return;
	g_autofree uint32_t *raster = g_try_new(uint32_t, (size_t)rows * width);
	out->pix = raster ? pixCreate(width, height, 8) : NULL;
	if (!out->pix)
		return;
	pixSetAll(out->pix);
	bool any = false;
	for (int y = 0; y < height; y += rows) {
		int given = MIN(rows, height - y);
		int good = TIFFIsTiled(tiff->tif)
				   ? TIFFReadRGBAImage(tiff->tif, width, height,
					     raster, 0)
				   : TIFFReadRGBAStrip(tiff->tif, y, raster);
		if (good)
			put_rows(out, raster, y, given);
		else
			tiff->errors++;
		any = any || good;
	}
	if (!any)
		pixDestroy(&out->pix);
}

static int dpi_of(TIFF *tif)
{
	float resolution = 0;
	uint16_t unit = RESUNIT_INCH;
	TIFFGetField(tif, TIFFTAG_XRESOLUTION, &resolution);
	TIFFGetFieldDefaulted(tif, TIFFTAG_RESOLUTIONUNIT, &unit);
	if (unit == RESUNIT_CENTIMETER)
		resolution *= 2.54f;
	return resolution > 0 && resolution < 10000 ? (int)resolution : 0;
}

static bool tiff_load(void *state, int index, bool shrink, struct picture *out,
	GError **error)
{
	struct tiff *tiff = state;
	TIFF *tif = tiff->tif;
	toff_t place = g_array_index(tiff->directories, toff_t, index);
	tiff->errors = 0;
	if (place == place_lost) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the file is broken off, from page %d on all is "
			"missing",
			index + 1);
		return false;
	}
	uint32_t width = 0, height = 0;
	uint16_t bits = 1, samples = 1, light = PHOTOMETRIC_MINISWHITE,
		 orientation = ORIENTATION_TOPLEFT;
	if (TIFFSetSubDirectory(tif, place)) {
		TIFFGetField(tif, TIFFTAG_IMAGEWIDTH, &width);
		TIFFGetField(tif, TIFFTAG_IMAGELENGTH, &height);
		TIFFGetFieldDefaulted(tif, TIFFTAG_BITSPERSAMPLE, &bits);
		TIFFGetFieldDefaulted(tif, TIFFTAG_SAMPLESPERPIXEL, &samples);
		TIFFGetField(tif, TIFFTAG_PHOTOMETRIC, &light);
		TIFFGetFieldDefaulted(tif, TIFFTAG_ORIENTATION, &orientation);
	}
	if (!picture_size_check(width, height, tiff->limits, error))
		return false;
	bool one_bit = bits == 1 && samples == 1 && !TIFFIsTiled(tif) &&
		       light <= PHOTOMETRIC_MINISBLACK;
	/* The RGBA reader undoes half of the eight; we undo them all. */
	TIFFSetField(tif, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
	if (one_bit)
		out->pix = read_one_bit(
			tiff, width, height, light == PHOTOMETRIC_MINISBLACK);
	else
		read_colour(tiff, width, height, out);
	if (!out->pix) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"page %d cannot be decoded", index + 1);
		return false;
	}
	out->dpi = dpi_of(tif);
	out->partial = tiff->errors > 0;
	if (shrink && picture_may_shrink(width, height))
		picture_halve(out);
	picture_orient(out, orientation);
	return out->pix != NULL;
}

const struct decoder decoder_tiff = { "TIFF", tiff_open, tiff_load,
	tiff_close };
