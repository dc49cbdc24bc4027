/* Files to pictures: one decoder per kind of file, all behind one table.  A
 * decoder trusts no size in the file before it is checked. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>
#include <glib.h>
#include "plaint/ocr/ocr.h"

/* Text that a PDF brings along, with boxes in pixels of the picture. */
struct layer_word {
	char *text;
	int x, y, width, height;
};
struct layer {
	char *text;
	GArray *words;	    /* of struct layer_word */
	bool fonts_missing; /* some of the file's fonts are not in it */
};

struct picture {
	PIX *pix;     /* 1 or 8 bits of grey, no colour map, turned as the file
			 says; the caller's */
	PIX *tint;    /* 8 bits, of pix's size: by how much the lightest of a
			 pixel's colours exceeds its grey; NULL: all is grey */
	int dpi;      /* of pix; 0: the file does not say */
	int shrunk;   /* 2: pix is half the size of what was scanned; else 1 */
	bool partial; /* a part was damaged and is left white or grey */
	struct layer *layer; /* NULL: none */
};
void picture_clear(struct picture *picture);

struct picture_file;

/* OCR_ERROR_UNSUPPORTED, _LOCKED, _TOO_BIG or _DAMAGED. */
struct picture_file *picture_open(
	GBytes *bytes, const struct ocr_limits *limits, GError **error);
void picture_close(struct picture_file *file);
int picture_pages(const struct picture_file *file);
/* index from 0.  `shrink`: half size is enough, if the page is large. */
bool picture_load(struct picture_file *file, int index, bool shrink,
	struct picture *out, GError **error);

/* --- for decoders ------------------------------------------------------ */

struct decoder {
	const char *name;
	/* State kept until close; *pages_out may be over the limit by any
	 * amount, reading stops there. */
	void *(*open)(GBytes *bytes, const struct ocr_limits *limits,
		int *pages_out, GError **error);
	bool (*load)(void *state, int index, bool shrink, struct picture *out,
		GError **error);
	void (*close)(void *state);
};
extern const struct decoder decoder_tiff, decoder_jpeg, decoder_png,
	decoder_webp, decoder_pdf;

/* Is a page of this size worth and safe to decode? */
bool picture_size_check(int64_t width, int64_t height,
	const struct ocr_limits *limits, GError **error);
/* Is half the size still enough to read small print? */
bool picture_may_shrink(int64_t width, int64_t height);
/* A pixel of these colours at x, y of picture->pix, which has 8 bits. */
void picture_put(
	struct picture *picture, int x, int y, int red, int green, int blue);
/* EXIF and TIFF orientation 1..8 undone. */
void picture_orient(struct picture *picture, int orientation);
void picture_halve(struct picture *picture);

/* A file that is one picture: state for open and close of decoders. */
struct single {
	GBytes *bytes;
	const struct ocr_limits *limits;
};
void *single_open(GBytes *bytes, const struct ocr_limits *limits,
	int *pages_out, GError **error);
void single_close(void *state);
