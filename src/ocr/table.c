/* The words of a row stand on one line, and a reader that goes across knows
 * nothing of cells.  But the columns of a table leave bands free that are wider
 * than a space, one line as the next, and prose does not: three lines tell. */
#include "table.h"

#include <string.h>

enum {
	UNITS = 8,	/* of a line's height: how finely bands are measured */
	BAND_LEAST = 5, /* units; a space is 2 or 3 */
	UNITS_MOST = 2048,
	LINES_MOST = 100,
	APART_MOST = 3, /* lines' heights between rows */
	PITCH_MOST = 2, /* the same, from line to line in a cell */
};

/* Where the lines seen so far have words, in units from the left. */
struct bands {
	int unit; /* pixels */
	GByteArray *ink;
};

const struct read_word *read_word_at(
	const struct recognition *recognition, guint i)
{
	return &g_array_index(recognition->words, struct read_word, i);
}

const struct text_line *text_line_at(const GArray *lines, guint i)
{
	return &g_array_index(lines, struct text_line, i);
}

static int height_of(const struct text_line *line)
{
	return MAX(line->bottom - line->top, 1);
}

/* --- bands ------------------------------------------------------------- */

static void bands_mark(struct bands *bands,
	const struct recognition *recognition, const struct text_line *line)
{
	guint units = (guint)MAX(line->right, 0) / bands->unit + 1;
	units = MIN(units, UNITS_MOST);
	guint before = bands->ink->len;
	if (units > before) {
		g_byte_array_set_size(bands->ink, units);
		memset(bands->ink->data + before, 0, units - before);
	}
	for (guint i = line->first; i <= line->last; i++) {
		const struct read_word *word = read_word_at(recognition, i);
		guint right = (guint)MAX(word->x + word->width, 0);
		for (guint x = (guint)MAX(word->x, 0) / bands->unit;
			x <= right / bands->unit && x < bands->ink->len; x++)
			bands->ink->data[x] = 1;
	}
}

/* The ends of what stands between free bands. */
static void bands_columns(const struct bands *bands, struct table *table)
{
	int last = -1;
	table->columns = 0;
	for (guint x = 0; x < bands->ink->len; x++) {
		if (bands->ink->data[x] == 0)
			continue;
		bool is_new = last < 0 || (int)x - last > BAND_LEAST;
		if (is_new && table->columns < TABLE_COLUMNS_MOST)
			table->columns++;
		last = (int)x;
		table->ends[table->columns - 1] = (last + 1) * bands->unit;
	}
}

static bool has_several_columns(const struct recognition *recognition,
	const struct table *table, const struct text_line *line)
{
	return table_column(table, read_word_at(recognition, line->first)) !=
	       table_column(table, read_word_at(recognition, line->last));
}

/* --- the table --------------------------------------------------------- */

/* Take line after line while some band stays free; once there are enough, all
 * of them must. */
static void take_lines(const struct recognition *recognition,
	const GArray *lines, guint from, guint least, struct table *table)
{
	const struct text_line *first = text_line_at(lines, from);
	struct bands bands = { MAX(height_of(first) / UNITS, 1),
		g_byte_array_new() };
	guint shared = 0;
	for (guint i = from; i < MIN(lines->len, from + LINES_MOST); i++) {
		const struct text_line *line = text_line_at(lines, i);
		struct table with = { .lines = i - from + 1 };
		bool apart = i > from && line->top - line[-1].bottom >
						 APART_MOST * height_of(first);
		bands_mark(&bands, recognition, line);
		bands_columns(&bands, &with);
		if (line->block != first->block || apart || with.columns < 2 ||
			(shared >= least && with.columns < table->columns))
			break;
		shared += has_several_columns(recognition, &with, line);
		*table = with;
	}
	g_byte_array_unref(bands.ink);
}

/* The words on a line below, in one column, that go on with nothing are no
 * part of it. */
static void drop_last_lines(const struct recognition *recognition,
	const GArray *lines, guint from, struct table *table)
{
	guint rows_end = from;
	while (rows_end < from + table->lines) {
		guint row = table_row(recognition, lines, table, rows_end,
			from + table->lines);
		if (row == 1 && !has_several_columns(recognition, table,
					text_line_at(lines, rows_end)))
			break;
		rows_end += row;
	}
	table->lines = rows_end - from;
}

bool table_find(const struct recognition *recognition, const GArray *lines,
	guint from, guint least, struct table *out)
{
	guint shared = 0;
	*out = (struct table){ 0 };
	take_lines(recognition, lines, from, least, out);
	if (out->columns < 2)
		return false;
	drop_last_lines(recognition, lines, from, out);
	for (guint i = from; i < from + out->lines; i++)
		shared += has_several_columns(
			recognition, out, text_line_at(lines, i));
	return shared >= least;
}

int table_column(const struct table *table, const struct read_word *word)
{
	int column = 0;
	while (column + 1 < table->columns &&
		word->x + word->width / 2 >= table->ends[column])
		column++;
	return column;
}

/* --- rows -------------------------------------------------------------- */

/* How far the words of each column reach on a line; 0: there are none. */
static void reach(const struct recognition *recognition,
	const struct table *table, const struct text_line *line, int *rights)
{
	memset(rights, 0, TABLE_COLUMNS_MOST * sizeof(int));
	for (guint i = line->first; i <= line->last; i++) {
		const struct read_word *word = read_word_at(recognition, i);
		rights[table_column(table, word)] = word->x + word->width;
	}
}

static int columns_with_words(const int *rights)
{
	int columns = 0;
	for (int i = 0; i < TABLE_COLUMNS_MOST; i++)
		columns += rights[i] > 0;
	return columns;
}

/* Would the first word in each of its columns have had no room on the line
 * above, and does some cell of the row need no further line?  A new row fills
 * its columns anew. */
static bool goes_on(const struct recognition *recognition,
	const struct table *table, const struct text_line *row,
	const struct text_line *line)
{
	int whole[TABLE_COLUMNS_MOST], above[TABLE_COLUMNS_MOST];
	int column = -1, columns = 0, space = height_of(line) / 4;
	reach(recognition, table, row, whole);
	reach(recognition, table, line - 1, above);
	for (guint i = line->first; i <= line->last; i++) {
		const struct read_word *word = read_word_at(recognition, i);
		if (table_column(table, word) == column)
			continue;
		column = table_column(table, word);
		columns++;
		int end = above[column] + space + word->width;
		if (above[column] == 0 || end <= table->ends[column])
			return false;
	}
	return columns < columns_with_words(whole);
}

guint table_row(const struct recognition *recognition, const GArray *lines,
	const struct table *table, guint at, guint end)
{
	const struct text_line *row = text_line_at(lines, at), *line = row + 1;
	int pitch = PITCH_MOST * height_of(row);
	while (at + (line - row) < end && line->top - line[-1].top <= pitch &&
		goes_on(recognition, table, row, line))
		line++;
	return (guint)(line - row);
}
