/* Text has few greys: the rims of its letters, which vanish when they are
 * worn down by two pixels.  What stays grey then is a photograph, a stamp's
 * ground, a shaded form.
 *
 * A grey picture of 150 dpi tells where a letter's rim is to a fraction of a
 * pixel, so enlarged to twice its size before it becomes black and white it
 * looks like a scan of 300 dpi. */
#include "facsimile.h"

#include <string.h>
#include <math.h>
#include <tiffio.h>

enum {
	INK_BELOW = 165,
	GREY_FROM = 90, /* greys that are neither ink nor paper */
	GREY_TO = 225,
	WEAR = 5, /* pixels: larger patches of grey are pictures */
	PICTURE_PER_MILLE = 4,
	ENLARGE_BELOW_PIXELS = 3 << 20, /* A4 at 170 dpi */
	SPECK_SIDE = 2,			/* pixels; a full stop is larger */
	JPEG_MOST_PIXELS = 2200 * 1000, /* A4 at 150 dpi */
	JPEG_QUALITY = 40,
};

/* --- group 4 ----------------------------------------------------------- */

struct memory {
	GByteArray *bytes;
	tmsize_t position;
};

static tmsize_t memory_read(thandle_t handle, void *buffer, tmsize_t wanted)
{
	struct memory *memory = handle;
	tmsize_t there = (tmsize_t)memory->bytes->len - memory->position;
	tmsize_t given = CLAMP(wanted, 0, MAX(there, 0));
	if (given > 0)
		memcpy(buffer, memory->bytes->data + memory->position, given);
	memory->position += given;
	return given;
}

static tmsize_t memory_write(thandle_t handle, void *buffer, tmsize_t length)
{
	struct memory *memory = handle;
	guint end = (guint)(memory->position + length);
	if (end > memory->bytes->len)
		g_byte_array_set_size(memory->bytes, end);
	memcpy(memory->bytes->data + memory->position, buffer, length);
	memory->position += length;
	return length;
}

static toff_t memory_seek(thandle_t handle, toff_t offset, int whence)
{
	struct memory *memory = handle;
	if (whence == SEEK_CUR)
		offset += memory->position;
	else if (whence == SEEK_END)
		offset += memory->bytes->len;
	memory->position = (tmsize_t)offset;
	return offset;
}

static int memory_close(G_GNUC_UNUSED thandle_t handle)
{
	return 0;
}

static toff_t memory_size(thandle_t handle)
{
	struct memory *memory = handle;
	return memory->bytes->len;
}

static bool write_lines(TIFF *tif, PIX *bits)
{
	int height = pixGetHeight(bits);
	TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, pixGetWidth(bits));
	TIFFSetField(tif, TIFFTAG_IMAGELENGTH, height);
	TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, 1);
	TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(tif, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
	TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, height);
	for (int y = 0; y < height; y++) {
		l_uint32 *line = pixGetData(bits) + (size_t)y * pixGetWpl(bits);
		if (TIFFWriteScanline(tif, line, y, 0) < 0)
			return false;
	}
	return TIFFFlushData(tif);
}

/* The one strip of a TIFF, without the file around it. */
static GBytes *encode_group4(PIX *bits)
{
	struct memory memory = { g_byte_array_new(), 0 };
	TIFF *tif = TIFFClientOpen("facsimile", "w", &memory, memory_read,
		memory_write, memory_seek, memory_close, memory_size, NULL,
		NULL);
	pixEndianByteSwap(bits);
	uint64_t *offsets = NULL, *lengths = NULL;
	GBytes *strip = NULL;
	if (tif && write_lines(tif, bits) &&
		TIFFGetField(tif, TIFFTAG_STRIPOFFSETS, &offsets) &&
		TIFFGetField(tif, TIFFTAG_STRIPBYTECOUNTS, &lengths) &&
		offsets[0] + lengths[0] <= memory.bytes->len)
		strip = g_bytes_new(
			memory.bytes->data + offsets[0], lengths[0]);
	if (tif)
		TIFFClose(tif);
	g_byte_array_unref(memory.bytes);
	return strip;
}

static PIX *without_specks(PIX *bits)
{
	PIX *clean = pixSelectBySize(bits, SPECK_SIDE, SPECK_SIDE, 8,
		L_SELECT_IF_EITHER, L_SELECT_IF_GT, NULL);
	if (!clean)
		return bits;
	pixDestroy(&bits);
	return clean;
}

static void make_one_bit(PIX *grey, struct facsimile *out)
{
	int pixels = pixGetWidth(grey) * pixGetHeight(grey);
	PIX *bits = pixels < ENLARGE_BELOW_PIXELS
			    ? pixScaleGray2xLIThresh(grey, INK_BELOW)
			    : pixThresholdToBinary(grey, INK_BELOW);
	if (!bits)
		return;
	bits = without_specks(bits);
	out->is_one_bit = true;
	out->width = pixGetWidth(bits);
	out->height = pixGetHeight(bits);
	out->bytes = encode_group4(bits);
	pixDestroy(&bits);
}

/* --- JPEG -------------------------------------------------------------- */

static void make_jpeg(PIX *grey, struct facsimile *out)
{
	double pixels = (double)pixGetWidth(grey) * pixGetHeight(grey);
	float scale = (float)sqrt(MIN(JPEG_MOST_PIXELS / pixels, 1));
	PIX *small = scale < 1 ? pixScale(grey, scale, scale) : pixClone(grey);
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	if (small &&
		pixWriteMemJpeg(&jpeg, &length, small, JPEG_QUALITY, 0) == 0) {
		out->width = pixGetWidth(small);
		out->height = pixGetHeight(small);
		out->bytes = g_bytes_new(jpeg, length);
	}
	lept_free(jpeg);
	pixDestroy(&small);
}

/* ----------------------------------------------------------------------- */

static bool is_picture(PIX *grey)
{
	PIX *middle = pixGenerateMaskByBand(grey, GREY_FROM, GREY_TO, 1, 0);
	PIX *patches = middle ? pixOpenBrick(NULL, middle, WEAR, WEAR) : NULL;
	l_int32 pixels = 0;
	if (patches)
		pixCountPixels(patches, &pixels, NULL);
	double all = (double)pixGetWidth(grey) * pixGetHeight(grey);
	pixDestroy(&middle);
	pixDestroy(&patches);
	return pixels * 1000.0 > all * PICTURE_PER_MILLE;
}

struct facsimile facsimile_new(PIX *grey)
{
	struct facsimile out = { 0 };
	if (!is_picture(grey))
		make_one_bit(grey, &out);
	if (!out.bytes)
		make_jpeg(grey, &out);
	return out;
}

void facsimile_clear(struct facsimile *facsimile)
{
	g_clear_pointer(&facsimile->bytes, g_bytes_unref);
}
