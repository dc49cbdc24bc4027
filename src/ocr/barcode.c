/* zbar misses a code whose modules are too large or too noisy at one scale
 * and finds it at another. */
#include "barcode.h"

#include <iconv.h>
#include <string.h>
#include <zbar.h>
#include "straighten.h"

enum {
	SCALES = 3,
	TILE = 16,		    /* pixels: 3 mm at 150 dpi */
	TILES_AROUND = 2,	    /* quiet zone, and what the tiles cut off */
	DARK_TILE = 255 * 22 / 100, /* text is half as dense as bars */
	PLACES_MOST = 24,
	CODES_MOST = 32, /* per page */
	VALUE_BYTES_MOST = 4096,
};

/* zbar asks for these when a QR code names its character set (ECI), and
 * glibc loads the file of each then, unless it is open already. */
static const char *const charsets[] = {
	"ISO8859-1",
	"ISO8859-2",
	"ISO8859-3",
	"ISO8859-4",
	"ISO8859-5",
	"ISO8859-6",
	"ISO8859-7",
	"ISO8859-8",
	"ISO8859-9",
	"ISO8859-10",
	"ISO8859-11",
	"ISO8859-13",
	"ISO8859-14",
	"ISO8859-15",
	"ISO8859-16",
	"CP437",
	"SJIS",
	"BIG5",
	"UTF-8",
};

struct barcodes {
	zbar_image_scanner_t *scanner;
	iconv_t converters[G_N_ELEMENTS(charsets)];
};

struct barcodes *barcodes_new(void)
{
	struct barcodes *barcodes = g_new0(struct barcodes, 1);
	barcodes->scanner = zbar_image_scanner_create();
	zbar_image_scanner_set_config(
		barcodes->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(
		barcodes->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_image_scanner_set_config(
		barcodes->scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++)
		barcodes->converters[i] = iconv_open("UTF-8", charsets[i]);
	return barcodes;
}

void barcodes_free(struct barcodes *barcodes)
{
	if (!barcodes)
		return;
	zbar_image_scanner_destroy(barcodes->scanner);
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++)
		if (barcodes->converters[i] != (iconv_t)-1)
			iconv_close(barcodes->converters[i]);
	g_free(barcodes);
}

static zbar_image_t *image_of(PIX *grey)
{
	int width = pixGetWidth(grey), height = pixGetHeight(grey);
	unsigned char *pixels = g_malloc((size_t)width * height);
	for (int y = 0; y < height; y++) {
		const l_uint32 *line =
			pixGetData(grey) + (size_t)y * pixGetWpl(grey);
		for (int x = 0; x < width; x++)
			pixels[(size_t)y * width + x] = GET_DATA_BYTE(line, x);
	}
	zbar_image_t *image = zbar_image_create();
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, width, height);
	zbar_image_set_data(image, pixels, (unsigned long)width * height, NULL);
	zbar_image_set_userdata(image, pixels);
	return image;
}

static bool is_known(
	const struct document *document, int page, const char *value)
{
	for (guint i = 0; i < document->barcodes->len; i++) {
		const struct barcode *barcode =
			g_ptr_array_index(document->barcodes, i);
		if (barcode->page == page && strcmp(barcode->value, value) == 0)
			return true;
	}
	return false;
}

static void keep(
	const zbar_symbol_t *symbol, int page, struct document *document)
{
	unsigned length = zbar_symbol_get_data_length(symbol);
	const char *data = zbar_symbol_get_data(symbol);
	if (length > VALUE_BYTES_MOST || !g_utf8_validate(data, length, NULL))
		return;
	g_autofree char *value = g_strndup(data, length);
	if (!is_known(document, page, value))
		document_add_barcode(document, page,
			zbar_get_symbol_name(zbar_symbol_get_type(symbol)),
			value);
}

/* Where to look: a part of the page, and where it lies there. */
struct place {
	PIX *part, *page;
	int x, y;
};

/* A code looks like letters to the reader: paper over it.  zbar's points are
 * the corners of a QR code, and somewhere on the bars of a Code 128. */
static void blank(
	const zbar_symbol_t *symbol, int scale, const struct place *place)
{
	int left = G_MAXINT, top = G_MAXINT, right = 0, bottom = 0;
	for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
		int x = zbar_symbol_get_loc_x(symbol, i) * scale;
		int y = zbar_symbol_get_loc_y(symbol, i) * scale;
		left = MIN(left, x);
		top = MIN(top, y);
		right = MAX(right, x);
		bottom = MAX(bottom, y);
	}
	if (left > right || top > bottom)
		return;
	int room = MIN(right - left, bottom - top) / 12 + 2 * scale;
	pixRasterop(place->page, place->x + left - room, place->y + top - room,
		right - left + 2 * room, bottom - top + 2 * room, PIX_SET, NULL,
		0, 0);
}

static int scan(struct barcodes *barcodes, PIX *grey, int page,
	struct document *document, const struct place *place)
{
	zbar_image_t *image = image_of(grey);
	int found = zbar_scan_image(barcodes->scanner, image);
	int scale = pixGetWidth(place->part) / pixGetWidth(grey);
	int left = CODES_MOST;
	for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
		symbol && left-- > 0; symbol = zbar_symbol_next(symbol)) {
		keep(symbol, page, document);
		blank(symbol, scale, place);
	}
	g_free(zbar_image_get_userdata(image));
	zbar_image_destroy(image);
	return found;
}

static void scan_place(struct barcodes *barcodes, const struct place *place,
	int page, struct document *document)
{
	PIX *at = pixClone(place->part);
	for (int i = 0; at && i < SCALES; i++) {
		/* At full size every other line is dense enough. */
		int density = i == 0 ? 2 : 1;
		zbar_image_scanner_set_config(barcodes->scanner, ZBAR_NONE,
			ZBAR_CFG_X_DENSITY, density);
		zbar_image_scanner_set_config(barcodes->scanner, ZBAR_NONE,
			ZBAR_CFG_Y_DENSITY, density);
		int found = scan(barcodes, at, page, document, place);
		PIX *half = found > 0 ? NULL : pixScaleAreaMap2(at);
		pixDestroy(&at);
		at = half;
	}
	pixDestroy(&at);
}

/* Boxes, in tiles, of what is as dense as bars: a twentieth of the time that
 * it takes zbar to look at a page of text. */
static BOXA *find_dense(PIX *grey)
{
	PIX *ink = ink_of(grey);
	PIX *tiles = pixScaleToGray16(ink);
	PIX *smooth = pixBlockconv(tiles, 1, 1);
	PIX *dense =
		smooth ? pixThresholdToBinary(smooth, 255 - DARK_TILE) : NULL;
	BOXA *boxes = dense ? pixConnCompBB(dense, 8) : NULL;
	pixDestroy(&dense);
	pixDestroy(&smooth);
	pixDestroy(&tiles);
	pixDestroy(&ink);
	return boxes;
}

void barcodes_find(struct barcodes *barcodes, PIX *grey, int page,
	struct document *document)
{
	BOXA *boxes = find_dense(grey);
	int count = boxes ? MIN(boxaGetCount(boxes), PLACES_MOST) : 0;
	for (int i = 0; i < count; i++) {
		int x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		struct place place = {
			.page = grey,
			.x = MAX(x - TILES_AROUND, 0) * TILE,
			.y = MAX(y - TILES_AROUND, 0) * TILE,
		};
		BOX *box = boxCreate(place.x, place.y,
			(w + 2 * TILES_AROUND) * TILE,
			(h + 2 * TILES_AROUND) * TILE);
		place.part = pixClipRectangle(grey, box, NULL);
		boxDestroy(&box);
		if (place.part)
			scan_place(barcodes, &place, page, document);
		pixDestroy(&place.part);
	}
	boxaDestroy(&boxes);
}
