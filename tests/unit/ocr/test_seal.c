/* Which coloured ink is lightened: what lies across print, and nothing that may
 * be print itself. */
#include "../../../src/ocr/seal.h"
#include <stdbool.h>
#include <glib.h>
#include "check_main.h"

enum {
	SIDE = 600,
	STROKE = 4,
	PITCH = 30,
	PAPER = 250,
	SEAL_GREY = 150,
	SEAL_TINT = 90,
};

struct sheet {
	PIX *grey, *tint;
};

static void put(PIX *pix, int x, int y, int w, int h, int level)
{
	BOX *box = boxCreate(x, y, w, h);
	pixSetInRectArbitrary(pix, box, (l_uint32)level);
	boxDestroy(&box);
}

/* Strokes of letters in a line of print. */
static void draw_line(
	const struct sheet *sheet, int x, int y, int grey, int tint)
{
	for (int i = 0; i < 20; i++) {
		put(sheet->grey, x + i * 12, y, STROKE, 14, grey);
		put(sheet->tint, x + i * 12, y, STROKE, 14, tint);
	}
}

/* A frame of coloured ink; where it meets black, black shows through. */
static void draw_seal(const struct sheet *sheet, int x, int y)
{
	static const struct {
		int x, y, w, h;
	} sides[] = { { 0, 0, 200, STROKE }, { 0, 120, 200, STROKE },
		{ 0, 0, STROKE, 120 }, { 196, 0, STROKE, 124 },
		{ 40, 20, 120, STROKE }, { 40, 80, 120, STROKE } };
	for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
		for (int dy = 0; dy < sides[i].h; dy++)
			for (int dx = 0; dx < sides[i].w; dx++) {
				int at_x = x + sides[i].x + dx,
				    at_y = y + sides[i].y + dy;
				l_uint32 under = 0;
				pixGetPixel(sheet->grey, at_x, at_y, &under);
				bool is_black = under < 50;
				pixSetPixel(sheet->grey, at_x, at_y,
					is_black ? 20 : SEAL_GREY);
				pixSetPixel(sheet->tint, at_x, at_y,
					is_black ? 10 : SEAL_TINT);
			}
}

static void draw_black(const struct sheet *sheet, int from, int lines)
{
	for (int i = 0; i < lines; i++)
		draw_line(sheet, 60, from + i * PITCH, 20, 0);
}

static void draw_blue(const struct sheet *sheet, int from, int lines)
{
	for (int i = 0; i < lines; i++)
		draw_line(sheet, 60, from + i * PITCH, 60, 120);
}

static void seal_over_print(const struct sheet *sheet)
{
	draw_black(sheet, 60, 10);
	draw_seal(sheet, 76, 100);
}

static void seal_on_paper(const struct sheet *sheet)
{
	draw_black(sheet, 60, 6);
	draw_seal(sheet, 76, 400);
}

static void blue_print(const struct sheet *sheet)
{
	draw_blue(sheet, 60, 10);
}

static void blue_below_black(const struct sheet *sheet)
{
	draw_black(sheet, 60, 5);
	draw_blue(sheet, 60 + 5 * PITCH, 5);
}

/* A blue word in a line of black ones. */
static void blue_beside_black(const struct sheet *sheet)
{
	draw_black(sheet, 60, 5);
	draw_line(sheet, 310, 60 + PITCH, 60, 120);
}

static void black_print(const struct sheet *sheet)
{
	draw_black(sheet, 60, 10);
}

static const struct {
	const char *name;
	void (*draw)(const struct sheet *sheet);
	bool is_lifted;
} sheets[] = {
	{ "a seal over print", seal_over_print, true },
	{ "a seal on paper", seal_on_paper, false },
	{ "blue print", blue_print, false },
	{ "blue print below black", blue_below_black, false },
	{ "blue print beside black", blue_beside_black, false },
	{ "black print", black_print, false },
};

static int ink_of(PIX *grey)
{
	PIX *ink = pixThresholdToBinary(grey, 170);
	l_int32 pixels = 0;
	pixCountPixels(ink, &pixels, NULL);
	pixDestroy(&ink);
	return pixels;
}

START_TEST(lifts_what_lies_over_print)
{
	struct sheet sheet = { pixCreate(SIDE, SIDE, 8),
		pixCreate(SIDE, SIDE, 8) };
	put(sheet.grey, 0, 0, SIDE, SIDE, PAPER);
	sheets[_i].draw(&sheet);
	int before = ink_of(sheet.grey);
	PIX *seal = seal_lift(sheet.grey, sheet.tint);
	int after = ink_of(sheet.grey);
	ck_assert_msg(
		(seal != NULL) == sheets[_i].is_lifted, "%s", sheets[_i].name);
	if (seal != NULL) {
		/* All of the print is left, and the seal has gone elsewhere. */
		ck_assert_int_eq(after, 10 * 20 * STROKE * 14);
		ck_assert_int_ge(ink_of(seal), before - after);
	} else {
		ck_assert_int_eq(after, before);
	}
	pixDestroy(&seal);
	pixDestroy(&sheet.tint);
	pixDestroy(&sheet.grey);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ocr seal");
	TCase *tests = tcase_create("seal");
	tcase_add_loop_test(
		tests, lifts_what_lies_over_print, 0, G_N_ELEMENTS(sheets));
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
