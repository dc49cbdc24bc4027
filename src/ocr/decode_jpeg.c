/* JPEG by Leptonica, decoded at half size where that is enough (the DCT does
 * it for a quarter of the price), turned as its EXIF says. */
#include "picture.h"

#include <string.h>

/* EXIF 2.3: APP1, "Exif\0\0", a TIFF header, IFD0 with 12-byte entries. */
enum {
	MARKER_APP1 = 0xe1,
	MARKER_SCAN = 0xda,
	TAG_ORIENTATION = 0x0112,
	ENTRY_BYTES = 12,
	ENTRIES_MOST = 256,
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

static bool jpeg_load(void *state, G_GNUC_UNUSED int index, bool shrink,
	struct picture *out, GError **error)
{
	struct single *single = state;
	gsize length;
	const unsigned char *data = g_bytes_get_data(single->bytes, &length);
	l_int32 width = 0, height = 0, samples = 0;
	if (readHeaderMemJpeg(
		    data, length, &width, &height, &samples, NULL, NULL)) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"its header cannot be read");
		return false;
	}
	if (!picture_size_check(width, height, single->limits, error))
		return false;
	out->shrunk = shrink && picture_may_shrink(width, height) ? 2 : 1;
	/* CMYK has no luminance of its own; Leptonica makes it RGB first. */
	int hint = samples == 3 ? L_JPEG_READ_LUMINANCE : 0;
	l_int32 warnings = 0;
	out->pix =
		pixReadMemJpeg(data, length, 0, out->shrunk, &warnings, hint);
	if (out->pix) {
		out->dpi = pixGetXRes(out->pix) / out->shrunk;
		out->pix = picture_to_grey(out->pix);
	}
	if (out->pix)
		out->pix = picture_orient(
			out->pix, jpeg_orientation(data, length));
	if (!out->pix) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the picture cannot be decoded");
		return false;
	}
	out->partial = warnings > 0;
	return true;
}

const struct decoder decoder_jpeg = { "JPEG", single_open, jpeg_load,
	single_close };
