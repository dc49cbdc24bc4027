/* Which way up, and in which language?  Nothing tells better than reading a
 * line or two. */
#include "work.h"

enum {
	LINES_TRIED = 3,
	LINE_LONGEST = 20, /* times its height, about 40 letters */
};

/* Confidences of the reader: surely upright; of this script at all; out of the
 * race when so far behind; won it when so far ahead. */
static const double up_surely = 0.78, own_script = 0.70, out_of_race = 0.08,
		    clear_lead = 0.04;

/* What a few lines tell of each language. */
struct race {
	double sums[TONGUES_MOST];
	bool out[TONGUES_MOST];
	int lines, best;
	double confidence, lead; /* of the best, on the mean */
};

static void race_judge(struct race *race, int tongues)
{
	double second = 0;
	race->confidence = 0;
	for (int i = 0; i < tongues; i++) {
		double mean = race->out[i] ? 0 : race->sums[i] / race->lines;
		second = MAX(second, MIN(mean, race->confidence));
		if (mean <= race->confidence)
			continue;
		race->confidence = mean;
		race->best = i;
	}
	race->lead = race->confidence - second;
	for (int i = 0; i < tongues; i++)
		if (race->sums[i] / race->lines <
			race->confidence - out_of_race)
			race->out[i] = true;
}

static double race_try(
	struct work *work, struct race *race, PIX *line, int tongue)
{
	struct reader_task task = { tongue, READER_LINE, DPI_WANTED,
		work_left_ms(work) };
	struct recognition *one = reader_read(work->ocr->reader, line, &task);
	double confidence = one->confidence;
	race->sums[tongue] += confidence;
	recognition_free(one);
	return confidence;
}

/* Languages of one script read each other's lines half well, those of another
 * read nothing: one of them tells whether the others need try. */
static void race_run(struct work *work, struct race *race, PIX *line)
{
	struct reader *reader = work->ocr->reader;
	int tongues = reader_tongues(reader), home = race->best;
	bool script = reader_is_cyrillic(reader, home), other = false;
	bool own = race_try(work, race, line, home) >= own_script;
	for (int i = 0; i < tongues && !own; i++)
		if (!race->out[i] && reader_is_cyrillic(reader, i) != script)
			other |= race_try(work, race, line, i) >= own_script;
	for (int i = 0; i < tongues; i++) {
		bool same = reader_is_cyrillic(reader, i) == script;
		if (i == home || race->out[i] || (!same && !own))
			continue;
		if (same ? other : own)
			race->out[i] = true;
		else
			race_try(work, race, line, i);
	}
	race->lines++;
	race_judge(race, tongues);
}

static struct race read_lines(struct work *work, PIX *const *lines, int turns)
{
	struct race race = { .best = work->ocr->tongue };
	for (int i = 0; i < LINES_TRIED && lines[i]; i++) {
		PIX *line = pixRotateOrth(lines[i], turns);
		race_run(work, &race, line);
		pixDestroy(&line);
		if (race.lead >= clear_lead)
			break;
	}
	return race;
}

static PIX *clip(PIX *picture, const struct work *work, int room, BOX *at)
{
	int x, y, w, h;
	boxGetGeometry(at, &x, &y, &w, &h);
	w = MIN(w, LINE_LONGEST * h);
	BOX *box = boxCreate((int)(x * work->scale) - room,
		(int)(y * work->scale) - room,
		(int)(w * work->scale) + 2 * room,
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

static bool is_upside_down(struct work *work, PIX *picture)
{
	PIX *lines[LINES_TRIED] = { NULL };
	find_long_lines(work, picture, lines);
	struct race up = read_lines(work, lines, 0);
	bool down = false;
	if (work->turn < 0 && up.confidence < up_surely) {
		struct race over = read_lines(work, lines, 2);
		down = over.confidence > up.confidence;
		if (down)
			up = over;
	}
	work->tongue = work->ocr->tongue = up.best;
	work->promise = up.confidence;
	for (int i = 0; i < LINES_TRIED; i++)
		pixDestroy(&lines[i]);
	return down;
}

static void work_turn_over(struct work *work, PIX **picture)
{
	work_replace(picture, pixRotateOrth(*picture, 2));
	work_replace(&work->grey, pixRotateOrth(work->grey, 2));
	work_replace(&work->clean, pixRotateOrth(work->clean, 2));
	work_replace(&work->area.mask, pixRotateOrth(work->area.mask, 2));
	work_replace(&work->area.letters, pixRotateOrth(work->area.letters, 2));
	work_replace(&work->area.rules, pixRotateOrth(work->area.rules, 2));
	work->rotation += 180;
}

void work_set_upright(struct work *work, PIX **picture)
{
	if (is_upside_down(work, *picture))
		work_turn_over(work, picture);
}
