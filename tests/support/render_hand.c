/* What looks written by hand: scribbles, and print whose letters and lines are
 * pushed about. */
#include "render_page.h"

#include <math.h>

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

void draw_scribble(cairo_t *cr, GRand *rand)
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
	field.values = g_new0(float, (gsize)field.wide *high);
	for (int i = 0; i < field.wide * high; i++) {
		int x = i % field.wide * GRID, y = i / field.wide * GRID;
		field.values[i] = look.wobble * scale *
				  waves_at(waves, x / scale, y / scale);
	}
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
PIX *wobble(PIX *pix, GRand *rand)
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
