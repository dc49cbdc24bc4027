/* One character at a time: text, an end of something, or a field's border. */
#include "word_output.h"

#include <string.h>

#include "plaint/base/utf8.h"

enum {
	CELL_END = 0x07,
	TAB = 0x09,
	LINE_BREAK = 0x0b,
	PAGE_BREAK = 0x0c,
	PARAGRAPH_END = 0x0d,
	COLUMN_BREAK = 0x0e,
	FIELD_BEGIN = 0x13,
	FIELD_RESULT = 0x14,
	FIELD_END = 0x15,
	HARD_HYPHEN = 0x1e,
};

void word_output_init(struct word_output *output, size_t limit_bytes)
{
	*output = (struct word_output){
		.text = g_string_new(NULL),
		.limit_bytes = limit_bytes,
	};
}

static void end_line(GString *text)
{
	while (text->len > 0 && (text->str[text->len - 1] == ' ' ||
					text->str[text->len - 1] == '|'))
		g_string_truncate(text, text->len - 1);
	g_string_append_c(text, '\n');
}

void word_output_begin(struct word_output *output)
{
	GString *text = output->text;

	output->fields = 0;
	output->was_cell_end = false;
	if (text->len > 0 && text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
}

/* Of a field the result is seen, not what calculates it. */
static void put_border(struct word_output *output, gunichar c)
{
	int open = MIN(output->fields, WORD_FIELDS_OPEN_MOST);

	if (c == FIELD_BEGIN) {
		if (open < WORD_FIELDS_OPEN_MOST)
			output->is_result[open] = false;
		output->fields++;
	} else if (c == FIELD_RESULT && open > 0) {
		output->is_result[open - 1] = true;
	} else if (c == FIELD_END && output->fields > 0) {
		output->fields--;
	}
}

static bool is_hidden(const struct word_output *output)
{
	for (int i = 0; i < MIN(output->fields, WORD_FIELDS_OPEN_MOST); i++) {
		if (!output->is_result[i])
			return true;
	}
	return false;
}

/* A row's end is one more mark behind that of its last cell. */
static void put_cell_end(struct word_output *output)
{
	if (output->was_cell_end)
		end_line(output->text);
	else
		g_string_append(output->text, " | ");
	output->was_cell_end = !output->was_cell_end;
}

static void put_shown(struct word_output *output, gunichar c)
{
	if (c == CELL_END) {
		put_cell_end(output);
		return;
	}
	output->was_cell_end = false;
	if (c == PARAGRAPH_END || c == LINE_BREAK || c == PAGE_BREAK ||
		c == COLUMN_BREAK)
		g_string_append_c(output->text, '\n');
	else if (c == HARD_HYPHEN)
		g_string_append_c(output->text, '-');
	else if (c == TAB || (c >= ' ' && c != 0x7f && c != 0xfffe))
		g_string_append_unichar(output->text, c);
}

void word_output_put(struct word_output *output, const char *text)
{
	for (; *text && output->text->len <= output->limit_bytes;
		text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c == FIELD_BEGIN || c == FIELD_RESULT || c == FIELD_END)
			put_border(output, c);
		else if (!is_hidden(output))
			put_shown(output, c);
	}
}

char *word_output_take(struct word_output *output)
{
	g_autofree char *text = g_string_free(output->text, FALSE);

	output->text = NULL;
	return utf8_make_valid(text, strlen(text), NULL);
}
