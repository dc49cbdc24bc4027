/* What the parts of render_page share: how a page is to look, what it says of
 * itself, and the steps from one to the other. */
#pragma once

#include <allheaders.h>
#include <cairo.h>
#include <glib.h>

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
	gboolean columns, table, open, ruled, dark, colour;
	char *qr;
	double wobble; /* pixels at 300 dpi by which a hand is not straight */
	gboolean scribble; /* lines and drawings nobody can read, no text */
	int seed;
};
extern struct look look;

/* Of the page being drawn, points. */
extern double page_width_pt, page_height_pt;
static const double margin_pt = 62;

/* What a page says of itself. */
struct about {
	char *qr, *stamp, *head, *banner, *foot, *seal;
	const char *text; /* behind it */
};

/* render_draw.c: from text to print. */
void about_read(struct about *about, const char *text);
void draw_page(cairo_t *cr, const struct about *about);
/* Punch holes and a dark edge. */
void draw_holes(cairo_t *cr);

/* render_hand.c: strokes nobody can read; print moved as by a hand. */
void draw_scribble(cairo_t *cr, GRand *rand);
PIX *wobble(PIX *pix, GRand *rand);

/* render_scan.c: the page as a scanner would give it. */
PIX *scan_page(const char *text, GRand *rand);
