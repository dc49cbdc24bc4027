/* The way of a page: paper white, lines across, angle undone, dirt blanked,
 * letters of one size, two lines read to tell up from down, then the page.
 * Each step earns its place in tests/bench/ocr.sh. */
#include "page.h"

#include <math.h>
#include <string.h>
#include "clean.h"
#include "compose.h"
#include "layer.h"
#include "plaint/base/clock.h"
#include "plaint/ocr/trust.h"
#include "straighten.h"

enum {
	X_HEIGHT_WANTED = 11, /* pixels: smaller letters are misread */
	X_HEIGHT_LEAST = 8,   /* read from the full size instead */
	DPI_WANTED = 120,     /* told to Tesseract: 12 point at that x-height */
	LINES_TRIED = 2,      /* to tell up from down */
	COVERED_LEAST = 80,   /* percent of the ink */
	LINE_LONGEST = 30,    /* times its height, about 60 letters */
};

/* Of a letter's width: at 0.85 a page costs a seventh less and 0.17 % of
 * letters are wrong instead of 0.16; at 0.70 0.48. */
static const double narrow = 0.85;

/* Confidences of the reader: upright, of one language, read well. */
static const double up_surely = 0.78, tongue_surely = 0.88, page_surely = 0.85,
		    tongue_page = 0.935;

/* A page on its way. */
struct work {
	struct ocr *ocr;
	PIX *grey;   /* upright as far as known, even white paper */
	int shrunk;  /* grey against the scan */
	double skew; /* degrees clockwise that were undone */
	int rotation;
	int width, height;     /* of grey before the skew was undone */
	double scale, scale_x; /* of the picture read, against grey */
	struct text_area area;
	enum reader_tongue tongue;
	gint64 deadline_us;
};

static void work_clear(struct work *work)
{
	pixDestroy(&work->grey);
	text_area_clear(&work->area);
}

static void replace(PIX **pix, PIX *with)
{
	if (!with)
		return;
	pixDestroy(pix);
	*pix = with;
}

static gint64 clock_step(struct ocr *ocr, enum ocr_step step, gint64 since_us)
{
	gint64 now_us = clock_monotonic_us();
	ocr->step_us[step] += now_us - since_us;
	return now_us;
}

static int left_ms(const struct work *work)
{
	return (int)MAX((work->deadline_us - clock_monotonic_us()) / 1000, 1);
}

/* --- straight ---------------------------------------------------------- */

static void work_straighten(struct work *work)
{
	PIX *ink = ink_of(work->grey);
	if (straighten_is_sideways(ink)) {
		replace(&work->grey, pixRotateOrth(work->grey, 1));
		replace(&ink, pixRotateOrth(ink, 1));
		work->rotation = 90;
	}
	work->width = pixGetWidth(work->grey);
	work->height = pixGetHeight(work->grey);
	work->skew = straighten_skew(ink);
	pixDestroy(&ink);
	if (fabs(work->skew) >= 0.05)
		replace(&work->grey,
			pixRotate(work->grey, -work->skew * G_PI / 180,
				L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
	else
		work->skew = 0;
}

/* --- clean ------------------------------------------------------------- */

static void work_find_text(struct work *work)
{
	PIX *ink = ink_of(work->grey);
	text_area_clear(&work->area);
	text_area_find(ink, &work->area);
	pixDestroy(&ink);
}

/* The picture for the reader: text only, letters of the wanted size, a little
 * narrower than they were: the reader's work grows with a line's length. */
static PIX *work_picture(struct work *work, int x_height)
{
	PIX *clean = pixCopy(NULL, work->grey);
	clean_outside(clean, &work->area);
	work->scale = (double)x_height / work->area.x_height;
	work->scale_x = work->scale * narrow;
	replace(&clean, pixScale(clean, work->scale_x, work->scale));
	return clean;
}

/* --- up or down -------------------------------------------------------- */

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
		task.deadline_ms = left_ms(work);
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
	replace(picture, pixRotateOrth(*picture, 2));
	replace(&work->grey, pixRotateOrth(work->grey, 2));
	replace(&work->area.mask, pixRotateOrth(work->area.mask, 2));
	replace(&work->area.letters, pixRotateOrth(work->area.letters, 2));
	work->rotation += 180;
}

/* --- read -------------------------------------------------------------- */

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
		left_ms(work) };
	struct recognition *first = reader_read(reader, picture, &task);
	bool guessed = reader_has(reader, work->tongue);
	if (guessed && first->confidence < tongue_page)
		task.tongue = READER_ANY;
	else if (!guessed)
		task.tongue = recognition_tongue(first);
	if (first->late || task.tongue == work->tongue ||
		(!guessed && !reader_has(reader, task.tongue)))
		return first;
	task.deadline_ms = left_ms(work);
	struct recognition *second = reader_read(reader, picture, &task);
	bool other;
	first = better_of(work, first, second, &other);
	if (other)
		work->tongue = task.tongue;
	return first;
}

/* Fast first; again, larger and safer, when the result is doubtful. */
static struct recognition *work_read(struct work *work, PIX *picture)
{
	struct recognition *fast = work_read_fast(work, picture);
	if (fast->late || (fast->confidence >= page_surely &&
				  covered(work, fast) >= COVERED_LEAST))
		return fast;
	double fast_merit = merit(work, fast), fast_scale = work->scale,
	       fast_scale_x = work->scale_x;
	PIX *large = work_picture(work, 2 * X_HEIGHT_WANTED);
	struct reader_task task = { READER_ANY, READER_COLUMNS, 2 * DPI_WANTED,
		left_ms(work) };
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

/* --- out --------------------------------------------------------------- */

/* From the picture read to the page as scanned, upright. */
static void place_word(
	const struct work *work, const struct read_word *from, struct word *to)
{
	double angle = work->skew * G_PI / 180;
	double middle_x = work->width / 2.0, middle_y = work->height / 2.0;
	double x = (from->x + from->width / 2.0) / work->scale_x - middle_x;
	double y = (from->y + from->height / 2.0) / work->scale - middle_y;
	double across = cos(angle) * x - sin(angle) * y + middle_x;
	double down = sin(angle) * x + cos(angle) * y + middle_y;
	double width = from->width / work->scale_x;
	double height = from->height / work->scale;
	to->x = (int)MAX((across - width / 2) * work->shrunk, 0);
	to->y = (int)MAX((down - height / 2) * work->shrunk, 0);
	to->width = (int)(width * work->shrunk);
	to->height = (int)(height * work->shrunk);
	to->confidence = from->confidence;
}

static int mend_words(struct recognition *recognition)
{
	int mended = 0;
	for (guint i = 0; i < recognition->words->len; i++) {
		struct read_word *word =
			&g_array_index(recognition->words, struct read_word, i);
		char *better = mend_word(word->text);
		if (!better)
			continue;
		g_free(word->text);
		word->text = better;
		mended++;
	}
	return mended;
}

static void page_fill(const struct work *work, struct recognition *recognition,
	struct document *document, struct page *page)
{
	int mended = mend_words(recognition);
	if (mended > 0)
		document_warn(document, "letters_mended",
			"page %d: look-alike letters in %d words", page->number,
			mended);
	g_autofree char *text = compose_text(recognition);
	document_take(&page->text,
		*page->text ? g_strconcat(page->text, "\n\n", text, NULL)
			    : g_steal_pointer(&text));
	page->confidence = recognition->confidence;
	document_set(&page->languages,
		reader_languages(work->ocr->reader, work->tongue));
	page->rotation = work->rotation;
	page->skew_degrees = work->skew;
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *from =
			&g_array_index(recognition->words, struct read_word, i);
		struct word *to = page_add_word(page);
		document_set(&to->text, from->text);
		place_word(work, from, to);
	}
	if (recognition->late)
		document_warn(document, "page_late",
			"page %d took too long and is read in part",
			page->number);
}

static void work_finish(
	struct work *work, struct document *document, struct page *page)
{
	struct ocr *ocr = work->ocr;
	gint64 at_us = clock_monotonic_us();
	PIX *picture = work_picture(work, X_HEIGHT_WANTED);
	at_us = clock_step(ocr, OCR_STEP_CLEAN, at_us);
	if (is_upside_down(work, picture))
		work_turn_over(work, &picture);
	at_us = clock_step(ocr, OCR_STEP_STRAIGHTEN, at_us);
	struct recognition *recognition = work_read(work, picture);
	page_fill(work, recognition, document, page);
	recognition_free(recognition);
	pixDestroy(&picture);
	clock_step(ocr, OCR_STEP_RECOGNISE, at_us);
}

static void work_set_paper(struct work *work, const struct picture *picture)
{
	gint64 at_us = clock_monotonic_us();
	PIX *grey = pixConvertTo8(picture->pix, 0);
	replace(&work->grey, clean_paper(grey));
	pixDestroy(&grey);
	work->shrunk = picture->shrunk;
	work->rotation = 0;
	work->scale = work->scale_x = 1;
	work->width = pixGetWidth(work->grey);
	work->height = pixGetHeight(work->grey);
	clock_step(work->ocr, OCR_STEP_CLEAN, at_us);
}

/* Lines made straight, text found. */
static void work_prepare(struct work *work)
{
	gint64 at_us = clock_monotonic_us();
	work_straighten(work);
	at_us = clock_step(work->ocr, OCR_STEP_STRAIGHTEN, at_us);
	work_find_text(work);
	clock_step(work->ocr, OCR_STEP_CLEAN, at_us);
}

static bool load(struct ocr *ocr, struct picture_file *file, int index,
	bool shrink, struct picture *picture, GError **error)
{
	gint64 at_us = clock_monotonic_us();
	bool ok = picture_load(file, index, shrink, picture, error);
	clock_step(ocr, OCR_STEP_DECODE, at_us);
	return ok;
}

/* Small print on a halved picture: take the whole one. */
static void look_closer(struct work *work, struct picture_file *file, int index)
{
	bool enough = work->shrunk == 1 ||
		      work->area.x_height >= X_HEIGHT_LEAST ||
		      work->area.x_height == 0;
	struct picture picture = { 0 };
	if (enough || !load(work->ocr, file, index, false, &picture, NULL))
		return;
	work_set_paper(work, &picture);
	picture_clear(&picture);
	work_prepare(work);
}

/* The layer instead of, or beside, what is read.  True: nothing is left to
 * read. */
static bool page_take_layer(struct work *work, const struct layer *layer,
	struct document *document, struct page *page)
{
	gint64 at_us = clock_monotonic_us();
	enum layer_verdict verdict = layer_judge(
		layer, work->grey, work->ocr->reader, left_ms(work));
	clock_step(work->ocr, OCR_STEP_RECOGNISE, at_us);
	if (verdict == LAYER_DISAGREES) {
		document_warn(document, "text_layer_disagrees",
			"page %d: the text in the file is not what one sees, "
			"the picture was read",
			page->number);
		return false;
	}
	if (verdict != LAYER_AGREES)
		document_warn(document, "text_layer_unseen",
			"page %d: the file lacks its fonts, its text could "
			"not be compared with the picture",
			page->number);
	struct recognition *text = layer_recognition(layer);
	page_fill(work, text, document, page);
	recognition_free(text);
	return verdict != LAYER_BESIDE;
}

static void page_read_picture(struct work *work, struct picture_file *file,
	struct document *document, struct page *page)
{
	work_prepare(work);
	look_closer(work, file, page->number - 1);
	if (work->area.x_height > 0)
		work_finish(work, document, page);
	else if (!*page->text)
		document_warn(document, "page_blank", "page %d holds no text",
			page->number);
}

/* Before bar codes are papered over: they are ink. */
static void page_measure(const struct work *work, struct page *page)
{
	PIX *ink = ink_of(work->grey);
	page->ink_share = ink ? clean_ink_share(ink) : 0;
	pixDestroy(&ink);
}

static void page_judge(const struct work *work, struct page *page)
{
	page->width = work->width * work->shrunk;
	page->height = work->height * work->shrunk;
	struct trust trust = trust_page(page);
	document_set(&page->trust, trust_verdict_name(trust.verdict));
	document_set(&page->trust_reason, trust.reason);
}

bool page_read(struct ocr *ocr, struct picture_file *file, int index,
	struct document *document, struct page *page, GError **error)
{
	struct picture picture = { 0 };
	if (!load(ocr, file, index, true, &picture, error))
		return false;
	if (picture.partial)
		document_warn(document, "page_partly_read",
			"page %d is damaged, a part of it is missing",
			page->number);
	struct work work = {
		.ocr = ocr,
		.deadline_us = clock_monotonic_us() +
			       (gint64)ocr->limits.page_ms * 1000,
	};
	work_set_paper(&work, &picture);
	page_measure(&work, page);
	gint64 at_us = clock_monotonic_us();
	barcodes_find(ocr->barcodes, work.grey, page->number, document);
	clock_step(ocr, OCR_STEP_BARCODE, at_us);
	pixDestroy(&picture.pix);
	if (!picture.layer ||
		!page_take_layer(&work, picture.layer, document, page))
		page_read_picture(&work, file, document, page);
	page_judge(&work, page);
	picture_clear(&picture);
	work_clear(&work);
	return true;
}
