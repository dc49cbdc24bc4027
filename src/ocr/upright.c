/* Up or down, and in which language?  Nothing tells better than reading a
 * line or two. */
#include "work.h"

enum {
	LINES_TRIED = 2,
	LINE_LONGEST = 30, /* times its height, about 60 letters */
};

/* Confidences of the reader: upright, of one language. */
static const double up_surely = 0.78, tongue_surely = 0.88;

/* What a few lines tell. */
struct sample {
	double confidence;
	enum reader_tongue tongue;
};

/* One line is enough when it reads well and names its language. */
static struct sample read_lines(struct work *work, PIX *const *lines, int turns)
{
	struct recognition *parts[LINES_TRIED] = { NULL };
	struct recognition all = {
		.words = g_array_new(FALSE, FALSE, sizeof(struct read_word)),
	};
	struct reader_task task = { READER_ANY, READER_LINE, DPI_WANTED, 0 };
	struct sample sample = { .confidence = 1 };
	for (int i = 0; i < LINES_TRIED && lines[i]; i++) {
		PIX *line = pixRotateOrth(lines[i], turns);
		task.deadline_ms = work_left_ms(work);
		parts[i] = reader_read(work->ocr->reader, line, &task);
		pixDestroy(&line);
		all.confidence += parts[i]->confidence;
		g_array_append_vals(
			all.words, parts[i]->words->data, parts[i]->words->len);
		sample.confidence = all.confidence / (i + 1);
		if (sample.confidence >= tongue_surely)
			sample.tongue = recognition_tongue(&all);
		if (sample.tongue != READER_ANY)
			break;
	}
	g_array_unref(all.words);
	for (int i = 0; i < LINES_TRIED; i++)
		recognition_free(parts[i]);
	return sample;
}

static PIX *clip(PIX *picture, const struct work *work, int room, BOX *at)
{
	int x, y, w, h;
	boxGetGeometry(at, &x, &y, &w, &h);
	w = MIN(w, LINE_LONGEST * h);
	BOX *box = boxCreate((int)(x * work->scale_x) - room,
		(int)(y * work->scale) - room,
		(int)(w * work->scale_x) + 2 * room,
		(int)(h * work->scale) + 2 * room);
	PIX *part = pixClipRectangle(picture, box, NULL);
	boxDestroy(&box);
	return part;
}

/* Letters smeared sideways become lines. */
static void find_long_lines(struct work *work, PIX *picture, PIX **lines)
{
	int x_height = work->area.x_height, found = 0;
	PIX *smeared =
		pixCloseSafeBrick(NULL, work->area.letters, 2 * x_height, 1);
	BOXA *all = pixConnCompBB(smeared, 8);
	BOXA *wide = boxaSort(all, L_SORT_BY_WIDTH, L_SORT_DECREASING, NULL);
	for (int i = 0; i < boxaGetCount(wide) && found < LINES_TRIED; i++) {
		BOX *box = boxaGetBox(wide, i, L_CLONE);
		int h = 0;
		boxGetGeometry(box, NULL, NULL, NULL, &h);
		if (h <= 4 * x_height)
			lines[found++] =
				clip(picture, work, X_HEIGHT_WANTED / 3, box);
		boxDestroy(&box);
	}
	boxaDestroy(&wide);
	boxaDestroy(&all);
	pixDestroy(&smeared);
}

/* Up or down, and in which language? */
static bool is_upside_down(struct work *work, PIX *picture)
{
	PIX *lines[LINES_TRIED] = { NULL };
	find_long_lines(work, picture, lines);
	struct sample up = read_lines(work, lines, 0);
	bool down = false;
	if (up.confidence < up_surely) {
		struct sample over = read_lines(work, lines, 2);
		down = over.confidence > up.confidence;
		if (down)
			up = over;
	}
	work->tongue = up.tongue;
	for (int i = 0; i < LINES_TRIED; i++)
		pixDestroy(&lines[i]);
	return down;
}

static void work_turn_over(struct work *work, PIX **picture)
{
	work_replace(picture, pixRotateOrth(*picture, 2));
	work_replace(&work->grey, pixRotateOrth(work->grey, 2));
	work_replace(&work->area.mask, pixRotateOrth(work->area.mask, 2));
	work_replace(&work->area.letters, pixRotateOrth(work->area.letters, 2));
	work->rotation += 180;
}

void work_set_upright(struct work *work, PIX **picture)
{
	if (is_upside_down(work, *picture))
		work_turn_over(work, picture);
}
