/* Bar codes drawn by cairo; the symbols are made by libzint. */
#pragma once

#include <stdbool.h>
#include <cairo.h>
#include <glib.h>

struct bars_place {
	double x, y, width, height; /* of the symbol, without its quiet zone */
};

/* QR code, error correction H; square, height is not used. */
bool bars_draw_qr(cairo_t *cr, const char *text, const struct bars_place *place,
	GError **error);
/* Code 128, bars only. */
bool bars_draw_code128(cairo_t *cr, const char *text,
	const struct bars_place *place, GError **error);
