/* The way of a page: paper white, lines across, angle undone, dirt blanked,
 * letters of one size, two lines read to tell up from down, then the page.
 * Each step earns its place in tests/bench/ocr.sh. */
#include "page.h"
#include "doubt.h"

#include <math.h>
#include "layer.h"
#include "plaint/base/clock.h"
#include "plaint/ocr/trust.h"
#include "seal.h"
#include "straighten.h"
#include "strokes.h"
#include "work.h"

enum {
	X_HEIGHT_LEAST = 8,  /* read from the full size instead */
	X_HEIGHT_STAMP = 14, /* few letters, and most of them capitals */
};

/* Confidence of the reader. */
static const double seal_surely = 0.75;

static void work_clear(struct work *work)
{
	pixDestroy(&work->grey);
	pixDestroy(&work->paper);
	pixDestroy(&work->clean);
	pixDestroy(&work->seal);
	text_area_clear(&work->area);
}

void work_replace(PIX **pix, PIX *with)
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

int work_left_ms(const struct work *work)
{
	return (int)MAX((work->deadline_us - clock_thread_us()) / 1000, 1);
}

/* --- straight ---------------------------------------------------------- */

static void work_straighten(struct work *work)
{
	PIX *ink = ink_of(work->grey);
	if (work->turn < 0 && straighten_is_sideways(ink)) {
		work_replace(&work->grey, pixRotateOrth(work->grey, 1));
		work_replace(&ink, pixRotateOrth(ink, 1));
		work->rotation = 90;
	}
	work->width = pixGetWidth(work->grey);
	work->height = pixGetHeight(work->grey);
	work->skew = straighten_skew(ink);
	pixDestroy(&ink);
	if (fabs(work->skew) >= 0.05)
		work_replace(&work->grey,
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
	work_replace(&work->clean, pixCopy(NULL, work->grey));
	clean_outside(work->clean, &work->area);
}

PIX *work_picture(struct work *work, int x_height)
{
	work->scale = (double)x_height / work->area.x_height;
	return pixScale(work->clean, work->scale, work->scale);
}

static void work_finish(
	struct work *work, struct document *document, struct page *page)
{
	struct ocr *ocr = work->ocr;
	gint64 at_us = clock_monotonic_us();
	PIX *picture = work_picture(work, X_HEIGHT_WANTED);
	at_us = clock_step(ocr, OCR_STEP_CLEAN, at_us);
	work_set_upright(work, &picture);
	at_us = clock_step(ocr, OCR_STEP_STRAIGHTEN, at_us);
	struct recognition *recognition = work_read(work, picture);
	work_fill(work, recognition, document, page);
	recognition_free(recognition);
	pixDestroy(&picture);
	clock_step(ocr, OCR_STEP_RECOGNISE, at_us);
}

/* Seen in the PDF, but not in the way of the print below. */
static void work_lift_seal(struct work *work, PIX *tint)
{
	pixDestroy(&work->seal);
	if (!tint)
		return;
	PIX *turned = pixRotateOrth(tint, MAX(work->turn, 0) / 90);
	work->seal = seal_lift(work->grey, turned);
	pixDestroy(&turned);
}

static void work_set_paper(struct work *work, const struct picture *picture)
{
	gint64 at_us = clock_monotonic_us();
	PIX *grey = pixConvertTo8(picture->pix, 0);
	work_replace(&work->grey, clean_paper(grey));
	pixDestroy(&grey);
	work->shrunk = picture->shrunk;
	work->rotation = MAX(work->turn, 0);
	if (work->turn > 0)
		work_replace(&work->grey,
			pixRotateOrth(work->grey, work->turn / 90));
	/* Bar codes will be papered over in grey. */
	if (work->ocr->searchable)
		work_replace(&work->paper, pixCopy(NULL, work->grey));
	work_lift_seal(work, picture->tint);
	work->scale = 1;
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
		layer, work->grey, work->ocr->reader, work_left_ms(work));
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
	work_fill(work, text, document, page);
	recognition_free(text);
	return verdict != LAYER_BESIDE;
}

static void page_read_picture(struct work *work, struct picture_file *file,
	int index, struct document *document, struct page *page)
{
	work_prepare(work);
	look_closer(work, file, index);
	if (work->area.x_height > 0)
		work_finish(work, document, page);
	else if (!*page->text)
		document_warn(document, "page_blank", "page %d holds no text",
			page->number);
}

/* Behind the page's own text: a day of receipt may stand in it. */
static void page_add_seal(struct work *work, struct recognition *recognition,
	struct document *document, struct page *page)
{
	g_autofree char *languages = g_strdup(page->languages);
	double confidence = page->confidence, skew = page->skew_degrees;
	work_fill(work, recognition, document, page);
	document_set(&page->languages, languages);
	page->confidence = confidence;
	page->skew_degrees = skew;
}

/* What cannot be read surely of it is not worth a word. */
static void page_read_seal(
	struct work *page_work, struct document *document, struct page *page)
{
	if (!page_work->seal || page_work->area.x_height == 0)
		return;
	int turned = page_work->rotation - MAX(page_work->turn, 0);
	struct work work = *page_work;
	work.area = (struct text_area){ 0 };
	work.paper = work.clean = NULL;
	work.seal = NULL;
	work.turn = page_work->rotation;
	work.grey = pixRotateOrth(page_work->seal, turned / 90);
	work_prepare(&work);
	struct reader_task task = { work.tongue, READER_BLOCK,
		DPI_WANTED * X_HEIGHT_STAMP / X_HEIGHT_WANTED,
		work_left_ms(&work) };
	PIX *picture = work.area.x_height > 0
			       ? work_picture(&work, X_HEIGHT_STAMP)
			       : NULL;
	struct recognition *recognition =
		picture ? reader_read(work.ocr->reader, picture, &task) : NULL;
	if (recognition && recognition->confidence >= seal_surely)
		page_add_seal(&work, recognition, document, page);
	recognition_free(recognition);
	pixDestroy(&picture);
	work_clear(&work);
}

/* Before bar codes are papered over: they are ink. */
static void page_measure(const struct work *work, struct page *page)
{
	PIX *ink = ink_of(work->grey);
	page->ink_share = ink ? clean_ink_share(ink) : 0;
	pixDestroy(&ink);
}

static void page_judge(const struct work *work, int dpi, struct page *page)
{
	page->dpi = MAX(dpi, 0);
	page->width = work->width * work->shrunk;
	page->height = work->height * work->shrunk;
	struct strokes strokes =
		strokes_measure(work->area.letters, work->area.x_height);
	struct trust trust = trust_page(page, &strokes);
	document_set(&page->trust, trust_verdict_name(trust.verdict));
	document_set(&page->trust_reason, trust.reason);
	doubt_mark(page);
}

/* The picture as it was scanned, but upright, into the searchable PDF. */
static void page_print(struct work *work, const struct page *page)
{
	gint64 at_us = clock_monotonic_us();
	int turns = (work->rotation - MAX(work->turn, 0)) / 90;
	if (turns % 4 != 0)
		work_replace(
			&work->paper, pixRotateOrth(work->paper, turns % 4));
	searchable_add(work->ocr->searchable, work->paper, page);
	clock_step(work->ocr, OCR_STEP_PDF, at_us);
}

bool page_read(struct ocr *ocr, struct picture_file *file,
	const struct ocr_wish *wish, struct document *document,
	struct page *page, GError **error)
{
	int index = wish->page - 1;
	struct picture picture = { 0 };
	if (!load(ocr, file, index, true, &picture, error))
		return false;
	if (picture.partial)
		document_warn(document, "page_partly_read",
			"page %d is damaged, a part of it is missing",
			page->number);
	struct work work = {
		.ocr = ocr,
		.turn = wish->turn,
		.deadline_us =
			clock_thread_us() + (gint64)ocr->limits.page_ms * 1000,
	};
	work_set_paper(&work, &picture);
	page_measure(&work, page);
	gint64 at_us = clock_monotonic_us();
	barcodes_find(ocr->barcodes, work.grey, page->number, document);
	clock_step(ocr, OCR_STEP_BARCODE, at_us);
	pixDestroy(&picture.pix);
	pixDestroy(&picture.tint);
	if (!picture.layer ||
		!page_take_layer(&work, picture.layer, document, page))
		page_read_picture(&work, file, index, document, page);
	page_read_seal(&work, document, page);
	page_judge(&work, picture.dpi * picture.shrunk, page);
	if (ocr->searchable)
		page_print(&work, page);
	picture_clear(&picture);
	work_clear(&work);
	return true;
}
