/* Tesseract's confidence of a word is that of its worst letter, so the few
 * words that are wrong are nearly all among the doubtful ones. */
#include "reread.h"

#include <string.h>
#include "plaint/ocr/trust.h"

enum {
	X_HEIGHT_LARGE = 15, /* pixels; more gains nothing */
	BESIDE = 1,	     /* words read again with a doubtful one */
	VOTES_MOST = 3,
	VOTE_WORDS_LEAST = 4,
	VOTE_WORDS_MOST = 6,
	PHONE_LEAST = 12, /* digits, with the country's */
};

/* Below this a word is doubtful: its line is tried again.  One of another
 * language must be so much surer, and one found where nothing was this sure:
 * short words look alike. */
static const double doubtful = 0.70, foreign_ahead = 0.20, found_surely = 0.90,
		    odd = 0.40;

static struct read_word *word_at(GArray *words, guint i)
{
	return &g_array_index(words, struct read_word, i);
}

/* "375" or "380" alone or with the number behind it. */
static bool is_country_code(const char *text)
{
	size_t length = strlen(text);
	return (g_str_has_prefix(text, "375") ||
		       g_str_has_prefix(text, "380")) &&
	       (length == 3 || length >= PHONE_LEAST ||
		       !g_ascii_isdigit(text[3]));
}

/* The Ukrainian and Russian training knew no "+": a number that begins with
 * another sign, or as a telephone's does, may have lost it, or the "+" was
 * taken for a digit. */
static bool is_odd_number(const char *text)
{
	size_t signs = strspn(text, "-.,:;«»'\"~=*");
	return (signs > 0 && g_ascii_isdigit(text[signs])) ||
	       is_country_code(text) ||
	       (g_ascii_isdigit(*text) && is_country_code(text + 1));
}

/* A sum, a date, a time: a small sign between digits, which no dictionary
 * helps to tell. */
static bool is_figure(const char *text)
{
	for (const char *p = text; *p && p[1]; p++)
		if (g_ascii_isdigit(*p) && strchr(".,:;", p[1]) &&
			g_ascii_isdigit(p[2]))
			return true;
	return false;
}

static double sureness(const struct read_word *word)
{
	return is_odd_number(word->text) ? MIN(word->confidence, odd)
					 : word->confidence;
}

static bool is_doubtful(GArray *words)
{
	for (guint i = 0; i < words->len; i++)
		if (sureness(word_at(words, i)) < doubtful)
			return true;
	return false;
}

/* --- the same line read twice ------------------------------------------ */

/* Words from..to of one reading. */
struct run {
	GArray *words;
	guint from, to;
};

static bool holds_figure(const struct run *run)
{
	for (guint i = run->from; i < run->to; i++)
		if (is_figure(word_at(run->words, i)->text))
			return true;
	return false;
}

static double run_confidence(const struct run *run)
{
	double sum = 0, letters = 0;
	for (guint i = run->from; i < run->to; i++) {
		const struct read_word *word = word_at(run->words, i);
		double length = g_utf8_strlen(word->text, -1);
		sum += sureness(word) * length;
		letters += length;
	}
	return letters > 0 ? sum / letters : 0;
}

/* Pixels by which words may touch without being the same. */
static int slack(const struct read_word *word)
{
	return MIN(word->width / 2, word->height / 3);
}

/* Take the next word if it begins left of *right. */
static bool run_extend(struct run *run, int *right)
{
	if (run->to >= run->words->len)
		return false;
	const struct read_word *word = word_at(run->words, run->to);
	if (word->x + slack(word) >= *right)
		return false;
	*right = MAX(*right, word->x + word->width);
	run->to++;
	return true;
}

static int run_next_x(const struct run *run)
{
	return run->from < run->words->len ? word_at(run->words, run->from)->x
					   : G_MAXINT;
}

/* `like` tells their place on the page. */
static void run_move(struct run *run, GArray *to, const struct read_word *like)
{
	for (guint i = run->from; i < run->to; i++) {
		struct read_word *word = word_at(run->words, i);
		word->line = like->line;
		word->block = like->block;
		g_array_append_val(to, *word);
		word->text = NULL;
	}
}

/* A word of another language must look like one, and longer than one letter:
 * short words look alike in all of them. */
static bool is_worth(const struct run *other, bool foreign)
{
	for (guint i = other->from; i < other->to; i++) {
		const char *text = word_at(other->words, i)->text;
		if (foreign && (g_utf8_strlen(text, -1) < 2 ||
				       !trust_word_is_plausible(text)))
			return false;
	}
	return other->from < other->to;
}

/* Why a stretch is read twice. */
enum again {
	AGAIN_LARGER,
	AGAIN_FOREIGN, /* in another language */
	AGAIN_FIGURES, /* larger, for the figures only */
};

static guint run_length(const struct run *run)
{
	return run->to - run->from;
}

/* A figure, or one word beside it: stray letters are found too. */
static bool is_figure_again(const struct run *mine, const struct run *other)
{
	return (holds_figure(mine) && holds_figure(other)) ||
	       (run_length(mine) == 1 && run_length(other) == 1);
}

static bool is_better(
	const struct run *mine, const struct run *other, enum again why)
{
	bool foreign = why == AGAIN_FOREIGN;
	if (!is_worth(other, foreign))
		return false;
	if (why == AGAIN_FIGURES && !is_figure_again(mine, other))
		return false;
	double before = run_confidence(mine), after = run_confidence(other);
	if (mine->from == mine->to)
		return !foreign && after >= found_surely;
	if (foreign)
		return before < doubtful && after > before + foreign_ahead;
	return after > (holds_figure(mine) ? MIN(before, odd) : before);
}

/* Stretch by stretch the surer reading; both are emptied into a new one. */
static GArray *merge(GArray *mine, GArray *other, enum again why)
{
	GArray *merged = recognition_words_new();
	const struct read_word like = *word_at(mine, 0);
	struct run a = { mine, 0, 0 }, b = { other, 0, 0 };
	while (a.from < mine->len || b.from < other->len) {
		struct run *first = run_next_x(&a) <= run_next_x(&b) ? &a : &b;
		const struct read_word *word =
			word_at(first->words, first->from);
		int right = word->x + slack(word) + 1;
		for (bool grew = true; grew;) {
			grew = run_extend(&a, &right);
			grew = run_extend(&b, &right) || grew;
		}
		run_move(is_better(&a, &b, why) ? &b : &a, merged, &like);
		a.from = a.to;
		b.from = b.to;
	}
	return merged;
}

/* --- reading it again -------------------------------------------------- */

struct crop {
	PIX *picture;
	int x, y;	 /* of grey */
	double enlarged; /* against grey */
};

/* A stretch of a line, as high as all of it. */
static struct crop crop_line(struct work *work, const struct run *stretch)
{
	int left = G_MAXINT, top = G_MAXINT, right = 0, bottom = 0;
	for (guint i = 0; i < stretch->words->len; i++) {
		const struct read_word *word = word_at(stretch->words, i);
		top = MIN(top, word->y);
		bottom = MAX(bottom, word->y + word->height);
		if (i < stretch->from || i >= stretch->to)
			continue;
		left = MIN(left, word->x);
		right = MAX(right, word->x + word->width);
	}
	int room = work->area.x_height / 3;
	struct crop crop = {
		.x = MAX((int)(left / work->scale) - 2 * room, 0),
		.y = MAX((int)(top / work->scale) - room, 0),
		.enlarged = (double)X_HEIGHT_LARGE / work->area.x_height,
	};
	BOX *box = boxCreate(crop.x, crop.y,
		(int)(right / work->scale) + 2 * room - crop.x,
		(int)(bottom / work->scale) + room - crop.y);
	PIX *part = box ? pixClipRectangle(work->clean, box, NULL) : NULL;
	boxDestroy(&box);
	if (part)
		crop.picture = pixScale(part, crop.enlarged, crop.enlarged);
	pixDestroy(&part);
	return crop;
}

/* From the crop to the picture the page was read from. */
static void place_words(
	const struct work *work, const struct crop *crop, GArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		struct read_word *word = word_at(words, i);
		double across = work->scale / crop->enlarged;
		double down = work->scale / crop->enlarged;
		word->x = (int)(word->x * across + crop->x * work->scale);
		word->y = (int)(word->y * down + crop->y * work->scale);
		word->width = MAX((int)(word->width * across), 1);
		word->height = MAX((int)(word->height * down), 1);
	}
}

static struct recognition *read_crop(
	struct work *work, const struct crop *crop, int tongue)
{
	struct reader_task task = { tongue, READER_LINE,
		DPI_WANTED * X_HEIGHT_LARGE / X_HEIGHT_WANTED,
		work_left_ms(work) };
	return reader_read(work->ocr->reader, crop->picture, &task);
}

static GArray *reread_in(struct work *work, const struct crop *crop,
	GArray *words, int tongue, enum again why)
{
	struct recognition *again = read_crop(work, crop, tongue);
	place_words(work, crop, again->words);
	GArray *merged = merge(words, again->words, why);
	recognition_free(again);
	g_array_unref(words);
	return merged;
}

/* Of a sure line nothing but the figures: stray letters are found. */
static GArray *reread_crop(struct work *work, const struct crop *crop,
	GArray *words, enum again why)
{
	words = reread_in(work, crop, words, work->tongue, why);
	for (int i = reader_tongues(work->ocr->reader) - 1;
		i >= 0 && words->len > 0 && why != AGAIN_FIGURES; i--)
		if (i != work->tongue && is_doubtful(words))
			words = reread_in(work, crop, words, i, AGAIN_FOREIGN);
	return words;
}

/* What is doubtful or a figure, and the words beside it. */
static struct run stretch_of(GArray *line)
{
	struct run stretch = { line, line->len, 0 };
	for (guint i = 0; i < line->len; i++) {
		const struct read_word *word = word_at(line, i);
		if (sureness(word) >= doubtful && !is_figure(word->text))
			continue;
		stretch.from = MIN(stretch.from, i > BESIDE ? i - BESIDE : 0);
		stretch.to = MIN(i + BESIDE + 1, line->len);
	}
	return stretch;
}

/* The line goes to `out`, which takes its texts. */
static void reread_line(struct work *work, GArray *line, GArray *out)
{
	const struct read_word like = *word_at(line, 0);
	struct run stretch = stretch_of(line);
	enum again why = is_doubtful(line) ? AGAIN_LARGER : AGAIN_FIGURES;
	struct crop crop = { 0 };
	if (stretch.from < stretch.to)
		crop = crop_line(work, &stretch);
	if (!crop.picture)
		stretch.from = stretch.to = line->len;
	struct run before = { line, 0, stretch.from };
	struct run after = { line, stretch.to, line->len };
	run_move(&before, out, &like);
	if (crop.picture) {
		GArray *words = recognition_words_new();
		run_move(&stretch, words, &like);
		words = reread_crop(work, &crop, words, why);
		struct run all = { words, 0, words->len };
		run_move(&all, out, &like);
		g_array_unref(words);
		pixDestroy(&crop.picture);
	}
	run_move(&after, out, &like);
}

/* The next line's words out of `all`. */
static GArray *copy_line(GArray *all, guint *at)
{
	int line = word_at(all, *at)->line;
	GArray *words = recognition_words_new();
	for (; *at < all->len && word_at(all, *at)->line == line; ++*at) {
		struct read_word word = *word_at(all, *at);
		word.text = g_strdup(word.text);
		g_array_append_val(words, word);
	}
	return words;
}

/* --- in which language ------------------------------------------------- */

/* Lines from..to of VOTES_MOST that are least sure come first. */
static void keep_least_sure(GArray *lines[VOTES_MOST], GArray *line)
{
	struct run run = { line, 0, line->len };
	for (int i = 0; i < VOTES_MOST; i++) {
		GArray *at = lines[i];
		struct run there = { at, 0, at ? at->len : 0 };
		if (at && run_confidence(&run) >= run_confidence(&there))
			continue;
		lines[i] = line;
		line = at;
		if (!line)
			return;
		run = there;
	}
	g_array_unref(line);
}

static void vote(struct work *work, GArray *line, double *sums)
{
	struct run some = { line, 0, MIN(line->len, VOTE_WORDS_MOST) };
	struct crop crop = crop_line(work, &some);
	if (!crop.picture)
		return;
	for (int i = 0; i < reader_tongues(work->ocr->reader); i++) {
		struct recognition *one = read_crop(work, &crop, i);
		sums[i] += one->confidence;
		recognition_free(one);
	}
	pixDestroy(&crop.picture);
}

int reread_vote(struct work *work, const struct recognition *page)
{
	GArray *lines[VOTES_MOST] = { NULL };
	double sums[TONGUES_MOST] = { 0 };
	for (guint at = 0; at < page->words->len;) {
		GArray *line = copy_line(page->words, &at);
		if (line->len >= VOTE_WORDS_LEAST)
			keep_least_sure(lines, line);
		else
			g_array_unref(line);
	}
	for (int i = 0; i < VOTES_MOST && lines[i]; i++) {
		vote(work, lines[i], sums);
		g_array_unref(lines[i]);
	}
	int best = work->tongue;
	for (int i = 0; i < TONGUES_MOST; i++)
		if (sums[i] > sums[best])
			best = i;
	return best;
}

/* ----------------------------------------------------------------------- */

void reread_lines(struct work *work, struct recognition *page)
{
	GArray *words = recognition_words_new();
	for (guint at = 0; at < page->words->len;) {
		GArray *line = copy_line(page->words, &at);
		reread_line(work, line, words);
		g_array_unref(line);
	}
	g_array_unref(page->words);
	page->words = words;
	recognition_weigh(page);
}
