/* A letter drawn as a scanner would give it: text set by pangocairo, then
 * made worse on purpose (skew, uneven light, noise, blur), then written as
 * TIFF G4, JPEG, PNG, WebP or PDF.  Used for samples/scans and the OCR
 * benchmark; the same seed gives the same file.
 *
 * Build:
 *   gcc -std=gnu11 -O2 tests/support/render_page.c -o build/render_page \
 *       $(pkg-config --cflags --libs pangocairo lept libqrencode) -lm
 *
 * Use: render_page [OPTION...] LETTER.txt OUT.{tif,jpg,png,webp,pdf}
 * A form feed in the text starts a new page (TIFF and PDF hold several).  A
 * page may begin with lines about itself:
 *   @qr VALUE       a QR code top right
 *   @stamp A|B      an office's stamp bottom right, lines parted by |
 *   @head A|B       a letterhead, in the middle above a line
 *   @banner A|B     the same, light on a dark band
 *   @foot A|B       small, below a line at the foot
 *   @seal A|B       a blue stamp over the text, in the middle of the page
 *   @size W H       in millimetres, instead of A4 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <allheaders.h>
#include <cairo-pdf.h>
#include <glib.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

struct look {
	char *font;
	int dpi;
	double skew_degrees;
	int rotate_degrees;
	double noise;	 /* standard deviation of grey levels */
	double shade;	 /* how much darker the far corner is, grey levels */
	double blur;	 /* radius in pixels */
	double speckles; /* dark dots per thousand square millimetres */
	int quality;	 /* JPEG */
	gboolean one_bit;
	gboolean picture; /* PDF: pages as pictures, not as text */
	gboolean justify;
	gboolean holes; /* two punch holes and a dark edge */
	gboolean columns, table, ruled, dark, colour;
	char *qr;
	double wobble; /* pixels at 300 dpi by which a hand is not straight */
	gboolean scribble; /* lines and drawings nobody can read, no text */
	int seed;
};

static struct look look = { .dpi = 300, .quality = 75, .seed = 1 };

static GOptionEntry options[] = {
	{ "font", 0, 0, G_OPTION_ARG_STRING, &look.font, "Pango font", "F" },
	{ "dpi", 0, 0, G_OPTION_ARG_INT, &look.dpi, "resolution", "N" },
	{ "skew", 0, 0, G_OPTION_ARG_DOUBLE, &look.skew_degrees,
		"clockwise degrees", "D" },
	{ "rotate", 0, 0, G_OPTION_ARG_INT, &look.rotate_degrees,
		"clockwise 90, 180 or 270", "D" },
	{ "noise", 0, 0, G_OPTION_ARG_DOUBLE, &look.noise, "grain", "N" },
	{ "shade", 0, 0, G_OPTION_ARG_DOUBLE, &look.shade, "uneven light",
		"N" },
	{ "blur", 0, 0, G_OPTION_ARG_DOUBLE, &look.blur, "soft focus", "R" },
	{ "speckles", 0, 0, G_OPTION_ARG_DOUBLE, &look.speckles, "dirt", "N" },
	{ "quality", 0, 0, G_OPTION_ARG_INT, &look.quality, "JPEG", "N" },
	{ "one-bit", 0, 0, G_OPTION_ARG_NONE, &look.one_bit, "black and white",
		NULL },
	{ "picture", 0, 0, G_OPTION_ARG_NONE, &look.picture,
		"PDF pages are pictures", NULL },
	{ "justify", 0, 0, G_OPTION_ARG_NONE, &look.justify, "both edges",
		NULL },
	{ "holes", 0, 0, G_OPTION_ARG_NONE, &look.holes,
		"punch holes and a dark edge", NULL },
	{ "columns", 0, 0, G_OPTION_ARG_NONE, &look.columns,
		"two, paragraphs shared by halves", NULL },
	{ "table", 0, 0, G_OPTION_ARG_NONE, &look.table,
		"lines with | are rows of cells, in frames", NULL },
	{ "ruled", 0, 0, G_OPTION_ARG_NONE, &look.ruled,
		"paper with lines, and text on them", NULL },
	{ "dark", 0, 0, G_OPTION_ARG_NONE, &look.dark,
		"light text on a dark page", NULL },
	{ "colour", 0, 0, G_OPTION_ARG_NONE, &look.colour,
		"a picture in colour, without noise or shade", NULL },
	{ "qr", 0, 0, G_OPTION_ARG_STRING, &look.qr, "QR code top right",
		"TEXT" },
	{ "wobble", 0, 0, G_OPTION_ARG_DOUBLE, &look.wobble,
		"as by hand, in pixels", "N" },
	{ "scribble", 0, 0, G_OPTION_ARG_NONE, &look.scribble,
		"strokes instead of the text", NULL },
	{ "seed", 0, 0, G_OPTION_ARG_INT, &look.seed, "of the noise", "N" },
	{ NULL },
};

static const double a4_width_pt = 595.276, a4_height_pt = 841.89;
static const double margin_pt = 62, point_mm = 72 / 25.4;
static double page_width_pt = 595.276, page_height_pt = 841.89;

/* What a page says of itself. */
struct about {
	char *qr, *stamp, *head, *banner, *foot, *seal;
	const char *text; /* behind it */
};

static void about_read(struct about *about, const char *text)
{
	*about = (struct about){ .qr = g_strdup(look.qr) };
	const struct {
		const char *mark;
		char **to;
	} several[] = { { "@stamp ", &about->stamp },
		{ "@head ", &about->head }, { "@banner ", &about->banner },
		{ "@foot ", &about->foot }, { "@seal ", &about->seal } };
	page_width_pt = a4_width_pt;
	page_height_pt = a4_height_pt;
	while (*text == '\n')
		text++;
	for (; *text == '@'; text += strcspn(text, "\n") + 1) {
		g_autofree char *line = g_strndup(text, strcspn(text, "\n"));
		double width, height;
		gsize i = 0;
		while (i < G_N_ELEMENTS(several) &&
			!g_str_has_prefix(line, several[i].mark))
			i++;
		if (i < G_N_ELEMENTS(several))
			*several[i].to = g_strdelimit(
				g_strdup(strchr(line, ' ') + 1), "|", '\n');
		else if (g_str_has_prefix(line, "@qr "))
			about->qr = g_strdup(line + 4);
		else if (sscanf(line, "@size %lf %lf", &width, &height) == 2) {
			page_width_pt = width * point_mm;
			page_height_pt = height * point_mm;
		} else
			g_error("%s: not known", line);
		if (text[strlen(line)] == '\0') {
			text += strlen(line);
			break;
		}
	}
	about->text = text;
}

/* --- drawing ----------------------------------------------------------- */

static void draw_qr(cairo_t *cr, const char *text)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!code)
		g_error("no QR code for %s", text);
	double dot = 2.2, left = page_width_pt - margin_pt - code->width * dot;
	cairo_set_source_rgb(cr, 0, 0, 0);
	for (int i = 0; i < code->width * code->width; i++)
		if (code->data[i] & 1)
			cairo_rectangle(cr, left + i % code->width * dot,
				30 + i / code->width * dot, dot, dot);
	cairo_fill(cr);
	QRcode_free(code);
}

static PangoLayout *layout_new(
	cairo_t *cr, const char *font_name, const char *text, double width)
{
	PangoLayout *layout = pango_cairo_create_layout(cr);
	/* The page's unit is the point. */
	pango_cairo_context_set_resolution(
		pango_layout_get_context(layout), 72);
	PangoFontDescription *font =
		pango_font_description_from_string(font_name);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

static void draw_rule(cairo_t *cr, double x, double y, double width)
{
	cairo_set_line_width(cr, 0.7);
	cairo_move_to(cr, x, y);
	cairo_line_to(cr, x + width, y);
	cairo_stroke(cr);
}

static void draw_rules(cairo_t *cr, PangoLayout *layout, double x, double y)
{
	PangoLayoutIter *at = pango_layout_get_iter(layout);
	do {
		double base = pango_layout_iter_get_baseline(at);
		draw_rule(cr, x, y + base / PANGO_SCALE + 3,
			page_width_pt - 2 * margin_pt);
	} while (pango_layout_iter_next_line(at));
	pango_layout_iter_free(at);
}

/* Returns where it ends. */
static double draw_text(
	cairo_t *cr, const char *text, double x, double y, double width)
{
	int height;
	PangoLayout *layout = layout_new(
		cr, look.font ? look.font : "Liberation Serif 12", text, width);
	pango_layout_set_justify(layout, look.justify);
	pango_layout_set_line_spacing(layout, 1.15);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_move_to(cr, x, y);
	pango_cairo_show_layout(cr, layout);
	if (look.ruled)
		draw_rules(cr, layout, x, y);
	pango_layout_get_pixel_size(layout, NULL, &height);
	g_object_unref(layout);
	return y + height;
}

static void draw_columns(cairo_t *cr, const char *text, double y)
{
	const double gap = 24, width = page_width_pt / 2 - margin_pt - gap / 2;
	char **paragraphs = g_strsplit(text, "\n\n", -1);
	guint count = g_strv_length(paragraphs), half = (count + 1) / 2;
	double left_y = y, right_y = y;
	for (guint i = 0; i < count; i++) {
		double x = i < half ? margin_pt : margin_pt + width + gap;
		double *at = i < half ? &left_y : &right_y;
		*at = draw_text(cr, paragraphs[i], x, *at, width) + 10;
	}
	g_strfreev(paragraphs);
}

static double draw_row(cairo_t *cr, char **cells, double y)
{
	guint count = g_strv_length(cells);
	double width = (page_width_pt - 2 * margin_pt) / count, end = y;
	for (guint i = 0; i < count; i++) {
		double at = draw_text(cr, cells[i], margin_pt + i * width + 5,
			y + 4, width - 10);
		end = MAX(end, at + 4);
	}
	cairo_set_line_width(cr, 0.7);
	for (guint i = 0; i < count; i++)
		cairo_rectangle(cr, margin_pt + i * width, y, width, end - y);
	cairo_stroke(cr);
	return end;
}

static void draw_table(cairo_t *cr, const char *text, double y)
{
	char **lines = g_strsplit(text, "\n", -1);
	for (int i = 0; lines[i]; i++) {
		char **cells = g_strsplit(lines[i], "|", -1);
		y = cells[0] && cells[1]
			    ? draw_row(cr, cells, y)
			    : draw_text(cr, lines[i], margin_pt, y,
				      page_width_pt - 2 * margin_pt);
		g_strfreev(cells);
	}
	g_strfreev(lines);
}

/* In the middle of the page's width; returns its height. */
static int draw_middle(
	cairo_t *cr, const char *font, const char *text, double y)
{
	int height;
	PangoLayout *layout =
		layout_new(cr, font, text, page_width_pt - 2 * margin_pt);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	pango_layout_get_pixel_size(layout, NULL, &height);
	cairo_move_to(cr, margin_pt, y);
	pango_cairo_show_layout(cr, layout);
	g_object_unref(layout);
	return height;
}

/* Letterhead and foot; returns where the text begins. */
static double draw_frame(cairo_t *cr, const struct about *about)
{
	double width = page_width_pt - 2 * margin_pt, y = margin_pt;
	cairo_set_source_rgb(cr, 0, 0, 0);
	if (about->head) {
		y = 40 +
		    draw_middle(cr, "Liberation Sans Bold 13", about->head, 36);
		draw_rule(cr, margin_pt, y, width);
		y += 20;
	}
	if (about->foot) {
		draw_rule(cr, margin_pt, page_height_pt - 66, width);
		draw_middle(cr, "Liberation Sans 9", about->foot,
			page_height_pt - 62);
	}
	if (about->banner) {
		cairo_set_source_rgb(cr, 0.1, 0.15, 0.35);
		cairo_rectangle(cr, 0, 0, page_width_pt, 80);
		cairo_fill(cr);
		cairo_set_source_rgb(cr, 1, 1, 1);
		draw_middle(cr, "Liberation Sans Bold 15", about->banner, 22);
		y = 100;
	}
	return y;
}

static void draw_seal(cairo_t *cr, const char *text)
{
	PangoLayout *layout =
		layout_new(cr, "Liberation Sans Bold 11", text, 130);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	cairo_save(cr);
	cairo_translate(cr, page_width_pt / 2, 300);
	cairo_rotate(cr, -12 * G_PI / 180);
	cairo_set_source_rgba(cr, 0.2, 0.3, 0.9, 0.6);
	cairo_set_line_width(cr, 2);
	cairo_arc(cr, 0, 0, 75, 0, 2 * G_PI);
	cairo_stroke(cr);
	cairo_move_to(cr, -65, -20);
	pango_cairo_show_layout(cr, layout);
	cairo_restore(cr);
	g_object_unref(layout);
}

/* Set by hand, so a little askew, in a frame. */
static void draw_stamp(cairo_t *cr, const char *text)
{
	int width, height;
	PangoLayout *layout = pango_cairo_create_layout(cr);
	pango_cairo_context_set_resolution(
		pango_layout_get_context(layout), 72);
	PangoFontDescription *font =
		pango_font_description_from_string("Liberation Sans Bold 13");
	pango_layout_set_font_description(layout, font);
	pango_layout_set_text(layout, text, -1);
	pango_layout_get_pixel_size(layout, &width, &height);
	cairo_save(cr);
	cairo_translate(cr, page_width_pt - margin_pt - width - 10,
		page_height_pt - margin_pt - height - 10);
	cairo_rotate(cr, -1.2 * G_PI / 180);
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
	cairo_rectangle(cr, -10, -8, width + 20, height + 16);
	cairo_set_line_width(cr, 1.5);
	cairo_stroke(cr);
	cairo_move_to(cr, 0, 0);
	pango_cairo_show_layout(cr, layout);
	cairo_restore(cr);
	pango_font_description_free(font);
	g_object_unref(layout);
}

static void draw_page(cairo_t *cr, const struct about *about)
{
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	double y = draw_frame(cr, about);
	if (look.columns)
		draw_columns(cr, about->text, y);
	else if (look.table)
		draw_table(cr, about->text, y);
	else
		draw_text(cr, about->text, margin_pt, y,
			page_width_pt - 2 * margin_pt);
	if (about->seal)
		draw_seal(cr, about->seal);
	if (about->qr)
		draw_qr(cr, about->qr);
	if (about->stamp)
		draw_stamp(cr, about->stamp);
}

static void draw_holes(cairo_t *cr)
{
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
	for (int i = 0; i < 2; i++) {
		cairo_arc(cr, 25, page_height_pt / 2 - 113 + 227 * i, 8, 0,
			2 * G_PI);
		cairo_fill(cr);
	}
	cairo_rectangle(cr, 0, 0, 4, page_height_pt);
	cairo_fill(cr);
}

/* --- by hand ----------------------------------------------------------- */

/* Loops along lines, as fast writing looks from afar, with gaps for words. */
static void draw_scribble_line(cairo_t *cr, GRand *rand, double y)
{
	double x = margin_pt, size = g_rand_double_range(rand, 4, 7);
	while (x < page_width_pt - margin_pt) {
		double end = x + g_rand_double_range(rand, 14, 60);
		cairo_move_to(cr, x, y);
		while (x < end) {
			double step = g_rand_double_range(rand, 2, 6);
			double up = size * g_rand_double_range(rand, 0.5, 2.2);
			cairo_curve_to(cr, x + 2 * step, y - up, x - step,
				y - up, x + step,
				y + g_rand_double_range(rand, -1, 1));
			x += step;
		}
		cairo_stroke(cr);
		x += g_rand_double_range(rand, 5, 12);
	}
}

static void draw_scribble(cairo_t *cr, GRand *rand)
{
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.25);
	cairo_set_line_width(cr, g_rand_double_range(rand, 0.7, 1.4));
	int lines = g_rand_int_range(rand, 0, 26);
	for (int i = 0; i < lines; i++)
		draw_scribble_line(cr, rand, margin_pt + 26 * (i + 1));
	int strokes = g_rand_int_range(rand, 3, 30);
	for (int i = 0; i < strokes; i++) {
		double at[8];
		for (int k = 0; k < 8; k++)
			at[k] = g_rand_double_range(
				rand, margin_pt, page_width_pt - margin_pt);
		cairo_move_to(cr, at[0], at[1]);
		cairo_curve_to(cr, at[2], at[3], at[4], at[5], at[6], at[7]);
		cairo_stroke(cr);
	}
}

struct wave {
	double across, down, phase, size;
};
enum {
	WAVES = 12
};

static void waves_init(struct wave *waves, GRand *rand)
{
	for (int i = 0; i < WAVES; i++)
		waves[i] = (struct wave){
			2 * G_PI / g_rand_double_range(rand, 25, 250) *
				(i % 2 ? 1 : -1),
			2 * G_PI / g_rand_double_range(rand, 25, 250),
			g_rand_double_range(rand, 0, 2 * G_PI),
			g_rand_double_range(rand, 0.4, 1),
		};
}

static double waves_at(const struct wave *waves, double x, double y)
{
	double sum = 0;
	for (int i = 0; i < WAVES; i++)
		sum += waves[i].size *
		       sin(waves[i].across * x + waves[i].down * y +
			       waves[i].phase);
	return sum / sqrt(WAVES / 2.0);
}

/* How far each point is moved, known at every GRID pixels. */
struct field {
	int wide;
	float *values;
};
enum {
	GRID = 8
};

static struct field field_new(int w, int h, GRand *rand)
{
	struct wave waves[WAVES];
	double scale = look.dpi / 300.0;
	waves_init(waves, rand);
	struct field field = { w / GRID + 2, NULL };
	int high = h / GRID + 2;
	field.values = g_new(float, (gsize)field.wide *high);
	for (int i = 0; i < field.wide * high; i++)
		field.values[i] = look.wobble * scale *
				  waves_at(waves, i % field.wide * GRID / scale,
					  i / field.wide * GRID / scale);
	return field;
}

static int field_at(const struct field *field, int x, int y)
{
	const float *at = field->values + y / GRID * field->wide + x / GRID;
	double right = x % GRID / (double)GRID, down = y % GRID / (double)GRID;
	double top = at[0] + (at[1] - at[0]) * right;
	at += field->wide;
	double bottom = at[0] + (at[1] - at[0]) * right;
	return lround(top + (bottom - top) * down);
}

/* No two letters of a hand are the same, and no line is straight. */
static PIX *wobble(PIX *pix, GRand *rand)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	struct field across = field_new(w, h, rand);
	struct field down = field_new(w, h, rand);
	PIX *moved = pixCreateTemplate(pix);
	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(moved) + y * pixGetWpl(moved);
		for (int x = 0; x < w; x++) {
			int from_x =
				CLAMP(x + field_at(&across, x, y), 0, w - 1);
			int from_y = CLAMP(y + field_at(&down, x, y), 0, h - 1);
			const l_uint32 *from =
				pixGetData(pix) + from_y * pixGetWpl(pix);
			SET_DATA_BYTE(line, x, GET_DATA_BYTE(from, from_x));
		}
	}
	g_free(across.values);
	g_free(down.values);
	return moved;
}

/* --- making it worse --------------------------------------------------- */

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

static PIX *scan_page(const char *text, GRand *rand)
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

/* --- writing ----------------------------------------------------------- */

/* A page of a PDF is the JPEG itself, laid over the whole sheet. */
static void pdf_put_picture(cairo_t *cr, PIX *pix)
{
	l_uint8 *jpeg = NULL;
	size_t length = 0;
	if (pixWriteMemJpeg(&jpeg, &length, pix, look.quality, 0))
		g_error("no JPEG");
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	cairo_surface_t *image =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
	cairo_surface_set_mime_data(
		image, CAIRO_MIME_TYPE_JPEG, jpeg, length, free, jpeg);
	cairo_scale(cr, page_width_pt / w, page_height_pt / h);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_paint(cr);
	cairo_surface_destroy(image);
}

static void write_pdf(char **texts, GRand *rand, const char *path)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create(path, page_width_pt, page_height_pt);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
		"2026-01-15T10:00:00Z");
	for (int i = 0; texts[i]; i++) {
		struct about about;
		about_read(&about, texts[i]);
		cairo_pdf_surface_set_size(
			surface, page_width_pt, page_height_pt);
		cairo_t *cr = cairo_create(surface);
		if (look.picture) {
			PIX *pix = scan_page(texts[i], rand);
			pdf_put_picture(cr, pix);
			pixDestroy(&pix);
		} else {
			draw_page(cr, &about);
		}
		cairo_show_page(cr);
		cairo_destroy(cr);
	}
	cairo_surface_destroy(surface);
}

static void write_pictures(char **texts, GRand *rand, const char *path)
{
	for (int i = 0; texts[i]; i++) {
		PIX *pix = scan_page(texts[i], rand);
		int failed;
		if (g_str_has_suffix(path, ".tif"))
			failed = pixWriteTiff(path, pix,
				look.one_bit ? IFF_TIFF_G4 : IFF_TIFF_LZW,
				i == 0 ? "w" : "a");
		else if (g_str_has_suffix(path, ".jpg"))
			failed = pixWriteJpeg(path, pix, look.quality, 0);
		else if (g_str_has_suffix(path, ".webp"))
			failed = pixWriteWebP(path, pix, look.quality, 0);
		else
			failed = pixWrite(path, pix, IFF_PNG);
		pixDestroy(&pix);
		if (failed)
			g_error("%s: not written", path);
	}
}

int main(int argc, char **argv)
{
	GOptionContext *context =
		g_option_context_new("LETTER.txt OUT.{tif,jpg,png,webp,pdf}");
	g_option_context_add_main_entries(context, options, NULL);
	GError *error = NULL;
	char *text = NULL;
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
		argc != 3 ||
		!g_file_get_contents(argv[1], &text, NULL, &error)) {
		g_printerr("%s\n", error ? error->message : "see --help");
		return 2;
	}
	char **texts = g_strsplit(text, "\f", -1);
	GRand *rand = g_rand_new_with_seed(look.seed);
	if (g_str_has_suffix(argv[2], ".pdf"))
		write_pdf(texts, rand, argv[2]);
	else
		write_pictures(texts, rand, argv[2]);
	g_rand_free(rand);
	g_strfreev(texts);
	g_free(text);
	g_option_context_free(context);
	return 0;
}
