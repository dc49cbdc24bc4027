/* Tesseract's LSTM through its C interface, one instance per language.  One
 * instance with several reads every line again in each as soon as one word of
 * it is unsure, and keeps more dictionaries: a page costs a third more. */
#include "reader.h"

#include <string.h>
#include <tesseract/capi.h>
#include "plaint/base/clock.h"

enum {
	LAYOUTS = READER_COLUMNS + 1,
	WARM_SIDE = 100,
	LEAST_MS = 2, /* not worth to begin */
};

static const char usual_languages[] = "ukr+rus+bel+eng";

static const TessPageSegMode modes[LAYOUTS] = {
	[READER_LINE] = PSM_SINGLE_LINE,
	[READER_BLOCK] = PSM_SINGLE_BLOCK,
	[READER_COLUMNS] = PSM_AUTO,
};

struct reader {
	char **languages;
	TessBaseAPI *apis[TONGUES_MOST];
};

static TessBaseAPI *api_new(
	const char *language, const char *dir, GError **error)
{
	TessBaseAPI *api = TessBaseAPICreate();
	if (TessBaseAPIInit2(api, dir, language, OEM_LSTM_ONLY) != 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_SETUP,
			"Tesseract cannot load the language %s%s%s", language,
			dir ? " from " : "", dir ? dir : "");
		TessBaseAPIDelete(api);
		return NULL;
	}
	/* White on black is turned round before; trying each doubtful line
	 * inverted only costs. */
	TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	return api;
}

/* Tesseract opens its debug file at its first remark, which would be after
 * sealing: a resolution it does not believe makes it remark now. */
static void provoke_remark(TessBaseAPI *api)
{
	PIX *blank = pixCreate(WARM_SIDE, WARM_SIDE, 8);
	pixSetAll(blank);
	TessBaseAPISetVariable(api, "user_defined_dpi", "1");
	TessBaseAPISetImage2(api, blank);
	TessBaseAPIRecognize(api, NULL);
	TessBaseAPIClear(api);
	TessBaseAPISetVariable(api, "user_defined_dpi", "0");
	pixDestroy(&blank);
}

struct reader *reader_new(const struct ocr_settings *settings, GError **error)
{
	struct reader *reader = g_new0(struct reader, 1);
	reader->languages = g_strsplit(
		settings->languages ? settings->languages : usual_languages,
		"+", TONGUES_MOST);
	for (int i = 0; i < reader_tongues(reader); i++) {
		reader->apis[i] = api_new(
			reader->languages[i], settings->tessdata_dir, error);
		if (!reader->apis[i]) {
			reader_free(reader);
			return NULL;
		}
		provoke_remark(reader->apis[i]);
	}
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	for (int i = 0; i < TONGUES_MOST; i++) {
		if (!reader->apis[i])
			continue;
		TessBaseAPIEnd(reader->apis[i]);
		TessBaseAPIDelete(reader->apis[i]);
	}
	g_strfreev(reader->languages);
	g_free(reader);
}

int reader_tongues(const struct reader *reader)
{
	return (int)g_strv_length(reader->languages);
}

char *reader_font_path(const struct reader *reader)
{
	return g_build_filename(
		TessBaseAPIGetDatapath(reader->apis[0]), "pdf.ttf", NULL);
}

const char *reader_tongue_name(const struct reader *reader, int tongue)
{
	return reader->languages[tongue];
}

bool reader_is_cyrillic(const struct reader *reader, int tongue)
{
	static const char *const cyrillic[] = { "ukr", "rus", "bel", "bul",
		"kaz", "kir", "mkd", "mon", "srp", "tgk", NULL };
	return g_strv_contains(cyrillic, reader->languages[tongue]);
}

static void word_clear(void *data)
{
	struct read_word *word = data;
	g_free(word->text);
}

GArray *recognition_words_new(void)
{
	GArray *words = g_array_new(FALSE, FALSE, sizeof(struct read_word));
	g_array_set_clear_func(words, word_clear);
	return words;
}

struct recognition *recognition_new(void)
{
	struct recognition *recognition = g_new0(struct recognition, 1);
	recognition->words = recognition_words_new();
	return recognition;
}

void recognition_free(struct recognition *recognition)
{
	if (!recognition)
		return;
	g_array_unref(recognition->words);
	g_free(recognition);
}

static void recognition_add(struct recognition *recognition,
	TessResultIterator *at, const struct read_word *like)
{
	const TessPageIterator *place =
		TessResultIteratorGetPageIteratorConst(at);
	int left, top, right, bottom;
	char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
	/* Words after the deadline are of spaces. */
	bool dirt = text && text[strspn(text, "|\\_~` ")] == 0;
	if (text && !dirt && g_utf8_validate(text, -1, NULL) &&
		TessPageIteratorBoundingBox(
			place, RIL_WORD, &left, &top, &right, &bottom)) {
		struct read_word word = {
			.text = g_strdup(text),
			.x = left,
			.y = top,
			.width = right - left,
			.height = bottom - top,
			.confidence = CLAMP(
				TessResultIteratorConfidence(at, RIL_WORD) /
					100.0,
				0.0, 1.0),
			.line = like->line,
			.tongue = like->tongue,
		};
		g_array_append_val(recognition->words, word);
	}
	TessDeleteText(text);
}

static void recognition_collect(
	struct recognition *recognition, TessBaseAPI *api, int tongue)
{
	TessResultIterator *at = TessBaseAPIGetIterator(api);
	if (!at)
		return;
	const TessPageIterator *place =
		TessResultIteratorGetPageIteratorConst(at);
	struct read_word like = { .line = -1, .tongue = tongue };
	do {
		if (TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE) ||
			like.line < 0)
			like.line++;
		recognition_add(recognition, at, &like);
	} while (TessResultIteratorNext(at, RIL_WORD));
	TessResultIteratorDelete(at);
}

void recognition_weigh(struct recognition *recognition)
{
	double sum = 0, letters = 0;
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *word =
			&g_array_index(recognition->words, struct read_word, i);
		glong length = g_utf8_strlen(word->text, -1);
		sum += word->confidence * length;
		letters += length;
	}
	recognition->confidence = letters > 0 ? sum / letters : 0;
}

/* Called before each word. */
static bool is_late(void *until_us, int words)
{
	(void)words;
	return clock_thread_us() >= *(const int64_t *)until_us;
}

struct recognition *reader_read(
	struct reader *reader, PIX *pix, const struct reader_task *task)
{
	struct recognition *recognition = recognition_new();
	/* Lines are looked for before the clock is. */
	recognition->late = task->deadline_ms < LEAST_MS;
	if (recognition->late)
		return recognition;
	TessBaseAPI *api = reader->apis[task->tongue];
	TessBaseAPISetPageSegMode(api, modes[task->layout]);
	TessBaseAPISetImage2(api, pix);
	TessBaseAPISetSourceResolution(api, task->dpi);
	ETEXT_DESC *monitor = TessMonitorCreate();
	/* Tesseract's own deadline is by the wall's clock: on a busy machine
	 * it would cut pages that cost little. */
	int64_t until_us =
		clock_thread_us() + (int64_t)task->deadline_ms * 1000;
	TessMonitorSetCancelThis(monitor, &until_us);
	TessMonitorSetCancelFunc(monitor, is_late);
	bool whole = TessBaseAPIRecognize(api, monitor) == 0;
	recognition->late = clock_thread_us() >= until_us;
	if (whole || recognition->late)
		recognition_collect(recognition, api, task->tongue);
	TessMonitorDelete(monitor);
	TessBaseAPIClear(api);
	recognition_weigh(recognition);
	return recognition;
}

struct recognition *reader_read_any(
	struct reader *reader, PIX *pix, struct reader_task *task)
{
	struct recognition *best = NULL;
	int best_tongue = 0;
	for (int i = 0; i < reader_tongues(reader); i++) {
		task->tongue = i;
		struct recognition *one = reader_read(reader, pix, task);
		if (best && one->confidence <= best->confidence) {
			recognition_free(one);
			continue;
		}
		recognition_free(best);
		best = one;
		best_tongue = i;
	}
	task->tongue = best_tongue;
	return best;
}
