/* From what the reader saw to struct page. */
#include <math.h>
#include "compose.h"
#include "plaint/ocr/trust.h"
#include "work.h"

/* From the picture read to the page as scanned, upright. */
static void place_word(
	const struct work *work, const struct read_word *from, struct word *to)
{
	double angle = work->skew * G_PI / 180;
	double middle_x = work->width / 2.0, middle_y = work->height / 2.0;
	double x = (from->x + from->width / 2.0) / work->scale - middle_x;
	double y = (from->y + from->height / 2.0) / work->scale - middle_y;
	double across = cos(angle) * x - sin(angle) * y + middle_x;
	double down = sin(angle) * x + cos(angle) * y + middle_y;
	double width = from->width / work->scale;
	double height = from->height / work->scale;
	to->x = (int)MAX((across - width / 2) * work->shrunk, 0);
	to->y = (int)MAX((down - height / 2) * work->shrunk, 0);
	to->width = (int)(width * work->shrunk);
	to->height = (int)(height * work->shrunk);
	to->confidence = work->ocr->raw_confidence
				 ? from->confidence
				 : trust_word_confidence(from->confidence);
}

/* What was changed, "Ме → №, pахунок → рахунок"; NULL: nothing. */
static char *mend_words(struct recognition *recognition)
{
	GString *marks = NULL;
	for (guint i = 0; i < recognition->words->len; i++) {
		struct read_word *word =
			&g_array_index(recognition->words, struct read_word, i);
		bool last = i + 1 == recognition->words->len ||
			    word[1].line != word->line;
		char *better = mend_word(word->text, last ? "" : word[1].text);
		if (!better)
			continue;
		if (!marks)
			marks = g_string_new(NULL);
		g_string_append_printf(marks, "%s%s → %s",
			marks->len > 0 ? ", " : "", word->text, better);
		g_free(word->text);
		word->text = better;
	}
	return marks ? g_string_free(marks, FALSE) : NULL;
}

/* Behind the words the page has already. */
static void fill_words(const struct work *work,
	const struct recognition *recognition, struct page *page)
{
	int first_line = 0;
	if (page->words->len > 0) {
		const struct word *last =
			page->words->pdata[page->words->len - 1];
		first_line = last->line + 1;
	}
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *from =
			&g_array_index(recognition->words, struct read_word, i);
		struct word *to = page_add_word(page);
		document_set(&to->text, from->text);
		to->line = first_line + from->line;
		place_word(work, from, to);
	}
}

/* Most of it first: "ukr+eng". */
static char *languages_of(
	const struct work *work, const struct recognition *recognition)
{
	struct reader *reader = work->ocr->reader;
	int words[TONGUES_MOST] = { [0] = 0 };
	for (guint i = 0; i < recognition->words->len; i++)
		words[g_array_index(recognition->words, struct read_word, i)
				.tongue]++;
	GString *names = g_string_new(reader_tongue_name(reader, work->tongue));
	for (int i = 0; i < reader_tongues(reader); i++)
		if (i != work->tongue && words[i] > 0)
			g_string_append_printf(
				names, "+%s", reader_tongue_name(reader, i));
	return g_string_free(names, FALSE);
}

void work_fill(const struct work *work, struct recognition *recognition,
	struct document *document, struct page *page)
{
	g_autofree char *mended = mend_words(recognition);
	if (mended)
		document_warn(document, "letters_mended", "page %d: %s",
			page->number, mended);
	g_autofree char *text = compose_text(recognition);
	document_take(&page->text,
		*page->text ? g_strconcat(page->text, "\n\n", text, NULL)
			    : g_steal_pointer(&text));
	page->confidence =
		work->ocr->raw_confidence
			? recognition->confidence
			: trust_page_confidence(recognition->confidence);
	document_take(&page->languages, languages_of(work, recognition));
	page->rotation = work->rotation;
	page->skew_degrees = work->skew;
	fill_words(work, recognition, page);
	if (recognition->late)
		document_warn(document, "page_late",
			"page %d took too long and is read in part",
			page->number);
}
