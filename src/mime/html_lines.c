/* White space collapses, and a block's end waits for the next text before it
 * ends the line. */
#include "html_lines.h"

struct html_lines {
	struct lines *out;
	GString *line;	     /* being made */
	gsize content_begin; /* where a cell or an item begins in it */
	gsize link_begin;    /* where a link's text begins in it */
	unsigned char mark, line_mark;
	bool is_preformatted;
	bool wants_space, has_cell;
	bool wants_blank; /* before the line being made */
	bool wants_break; /* the line ends unless a cell goes on */
	bool blank_next;  /* with a blank line behind it */
	bool saw_blank;	  /* a no-break space alone: a line of its own */
};

struct html_lines *html_lines_new(void)
{
	struct html_lines *lines = g_new0(struct html_lines, 1);

	lines->out = lines_new();
	lines->line = g_string_new(NULL);
	return lines;
}

struct lines *html_lines_finish(struct html_lines *lines)
{
	struct lines *out = lines->out;

	html_lines_break(lines);
	g_string_free(lines->line, TRUE);
	g_free(lines);
	return out;
}

void html_lines_go_on(
	struct html_lines *lines, unsigned char mark, bool is_preformatted)
{
	lines->mark = mark;
	lines->is_preformatted = is_preformatted;
}

static void put_line(struct html_lines *lines, const char *text, gsize length,
	unsigned char mark)
{
	g_string_append_len(lines->out->text, text, (gssize)length);
	g_string_append_c(lines->out->text, '\n');
	g_byte_array_append(lines->out->marks, &mark, 1);
}

void html_lines_break(struct html_lines *lines)
{
	GString *line = lines->line;

	lines->wants_space = false;
	lines->wants_break = false;
	lines->has_cell = false;
	while (line->len && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
	if (g_str_has_suffix(line->str, " |"))
		g_string_truncate(line, line->len - 2);
	if (line->len == 0)
		return;
	if (lines->wants_blank && lines->out->text->len > 0)
		put_line(lines, "", 0, lines->line_mark);
	put_line(lines, line->str, line->len, lines->line_mark);
	lines->wants_blank = lines->blank_next;
	lines->blank_next = false;
	g_string_truncate(line, 0);
	lines->link_begin = 0;
	lines->content_begin = 0;
}

void html_lines_end_block(struct html_lines *lines, bool wants_blank)
{
	wants_blank |= lines->saw_blank;
	lines->saw_blank = false;
	if (lines->line->len == 0) {
		lines->wants_blank |= wants_blank && lines->out->text->len > 0;
		return;
	}
	if (lines->line->len == lines->content_begin)
		return;
	lines->wants_break = true;
	lines->blank_next |= wants_blank;
}

/* Nothing stands in the line yet: what comes would be the first. */
static bool is_fresh(const struct html_lines *lines)
{
	return lines->line->len == 0 || lines->wants_break;
}

static void begin_text(struct html_lines *lines)
{
	if (lines->wants_break)
		html_lines_break(lines);
	if (lines->line->len == 0)
		lines->line_mark = lines->mark;
	else if (lines->wants_space)
		g_string_append_c(lines->line, ' ');
	lines->wants_space = false;
	lines->saw_blank = false;
}

void html_lines_put_text(struct html_lines *lines, const char *text)
{
	begin_text(lines);
	g_string_append(lines->line, text);
}

void html_lines_break_hard(struct html_lines *lines)
{
	if (lines->wants_break)
		lines->blank_next = true;
	else if (lines->line->len > 0)
		html_lines_break(lines);
	else if (lines->out->text->len > 0)
		lines->wants_blank = true;
}

static bool is_collapsible(gunichar c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool html_lines_is_invisible(gunichar c)
{
	return c == 0x200b || c == 0x200c || c == 0x200d || c == 0x2060 ||
	       c == 0xfeff || c == 0xad || c == 0x34f || c == 0x200e ||
	       c == 0x200f;
}

void html_lines_put_character(struct html_lines *lines, gunichar c)
{
	if (lines->is_preformatted && (c == '\n' || c == '\r')) {
		if (c == '\n')
			html_lines_break_hard(lines);
		return;
	}
	if (lines->is_preformatted && (c == ' ' || c == '\t')) {
		begin_text(lines);
		g_string_append_c(lines->line, ' ');
		return;
	}
	if (is_collapsible(c)) {
		lines->wants_space |= lines->line->len > 0;
		return;
	}
	if (html_lines_is_invisible(c) || (c < 0x20) || (c >= 0x7f && c < 0xa0))
		return;
	/* A no-break space is a space to whoever reads text. */
	if (c == 0xa0) {
		lines->wants_space |= lines->line->len > 0;
		lines->saw_blank |= is_fresh(lines);
		return;
	}
	begin_text(lines);
	g_string_append_unichar(lines->line, c);
}

void html_lines_begin_item(struct html_lines *lines)
{
	lines->content_begin = lines->line->len;
}

void html_lines_begin_cell(struct html_lines *lines)
{
	if (!lines->has_cell || lines->line->len == 0)
		return;
	lines->wants_space = false;
	lines->wants_break = false;
	lines->blank_next = false;
	g_string_append(lines->line, " | ");
	lines->content_begin = lines->line->len;
}

void html_lines_end_cell(struct html_lines *lines)
{
	lines->has_cell = true;
}

void html_lines_end_row(struct html_lines *lines)
{
	/* A paragraph in a cell sets no rows apart. */
	lines->blank_next = false;
	html_lines_break(lines);
}

void html_lines_begin_link(struct html_lines *lines)
{
	lines->link_begin = lines->line->len;
}

const char *html_lines_link_text(const struct html_lines *lines)
{
	return lines->line->str + MIN(lines->link_begin, lines->line->len);
}

void html_lines_put_address(struct html_lines *lines, const char *address)
{
	g_string_append_printf(lines->line, " <%s>", address);
}
