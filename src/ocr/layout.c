/* A gutter is a tall band without ink that has lines on both sides.  Prose is
 * parted by it; a table has gutters too, but narrow or ragged cells, whose
 * lines go on across it, and often a narrow column beside them.  All is
 * measured in cells of half an x-height. */
#include "layout.h"

#include <stdbool.h>
#include <string.h>
#include <glib.h>

enum {
	CELLS_AN_X_HEIGHT = 2,
	GUTTER = 4, /* cells wide */
	GUTTER_IN_TABLE = 2,
	SHARED_LEAST = 12,    /* cells of height with ink on both sides: five
				 lines */
	COLUMN_LEAST = 28,    /* cells wide: narrower is a table's */
	PARAGRAPH_GAP = 10,   /* cells: a column goes on behind it */
	ROW_OF_ONE_LINE = 6,  /* cells high */
	RULES_OF_TABLE = 2,   /* that cross a gutter */
	FRAME = 6,	      /* cells from a rule to the text */
	FULL_PERCENT = 75,    /* of a column's width, by prose on average */
	IN_STEP_PERCENT = 75, /* of a column's lines, when lines run across */
	IN_STEP_MOST = 2,     /* half cells that such lines may differ by */
	DEPTH_MOST = 8,
	BLOCKS_MOST = 60,
};

/* How much ink (or rule) there is left of each cell. */
struct grid {
	int wide, high;
	int *sums; /* (wide + 1) * high */
};

struct area {
	int left, top, right, bottom; /* cells; right and bottom are outside */
};

struct sheet {
	struct grid ink, rules;
	int cell; /* pixels */
	BOXA *blocks;
};

/* A band without ink: where it begins and ends, the first and last row with
 * ink on both sides of it, and those that a cut would take. */
struct gutter {
	int left, right;
	int begin, end;
	int first, last, shared;
	int top, bottom;
	int worth; /* the best is cut first */
};

/* --- ink --------------------------------------------------------------- */

static void mark_row(const l_uint32 *line, int words, int cell, int *row)
{
	for (int i = 0; i < words; i++)
		for (int bit = 0; line[i] != 0 && bit < 32; bit++)
			if (line[i] << bit & 0x80000000u)
				row[(i * 32 + bit) / cell + 1] = 1;
}

static struct grid grid_new(PIX *pix, int cell)
{
	int wide = (pixGetWpl(pix) * 32 + cell - 1) / cell;
	int high = (pixGetHeight(pix) + cell - 1) / cell;
	struct grid grid = { wide, high,
		g_new0(int, (gsize)(wide + 1) * high) };
	pixSetPadBits(pix, 0);
	for (int y = 0; y < pixGetHeight(pix); y++)
		mark_row(pixGetData(pix) + (gsize)y * pixGetWpl(pix),
			pixGetWpl(pix), cell,
			grid.sums + (gsize)(y / cell) * (wide + 1));
	for (int y = 0; y < high; y++) {
		int *row = grid.sums + (gsize)y * (wide + 1);
		for (int x = 0; x < wide; x++)
			row[x + 1] += row[x];
	}
	return grid;
}

/* Cells with ink in a row from left to right. */
static int ink_in(const struct grid *grid, int y, int left, int right)
{
	const int *row = grid->sums + (gsize)y * (grid->wide + 1);
	return row[right] - row[left];
}

static bool row_is_blank(
	const struct grid *grid, const struct area *area, int y)
{
	return ink_in(grid, y, area->left, area->right) == 0;
}

static bool column_is_blank(
	const struct grid *grid, const struct area *area, int x)
{
	for (int y = area->top; y < area->bottom; y++)
		if (ink_in(grid, y, x, x + 1) > 0)
			return false;
	return true;
}

static struct area area_trim(const struct grid *grid, struct area area)
{
	while (area.top < area.bottom && row_is_blank(grid, &area, area.top))
		area.top++;
	while (area.top < area.bottom &&
		row_is_blank(grid, &area, area.bottom - 1))
		area.bottom--;
	while (area.left < area.right && area.top < area.bottom &&
		column_is_blank(grid, &area, area.left))
		area.left++;
	while (area.left < area.right && area.top < area.bottom &&
		column_is_blank(grid, &area, area.right - 1))
		area.right--;
	return area;
}

static bool area_is_empty(const struct area *area)
{
	return area->top >= area->bottom || area->left >= area->right;
}

/* --- gutters ----------------------------------------------------------- */

static bool is_shared(const struct grid *ink, const struct area *area,
	const struct gutter *gutter, int y)
{
	return ink_in(ink, y, area->left, gutter->left) > 0 &&
	       ink_in(ink, y, gutter->right, area->right) > 0;
}

/* From a row that has both sides over those with one, up to a large gap. */
static int grow(const struct grid *ink, const struct area *area, int from,
	int end, int step)
{
	int at = from, blank = 0;
	for (int y = from; y != end && blank <= PARAGRAPH_GAP; y += step) {
		bool is_blank = row_is_blank(ink, area, y);
		blank = is_blank ? blank + 1 : 0;
		if (!is_blank)
			at = y;
	}
	return at;
}

/* Find the rows that it parts; false: none. */
static bool gutter_fit(
	const struct grid *ink, const struct area *area, struct gutter *gutter)
{
	gutter->shared = 0;
	for (int y = gutter->begin; y < gutter->end; y++) {
		if (!is_shared(ink, area, gutter, y))
			continue;
		if (gutter->shared == 0)
			gutter->first = y;
		gutter->last = y;
		gutter->shared++;
	}
	if (gutter->shared == 0)
		return false;
	gutter->worth = gutter->shared;
	gutter->top = grow(ink, area, gutter->first, gutter->begin - 1, -1);
	gutter->bottom = grow(ink, area, gutter->last, gutter->end, 1) + 1;
	return true;
}

static struct area left_of(const struct area *area, const struct gutter *gutter)
{
	return (struct area){ area->left, gutter->top, gutter->left,
		gutter->bottom };
}

static struct area right_of(
	const struct area *area, const struct gutter *gutter)
{
	return (struct area){ gutter->right, gutter->top, area->right,
		gutter->bottom };
}

static bool rule_crosses(
	const struct sheet *sheet, const struct gutter *gutter, int y)
{
	int width = gutter->right - gutter->left;
	return ink_in(&sheet->rules, y, gutter->left, gutter->right) == width;
}

/* The next row from y, before `end`, that a rule crosses, or that none does. */
static int next_row(const struct sheet *sheet, const struct gutter *gutter,
	int y, int end, bool crossed)
{
	while (y < end && rule_crosses(sheet, gutter, y) != crossed)
		y++;
	return y;
}

/* Between lines on both sides: what is ruled so is a table. */
static bool is_ruled(const struct sheet *sheet, const struct gutter *gutter)
{
	int rules = 0, end = gutter->last;
	int y = next_row(sheet, gutter, gutter->first, end, true);
	for (; y < end; rules++) {
		y = next_row(sheet, gutter, y, end, false);
		y = next_row(sheet, gutter, y, end, true);
	}
	return rules >= RULES_OF_TABLE;
}

/* --- columns ----------------------------------------------------------- */

/* How far lines reach across their column, percent on average; rows with
 * much ink count most, they are the middle of a line. */
static int fullness(const struct grid *ink, const struct area *column)
{
	gint64 sum = 0, all = 0;
	for (int y = column->top; y < column->bottom; y++) {
		struct area row = { column->left, y, column->right, y + 1 };
		int amount = ink_in(ink, y, row.left, row.right);
		row = area_trim(ink, row);
		sum += (gint64)amount * (row.right - row.left);
		all += amount;
	}
	int width = column->right - column->left;
	return all > 0 ? (int)(100 * sum / (all * width)) : 0;
}

/* Where lines from left to right have their middles, in half cells. */
static GArray *line_middles(const struct grid *ink, const struct gutter *gutter,
	int left, int right)
{
	GArray *middles = g_array_new(FALSE, FALSE, sizeof(int));
	int top = -1;
	for (int y = gutter->first; y <= gutter->last + 1; y++) {
		bool is_line =
			y <= gutter->last && ink_in(ink, y, left, right) > 0;
		int middle = top + y;
		if (is_line && top < 0)
			top = y;
		if (is_line || top < 0)
			continue;
		g_array_append_val(middles, middle);
		top = -1;
	}
	return middles;
}

/* How many of the lines have one of the others beside them. */
static int lines_beside(const GArray *lines, const GArray *others)
{
	int beside = 0;
	for (guint i = 0; i < lines->len; i++) {
		int best = G_MAXINT;
		for (guint j = 0; j < others->len; j++)
			best = MIN(
				best, ABS(g_array_index(lines, int, i) -
					      g_array_index(others, int, j)));
		beside += best <= IN_STEP_MOST;
	}
	return beside;
}

/* Do lines on the left have lines beside them on the right?  In columns of
 * different leading it is chance.  A cell of a table may have fewer lines than
 * the one beside it. */
static bool in_step(const struct grid *ink, const struct area *area,
	const struct gutter *gutter)
{
	g_autoptr(GArray) left =
		line_middles(ink, gutter, area->left, gutter->left);
	g_autoptr(GArray) right =
		line_middles(ink, gutter, gutter->right, area->right);
	const GArray *fewer = left->len < right->len ? left : right;
	int beside = lines_beside(fewer, fewer == left ? right : left);
	return beside * 100 >= (int)fewer->len * IN_STEP_PERCENT;
}

/* Does another band part a column too narrow for prose from the rest? */
static bool has_narrow_strip(const struct grid *ink, struct area side)
{
	side = area_trim(ink, side);
	int begin = side.left, blank = 0;
	bool narrow = false;
	for (int x = side.left; x < side.right; x++) {
		if (column_is_blank(ink, &side, x)) {
			blank++;
			continue;
		}
		if (blank >= GUTTER_IN_TABLE) {
			narrow |= x - blank - begin < COLUMN_LEAST;
			begin = x;
		}
		blank = 0;
	}
	return narrow ||
	       (begin > side.left && side.right - begin < COLUMN_LEAST);
}

/* Lines that go on across it, with cells that no prose would fit into. */
static bool parts_table(const struct grid *ink, const struct area *area,
	const struct gutter *gutter)
{
	struct area left = { area->left, gutter->first, gutter->left,
		gutter->last + 1 };
	struct area right = { gutter->right, gutter->first, area->right,
		gutter->last + 1 };
	return has_narrow_strip(ink, left) || has_narrow_strip(ink, right);
}

/* All of the band: between words of a heading it would be narrow. */
static void widen(
	const struct grid *ink, const struct area *area, struct gutter *gutter)
{
	struct area band = { 0, gutter->top, 0, gutter->bottom };
	while (gutter->left > area->left &&
		column_is_blank(ink, &band, gutter->left - 1))
		gutter->left--;
	while (gutter->right < area->right &&
		column_is_blank(ink, &band, gutter->right))
		gutter->right++;
	gutter->worth =
		gutter->shared * MIN(gutter->right - gutter->left, 2 * GUTTER);
}

static bool parts_columns(const struct sheet *sheet, const struct area *area,
	struct gutter *gutter)
{
	const struct grid *ink = &sheet->ink;
	if (gutter->shared < SHARED_LEAST || is_ruled(sheet, gutter))
		return false;
	struct area left = area_trim(ink, left_of(area, gutter));
	struct area right = area_trim(ink, right_of(area, gutter));
	if (left.right - left.left < COLUMN_LEAST ||
		right.right - right.left < COLUMN_LEAST)
		return false;
	widen(ink, area, gutter);
	if (!in_step(ink, area, gutter))
		return true;
	return !parts_table(ink, area, gutter) &&
	       fullness(ink, &left) >= FULL_PERCENT &&
	       fullness(ink, &right) >= FULL_PERCENT;
}

/* --- tables ------------------------------------------------------------ */

static bool has_several_lines(const struct sheet *sheet, struct area area)
{
	area = area_trim(&sheet->ink, area);
	return area.bottom - area.top > ROW_OF_ONE_LINE;
}

static bool rule_goes_down(
	const struct sheet *sheet, const struct gutter *gutter)
{
	for (int y = gutter->top; y < gutter->bottom; y++)
		if (ink_in(&sheet->rules, y, gutter->left, gutter->right) == 0)
			return false;
	return true;
}

/* Take the first row of frames with a cell of several lines. */
static bool parts_cells(const struct sheet *sheet, const struct area *area,
	struct gutter *gutter)
{
	bool first = gutter->begin == area->top,
	     last = gutter->end == area->bottom;
	int end = last ? MIN(gutter->end + FRAME, sheet->rules.high)
		       : gutter->end;
	int y = first ? MAX(gutter->begin - FRAME, 0) : gutter->begin;
	y = next_row(sheet, gutter, y, end, true);
	while (y < end) {
		gutter->top = next_row(sheet, gutter, y, end, false);
		y = next_row(sheet, gutter, gutter->top, end, true);
		gutter->bottom = y;
		if (y < end && rule_goes_down(sheet, gutter) &&
			(has_several_lines(sheet, left_of(area, gutter)) ||
				has_several_lines(
					sheet, right_of(area, gutter))))
			return true;
	}
	return false;
}

/* Inside such a row. */
static bool parts_row(const struct sheet *sheet,
	G_GNUC_UNUSED const struct area *area, struct gutter *gutter)
{
	return rule_goes_down(sheet, gutter);
}

/* --- cutting ----------------------------------------------------------- */

typedef bool (*gutter_judge)(const struct sheet *sheet, const struct area *area,
	struct gutter *gutter);

/* The kinds of cut: how wide a gutter each needs, and what makes one. */
enum {
	CUT_COLUMNS,
	CUT_CELLS,
	CUT_ROW, /* inside such a row */
	CUTS,
};
static const struct {
	int width;
	gutter_judge judge;
} cuts[CUTS] = {
	[CUT_COLUMNS] = { GUTTER, parts_columns },
	[CUT_CELLS] = { GUTTER_IN_TABLE, parts_cells },
	[CUT_ROW] = { GUTTER_IN_TABLE, parts_row },
};

/* The best of the gutters whose left side is given. */
static void try_gutters(const struct sheet *sheet, const struct area *area,
	int kind, int left, struct gutter *best)
{
	const struct grid *ink = &sheet->ink;
	struct gutter at = { .left = left, .right = left + cuts[kind].width };
	for (int y = area->top; y < area->bottom; y = at.end + 1) {
		at.begin = at.end = y;
		while (at.end < area->bottom &&
			ink_in(ink, at.end, at.left, at.right) == 0)
			at.end++;
		struct gutter one = at;
		if (at.end > at.begin && gutter_fit(ink, area, &one) &&
			cuts[kind].judge(sheet, area, &one) &&
			one.worth > best->worth)
			*best = one;
	}
}

static bool find_cut(const struct sheet *sheet, const struct area *area,
	int kind, struct gutter *out)
{
	*out = (struct gutter){ 0 };
	for (int x = area->left + 1; x + cuts[kind].width < area->right; x++)
		try_gutters(sheet, area, kind, x, out);
	return out->worth > 0;
}

static void add_block(struct sheet *sheet, const struct area *area)
{
	int cell = sheet->cell;
	boxaAddBox(sheet->blocks,
		boxCreate(area->left * cell, area->top * cell,
			(area->right - area->left) * cell,
			(area->bottom - area->top) * cell),
		L_INSERT);
}

static void cut_up(
	struct sheet *sheet, struct area area, bool in_row, int depth)
{
	struct gutter cut;
	area = area_trim(&sheet->ink, area);
	if (area_is_empty(&area))
		return;
	bool found = depth < DEPTH_MOST &&
		     (in_row ? find_cut(sheet, &area, CUT_ROW, &cut)
			     : find_cut(sheet, &area, CUT_COLUMNS, &cut));
	bool cells = !found && !in_row && depth < DEPTH_MOST &&
		     find_cut(sheet, &area, CUT_CELLS, &cut);
	if (!found && !cells) {
		add_block(sheet, &area);
		return;
	}
	struct area above = area, below = area;
	above.bottom = cut.top;
	below.top = cut.bottom;
	cut_up(sheet, above, in_row, depth + 1);
	cut_up(sheet, left_of(&area, &cut), in_row || cells, depth + 1);
	cut_up(sheet, right_of(&area, &cut), in_row || cells, depth + 1);
	cut_up(sheet, below, in_row, depth + 1);
}

static void sheet_clear(struct sheet *sheet)
{
	g_free(sheet->ink.sums);
	g_free(sheet->rules.sums);
}

BOXA *layout_blocks(PIX *letters, PIX *rules, int x_height)
{
	int cell = MAX(x_height / CELLS_AN_X_HEIGHT, 1);
	struct sheet sheet = { grid_new(letters, cell), grid_new(rules, cell),
		cell, boxaCreate(1) };
	struct area whole = { 0, 0, sheet.ink.wide, sheet.ink.high };
	cut_up(&sheet, whole, false, 0);
	int blocks = boxaGetCount(sheet.blocks);
	if (blocks == 0 || blocks > BLOCKS_MOST) {
		boxaDestroy(&sheet.blocks);
		sheet.blocks = boxaCreate(1);
		add_block(&sheet, &whole);
	}
	sheet_clear(&sheet);
	return sheet.blocks;
}
