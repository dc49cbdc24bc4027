/* A page is read fast first, and again where the result is doubtful. */
#include "plaint/ocr/trust.h"
#include "reread.h"
#include "strokes.h"
#include "work.h"

enum {
	COVERED_LEAST = 80, /* percent of the ink */
	X_HEIGHT_SAFE = 22, /* pixels */
};

/* Confidences of the reader: read well, in the right language, hardly a
 * letter. */
static const double page_surely = 0.85, tongue_surely = 0.90,
		    hand_surely = 0.60;

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

/* Reading a hand again costs ten times as much and helps no one. */
static bool is_by_hand(const struct work *work, const struct recognition *read)
{
	if (read->confidence >= hand_surely)
		return false;
	struct strokes strokes =
		strokes_measure(work->area.letters, work->area.x_height);
	return trust_strokes_of_hand(&strokes);
}

/* A page in another language than its first lines reads badly. */
static struct recognition *read_fast(struct work *work, PIX *picture)
{
	struct reader_task task = { work->tongue, READER_BLOCK, DPI_WANTED,
		work_left_ms(work) };
	struct recognition *fast =
		reader_read(work->ocr->reader, picture, &task);
	if (fast->late || is_by_hand(work, fast))
		return fast;
	if (fast->confidence < tongue_surely)
		task.tongue = reread_vote(work, fast);
	if (task.tongue != work->tongue) {
		work->tongue = work->ocr->tongue = task.tongue;
		recognition_free(fast);
		task.deadline_ms = work_left_ms(work);
		fast = reader_read(work->ocr->reader, picture, &task);
	}
	reread_lines(work, fast);
	return fast;
}

/* Fast first; again, larger and safer, when the result is doubtful. */
struct recognition *work_read(struct work *work, PIX *picture)
{
	struct recognition *fast = read_fast(work, picture);
	if (fast->late || is_by_hand(work, fast) ||
		(fast->confidence >= page_surely &&
			covered(work, fast) >= COVERED_LEAST))
		return fast;
	double fast_merit = merit(work, fast), fast_scale = work->scale;
	PIX *large = work_picture(work, X_HEIGHT_SAFE);
	struct reader_task task = { work->tongue, READER_COLUMNS,
		DPI_WANTED * X_HEIGHT_SAFE / X_HEIGHT_WANTED,
		work_left_ms(work) };
	struct recognition *safe = reader_read(work->ocr->reader, large, &task);
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
