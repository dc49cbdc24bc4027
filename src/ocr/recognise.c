/* A page is read fast first, and again where the result is doubtful. */
#include "work.h"

enum {
	COVERED_LEAST = 80, /* percent of the ink */
};

/* Confidences of the reader: read well, in the right language. */
static const double page_surely = 0.85, tongue_page = 0.935;

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
		pixRasterop(letters, (int)(word->x / work->scale_x) - 1,
			(int)(word->y / work->scale) - 1,
			(int)(word->width / work->scale_x) + 3,
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

static struct recognition *better_of(struct work *work, struct recognition *one,
	struct recognition *other, bool *other_out)
{
	*other_out = merit(work, other) > merit(work, one);
	recognition_free(*other_out ? one : other);
	return *other_out ? other : one;
}

/* The language was guessed from two lines, or not.  A page that reads badly
 * in it is read in all, and one that turns out to be in a language with a set
 * of its own is read again in that. */
static struct recognition *work_read_fast(struct work *work, PIX *picture)
{
	struct reader *reader = work->ocr->reader;
	struct reader_task task = { work->tongue, READER_BLOCK, DPI_WANTED,
		work_left_ms(work) };
	struct recognition *first = reader_read(reader, picture, &task);
	bool guessed = reader_has(reader, work->tongue);
	if (guessed && first->confidence < tongue_page)
		task.tongue = READER_ANY;
	else if (!guessed)
		task.tongue = recognition_tongue(first);
	if (first->late || task.tongue == work->tongue ||
		(!guessed && !reader_has(reader, task.tongue)))
		return first;
	task.deadline_ms = work_left_ms(work);
	struct recognition *second = reader_read(reader, picture, &task);
	bool other;
	first = better_of(work, first, second, &other);
	if (other)
		work->tongue = task.tongue;
	return first;
}

/* Fast first; again, larger and safer, when the result is doubtful. */
struct recognition *work_read(struct work *work, PIX *picture)
{
	struct recognition *fast = work_read_fast(work, picture);
	if (fast->late || (fast->confidence >= page_surely &&
				  covered(work, fast) >= COVERED_LEAST))
		return fast;
	double fast_merit = merit(work, fast), fast_scale = work->scale,
	       fast_scale_x = work->scale_x;
	PIX *large = work_picture(work, 2 * X_HEIGHT_WANTED);
	struct reader_task task = { READER_ANY, READER_COLUMNS, 2 * DPI_WANTED,
		work_left_ms(work) };
	struct recognition *safe = reader_read(work->ocr->reader, large, &task);
	pixDestroy(&large);
	if (merit(work, safe) > fast_merit) {
		work->tongue = READER_ANY;
		recognition_free(fast);
		return safe;
	}
	work->scale = fast_scale;
	work->scale_x = fast_scale_x;
	recognition_free(safe);
	return fast;
}
