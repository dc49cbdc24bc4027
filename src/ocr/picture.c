/* Which decoder reads which file, and what they share: limits, turning,
 * halving.  The kind of file is told by its bytes; names lie. */
#include "picture.h"

#include <string.h>

enum {
	SIDE_LEAST = 48,       /* pixels: smaller holds no line of text */
	ASPECT_MOST = 40,      /* a till receipt is 20 */
	SHRINK_FROM = 5 << 20, /* pixels: A4 at 230 dpi */
	TINT_LEAST = 40,       /* below it is a scanner's noise */
};

struct picture_file {
	const struct decoder *decoder;
	void *state;
	int pages;
};

struct magic {
	size_t offset;
	const char *bytes;
	size_t length;
	const struct decoder *decoder; /* NULL: not read, see advice */
	const char *advice;
};

#define MAGIC(offset, bytes) offset, bytes, sizeof(bytes) - 1
#define HEIC		     "HEIC pictures are not read; set the phone to JPEG or send a PDF"

/* First match wins. */
static const struct magic magics[] = {
	{ MAGIC(0, "II*\0"), &decoder_tiff, NULL },
	{ MAGIC(0, "MM\0*"), &decoder_tiff, NULL },
	{ MAGIC(0, "II+\0"), &decoder_tiff, NULL },
	{ MAGIC(0, "MM\0+"), &decoder_tiff, NULL },
	{ MAGIC(0, "\xff\xd8\xff"), &decoder_jpeg, NULL },
	{ MAGIC(0, "\x89PNG\r\n\x1a\n"), &decoder_png, NULL },
	{ MAGIC(8, "WEBPVP8"), &decoder_webp, NULL },
	{ MAGIC(4, "ftypheic"), NULL, HEIC },
	{ MAGIC(4, "ftypheix"), NULL, HEIC },
	{ MAGIC(4, "ftyphevc"), NULL, HEIC },
	{ MAGIC(4, "ftypmif1"), NULL, HEIC },
	{ MAGIC(4, "ftypmsf1"), NULL, HEIC },
	{ MAGIC(4, "ftypavif"), NULL,
		"AVIF pictures are not read; save as JPEG" },
	{ MAGIC(0, "GIF8"), NULL, "GIF pictures are not read; save as PNG" },
	{ MAGIC(0, "BM"), NULL, "BMP pictures are not read; save as PNG" },
	{ MAGIC(0, "PK\3\4"), NULL,
		"a ZIP or office file, not a scan; print it to PDF" },
	{ MAGIC(0, "\xd0\xcf\x11\xe0"), NULL,
		"an old office file or an Outlook message, not a scan; print "
		"it to PDF" },
};

/* PDF allows rubbish before its header (ISO 32000-1, annex H, note 13). */
enum {
	PDF_HEADER_WITHIN = 1024
};

static const struct decoder *decoder_find(
	const unsigned char *bytes, size_t length, const char **advice_out)
{
	*advice_out = "neither TIFF, JPEG, PNG, WebP nor PDF";
	for (size_t i = 0; i < G_N_ELEMENTS(magics); i++) {
		const struct magic *magic = &magics[i];
		if (length < magic->offset + magic->length ||
			memcmp(bytes + magic->offset, magic->bytes,
				magic->length) != 0)
			continue;
		*advice_out = magic->advice;
		return magic->decoder;
	}
	size_t within = MIN(length, PDF_HEADER_WITHIN);
	return memmem(bytes, within, "%PDF-", 5) ? &decoder_pdf : NULL;
}

static void layer_free(struct layer *layer)
{
	if (!layer)
		return;
	g_free(layer->text);
	for (guint i = 0; i < layer->words->len; i++)
		g_free(g_array_index(layer->words, struct layer_word, i).text);
	g_array_unref(layer->words);
	g_free(layer);
}

void picture_clear(struct picture *picture)
{
	pixDestroy(&picture->pix);
	pixDestroy(&picture->tint);
	g_clear_pointer(&picture->layer, layer_free);
	*picture = (struct picture){ 0 };
}

bool picture_size_check(int64_t width, int64_t height,
	const struct ocr_limits *limits, GError **error)
{
	if (width < 1 || height < 1) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"a picture without a size");
		return false;
	}
	int64_t longer = MAX(width, height), shorter = MIN(width, height);
	if (longer > limits->page_pixels / shorter ||
		longer / shorter > ASPECT_MOST) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_TOO_BIG,
			"a picture of %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
			" pixels",
			width, height);
		return false;
	}
	if (shorter < SIDE_LEAST) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"a picture of %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
			" pixels holds no letter",
			width, height);
		return false;
	}
	return true;
}

bool picture_may_shrink(int64_t width, int64_t height)
{
	return width * height >= SHRINK_FROM;
}

void picture_put(
	struct picture *picture, int x, int y, int red, int green, int blue)
{
	PIX *pix = picture->pix;
	l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
	int grey = (red * 77 + green * 150 + blue * 29) >> 8;
	int tint = MAX(MAX(red, green), blue) - grey;
	SET_DATA_BYTE(line, x, grey);
	if (!picture->tint && tint >= TINT_LEAST)
		picture->tint =
			pixCreate(pixGetWidth(pix), pixGetHeight(pix), 8);
	if (!picture->tint)
		return;
	line = pixGetData(picture->tint) + (size_t)y * pixGetWpl(picture->tint);
	SET_DATA_BYTE(line, x, tint);
}

static PIX *orient(PIX *pix, int orientation)
{
	/* Quarter turns clockwise, then mirrored left to right. */
	static const struct {
		int turns;
		bool mirror;
	} undo[9] = { [2] = { 0, true },
		[3] = { 2, false },
		[4] = { 2, true },
		[5] = { 1, true },
		[6] = { 1, false },
		[7] = { 3, true },
		[8] = { 3, false } };
	if (orientation < 2 || orientation > 8)
		return pix;
	PIX *turned = pixRotateOrth(pix, undo[orientation].turns);
	pixDestroy(&pix);
	if (turned && undo[orientation].mirror)
		pixFlipLR(turned, turned);
	return turned;
}

void picture_orient(struct picture *picture, int orientation)
{
	picture->pix = orient(picture->pix, orientation);
	if (picture->tint)
		picture->tint = orient(picture->tint, orientation);
}

void picture_halve(struct picture *picture)
{
	PIX *pix = picture->pix;
	PIX *half = pixGetDepth(pix) == 1 ? pixScaleToGray2(pix)
					  : pixScaleAreaMap2(pix);
	if (!half)
		return;
	pixDestroy(&pix);
	picture->pix = half;
	if (picture->tint) {
		half = pixScaleAreaMap2(picture->tint);
		pixDestroy(&picture->tint);
		picture->tint = half;
	}
	picture->dpi /= 2;
	picture->shrunk *= 2;
}

void *single_open(GBytes *bytes, const struct ocr_limits *limits,
	int *pages_out, G_GNUC_UNUSED GError **error)
{
	struct single *single = g_new0(struct single, 1);
	single->bytes = g_bytes_ref(bytes);
	single->limits = limits;
	*pages_out = 1;
	return single;
}

void single_close(void *state)
{
	struct single *single = state;
	g_bytes_unref(single->bytes);
	g_free(single);
}

struct picture_file *picture_open(
	GBytes *bytes, const struct ocr_limits *limits, GError **error)
{
	gsize length;
	const unsigned char *data = g_bytes_get_data(bytes, &length);
	if (length == 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the file is empty");
		return NULL;
	}
	const char *advice;
	const struct decoder *decoder = decoder_find(data, length, &advice);
	if (!decoder) {
		g_set_error_literal(
			error, OCR_ERROR, OCR_ERROR_UNSUPPORTED, advice);
		return NULL;
	}
	int pages = 0;
	void *state = decoder->open(bytes, limits, &pages, error);
	if (!state) {
		g_prefix_error(error, "%s: ", decoder->name);
		return NULL;
	}
	struct picture_file *file = g_new0(struct picture_file, 1);
	*file = (struct picture_file){ decoder, state, pages };
	return file;
}

void picture_close(struct picture_file *file)
{
	if (!file)
		return;
	file->decoder->close(file->state);
	g_free(file);
}

int picture_pages(const struct picture_file *file)
{
	return file->pages;
}

bool picture_load(struct picture_file *file, int index, bool shrink,
	struct picture *out, GError **error)
{
	*out = (struct picture){ .shrunk = 1 };
	if (!file->decoder->load(file->state, index, shrink, out, error)) {
		picture_clear(out);
		g_prefix_error(error, "%s: ", file->decoder->name);
		return false;
	}
	return true;
}
