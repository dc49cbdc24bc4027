/* A page is read fast first, and again where the result is doubtful. */
#include "layout.h"
#include "plaint/ocr/trust.h"
#include "reread.h"
#include "strokes.h"
#include "work.h"

enum {
	COVERED_LEAST = 80, /* percent of the ink */
	ROOM = 6,	    /* pixels around a block's picture */
	GRAIN = 2500,	    /* letters that nothing could be read of */
	X_HEIGHT_SAFE = 22, /* pixels */
};

/* Confidences of the reader: read well, in the right language, hardly a
 * letter, nothing in any language at any size; and of the first lines of a page
 * of grain, at most. */
static const double page_surely = 0.85, tongue_surely = 0.90,
		    hand_surely = 0.60, hopeless = 0.28, grain_promises = 0.50;

/* How much of the letters' ink lies inside the words read, percent. */
static int covered(
	const struct work *work, const struct recognition *recognition)
{
	PIX *letters = pixCopy(NULL, work->area.letters);
	l_int32 all = 0, left = 0;
	pixCountPixels(letters, &all, NULL);
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *word =
			&g_array_index(recognition->words, struct read_word, i);
		pixRasterop(letters, (int)(word->x / work->scale) - 1,
			(int)(word->y / work->scale) - 1,
			(int)(word->width / work->scale) + 3,
			(int)(word->height / work->scale) + 3, PIX_CLR, NULL, 0,
			0);
	}
	pixCountPixels(letters, &left, NULL);
	pixDestroy(&letters);
	return all > 0 ? (int)(100 - 100.0 * left / all) : 100;
}

static double merit(
	const struct work *work, const struct recognition *recognition)
{
	return recognition->confidence * covered(work, recognition);
}

/* Grain looks like ten thousand small letters: a minute's reading for nothing.
 * A page of print has one line at least, of those tried, that says something.
 */
static bool is_grain(const struct work *work)
{
	return work->promise < grain_promises && work->area.components > GRAIN;
}

/* Reading a hand again costs ten times as much and helps no one. */
static bool is_by_hand(const struct work *work, const struct recognition *read)
{
	if (read->confidence >= hand_surely)
		return false;
	struct strokes strokes =
		strokes_measure(work->area.letters, work->area.x_height);
	return trust_strokes_of_hand(&strokes);
}

/* --- block by block ---------------------------------------------------- */

/* A part of the picture with nothing of its neighbours; its place in *x, *y. */
static PIX *clip_block(
	const struct work *work, PIX *picture, BOX *block, int *x, int *y)
{
	int left, top, width, height;
	boxGetGeometry(block, &left, &top, &width, &height);
	BOX *box = boxCreate((int)(left * work->scale) - 1,
		(int)(top * work->scale) - 1, (int)(width * work->scale) + 3,
		(int)(height * work->scale) + 3);
	BOX *inside = NULL;
	PIX *part = pixClipRectangle(picture, box, &inside);
	PIX *with_room =
		part ? pixAddBorderGeneral(part, ROOM, ROOM, ROOM, ROOM, 255)
		     : NULL;
	if (inside)
		boxGetGeometry(inside, x, y, NULL, NULL);
	*x -= ROOM;
	*y -= ROOM;
	boxDestroy(&inside);
	boxDestroy(&box);
	pixDestroy(&part);
	return with_room;
}

/* Behind what was read of the blocks before; empties `from`. */
static void append_block(struct recognition *to, struct recognition *from,
	int x, int y, int block)
{
	int lines = 0;
	if (to->words->len > 0)
		lines = g_array_index(
				to->words, struct read_word, to->words->len - 1)
				.line +
			1;
	for (guint i = 0; i < from->words->len; i++) {
		struct read_word *word =
			&g_array_index(from->words, struct read_word, i);
		word->x = MAX(word->x + x, 0);
		word->y = MAX(word->y + y, 0);
		word->line += lines;
		word->block = block;
		g_array_append_val(to->words, *word);
		word->text = NULL;
	}
	to->late |= from->late;
}

static struct recognition *read_blocks(
	struct work *work, PIX *picture, BOXA *blocks, struct reader_task *task)
{
	struct recognition *all = recognition_new();
	for (int i = 0; i < boxaGetCount(blocks) && !all->late; i++) {
		int x = 0, y = 0;
		BOX *block = boxaGetBox(blocks, i, L_CLONE);
		PIX *part = clip_block(work, picture, block, &x, &y);
		boxDestroy(&block);
		if (!part)
			continue;
		task->deadline_ms = work_left_ms(work);
		struct recognition *one =
			reader_read(work->ocr->reader, part, task);
		append_block(all, one, x, y, i);
		recognition_free(one);
		pixDestroy(&part);
	}
	recognition_weigh(all);
	return all;
}

/* A plain letter is one block, and the whole picture. */
static struct recognition *read_layout(
	struct work *work, PIX *picture, struct reader_task *task)
{
	BOXA *blocks = layout_blocks(
		work->area.letters, work->area.rules, work->area.x_height);
	struct recognition *all = NULL;
	if (boxaGetCount(blocks) > 1) {
		task->layout = READER_BLOCK;
		all = read_blocks(work, picture, blocks, task);
	}
	boxaDestroy(&blocks);
	return all ? all : reader_read(work->ocr->reader, picture, task);
}

/* ----------------------------------------------------------------------- */

/* A page in another language than its first lines reads badly. */
static struct recognition *read_fast(struct work *work, PIX *picture)
{
	struct reader_task task = { work->tongue, READER_BLOCK, DPI_WANTED,
		work_left_ms(work) };
	struct recognition *fast = read_layout(work, picture, &task);
	if (fast->late || is_by_hand(work, fast))
		return fast;
	if (fast->confidence < tongue_surely)
		task.tongue = reread_vote(work, fast);
	if (task.tongue != work->tongue) {
		work->tongue = work->ocr->tongue = task.tongue;
		recognition_free(fast);
		task.deadline_ms = work_left_ms(work);
		fast = read_layout(work, picture, &task);
	}
	if (fast->confidence >= hopeless)
		reread_lines(work, fast);
	return fast;
}

/* Fast first; again, larger and safer, when the result is doubtful. */
struct recognition *work_read(struct work *work, PIX *picture)
{
	if (is_grain(work))
		return recognition_new();
	struct recognition *fast = read_fast(work, picture);
	if (fast->late || fast->confidence < hopeless ||
		is_by_hand(work, fast) ||
		(fast->confidence >= page_surely &&
			covered(work, fast) >= COVERED_LEAST))
		return fast;
	double fast_merit = merit(work, fast), fast_scale = work->scale;
	PIX *large = work_picture(work, X_HEIGHT_SAFE);
	struct reader_task task = { work->tongue, READER_COLUMNS,
		DPI_WANTED * X_HEIGHT_SAFE / X_HEIGHT_WANTED,
		work_left_ms(work) };
	struct recognition *safe = read_layout(work, large, &task);
	pixDestroy(&large);
	if (!safe->late)
		reread_lines(work, safe);
	if (merit(work, safe) > fast_merit) {
		recognition_free(fast);
		return safe;
	}
	work->scale = fast_scale;
	recognition_free(safe);
	return fast;
}
