/* WebP by libwebp's incremental decoder, so that a cut file gives its upper
 * rows. */
#include "picture.h"

#include <webp/decode.h>

static int on_paper(int level, int alpha)
{
	return 255 - (255 - level) * alpha / 255;
}

static void put_rows(
	struct picture *out, const uint8_t *rgba, int stride, int rows)
{
	int width = rgba != NULL ? pixGetWidth(out->pix) : 0;
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < width; x++) {
			const uint8_t *p = rgba + (size_t)y * stride + 4 * x;
			picture_put(out, x, y, on_paper(p[0], p[3]),
				on_paper(p[1], p[3]), on_paper(p[2], p[3]));
		}
	}
}

static bool decode(struct single *single, struct picture *out)
{
	gsize length;
	const uint8_t *data = g_bytes_get_data(single->bytes, &length);
	WebPIDecoder *decoder = WebPINewRGB(MODE_RGBA, NULL, 0, 0);
	if (!decoder)
		return false;
	VP8StatusCode status = WebPIUpdate(decoder, data, length);
	int rows = 0, width = 0, height = 0, stride = 0;
	const uint8_t *rgba =
		WebPIDecGetRGB(decoder, &rows, &width, &height, &stride);
	if (rgba && rows > 0)
		out->pix = pixCreate(width, height, 8);
	if (out->pix) {
		pixSetAll(out->pix);
		put_rows(out, rgba, stride, rows);
	}
	WebPIDelete(decoder);
	out->partial = status != VP8_STATUS_OK;
	return out->pix != NULL;
}

static bool webp_load(void *state, G_GNUC_UNUSED int index, bool shrink,
	struct picture *out, GError **error)
{
	struct single *single = state;
	gsize length;
	const uint8_t *data = g_bytes_get_data(single->bytes, &length);
	WebPBitstreamFeatures features;
	if (WebPGetFeatures(data, length, &features) != VP8_STATUS_OK) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"its header cannot be read");
		return false;
	}
	if (!picture_size_check(
		    features.width, features.height, single->limits, error))
		return false;
	if (features.has_animation || !decode(single, out)) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the picture cannot be decoded");
		return false;
	}
	if (shrink && picture_may_shrink(features.width, features.height))
		picture_halve(out);
	return true;
}

const struct decoder decoder_webp = { "WebP", single_open, webp_load,
	single_close };
