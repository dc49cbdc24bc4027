/* Print: a page's text, letterhead, table, stamps and codes, set by
 * pangocairo. */
#include "render_page.h"

#include <string.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

static const double a4_width_pt = 595.276, a4_height_pt = 841.89;
static const double point_mm = 72 / 25.4;
double page_width_pt = 595.276, page_height_pt = 841.89;

void about_read(struct about *about, const char *text)
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
	for (int i = 0; i < code->width * code->width; i++) {
		int column = i % code->width, row = i / code->width;
		if (code->data[i] & 1)
			cairo_rectangle(cr, left + column * dot, 30 + row * dot,
				dot, dot);
	}
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
	g_autofree char *plain = g_strchomp(g_strdup(text));
	char **paragraphs = g_strsplit(plain, "\n\n", -1);
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
	for (guint i = 0; i < count && !look.open; i++)
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
	if (look.colour)
		cairo_set_source_rgba(cr, 0.2, 0.3, 0.9, 0.6);
	else
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

void draw_page(cairo_t *cr, const struct about *about)
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

void draw_holes(cairo_t *cr)
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
