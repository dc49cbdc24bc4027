/* Three questions: does ink lie where the layer has words, has all ink words,
 * and do two lines read from the picture say the same? */
#include "layer.h"

#include <string.h>
#include "clean.h"
#include "straighten.h"

enum {
	WORDS_ON_INK_LEAST = 90, /* percent */
	INK_IN_WORDS_LEAST = 85, /* percent */
	ALIKE_LEAST = 75,	 /* percent of letters of the lines read */
	BLANK_COMPONENTS = 12,
	LINES_TRIED = 2,
	LINE_LETTERS_MOST = 200,
	X_HEIGHT_WANTED = 12,
	DPI_WANTED = 120,
};

static const double sure = 0.99;

static const struct layer_word *word_at(const struct layer *layer, guint i)
{
	return &g_array_index(layer->words, struct layer_word, i);
}

/* Words follow each other on a line: about as high, further right. */
static bool same_line(const struct layer_word *a, const struct layer_word *b)
{
	int middle_a = 2 * a->y + a->height, middle_b = 2 * b->y + b->height;
	return ABS(middle_a - middle_b) < MIN(a->height, b->height) &&
	       b->x >= a->x;
}

struct recognition *layer_recognition(const struct layer *layer)
{
	struct recognition *recognition = recognition_new();
	int line = 0;
	for (guint i = 0; i < layer->words->len; i++) {
		const struct layer_word *from = word_at(layer, i);
		line += i > 0 && !same_line(word_at(layer, i - 1), from);
		struct read_word word = { g_strdup(from->text), from->x,
			from->y, from->width, from->height, sure, line };
		g_array_append_val(recognition->words, word);
	}
	recognition->confidence = sure;
	return recognition;
}

/* --- ink against words -------------------------------------------------- */

static int percent(int part, int all)
{
	return all > 0 ? (int)(100.0 * part / all) : 100;
}

static int words_on_ink(const struct layer *layer, PIX *ink)
{
	int on_ink = 0;
	for (guint i = 0; i < layer->words->len; i++) {
		const struct layer_word *word = word_at(layer, i);
		BOX *box = boxCreate(word->x, word->y, MAX(word->width, 1),
			MAX(word->height, 1));
		l_int32 pixels = 0;
		if (box && pixCountPixelsInRect(ink, box, &pixels, NULL) == 0)
			on_ink += pixels > 0;
		boxDestroy(&box);
	}
	return percent(on_ink, (int)layer->words->len);
}

static int ink_in_words(const struct layer *layer, PIX *letters)
{
	l_int32 all = 0, left = 0;
	PIX *rest = pixCopy(NULL, letters);
	pixCountPixels(rest, &all, NULL);
	for (guint i = 0; i < layer->words->len; i++) {
		const struct layer_word *word = word_at(layer, i);
		pixRasterop(rest, word->x - 2, word->y - 2, word->width + 4,
			word->height + 4, PIX_CLR, NULL, 0, 0);
	}
	pixCountPixels(rest, &left, NULL);
	pixDestroy(&rest);
	return percent(all - left, all);
}

/* --- two lines read ---------------------------------------------------- */

struct stretch {
	guint first, last;
	int letters;
};

/* The longest lines, first the longest. */
static void longest_lines(const struct layer *layer, struct stretch *best)
{
	struct stretch line = { 0 };
	for (guint i = 0; i < layer->words->len; i++) {
		if (i == 0 ||
			!same_line(word_at(layer, i - 1), word_at(layer, i)))
			line = (struct stretch){ i, i, 0 };
		line.last = i;
		line.letters += g_utf8_strlen(word_at(layer, i)->text, -1);
		int at = 0;
		while (at < LINES_TRIED && best[at].first != line.first &&
			best[at].letters >= line.letters)
			at++;
		if (at == LINES_TRIED)
			continue;
		if (best[at].first != line.first || best[at].letters == 0)
			memmove(best + at + 1, best + at,
				(LINES_TRIED - 1 - at) * sizeof(*best));
		best[at] = line;
	}
}

static PIX *clip_line(
	const struct layer *layer, const struct stretch *line, PIX *grey)
{
	int left = G_MAXINT, top = G_MAXINT, right = 0, bottom = 0;
	for (guint i = line->first; i <= line->last; i++) {
		const struct layer_word *word = word_at(layer, i);
		left = MIN(left, word->x);
		top = MIN(top, word->y);
		right = MAX(right, word->x + word->width);
		bottom = MAX(bottom, word->y + word->height);
	}
	int height = bottom - top;
	if (height < 4 || right <= left)
		return NULL;
	BOX *box = boxCreate(left - height / 2, top - height / 6,
		right - left + height, height + height / 3);
	PIX *part = box ? pixClipRectangle(grey, box, NULL) : NULL;
	boxDestroy(&box);
	if (!part)
		return NULL;
	double scale = X_HEIGHT_WANTED / (height * 0.42);
	PIX *scaled = pixScale(part, scale, scale);
	pixDestroy(&part);
	return scaled;
}

static void add_letters(GArray *letters, const char *text)
{
	for (; *text && letters->len < LINE_LETTERS_MOST;
		text = g_utf8_next_char(text)) {
		gunichar c = g_unichar_tolower(g_utf8_get_char(text));
		if (g_unichar_isalnum(c))
			g_array_append_val(letters, c);
	}
}

static guint distance(const GArray *a, const GArray *b)
{
	g_autofree guint *row = g_new(guint, b->len + 1);
	for (guint j = 0; j <= b->len; j++)
		row[j] = j;
	for (guint i = 0; i < a->len; i++) {
		guint diagonal = row[0];
		row[0] = i + 1;
		for (guint j = 0; j < b->len; j++) {
			guint change = diagonal +
				       (g_array_index(a, gunichar, i) !=
					       g_array_index(b, gunichar, j));
			diagonal = row[j + 1];
			row[j + 1] = MIN(change, MIN(row[j], row[j + 1]) + 1);
		}
	}
	return row[b->len];
}

static int alike(const struct layer *layer, const struct stretch *line,
	const struct recognition *read)
{
	g_autoptr(GArray) a = g_array_new(FALSE, FALSE, sizeof(gunichar));
	g_autoptr(GArray) b = g_array_new(FALSE, FALSE, sizeof(gunichar));
	for (guint i = line->first; i <= line->last; i++)
		add_letters(a, word_at(layer, i)->text);
	for (guint i = 0; i < read->words->len; i++)
		add_letters(b,
			g_array_index(read->words, struct read_word, i).text);
	int longer = (int)MAX(a->len, b->len);
	return percent(longer - (int)distance(a, b), longer);
}

static bool lines_alike(const struct layer *layer, PIX *grey,
	struct reader *reader, int deadline_ms)
{
	struct stretch lines[LINES_TRIED + 1] = { 0 };
	longest_lines(layer, lines);
	struct reader_task task = { 0, READER_LINE, DPI_WANTED, deadline_ms };
	for (int i = 0; i < LINES_TRIED && lines[i].letters > 0; i++) {
		PIX *part = clip_line(layer, &lines[i], grey);
		if (!part)
			return false;
		struct recognition *read = reader_read_any(reader, part, &task);
		int share = alike(layer, &lines[i], read);
		recognition_free(read);
		pixDestroy(&part);
		if (share < ALIKE_LEAST)
			return false;
	}
	return true;
}

enum layer_verdict layer_judge(const struct layer *layer, PIX *grey,
	struct reader *reader, int deadline_ms)
{
	PIX *ink = ink_of(grey);
	struct text_area area;
	text_area_find(ink, &area);
	int on_ink = words_on_ink(layer, ink);
	int in_words = ink_in_words(layer, area.letters);
	bool blank = area.components < BLANK_COMPONENTS;
	text_area_clear(&area);
	pixDestroy(&ink);
	if (on_ink < WORDS_ON_INK_LEAST && layer->fonts_missing)
		return blank ? LAYER_UNDRAWN : LAYER_BESIDE;
	if (on_ink >= WORDS_ON_INK_LEAST && in_words >= INK_IN_WORDS_LEAST &&
		lines_alike(layer, grey, reader, deadline_ms))
		return LAYER_AGREES;
	return LAYER_DISAGREES;
}
