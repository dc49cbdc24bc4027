/* A line was broken by the paper's edge when the next line's first word would
 * not have fitted behind it; otherwise its writer ended it there. */
#include "compose.h"

#include <string.h>

struct line {
	guint first, last; /* words */
	int left, right, top, bottom, block;
};

static const struct read_word *word_at(
	const struct recognition *recognition, guint i)
{
	return &g_array_index(recognition->words, struct read_word, i);
}

static GArray *lines_of(const struct recognition *recognition)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *word = word_at(recognition, i);
		bool same = i > 0 &&
			    word_at(recognition, i - 1)->line == word->line;
		if (!same) {
			struct line line = { i, i, word->x,
				word->x + word->width, word->y,
				word->y + word->height, word->block };
			g_array_append_val(lines, line);
			continue;
		}
		struct line *line =
			&g_array_index(lines, struct line, lines->len - 1);
		line->last = i;
		line->left = MIN(line->left, word->x);
		line->right = MAX(line->right, word->x + word->width);
		line->top = MIN(line->top, word->y);
		line->bottom = MAX(line->bottom, word->y + word->height);
	}
	return lines;
}

static int compare_int(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* From one line's middle to the next one's; 0 with fewer than two lines. */
static int usual_pitch(GArray *lines)
{
	if (lines->len < 2)
		return 0;
	g_autofree int *pitches = g_new(int, lines->len - 1);
	for (guint i = 0; i + 1 < lines->len; i++) {
		const struct line *line = &g_array_index(lines, struct line, i);
		pitches[i] = line[1].bottom + line[1].top - line[0].bottom -
			     line[0].top;
	}
	qsort(pitches, lines->len - 1, sizeof(int), compare_int);
	return pitches[(lines->len - 1) / 2] / 2;
}

static bool was_full(const struct recognition *recognition,
	const struct line *line, const struct line *next, int right_edge)
{
	const struct read_word *word = word_at(recognition, next->first);
	int space = (line->bottom - line->top) / 3;
	return line->right + space + word->width > right_edge;
}

/* --- hyphens ----------------------------------------------------------- */

/* Hyphens that belong to the word: "будь-який", "хто-небудь". */
static const char *const before_hyphen[] = { "будь", "казна", "хтозна", "абы",
	"кое", "по", "во", "в", "из" };
static const char *const after_hyphen[] = { "то", "таки", "небудь", "нибудь",
	"либо", "ка", "от", "би", "же", "за", "під", "під’їзд" };

static bool is_any(
	const char *word, size_t length, const char *const *list, size_t count)
{
	g_autofree char *lower = g_utf8_strdown(word, length);
	for (size_t i = 0; i < count; i++)
		if (strcmp(lower, list[i]) == 0)
			return true;
	return false;
}

static size_t letters_at(const char *text)
{
	const char *p = text;
	while (g_unichar_isalpha(g_utf8_get_char(p)))
		p = g_utf8_next_char(p);
	return p - text;
}

/* Does text end in letter and hyphen?  Length of the hyphen, or 0. */
static size_t ends_in_hyphen(const char *text)
{
	static const char *const hyphens[] = { "-", "\u2010", "\u00ac",
		"\u00ad" };
	for (size_t i = 0; i < G_N_ELEMENTS(hyphens); i++) {
		size_t length = strlen(hyphens[i]);
		if (!g_str_has_suffix(text, hyphens[i]) ||
			strlen(text) <= length)
			continue;
		const char *before = g_utf8_find_prev_char(
			text, text + strlen(text) - length);
		if (before && g_unichar_isalpha(g_utf8_get_char(before)))
			return length;
	}
	return 0;
}

/* The next line's first word joins the broken one; false: it is no break. */
static bool join_broken(GString *text, const char *next)
{
	const char *start = strrchr(text->str, ' ');
	const char *newline = strrchr(text->str, '\n');
	start = start > newline ? start : newline;
	start = start ? start + 1 : text->str;
	size_t hyphen = ends_in_hyphen(start);
	if (hyphen == 0 || !g_unichar_islower(g_utf8_get_char(next)))
		return false;
	size_t head = strlen(start) - hyphen;
	bool keep = is_any(start, head, before_hyphen,
			    G_N_ELEMENTS(before_hyphen)) ||
		    is_any(next, letters_at(next), after_hyphen,
			    G_N_ELEMENTS(after_hyphen));
	if (!keep)
		g_string_truncate(text, text->len - hyphen);
	return true;
}

/* ----------------------------------------------------------------------- */

static void append_line(GString *text, const struct recognition *recognition,
	const struct line *line)
{
	for (guint i = line->first; i <= line->last; i++) {
		if (i > line->first)
			g_string_append_c(text, ' ');
		g_string_append(text, word_at(recognition, i)->text);
	}
}

static void append_break(GString *text, const struct recognition *recognition,
	const struct line *line, int pitch, int right_edge)
{
	const struct line *next = line + 1;
	bool apart = next->block != line->block;
	int gap = (next->top + next->bottom - line->top - line->bottom) / 2;
	if (apart || gap < 0 || (pitch > 0 && gap * 4 > pitch * 5))
		g_string_append(text, "\n\n");
	else if (!was_full(recognition, line, next, right_edge))
		g_string_append_c(text, '\n');
	else if (!join_broken(text, word_at(recognition, next->first)->text))
		g_string_append_c(text, ' ');
}

/* How far right the lines of a block reach. */
static int right_edge_of(GArray *lines, int block)
{
	int right = 0;
	for (guint i = 0; i < lines->len; i++) {
		const struct line *line = &g_array_index(lines, struct line, i);
		if (line->block == block)
			right = MAX(right, line->right);
	}
	return right;
}

char *compose_text(const struct recognition *recognition)
{
	g_autoptr(GArray) lines = lines_of(recognition);
	int pitch = usual_pitch(lines), right_edge = 0, block = -1;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < lines->len; i++) {
		const struct line *line = &g_array_index(lines, struct line, i);
		if (line->block != block)
			right_edge = right_edge_of(lines, line->block);
		block = line->block;
		append_line(text, recognition, line);
		if (i + 1 < lines->len)
			append_break(
				text, recognition, line, pitch, right_edge);
	}
	return g_string_free(text, FALSE);
}
