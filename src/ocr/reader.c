/* Tesseract's LSTM through its C interface.  One instance holds all
 * languages: it tries the one that fitted last, so a page costs as much as
 * with its own language alone. */
#include "reader.h"

#include <string.h>
#include <tesseract/capi.h>
#include "plaint/base/clock.h"

enum {
	LAYOUTS = READER_COLUMNS + 1,
	WARM_SIDE = 100,
	LETTERS_LEAST = 25,  /* to tell a language */
	STRAY_SHARE = 20,    /* misread letters of another language */
	I_DOTTED_SHARE = 33, /* one letter in so many, at least, uk and be */
};

static const TessPageSegMode modes[LAYOUTS] = {
	[READER_LINE] = PSM_SINGLE_LINE,
	[READER_BLOCK] = PSM_SINGLE_BLOCK,
	[READER_COLUMNS] = PSM_AUTO,
};

/* The first language of a set is tried first; one that fits well enough ends
 * the trying.  So Belarusian read by Ukrainian loses its short u, and English
 * some of its capitals (0.50 and 0.37 % of letters wrong on the benchmark
 * against 0.11 and 0.06), while Ukrainian and Russian gain nothing from sets
 * of their own (0.23 and 0.25 against 0.27 and 0.22). */
static const char *const sets[READER_TONGUES] = {
	[READER_ANY] = "ukr+rus+bel+eng",
	[READER_BE] = "bel+rus+eng",
	[READER_EN] = "eng",
};

struct reader {
	char *languages; /* NULL: the sets above */
	TessBaseAPI *apis[READER_TONGUES];
};

static TessBaseAPI *api_new(
	const char *languages, const char *dir, GError **error)
{
	TessBaseAPI *api = TessBaseAPICreate();
	if (TessBaseAPIInit2(api, dir, languages, OEM_LSTM_ONLY) != 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_SETUP,
			"Tesseract cannot load the languages %s%s%s", languages,
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
	reader->languages = g_strdup(settings->languages);
	for (int i = 0; i < READER_TONGUES; i++) {
		if (i != READER_ANY && (settings->languages || !sets[i]))
			continue;
		reader->apis[i] = api_new(reader_languages(reader, i),
			settings->tessdata_dir, error);
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
	for (int i = 0; i < READER_TONGUES; i++) {
		if (!reader->apis[i])
			continue;
		TessBaseAPIEnd(reader->apis[i]);
		TessBaseAPIDelete(reader->apis[i]);
	}
	g_free(reader->languages);
	g_free(reader);
}

const char *reader_languages(
	const struct reader *reader, enum reader_tongue tongue)
{
	if (reader->languages)
		return reader->languages;
	return sets[tongue] ? sets[tongue] : sets[READER_ANY];
}

char *reader_font_path(const struct reader *reader)
{
	return g_build_filename(
		TessBaseAPIGetDatapath(reader->apis[READER_ANY]), "pdf.ttf",
		NULL);
}

bool reader_has(const struct reader *reader, enum reader_tongue tongue)
{
	return tongue != READER_ANY && reader->apis[tongue] != NULL;
}

static void word_clear(void *data)
{
	struct read_word *word = data;
	g_free(word->text);
}

struct recognition *recognition_new(void)
{
	struct recognition *recognition = g_new0(struct recognition, 1);
	recognition->words =
		g_array_new(FALSE, FALSE, sizeof(struct read_word));
	g_array_set_clear_func(recognition->words, word_clear);
	return recognition;
}

void recognition_free(struct recognition *recognition)
{
	if (!recognition)
		return;
	g_array_unref(recognition->words);
	g_free(recognition);
}

static void recognition_add(
	struct recognition *recognition, TessResultIterator *at, int line)
{
	const TessPageIterator *place =
		TessResultIteratorGetPageIteratorConst(at);
	int left, top, right, bottom;
	char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
	bool dirt = text && text[strspn(text, "|\\_~`")] == 0;
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
			.line = line,
		};
		g_array_append_val(recognition->words, word);
	}
	TessDeleteText(text);
}

static void recognition_collect(
	struct recognition *recognition, TessBaseAPI *api)
{
	TessResultIterator *at = TessBaseAPIGetIterator(api);
	if (!at)
		return;
	const TessPageIterator *place =
		TessResultIteratorGetPageIteratorConst(at);
	int line = -1;
	do {
		if (TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE))
			line++;
		recognition_add(recognition, at, MAX(line, 0));
	} while (TessResultIteratorNext(at, RIL_WORD));
	TessResultIteratorDelete(at);
}

static void recognition_weigh(struct recognition *recognition)
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

struct recognition *reader_read(
	struct reader *reader, PIX *pix, const struct reader_task *task)
{
	struct recognition *recognition = g_new0(struct recognition, 1);
	recognition->words =
		g_array_new(FALSE, FALSE, sizeof(struct read_word));
	g_array_set_clear_func(recognition->words, word_clear);
	TessBaseAPI *api = reader->apis[task->tongue];
	if (!api)
		api = reader->apis[READER_ANY];
	TessBaseAPISetPageSegMode(api, modes[task->layout]);
	TessBaseAPISetImage2(api, pix);
	TessBaseAPISetSourceResolution(api, task->dpi);
	ETEXT_DESC *monitor = TessMonitorCreate();
	TessMonitorSetDeadlineMSecs(monitor, MAX(task->deadline_ms, 1));
	gint64 started_us = clock_monotonic_us();
	if (TessBaseAPIRecognize(api, monitor) == 0)
		recognition_collect(recognition, api);
	recognition->late = clock_monotonic_us() - started_us >=
			    (gint64)task->deadline_ms * 1000;
	TessMonitorDelete(monitor);
	TessBaseAPIClear(api);
	recognition_weigh(recognition);
	return recognition;
}

/* --- which language ---------------------------------------------------- */

struct letters {
	int latin, cyrillic;
	int i_dotted;	/* uk and be */
	int ukrainian;	/* yi, ye, ge */
	int belarusian; /* short u */
	int yery;	/* ru and be: yery, e reversed, yo */
	int i_russian;	/* not be */
};

static void letters_count(struct letters *letters, const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_unichar_tolower(g_utf8_get_char(text));
		if (!g_unichar_isalpha(c))
			continue;
		bool cyrillic = c >= 0x400 && c < 0x530;
		letters->cyrillic += cyrillic;
		letters->latin += !cyrillic;
		letters->i_dotted += c == 0x456;
		letters->ukrainian += c == 0x457 || c == 0x454 || c == 0x491;
		letters->belarusian += c == 0x45e;
		letters->yery += c == 0x44b || c == 0x44d || c == 0x451;
		letters->i_russian += c == 0x438;
	}
}

enum reader_tongue recognition_tongue(const struct recognition *recognition)
{
	struct letters n = { 0 };
	for (guint i = 0; i < recognition->words->len; i++)
		letters_count(&n,
			g_array_index(recognition->words, struct read_word, i)
				.text);
	if (n.latin + n.cyrillic < LETTERS_LEAST)
		return READER_ANY;
	if (n.cyrillic * 8 <= n.latin)
		return READER_EN;
	if (n.latin * 4 > n.cyrillic)
		return READER_ANY;
	/* Russian read as Ukrainian has stray dotted letters, but few. */
	if (n.i_dotted * I_DOTTED_SHARE < n.cyrillic)
		return n.i_dotted + n.ukrainian + n.belarusian == 0
			       ? READER_RU
			       : READER_ANY;
	if (n.ukrainian * STRAY_SHARE <= n.i_dotted &&
		n.belarusian + n.yery > 1 && n.i_russian * 4 <= n.i_dotted)
		return READER_BE;
	return n.belarusian + n.yery == 0 && n.i_russian * 4 > n.i_dotted
		       ? READER_UK
		       : READER_ANY;
}
