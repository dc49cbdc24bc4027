/* A drawn page made worse on purpose: askew, dirty, soft, unevenly lit, grainy,
 * turned. */
#include "render_page.h"

#include <math.h>

static double gauss(GRand *rand)
{
	double sum = 0;
	for (int i = 0; i < 12; i++)
		sum += g_rand_double(rand);
	return sum - 6;
}

static void wear(PIX *pix, GRand *rand)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(pix) + y * pixGetWpl(pix);
		for (int x = 0; x < w; x++) {
			double dark = look.shade * (x + y) / (w + h);
			double value = GET_DATA_BYTE(line, x) - dark;
			if (look.noise > 0)
				value += gauss(rand) * look.noise;
			SET_DATA_BYTE(line, x, CLAMP(value, 0, 255));
		}
	}
}

static void soil(cairo_t *cr, GRand *rand)
{
	int dots = look.speckles * 210 * 297 / 1000;
	cairo_set_source_rgb(cr, 0.15, 0.15, 0.15);
	for (int i = 0; i < dots; i++) {
		cairo_arc(cr, g_rand_double(rand) * page_width_pt,
			g_rand_double(rand) * page_height_pt,
			g_rand_double_range(rand, 0.1, 0.5), 0, 2 * G_PI);
		cairo_fill(cr);
	}
}

static PIX *surface_to_pix(cairo_surface_t *surface)
{
	int w = cairo_image_surface_get_width(surface);
	int h = cairo_image_surface_get_height(surface);
	int stride = cairo_image_surface_get_stride(surface);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	PIX *pix = pixCreate(w, h, 8);
	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(pix) + y * pixGetWpl(pix);
		for (int x = 0; x < w; x++)
			SET_DATA_BYTE(line, x, data[y * stride + x * 4 + 1]);
	}
	return pix;
}

static PIX *surface_to_colour(cairo_surface_t *surface)
{
	int w = cairo_image_surface_get_width(surface);
	int h = cairo_image_surface_get_height(surface);
	int stride = cairo_image_surface_get_stride(surface);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	PIX *pix = pixCreate(w, h, 32);
	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(pix) + y * pixGetWpl(pix);
		for (int x = 0; x < w; x++) {
			const unsigned char *at = data + y * stride + x * 4;
			composeRGBPixel(at[2], at[1], at[0], line + x);
		}
	}
	return pix;
}

static PIX *replace(PIX *old, PIX *new)
{
	pixDestroy(&old);
	return new;
}

PIX *scan_page(const char *text, GRand *rand)
{
	struct about about;
	about_read(&about, text);
	double scale = look.dpi / 72.0;
	cairo_surface_t *surface = cairo_image_surface_create(
		CAIRO_FORMAT_RGB24, round(page_width_pt * scale),
		round(page_height_pt * scale));
	cairo_t *cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	cairo_save(cr);
	cairo_translate(cr, page_width_pt / 2, page_height_pt / 2);
	cairo_rotate(cr, look.skew_degrees * G_PI / 180);
	cairo_translate(cr, -page_width_pt / 2, -page_height_pt / 2);
	if (look.scribble)
		draw_scribble(cr, rand);
	else
		draw_page(cr, &about);
	cairo_restore(cr);
	soil(cr, rand);
	if (look.holes)
		draw_holes(cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	PIX *pix = look.colour ? surface_to_colour(surface)
			       : surface_to_pix(surface);
	cairo_surface_destroy(surface);
	if (look.dark)
		pixInvert(pix, pix);
	if (look.wobble > 0)
		pix = replace(pix, wobble(pix, rand));
	if (look.blur > 0) {
		L_KERNEL *kernel = makeGaussianKernel(2, 2, look.blur, 1);
		pix = replace(pix, pixConvolve(pix, kernel, 8, 1));
		kernelDestroy(&kernel);
	}
	if (!look.colour)
		wear(pix, rand);
	if (look.rotate_degrees)
		pix = replace(
			pix, pixRotateOrth(pix, look.rotate_degrees / 90));
	if (look.one_bit)
		pix = replace(pix, pixThresholdToBinary(pix, 128));
	pixSetResolution(pix, look.dpi, look.dpi);
	return pix;
}
