/* Header fields of image files, read where their formats put them; every
 * offset is checked against the length, for the bytes are a stranger's. */
#include "image_size.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <glib.h>

enum {
	JPEG_SEGMENTS_MOST = 2000,
	TIFF_ENTRIES_MOST = 512,
	PDF_JUNK_MOST = 1024, /* readers accept so much before "%PDF-" */
};

struct view {
	const unsigned char *bytes;
	size_t length;
	bool is_big_endian;
};

/* Numbers of count bytes, 0 when they are not all there. */
static uint32_t number_at(const struct view *view, size_t at, size_t count)
{
	uint32_t number = 0;

	if (at > view->length || count > view->length - at)
		return 0;
	for (size_t i = 0; i < count; i++) {
		size_t place = view->is_big_endian ? i : count - 1 - i;

		number = number << 8 | view->bytes[at + place];
	}
	return number;
}

static bool has_bytes(const struct view *view, size_t at, const char *wanted)
{
	size_t length = strlen(wanted);

	return at <= view->length && length <= view->length - at &&
	       memcmp(view->bytes + at, wanted, length) == 0;
}

static void size_set(struct image_size *out, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > INT_MAX || height > INT_MAX)
		return;
	out->width = (int)width;
	out->height = (int)height;
}

static void png_read(struct view *view, struct image_size *out)
{
	view->is_big_endian = true;
	if (has_bytes(view, 12, "IHDR"))
		size_set(out, number_at(view, 16, 4), number_at(view, 20, 4));
}

static void gif_read(struct view *view, struct image_size *out)
{
	size_set(out, number_at(view, 6, 2), number_at(view, 8, 2));
}

/* A height below zero means rows from the top. */
static void bmp_read(struct view *view, struct image_size *out)
{
	uint32_t height = number_at(view, 22, 4);

	size_set(out, number_at(view, 18, 4),
		height > INT_MAX ? 0 - height : height);
}

/* Frame headers are C0..CF but for the tables of Huffman (C4), arithmetic
 * coding (CC) and the reserved C8. */
static bool is_frame(unsigned int marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
	       marker != 0xc8 && marker != 0xcc;
}

/* TEM, RST0..7, SOI and fill bytes stand alone. */
static bool is_alone(unsigned int marker)
{
	return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

static void jpeg_read(struct view *view, struct image_size *out)
{
	size_t at = 2;

	view->is_big_endian = true;
	for (int i = 0; i < JPEG_SEGMENTS_MOST && at + 4 <= view->length; i++) {
		unsigned int marker = view->bytes[at + 1];

		if (view->bytes[at] != 0xff || marker == 0xda)
			return;
		if (is_frame(marker)) {
			size_set(out, number_at(view, at + 7, 2),
				number_at(view, at + 5, 2));
			return;
		}
		if (marker == 0xff)
			at++;
		else if (is_alone(marker))
			at += 2;
		else
			at += 2 + (size_t)number_at(view, at + 2, 2);
	}
}

static void tiff_read(struct view *view, struct image_size *out)
{
	enum {
		TAG_WIDTH = 256,
		TAG_HEIGHT = 257,
		TYPE_SHORT = 3,
	};
	size_t at, count;
	uint32_t width = 0, height = 0;

	view->is_big_endian = view->bytes[0] == 'M';
	at = number_at(view, 4, 4);
	count = MIN(number_at(view, at, 2), TIFF_ENTRIES_MOST);
	for (size_t i = 0; i < count; i++) {
		size_t entry = at + 2 + i * 12;
		uint32_t tag = number_at(view, entry, 2);
		bool is_short = number_at(view, entry + 2, 2) == TYPE_SHORT;
		uint32_t value = number_at(view, entry + 8, is_short ? 2 : 4);

		if (tag == TAG_WIDTH)
			width = value;
		else if (tag == TAG_HEIGHT)
			height = value;
	}
	size_set(out, width, height);
}

static void webp_read(struct view *view, struct image_size *out)
{
	uint32_t bits;

	if (has_bytes(view, 12, "VP8X")) {
		size_set(out, number_at(view, 24, 3) + 1,
			number_at(view, 27, 3) + 1);
	} else if (has_bytes(view, 12, "VP8L")) {
		bits = number_at(view, 21, 4);
		size_set(out, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
	} else if (has_bytes(view, 12, "VP8 ")) {
		size_set(out, number_at(view, 26, 2) & 0x3fff,
			number_at(view, 28, 2) & 0x3fff);
	}
}

static const struct {
	const char *magic, *type;
	void (*read)(struct view *view, struct image_size *out);
} formats[] = {
	{ "\x89PNG\r\n\x1a\n", "image/png", png_read },
	{ "\xff\xd8\xff", "image/jpeg", jpeg_read },
	{ "GIF87a", "image/gif", gif_read },
	{ "GIF89a", "image/gif", gif_read },
	{ "II*", "image/tiff", tiff_read },
	{ "MM", "image/tiff", tiff_read },
	{ "RIFF", "image/webp", webp_read },
	{ "BM", "image/bmp", bmp_read },
};

/* Magics of two letters begin many a text too. */
static bool is_format(const struct view *view, size_t index)
{
	if (!has_bytes(view, 0, formats[index].magic))
		return false;
	if (formats[index].read == tiff_read)
		return view->length > 8 &&
		       (view->bytes[0] == 'I' ? view->bytes[3] == 0
					      : view->bytes[2] == 0 &&
							view->bytes[3] == '*');
	if (formats[index].read == webp_read)
		return has_bytes(view, 8, "WEBP");
	if (formats[index].read == bmp_read)
		return view->length > 26 && number_at(view, 6, 4) == 0 &&
		       number_at(view, 14, 4) >= 40 &&
		       number_at(view, 14, 4) <= 124;
	return true;
}

static bool is_pdf(const struct view *view)
{
	static const char magic[] = "%PDF-";

	return memmem(view->bytes, MIN(view->length, (size_t)PDF_JUNK_MOST),
		       magic, sizeof(magic) - 1) != NULL;
}

struct image_size image_size_find(const void *bytes, size_t length)
{
	struct view view = { bytes, length, false };
	struct image_size out = { 0 };

	if (length == 0)
		return out;
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (!is_format(&view, i))
			continue;
		out.type = formats[i].type;
		formats[i].read(&view, &out);
		return out;
	}
	if (is_pdf(&view))
		out.type = "application/pdf";
	return out;
}
