/* The symbol's dark modules become one path, filled at once: rectangles
 * filled one by one leave hairlines where they meet. */
#include "bars.h"

#include <string.h>
#include <zint.h>

#include "plaint/delivery/compose.h"

enum {
	CORRECTION_HIGHEST = 4, /* H: 30 % of a QR code may be lost */
};

static bool is_dark(const struct zint_symbol *symbol, int row, int column)
{
	return symbol->encoded_data[row][column / 8] >> (column % 8) & 1;
}

static void draw_row(cairo_t *cr, const struct zint_symbol *symbol, int row,
	const struct bars_place *place)
{
	double wide = place->width / symbol->width;
	double high = place->height / symbol->rows;
	for (int at = 0; at < symbol->width; at++) {
		int end = at;
		while (end < symbol->width && is_dark(symbol, row, end))
			end++;
		if (end == at)
			continue;
		cairo_rectangle(cr, place->x + at * wide, place->y + row * high,
			(end - at) * wide, high);
		at = end;
	}
}

static bool draw(cairo_t *cr, struct zint_symbol *symbol, const char *text,
	const struct bars_place *place, GError **error)
{
	int failed = ZBarcode_Encode(
		symbol, (const unsigned char *)text, (int)strlen(text));
	if (failed >= ZINT_ERROR) {
		g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_INVALID,
			"bar code: %s", symbol->errtxt);
		return false;
	}
	for (int row = 0; row < symbol->rows; row++)
		draw_row(cr, symbol, row, place);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_fill(cr);
	return true;
}

bool bars_draw_qr(cairo_t *cr, const char *text, const struct bars_place *place,
	GError **error)
{
	struct bars_place square = *place;
	square.height = square.width;
	struct zint_symbol *symbol = ZBarcode_Create();
	symbol->symbology = BARCODE_QRCODE;
	symbol->option_1 = CORRECTION_HIGHEST;
	bool drawn = draw(cr, symbol, text, &square, error);
	ZBarcode_Delete(symbol);
	return drawn;
}

bool bars_draw_code128(cairo_t *cr, const char *text,
	const struct bars_place *place, GError **error)
{
	struct zint_symbol *symbol = ZBarcode_Create();
	symbol->symbology = BARCODE_CODE128;
	bool drawn = draw(cr, symbol, text, place, error);
	ZBarcode_Delete(symbol);
	return drawn;
}
