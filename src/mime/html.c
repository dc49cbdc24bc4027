/* HTML by libxml2's push parser and our own callbacks: no tree is built, so
 * neither depth nor size can lose text or memory. */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include "html_attribute.h"
#include "html_guard.h"
#include "html_lines.h"
#include "html_link.h"
#include "html_look.h"
#include "html_marks.h"
#include "html_shapes.h"
#include "html_sheet.h"
#include "plaint/text/quote.h"

enum {
	CHUNK_BYTES = 16384,
	LINKS_MOST = 2000,
	LIST_INDENT_MOST = 8,
	STACK_SEARCH_MOST = 64,
};

/* An open element. */
struct open {
	char name[12];
	unsigned char shape;
	unsigned char mark;
	unsigned char mark_around;
	struct html_look look;
	bool is_hidden, is_machinery;
	bool is_ordered;
	bool holds_answers; /* what comes behind a quote in it is no quote */
	int items;
};

struct reader {
	struct html_lines *lines;
	struct html_notes *notes;
	GArray *stack;	   /* of struct open */
	GHashTable *links; /* shown already */
	struct html_sheet *sheet;
	GString *css;		 /* of the <style> being read */
	GString *link_href;	 /* of the <a> being read, "" when none */
	unsigned char rest_mark; /* of everything from here on */
	int hidden, machinery, lists;
	bool shows_hidden;
};

static struct open *top(struct reader *reader)
{
	return reader->stack->len ? &g_array_index(reader->stack, struct open,
					    reader->stack->len - 1)
				  : NULL;
}

static unsigned char mark_now(struct reader *reader)
{
	struct open *open = top(reader);

	if (open && open->mark)
		return open->mark;
	return reader->rest_mark;
}

/* The elements that are open say how what follows is to be taken. */
static void go_on(struct reader *reader)
{
	html_lines_go_on(reader->lines, mark_now(reader),
		top(reader) && top(reader)->look.is_preformatted);
}

static bool is_shown(const struct reader *reader)
{
	return reader->hidden == 0 && reader->machinery == 0;
}

static bool is_unseen(struct reader *reader)
{
	return !reader->shows_hidden && top(reader) &&
	       html_look_is_unseen(&top(reader)->look);
}

/* Its blanks and what takes no room anyway are not missed by anybody. */
static void note_hidden(struct reader *reader, gunichar c)
{
	if (g_unichar_isgraph(c) && !html_lines_is_invisible(c))
		reader->notes->hidden_characters++;
}

static void on_characters(void *data, const xmlChar *text, int length)
{
	struct reader *reader = data;
	const char *at = (const char *)text, *end = at + length;
	bool is_hidden = reader->hidden > 0 || is_unseen(reader);

	if (reader->machinery > 0)
		return;
	for (; at < end; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char_validated(at, end - at);

		if (c == (gunichar)-1 || c == (gunichar)-2)
			break;
		if (is_hidden)
			note_hidden(reader, c);
		else
			html_lines_put_character(reader->lines, c);
	}
}

/* What libxml2 calls CDATA is the inside of script and style. */
static void on_cdata(void *data, const xmlChar *text, int length)
{
	struct reader *reader = data;
	const struct open *open = top(reader);

	if (open && g_ascii_strcasecmp(open->name, "style") == 0)
		g_string_append_len(reader->css, (const char *)text, length);
}

static void begin_item(struct reader *reader, const char *const *attributes)
{
	struct open *list = NULL;
	char bullet[32] = "- ";

	html_lines_break(reader->lines);
	for (guint i = reader->stack->len; i > 0 && !list; i--) {
		struct open *open =
			&g_array_index(reader->stack, struct open, i - 1);

		if (open->shape == ELEMENT_LIST)
			list = open;
		if (reader->stack->len - i > STACK_SEARCH_MOST)
			break;
	}
	if (list && list->is_ordered) {
		list->items = html_number(attributes, "value", list->items + 1);
		g_snprintf(bullet, sizeof(bullet), "%d. ", list->items);
	}
	if (is_unseen(reader))
		return;
	for (int i = 1; i < MIN(reader->lists, LIST_INDENT_MOST); i++)
		html_lines_put_text(reader->lines, "  ");
	html_lines_put_text(reader->lines, bullet);
	html_lines_begin_item(reader->lines);
}

static void begin_link(struct reader *reader, const char *const *attributes)
{
	g_autofree char *href = html_link_find(attributes);

	g_string_assign(reader->link_href, href);
	html_lines_begin_link(reader->lines);
}

static void end_link(struct reader *reader)
{
	g_autofree char *href = g_strdup(reader->link_href->str);
	const char *text = html_lines_link_text(reader->lines);

	g_string_assign(reader->link_href, "");
	if (!*href || !is_shown(reader))
		return;
	/* Nothing to see in it: an image, a pixel. */
	if (*text == '\0')
		return;
	if (html_link_shows(href, text) ||
		g_hash_table_contains(reader->links, href) ||
		g_hash_table_size(reader->links) >= LINKS_MOST)
		return;
	html_lines_put_address(reader->lines, href);
	g_hash_table_add(reader->links, g_steal_pointer(&href));
}

static void put_image(struct reader *reader, const char *const *attributes)
{
	const char *alt = html_image_words(attributes);

	if (!*alt || !is_shown(reader))
		return;
	html_lines_put_text(reader->lines, "[");
	for (const char *at = alt; *at; at = g_utf8_next_char(at))
		html_lines_put_character(reader->lines, g_utf8_get_char(at));
	html_lines_put_text(reader->lines, "]");
}

static void begin_shape(
	struct reader *reader, struct open *open, const char *const *attributes)
{
	switch ((enum element_shape)open->shape) {
	case ELEMENT_LINE:
		html_lines_end_block(reader->lines, false);
		break;
	case ELEMENT_ROW:
		html_lines_break(reader->lines);
		break;
	case ELEMENT_PARAGRAPH:
	case ELEMENT_PRE:
		html_lines_end_block(reader->lines, true);
		break;
	case ELEMENT_LIST:
		if (reader->lists == 0)
			html_lines_end_block(reader->lines, true);
		else
			html_lines_break(reader->lines);
		reader->lists++;
		open->is_ordered = g_ascii_strcasecmp(open->name, "ol") == 0;
		open->items = html_number(attributes, "start", 1) - 1;
		break;
	case ELEMENT_CELL:
		html_lines_begin_cell(reader->lines);
		break;
	case ELEMENT_LINK:
		begin_link(reader, attributes);
		break;
	case ELEMENT_RULE:
		html_lines_break(reader->lines);
		break;
	case ELEMENT_BREAK:
		html_lines_break_hard(reader->lines);
		break;
	case ELEMENT_IMAGE:
		put_image(reader, attributes);
		break;
	case ELEMENT_ITEM:
	case ELEMENT_INLINE:
		break;
	}
}

/* How an element and what is in it is to be seen. */
static void look_at(struct reader *reader, struct open *open, const char *name,
	const char *const *attributes)
{
	const struct html_look first = html_look_begin();
	const struct html_look *around =
		top(reader) ? &top(reader)->look : &first;

	open->is_machinery = html_is_machinery(name);
	open->is_hidden = !reader->shows_hidden &&
			  html_is_closed(reader->sheet, name, attributes);
	open->look = html_look_inside(around, reader->sheet, name, attributes);
	reader->machinery += open->is_machinery;
	reader->hidden += open->is_hidden;
}

/* Within what a program marked as quoted, what is set in changes nothing. */
static void mark_it(
	struct reader *reader, struct open *open, const struct html_mark *mark)
{
	html_lines_break(reader->lines);
	if (!open->mark || (open->mark != QUOTE_MARK_QUOTED &&
				   mark->mark != QUOTE_MARK_INDENTED))
		open->mark = mark->mark;
	open->holds_answers = mark->holds_answers;
	if (mark->is_to_the_end)
		reader->rest_mark = mark->mark;
}

static void on_start(
	void *data, const xmlChar *xml_name, const xmlChar **xml_attributes)
{
	struct reader *reader = data;
	const char *name = (const char *)xml_name;
	const char *const *attributes = (const char *const *)xml_attributes;
	struct open open = { .mark = top(reader) ? top(reader)->mark : 0 };
	struct html_mark mark;

	open.mark_around = open.mark;
	g_strlcpy(open.name, name, sizeof(open.name));
	open.shape = (unsigned char)html_shape_find(name);
	if (is_shown(reader) && html_mark_find(name, attributes, &mark))
		mark_it(reader, &open, &mark);
	look_at(reader, &open, name, attributes);
	if (is_shown(reader))
		begin_shape(reader, &open, attributes);
	else
		open.shape = ELEMENT_INLINE;
	g_array_append_val(reader->stack, open);
	go_on(reader);
	if (open.shape == ELEMENT_ITEM)
		begin_item(reader, attributes);
}

static void end_shape(struct reader *reader, const struct open *open)
{
	switch ((enum element_shape)open->shape) {
	case ELEMENT_LINE:
		html_lines_end_block(reader->lines, false);
		break;
	case ELEMENT_ROW:
		html_lines_end_row(reader->lines);
		break;
	case ELEMENT_ITEM:
		html_lines_break(reader->lines);
		break;
	case ELEMENT_PARAGRAPH:
	case ELEMENT_PRE:
		html_lines_end_block(reader->lines, true);
		break;
	case ELEMENT_LIST:
		html_lines_break(reader->lines);
		reader->lists--;
		if (reader->lists == 0)
			html_lines_end_block(reader->lines, true);
		break;
	case ELEMENT_CELL:
		html_lines_end_cell(reader->lines);
		break;
	case ELEMENT_LINK:
		end_link(reader);
		break;
	case ELEMENT_INLINE:
	case ELEMENT_RULE:
	case ELEMENT_BREAK:
	case ELEMENT_IMAGE:
		break;
	}
}

/* Behind the first quote stands an answer, if anything. */
static void end_quote(struct reader *reader, const struct open *quote)
{
	struct open *around;

	if (reader->stack->len < 2 || quote->mark != QUOTE_MARK_QUOTED ||
		!html_name_is(quote->name, "blockquote"))
		return;
	around = &g_array_index(
		reader->stack, struct open, reader->stack->len - 2);
	if (around->holds_answers)
		around->mark = around->mark_around;
}

static void pop(struct reader *reader)
{
	struct open open = *top(reader);

	if (is_shown(reader))
		end_shape(reader, &open);
	end_quote(reader, &open);
	/* A quote ends its line while its mark still holds. */
	if (is_shown(reader) && reader->stack->len >= 2 &&
		g_array_index(
			reader->stack, struct open, reader->stack->len - 2)
				.mark != open.mark)
		html_lines_break(reader->lines);
	reader->hidden -= open.is_hidden;
	reader->machinery -= open.is_machinery;
	if (reader->css->len > 0) {
		html_sheet_read(
			reader->sheet, reader->css->str, reader->css->len);
		g_string_truncate(reader->css, 0);
	}
	g_array_set_size(reader->stack, reader->stack->len - 1);
	go_on(reader);
}

static void on_end(void *data, const xmlChar *xml_name)
{
	struct reader *reader = data;
	const char *name = (const char *)xml_name;
	guint depth = reader->stack->len;

	for (guint i = depth; i > 0 && depth - i < STACK_SEARCH_MOST; i--) {
		struct open *open =
			&g_array_index(reader->stack, struct open, i - 1);

		if (g_ascii_strncasecmp(
			    open->name, name, sizeof(open->name) - 1) != 0)
			continue;
		while (reader->stack->len >= i)
			pop(reader);
		return;
	}
	/* Nothing opened it: a browser breaks the paragraph there. */
	if (is_shown(reader) && html_shape_find(name) == ELEMENT_PARAGRAPH)
		html_lines_end_block(reader->lines, true);
}

static void on_error(void *data, const char *message, ...)
{
	(void)data;
	(void)message;
}

/* Something is opened before the document: one that begins with an end tag
 * would be empty.  A second <body> would lose its colours, and without any
 * libxml2 makes paragraphs of its own. */
static bool has_body(const char *html, size_t length)
{
	for (size_t i = 0; i + 5 < length; i++) {
		if (html[i] == '<' &&
			g_ascii_strncasecmp(html + i, "<body", 5) == 0)
			return true;
	}
	return false;
}

static void parse(struct reader *reader, const char *html, size_t length)
{
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_characters,
		.ignorableWhitespace = on_characters,
		.cdataBlock = on_cdata,
		.error = on_error,
		.warning = on_error,
	};
	htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(
		&handler, reader, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

	htmlCtxtUseOptions(parser,
		HTML_PARSE_IGNORE_ENC | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
			HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER);
	htmlParseChunk(
		parser, has_body(html, length) ? "<html>" : "<body>", 6, 0);
	for (size_t at = 0; at < length; at += CHUNK_BYTES)
		htmlParseChunk(parser, html + at,
			(int)MIN((size_t)CHUNK_BYTES, length - at), 0);
	htmlParseChunk(parser, NULL, 0, 1);
	htmlFreeParserCtxt(parser);
}

static struct lines *read_safe(
	const GString *html, struct html_notes *notes, bool shows_hidden)
{
	struct reader reader = {
		.lines = html_lines_new(),
		.notes = notes,
		.stack = g_array_new(FALSE, FALSE, sizeof(struct open)),
		.links = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL),
		.sheet = html_sheet_new(),
		.css = g_string_new(NULL),
		.link_href = g_string_new(NULL),
		.shows_hidden = shows_hidden,
	};

	parse(&reader, html->str, html->len);
	while (reader.stack->len > 0)
		pop(&reader);
	g_array_unref(reader.stack);
	g_hash_table_unref(reader.links);
	html_sheet_free(reader.sheet);
	g_string_free(reader.css, TRUE);
	g_string_free(reader.link_href, TRUE);
	return html_lines_finish(reader.lines);
}

/* A letter of hidden text alone is shown: better too much than nothing. */
struct lines *html_read(const char *html, size_t length, size_t limit_bytes,
	struct html_notes *notes)
{
	GString *safe;
	struct lines *lines;

	notes->is_cut = length > limit_bytes;
	safe = html_guard(html, MIN(length, limit_bytes), &notes->is_thinned);
	lines = read_safe(safe, notes, false);
	notes->is_all_hidden =
		lines->text->len == 0 && notes->hidden_characters > 0;
	if (notes->is_all_hidden) {
		lines_free(lines);
		lines = read_safe(safe, notes, true);
	}
	g_string_free(safe, TRUE);
	return lines;
}
