/* JPEG by libjpeg to grey, at half size where that is enough (the DCT does it
 * for a quarter of the price), turned as its EXIF says.  What a cut file
 * lacks is left white. */
#include "picture.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>

/* EXIF 2.3: APP1, "Exif\0\0", a TIFF header, IFD0 with 12-byte entries. */
enum {
	MARKER_APP1 = 0xe1,
	MARKER_SCAN = 0xda,
	TAG_ORIENTATION = 0x0112,
	ENTRY_BYTES = 12,
	ENTRIES_MOST = 256,
	SCANS_MOST = 64, /* cameras write 10 */
};

static unsigned read16(const unsigned char *p, bool little)
{
	return little ? p[0] | p[1] << 8 : p[0] << 8 | p[1];
}

static uint32_t read32(const unsigned char *p, bool little)
{
	return little ? read16(p, true) | (uint32_t)read16(p + 2, true) << 16
		      : (uint32_t)read16(p, false) << 16 | read16(p + 2, false);
}

static int exif_orientation(const unsigned char *tiff, size_t length)
{
	if (length < 8)
		return 1;
	bool little = tiff[0] == 'I';
	uint32_t ifd = read32(tiff + 4, little);
	if (ifd > length - 2 || length - 2 < 8)
		return 1;
	unsigned entries = MIN(read16(tiff + ifd, little), ENTRIES_MOST);
	for (unsigned i = 0; i < entries; i++) {
		size_t at = (size_t)ifd + 2 + (size_t)i * ENTRY_BYTES;
		if (at + ENTRY_BYTES > length)
			break;
		if (read16(tiff + at, little) == TAG_ORIENTATION)
			return read16(tiff + at + 8, little);
	}
	return 1;
}

static int jpeg_orientation(const unsigned char *data, size_t length)
{
	size_t at = 2;
	while (at + 4 <= length && data[at] == 0xff) {
		size_t segment = read16(data + at + 2, false);
		if (data[at + 1] == MARKER_SCAN || segment < 2 ||
			at + 2 + segment > length)
			break;
		if (data[at + 1] == MARKER_APP1 && segment > 8 &&
			memcmp(data + at + 4, "Exif\0\0", 6) == 0)
			return exif_orientation(data + at + 10, segment - 8);
		at += 2 + segment;
	}
	return 1;
}

/* --- pixels ------------------------------------------------------------ */

/* What is alive across libjpeg's longjmp sits here, not on the stack. */
struct reading {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf failed;
	const struct single *single;
	struct picture *out;
	bool shrink, started;
	unsigned char *row;
	int rows; /* decoded before the first complaint */
	GError *error;
};

static void on_error(j_common_ptr jpeg)
{
	struct reading *reading = jpeg->client_data;
	longjmp(reading->failed, 1);
}

/* libjpeg would write to standard error; it counts by itself. */
static void on_message(j_common_ptr jpeg, int level)
{
	if (level < 0)
		jpeg->err->num_warnings++;
}

/* A progressive file may hold scans without end, each as dear as a page. */
static void on_progress(j_common_ptr common)
{
	struct jpeg_decompress_struct *jpeg = (j_decompress_ptr)common;
	if (jpeg->input_scan_number > SCANS_MOST)
		on_error(common);
}

static void ask_for_grey(struct reading *reading)
{
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	switch (jpeg->jpeg_color_space) {
	case JCS_CMYK:
	case JCS_YCCK:
		jpeg->out_color_space = JCS_CMYK;
		break;
	case JCS_RGB:
	case JCS_YCbCr:
		jpeg->out_color_space = JCS_RGB;
		break;
	default:
		jpeg->out_color_space = JCS_GRAYSCALE;
	}
	reading->out->shrunk =
		reading->shrink && picture_may_shrink(jpeg->image_width,
					   jpeg->image_height)
			? 2
			: 1;
	jpeg->scale_num = 1;
	jpeg->scale_denom = reading->out->shrunk;
}

/* Adobe stores ink inverted, which makes it light: light times light. */
static void cmyk_to_rgb(
	const unsigned char *cmyk, bool inverted, unsigned char rgb[3])
{
	for (int i = 0; i < 3; i++)
		rgb[i] = inverted ? cmyk[i] * cmyk[3] / 255
				  : (255 - cmyk[i]) * (255 - cmyk[3]) / 255;
}

static void put_row(struct reading *reading, int y)
{
	const struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	PIX *pix = reading->out->pix;
	l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
	const unsigned char *from = reading->row;
	for (int x = 0; x < (int)jpeg->output_width; x++) {
		unsigned char rgb[3];
		if (jpeg->out_color_space == JCS_CMYK)
			cmyk_to_rgb(from, jpeg->saw_Adobe_marker, rgb);
		else
			memcpy(rgb, from, MIN(jpeg->output_components, 3));
		if (jpeg->out_color_space == JCS_GRAYSCALE)
			SET_DATA_BYTE(line, x, *from);
		else
			picture_put(reading->out, x, y, rgb[0], rgb[1], rgb[2]);
		from += jpeg->output_components;
	}
}

static void read_rows(struct reading *reading)
{
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	jpeg_start_decompress(jpeg);
	reading->out->pix =
		pixCreate(jpeg->output_width, jpeg->output_height, 8);
	if (!reading->out->pix)
		return;
	pixSetAll(reading->out->pix);
	reading->row =
		g_malloc((size_t)jpeg->output_width * jpeg->output_components);
	while (jpeg->output_scanline < jpeg->output_height) {
		int y = jpeg->output_scanline;
		JSAMPROW row = reading->row;
		jpeg_read_scanlines(jpeg, &row, 1);
		/* After the end of a cut file come grey rows without end. */
		if (jpeg->unread_marker == JPEG_EOI &&
			jpeg->err->num_warnings > 0)
			break;
		put_row(reading, y);
		reading->rows++;
	}
}

static void read_all(struct reading *reading)
{
	if (setjmp(reading->failed))
		return;
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	jpeg_create_decompress(jpeg);
	reading->started = true;
	gsize length;
	const unsigned char *data =
		g_bytes_get_data(reading->single->bytes, &length);
	jpeg_mem_src(jpeg, data, length);
	jpeg_read_header(jpeg, TRUE);
	if (!picture_size_check(jpeg->image_width, jpeg->image_height,
		    reading->single->limits, &reading->error))
		return;
	ask_for_grey(reading);
	reading->progress.progress_monitor = on_progress;
	jpeg->progress = &reading->progress;
	read_rows(reading);
}

static int dpi_of(const struct jpeg_decompress_struct *jpeg)
{
	double dpi = jpeg->density_unit == 1   ? jpeg->X_density
		     : jpeg->density_unit == 2 ? jpeg->X_density * 2.54
					       : 0;
	return dpi < 10000 ? (int)dpi : 0;
}

static bool jpeg_load(void *state, G_GNUC_UNUSED int index, bool shrink,
	struct picture *out, GError **error)
{
	g_autofree struct reading *reading = g_new0(struct reading, 1);
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	jpeg->err = jpeg_std_error(&reading->errors);
	jpeg->client_data = reading;
	reading->errors.error_exit = on_error;
	reading->errors.emit_message = on_message;
	reading->single = state;
	reading->out = out;
	reading->shrink = shrink;
	read_all(reading);
	out->dpi = dpi_of(jpeg) / out->shrunk;
	out->partial = reading->errors.num_warnings > 0 ||
		       (out->pix && reading->rows < pixGetHeight(out->pix));
	if (reading->started)
		jpeg_destroy_decompress(jpeg);
	g_free(reading->row);
	if (reading->rows == 0) {
		if (reading->error)
			g_propagate_error(error, reading->error);
		else
			g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
				"the picture cannot be decoded");
		return false;
	}
	gsize length;
	const unsigned char *data =
		g_bytes_get_data(reading->single->bytes, &length);
	picture_orient(out, jpeg_orientation(data, length));
	return out->pix != NULL;
}

const struct decoder decoder_jpeg = { "JPEG", single_open, jpeg_load,
	single_close };
