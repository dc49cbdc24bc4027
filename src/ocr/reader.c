/* Tesseract's LSTM through its C interface.  One instance holds all
 * languages: it tries the one that fitted last, so a page costs as much as
 * with its own language alone. */
#include "reader.h"

#include <string.h>
#include <tesseract/capi.h>

static const char default_languages[] = "ukr+rus+bel+eng";
enum {
	LAYOUTS = READER_COLUMNS + 1,
};

static const TessPageSegMode modes[LAYOUTS] = {
	[READER_LINE] = PSM_SINGLE_LINE,
	[READER_BLOCK] = PSM_SINGLE_BLOCK,
	[READER_COLUMNS] = PSM_AUTO,
};

struct reader {
	TessBaseAPI *api;
	char *languages;
};

struct reader *reader_new(const struct ocr_settings *settings, GError **error)
{
	struct reader *reader = g_new0(struct reader, 1);
	reader->languages = g_strdup(
		settings->languages ? settings->languages : default_languages);
	reader->api = TessBaseAPICreate();
	if (TessBaseAPIInit2(reader->api, settings->tessdata_dir,
		    reader->languages, OEM_LSTM_ONLY) != 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_SETUP,
			"Tesseract cannot load the languages %s%s%s",
			reader->languages,
			settings->tessdata_dir ? " from " : "",
			settings->tessdata_dir ? settings->tessdata_dir : "");
		reader_free(reader);
		return NULL;
	}
	/* White on black is turned round before; trying each doubtful line
	 * inverted only costs. */
	TessBaseAPISetVariable(reader->api, "tessedit_do_invert", "0");
	TessBaseAPISetVariable(reader->api, "debug_file", "/dev/null");
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	if (reader->api) {
		TessBaseAPIEnd(reader->api);
		TessBaseAPIDelete(reader->api);
	}
	g_free(reader->languages);
	g_free(reader);
}

const char *reader_languages(const struct reader *reader)
{
	return reader->languages;
}

static void word_clear(void *data)
{
	struct read_word *word = data;
	g_free(word->text);
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
	if (text && *text && g_utf8_validate(text, -1, NULL) &&
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

struct recognition *reader_read(struct reader *reader, PIX *pix, int dpi,
	enum reader_layout layout, int deadline_ms)
{
	struct recognition *recognition = g_new0(struct recognition, 1);
	recognition->words =
		g_array_new(FALSE, FALSE, sizeof(struct read_word));
	g_array_set_clear_func(recognition->words, word_clear);
	TessBaseAPI *api = reader->api;
	TessBaseAPISetPageSegMode(api, modes[layout]);
	TessBaseAPISetImage2(api, pix);
	TessBaseAPISetSourceResolution(api, dpi);
	ETEXT_DESC *monitor = TessMonitorCreate();
	TessMonitorSetDeadlineMSecs(monitor, MAX(deadline_ms, 1));
	gint64 started_us = g_get_monotonic_time();
	if (TessBaseAPIRecognize(api, monitor) == 0)
		recognition_collect(recognition, api);
	recognition->late = g_get_monotonic_time() - started_us >=
			    (gint64)deadline_ms * 1000;
	TessMonitorDelete(monitor);
	TessBaseAPIClear(api);
	recognition_weigh(recognition);
	return recognition;
}
