/* A line was broken by the paper's edge when the next line's first word would
 * not have fitted behind it; otherwise its writer ended it there.  A table's
 * row is one line of text, its cells parted by tabs. */
#include "compose.h"

#include <string.h>
#include "table.h"

enum {
	CELL_LINES_MOST = 4, /* columns of prose are longer */
};

/* What the lines of a block fill. */
struct block {
	int left, right, top, bottom, lines;
	bool in_row;  /* it is a cell, and stands beside another */
	bool goes_on; /* the row of the one before */
	bool by_row;  /* it is none, but the one before or behind is */
};

struct composing {
	const struct recognition *recognition;
	GArray *lines;	/* of struct text_line */
	GArray *blocks; /* of struct block, by number */
	int pitch;
	GString *text;
};

static GArray *lines_of(const struct recognition *recognition)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
	for (guint i = 0; i < recognition->words->len; i++) {
		const struct read_word *word = read_word_at(recognition, i);
		bool same = i > 0 && read_word_at(recognition, i - 1)->line ==
					     word->line;
		if (!same) {
			struct text_line line = { i, i, word->x,
				word->x + word->width, word->y,
				word->y + word->height, word->block };
			g_array_append_val(lines, line);
			continue;
		}
		struct text_line *line =
			&g_array_index(lines, struct text_line, lines->len - 1);
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
		const struct text_line *line =
			&g_array_index(lines, struct text_line, i);
		pitches[i] = line[1].bottom + line[1].top - line[0].bottom -
			     line[0].top;
	}
	qsort(pitches, lines->len - 1, sizeof(int), compare_int);
	return pitches[(lines->len - 1) / 2] / 2;
}

static bool was_full(const struct recognition *recognition,
	const struct text_line *line, const struct text_line *next,
	int right_edge)
{
	const struct read_word *word = read_word_at(recognition, next->first);
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
	start = MAX(start, strrchr(text->str, '\n'));
	start = MAX(start, strrchr(text->str, '\t'));
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

/* --- blocks ------------------------------------------------------------ */

static struct block *block_of(
	const struct composing *composing, const struct text_line *line)
{
	return &g_array_index(
		composing->blocks, struct block, (guint)line->block);
}

static void block_add(struct block *block, const struct text_line *line)
{
	bool is_first = block->lines++ == 0;
	block->left = is_first ? line->left : MIN(block->left, line->left);
	block->top = is_first ? line->top : MIN(block->top, line->top);
	block->right = MAX(block->right, line->right);
	block->bottom = MAX(block->bottom, line->bottom);
}

/* On the right of it, at its height, and one of them short: cells of a row. */
static bool is_beside(const struct block *block, const struct block *left)
{
	return block->left > left->right &&
	       MIN(block->bottom, left->bottom) > MAX(block->top, left->top) &&
	       MIN(block->lines, left->lines) <= CELL_LINES_MOST;
}

static void find_blocks(struct composing *composing)
{
	const GArray *lines = composing->lines;
	int most = -1;
	for (guint i = 0; i < lines->len; i++)
		most = MAX(most, text_line_at(lines, i)->block);
	g_array_set_size(composing->blocks, (guint)(most + 1));
	for (guint i = 0; i < lines->len; i++)
		block_add(block_of(composing, text_line_at(lines, i)),
			text_line_at(lines, i));
	for (guint i = 1; i < lines->len; i++) {
		struct block *left =
			block_of(composing, text_line_at(lines, i - 1));
		struct block *block =
			block_of(composing, text_line_at(lines, i));
		if (block == left || !is_beside(block, left))
			continue;
		left->in_row = block->in_row = true;
		block->goes_on = true;
	}
	for (guint i = 1; i < lines->len; i++) {
		struct block *left =
			block_of(composing, text_line_at(lines, i - 1));
		struct block *block =
			block_of(composing, text_line_at(lines, i));
		left->by_row |= block->in_row;
		block->by_row |= left->in_row;
	}
}

/* --- text -------------------------------------------------------------- */

static void append_words(
	GString *text, const struct read_word *words, guint count)
{
	for (guint i = 0; i < count; i++) {
		if (i > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, words[i].text);
	}
}

/* A line that did not end there goes on. */
static void append_flow(GString *text, const struct read_word *next)
{
	if (!join_broken(text, next->text))
		g_string_append_c(text, ' ');
}

/* What of a line stands in one column, behind the cell's lines above. */
static void append_cell(const struct composing *composing,
	const struct table *table, const struct text_line *line, int column)
{
	GString *text = composing->text;
	bool is_first = true;
	for (guint i = line->first; i <= line->last; i++) {
		const struct read_word *word =
			read_word_at(composing->recognition, i);
		if (table_column(table, word) != column)
			continue;
		bool is_begun = text->len > 0 &&
				!strchr("\t\n", text->str[text->len - 1]);
		if (is_begun && is_first)
			append_flow(text, word);
		else if (is_begun)
			g_string_append_c(text, ' ');
		g_string_append(text, word->text);
		is_first = false;
	}
}

static void append_row(const struct composing *composing,
	const struct table *table, guint at, guint count)
{
	GString *text = composing->text;
	for (int column = 0; column < table->columns; column++) {
		if (column > 0)
			g_string_append_c(text, '\t');
		for (guint i = at; i < at + count; i++)
			append_cell(composing, table,
				text_line_at(composing->lines, i), column);
	}
	while (g_str_has_suffix(text->str, "\t"))
		g_string_truncate(text, text->len - 1);
}

static void append_table(
	const struct composing *composing, const struct table *table, guint at)
{
	guint end = at + table->lines, row;
	for (; at < end; at += row) {
		row = table_row(composing->recognition, composing->lines, table,
			at, end);
		append_row(composing, table, at, row);
		if (at + row < end)
			g_string_append_c(composing->text, '\n');
	}
}

/* What stands between a line and the next; NULL: the text flows on.
 * `in_table`: of the two. */
static const char *break_after(const struct composing *composing,
	const struct text_line *line, const bool in_table[2])
{
	const struct text_line *next = line + 1;
	const struct block *here = block_of(composing, line),
			   *there = block_of(composing, next);
	int pitch = composing->pitch;
	int gap = (next->top + next->bottom - line->top - line->bottom) / 2;
	bool are_rows =
		(here->in_row || in_table[0]) && (there->in_row || in_table[1]);
	if (here != there)
		return there->goes_on ? "\t" : are_rows ? "\n" : "\n\n";
	if (here->in_row)
		return NULL;
	if (gap < 0 || (pitch > 0 && gap * 4 > pitch * 5))
		return "\n\n";
	return in_table[0] || in_table[1] ||
			       !was_full(composing->recognition, line, next,
				       here->right)
		       ? "\n"
		       : NULL;
}

static void append_break(const struct composing *composing,
	const struct text_line *line, const bool in_table[2])
{
	const char *text = break_after(composing, line, in_table);
	if (text != NULL)
		g_string_append(composing->text, text);
	else
		append_flow(
			composing->text, read_word_at(composing->recognition,
						 (line + 1)->first));
}

/* Cells beside it make a single line a row. */
static bool find_table(
	const struct composing *composing, guint at, struct table *table)
{
	const struct block *block =
		block_of(composing, text_line_at(composing->lines, at));
	return !block->in_row &&
	       table_find(composing->recognition, composing->lines, at,
		       block->by_row ? 1 : TABLE_LINES_LEAST, table);
}

static void append_all(const struct composing *composing)
{
	const GArray *lines = composing->lines;
	bool in_table[2] = { false, false };
	for (guint i = 0, count; i < lines->len; i += count) {
		struct table table;
		in_table[1] = find_table(composing, i, &table);
		if (i > 0)
			append_break(composing, text_line_at(lines, i - 1),
				in_table);
		const struct text_line *line = text_line_at(lines, i);
		count = in_table[1] ? table.lines : 1;
		if (in_table[1])
			append_table(composing, &table, i);
		else
			append_words(composing->text,
				read_word_at(
					composing->recognition, line->first),
				line->last - line->first + 1);
		in_table[0] = in_table[1];
	}
}

char *compose_text(const struct recognition *recognition)
{
	g_autoptr(GArray) lines = lines_of(recognition);
	g_autoptr(GArray) blocks =
		g_array_new(FALSE, TRUE, sizeof(struct block));
	struct composing composing = { recognition, lines, blocks,
		usual_pitch(lines), g_string_new(NULL) };
	find_blocks(&composing);
	append_all(&composing);
	return g_string_free(composing.text, FALSE);
}
