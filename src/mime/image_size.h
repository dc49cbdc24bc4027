/* What an image's or a PDF's first bytes say: its media type, and for images
 * width and height.  Nothing is decoded.
 *
 * Sources: PNG (ISO/IEC 15948) 11.2.2, JPEG (ITU T.81) B.2, GIF89a 18,
 * TIFF 6.0 section 2, RFC 9649 (WebP), BITMAPINFOHEADER. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct image_size {
	const char *type;  /* "image/png"; NULL: neither image nor PDF */
	int width, height; /* pixels; 0 when it does not say */
};

/* Any bytes at all are answered.  Sizes beyond INT_MAX count as unsaid. */
struct image_size image_size_find(const void *bytes, size_t length);
