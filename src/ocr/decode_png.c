/* PNG by libpng, row by row to grey: a file cut short gives the rows it has,
 * which the all-at-once readers throw away. */
#include "picture.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>
#include <png.h>

struct source {
	const unsigned char *data;
	size_t length, position;
};

static void source_read(png_structp png, png_bytep into, png_size_t wanted)
{
	struct source *source = png_get_io_ptr(png);
	if (wanted > source->length - source->position)
		png_error(png, "the file ends");
	memcpy(into, source->data + source->position, wanted);
	source->position += wanted;
}

static void on_error(png_structp png, G_GNUC_UNUSED png_const_charp text)
{
	png_longjmp(png, 1);
}

static void on_warning(
	G_GNUC_UNUSED png_structp png, G_GNUC_UNUSED png_const_charp text)
{
}

/* What is alive across libpng's longjmp sits here, not on the stack. */
struct reading {
	png_structp png;
	png_infop info;
	struct source source;
	const struct ocr_limits *limits;
	struct picture *out;
	PIX *pix;	    /* out's */
	int channels;	    /* 2: grey and alpha, 4: colours and alpha */
	unsigned char *row; /* so far (interlaced) */
	int rows;	    /* decoded in the last pass */
	int dpi;
	bool complete;
	GError *error;
};

static bool read_header(struct reading *reading)
{
	png_structp png = reading->png;
	png_infop info = reading->info;
	png_read_info(png, info);
	int width = png_get_image_width(png, info);
	int height = png_get_image_height(png, info);
	if (!picture_size_check(
		    width, height, reading->limits, &reading->error))
		return false;
	png_uint_32 x = 0, y = 0;
	int unit = PNG_RESOLUTION_UNKNOWN;
	png_get_pHYs(png, info, &x, &y, &unit);
	if (unit == PNG_RESOLUTION_METER && x < 400000)
		reading->dpi = (int)lround(x * 0.0254);
	reading->pix = reading->out->pix = pixCreate(width, height, 8);
	if (!reading->pix)
		return false;
	pixSetAll(reading->pix);
	return true;
}

/* Whatever is stored becomes 8 bits of grey, or of each colour, and 8 of
 * alpha.  Interlaced ones lie in memory whole: grey does for them. */
static void ask_for_bytes(struct reading *reading)
{
	png_structp png = reading->png;
	png_set_expand(png);
	png_set_strip_16(png);
	int colour = png_get_color_type(png, reading->info);
	bool interlaced = png_get_interlace_type(png, reading->info) !=
			  PNG_INTERLACE_NONE;
	reading->channels =
		colour & PNG_COLOR_MASK_COLOR && !interlaced ? 4 : 2;
	if (colour & PNG_COLOR_MASK_COLOR && interlaced)
		png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, -1, -1);
	png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
}

static int on_paper(int level, int alpha)
{
	return 255 - (255 - level) * alpha / 255;
}

static void put_colours(struct reading *reading, int y)
{
	int width = pixGetWidth(reading->pix);
	for (int x = 0; x < width; x++) {
		const unsigned char *at = reading->row + 4 * (size_t)x;
		picture_put(reading->out, x, y, on_paper(at[0], at[3]),
			on_paper(at[1], at[3]), on_paper(at[2], at[3]));
	}
}

static void put_row(struct reading *reading, int y)
{
	PIX *pix = reading->pix;
	if (reading->channels == 4) {
		put_colours(reading, y);
		return;
	}
	l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
	int width = pixGetWidth(pix);
	for (int x = 0; x < width; x++)
		SET_DATA_BYTE(line, x,
			on_paper(reading->row[2 * x], reading->row[2 * x + 1]));
}

static void read_rows(struct reading *reading)
{
	int height = pixGetHeight(reading->pix);
	for (; reading->rows < height; reading->rows++) {
		png_read_row(reading->png, reading->row, NULL);
		put_row(reading, reading->rows);
	}
	reading->complete = true;
}

/* Interlaced pictures need every row of every pass at hand. */
static void read_passes(struct reading *reading, int passes)
{
	int height = pixGetHeight(reading->pix);
	size_t row_bytes = png_get_rowbytes(reading->png, reading->info);
	unsigned char *all = g_malloc0(row_bytes * height);
	g_free(reading->row);
	reading->row = all;
	for (int pass = 0; pass < passes; pass++)
		for (int y = 0; y < height; y++)
			png_read_row(reading->png, all + y * row_bytes, NULL);
	for (int y = 0; y < height; y++) {
		reading->row = all + y * row_bytes;
		put_row(reading, y);
	}
	reading->row = all;
	reading->rows = height;
	reading->complete = true;
}

static void read_all(struct reading *reading)
{
	if (setjmp(png_jmpbuf(reading->png)))
		return;
	if (!read_header(reading))
		return;
	ask_for_bytes(reading);
	int passes = png_set_interlace_handling(reading->png);
	png_read_update_info(reading->png, reading->info);
	size_t row_bytes = png_get_rowbytes(reading->png, reading->info);
	size_t width = (size_t)pixGetWidth(reading->pix);
	if (row_bytes != reading->channels * width)
		return;
	reading->row = g_malloc0(row_bytes);
	if (passes > 1)
		read_passes(reading, passes);
	else
		read_rows(reading);
}

static bool png_load(void *state, G_GNUC_UNUSED int index, bool shrink,
	struct picture *out, GError **error)
{
	struct single *single = state;
	g_autofree struct reading *reading = g_new0(struct reading, 1);
	gsize length;
	reading->source.data = g_bytes_get_data(single->bytes, &length);
	reading->source.length = length;
	reading->limits = single->limits;
	reading->out = out;
	reading->png = png_create_read_struct(
		PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	reading->info = png_create_info_struct(reading->png);
	png_set_read_fn(reading->png, &reading->source, source_read);
	read_all(reading);
	png_destroy_read_struct(&reading->png, &reading->info, NULL);
	g_free(reading->row);
	out->dpi = reading->dpi;
	out->partial = !reading->complete;
	if (reading->error) {
		g_propagate_error(error, reading->error);
		return false;
	}
	if (reading->rows == 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the picture cannot be decoded");
		return false;
	}
	if (shrink && picture_may_shrink(
			      pixGetWidth(out->pix), pixGetHeight(out->pix)))
		picture_halve(out);
	return true;
}

const struct decoder decoder_png = { "PNG", single_open, png_load,
	single_close };
