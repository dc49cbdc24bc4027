/* HTML by libxml2's push parser and our own callbacks: no tree is built, so
 * neither depth nor size can lose text or memory (LIBRARIES section 3). */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include "html_guard.h"
#include "html_link.h"
#include "html_marks.h"
#include "html_shapes.h"
#include "html_sheet.h"
#include "plaint/domain/quote.h"

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
	bool is_hidden;
	bool is_ordered;
	int items;
};

struct reader {
	struct lines *out;
	struct html_notes *notes;
	GArray *stack;	    /* of struct open */
	GHashTable *links;  /* shown already */
	GHashTable *sheet;  /* what the letter's own styles hide */
	GString *css;	    /* of the <style> being read */
	GString *link_href; /* of the <a> being read, "" when none */
	gsize cell_begin;   /* where a cell begins in the line */
	gsize link_begin;   /* where its text begins in the line */
	GString *line;	    /* the line being made */
	unsigned char line_mark;
	unsigned char rest_mark; /* of everything from here on */
	int hidden, preformatted, lists;
	bool wants_space, has_cell;
	bool wants_blank; /* before the line being made */
	bool wants_break; /* the line ends unless a cell goes on */
	bool blank_next;  /* with a blank line behind it */
	bool saw_blank;	  /* a no-break space alone: a line of its own */
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

static void put_line(struct reader *reader, const char *text, gsize length,
	unsigned char mark)
{
	g_string_append_len(reader->out->text, text, (gssize)length);
	g_string_append_c(reader->out->text, '\n');
	g_byte_array_append(reader->out->marks, &mark, 1);
}

/* Ends the line being made, if there is anything in it. */
static void break_line(struct reader *reader)
{
	GString *line = reader->line;

	reader->wants_space = false;
	reader->wants_break = false;
	reader->has_cell = false;
	while (line->len && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
	if (g_str_has_suffix(line->str, " |"))
		g_string_truncate(line, line->len - 2);
	if (line->len == 0)
		return;
	if (reader->wants_blank && reader->out->text->len > 0)
		put_line(reader, "", 0, reader->line_mark);
	put_line(reader, line->str, line->len, reader->line_mark);
	reader->wants_blank = reader->blank_next;
	reader->blank_next = false;
	g_string_truncate(line, 0);
	reader->link_begin = 0;
	reader->cell_begin = 0;
}

/* The end of a block: the line ends with the next text, so that a paragraph
 * at the end of a table's cell does not end the row. */
static void end_block(struct reader *reader, bool wants_blank)
{
	wants_blank |= reader->saw_blank;
	reader->saw_blank = false;
	if (reader->line->len == 0) {
		reader->wants_blank |=
			wants_blank && reader->out->text->len > 0;
		return;
	}
	if (reader->line->len == reader->cell_begin)
		return;
	reader->wants_break = true;
	reader->blank_next |= wants_blank;
}

/* Nothing stands in the line yet: what comes would be the first. */
static bool is_fresh(const struct reader *reader)
{
	return reader->line->len == 0 || reader->wants_break;
}

static void begin_text(struct reader *reader)
{
	if (reader->wants_break)
		break_line(reader);
	if (reader->line->len == 0)
		reader->line_mark = mark_now(reader);
	else if (reader->wants_space)
		g_string_append_c(reader->line, ' ');
	reader->wants_space = false;
	reader->saw_blank = false;
}

static void put_text(struct reader *reader, const char *text)
{
	begin_text(reader);
	g_string_append(reader->line, text);
}

/* <br>: a line of its own even when empty. */
static void break_hard(struct reader *reader)
{
	if (reader->wants_break)
		reader->blank_next = true;
	else if (reader->line->len > 0)
		break_line(reader);
	else if (reader->out->text->len > 0)
		reader->wants_blank = true;
}

static bool is_collapsible(gunichar c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Characters that take no room: preheaders are padded with them. */
static bool is_invisible(gunichar c)
{
	return c == 0x200b || c == 0x200c || c == 0x200d || c == 0x2060 ||
	       c == 0xfeff || c == 0xad || c == 0x34f || c == 0x200e ||
	       c == 0x200f;
}

static void put_character(struct reader *reader, gunichar c)
{
	if (reader->preformatted > 0 && (c == '\n' || c == '\r')) {
		if (c == '\n')
			break_hard(reader);
		return;
	}
	if (reader->preformatted > 0 && (c == ' ' || c == '\t')) {
		begin_text(reader);
		g_string_append_c(reader->line, ' ');
		return;
	}
	if (is_collapsible(c)) {
		reader->wants_space |= reader->line->len > 0;
		return;
	}
	if (is_invisible(c) || (c < 0x20) || (c >= 0x7f && c < 0xa0))
		return;
	/* A no-break space is a space to whoever reads text. */
	if (c == 0xa0) {
		reader->wants_space |= reader->line->len > 0;
		reader->saw_blank |= is_fresh(reader);
		return;
	}
	begin_text(reader);
	g_string_append_unichar(reader->line, c);
}

static void on_characters(void *data, const xmlChar *text, int length)
{
	struct reader *reader = data;
	const char *at = (const char *)text, *end = at + length;

	if (reader->hidden > 0) {
		reader->notes->hidden_characters += (size_t)length;
		return;
	}
	for (; at < end; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char_validated(at, end - at);

		if (c == (gunichar)-1 || c == (gunichar)-2)
			break;
		put_character(reader, c);
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

static void begin_item(struct reader *reader)
{
	struct open *list = NULL;
	char bullet[32] = "- ";

	break_line(reader);
	for (guint i = reader->stack->len; i > 0 && !list; i--) {
		struct open *open =
			&g_array_index(reader->stack, struct open, i - 1);

		if (open->shape == ELEMENT_LIST)
			list = open;
		if (reader->stack->len - i > STACK_SEARCH_MOST)
			break;
	}
	if (list && list->is_ordered)
		g_snprintf(bullet, sizeof(bullet), "%d. ", ++list->items);
	begin_text(reader);
	for (int i = 1; i < MIN(reader->lists, LIST_INDENT_MOST); i++)
		g_string_append(reader->line, "  ");
	g_string_append(reader->line, bullet);
}

static void begin_link(struct reader *reader, const char *const *attributes)
{
	g_autofree char *href = html_link_find(attributes);

	g_string_assign(reader->link_href, href);
	reader->link_begin = reader->line->len;
}

static void end_link(struct reader *reader)
{
	g_autofree char *href = g_strdup(reader->link_href->str);

	g_string_assign(reader->link_href, "");
	if (!*href || reader->hidden > 0)
		return;
	/* Nothing to see in it: an image, a pixel. */
	if (reader->line->len <= reader->link_begin)
		return;
	if (html_link_shows(href, reader->line->str + reader->link_begin) ||
		g_hash_table_contains(reader->links, href) ||
		g_hash_table_size(reader->links) >= LINKS_MOST)
		return;
	g_string_append_printf(reader->line, " <%s>", href);
	g_hash_table_add(reader->links, g_steal_pointer(&href));
}

static void put_image(struct reader *reader, const char *const *attributes)
{
	const char *alt = html_image_words(attributes);

	if (!*alt || reader->hidden > 0)
		return;
	put_text(reader, "[");
	for (const char *at = alt; *at; at = g_utf8_next_char(at))
		put_character(reader, g_utf8_get_char(at));
	put_text(reader, "]");
}

static void begin_cell(struct reader *reader)
{
	if (!reader->has_cell || reader->line->len == 0)
		return;
	reader->wants_space = false;
	reader->wants_break = false;
	reader->blank_next = false;
	g_string_append(reader->line, " | ");
	reader->cell_begin = reader->line->len;
}

static void begin_shape(
	struct reader *reader, struct open *open, const char *const *attributes)
{
	switch ((enum element_shape)open->shape) {
	case ELEMENT_LINE:
		end_block(reader, false);
		break;
	case ELEMENT_ROW:
		break_line(reader);
		break;
	case ELEMENT_PARAGRAPH:
	case ELEMENT_PRE:
		end_block(reader, true);
		reader->preformatted += open->shape == ELEMENT_PRE;
		break;
	case ELEMENT_LIST:
		if (reader->lists == 0)
			end_block(reader, true);
		else
			break_line(reader);
		reader->lists++;
		open->is_ordered = g_ascii_strcasecmp(open->name, "ol") == 0;
		break;
	case ELEMENT_CELL:
		begin_cell(reader);
		break;
	case ELEMENT_LINK:
		begin_link(reader, attributes);
		break;
	case ELEMENT_RULE:
		break_line(reader);
		break;
	case ELEMENT_BREAK:
		break_hard(reader);
		break;
	case ELEMENT_IMAGE:
		put_image(reader, attributes);
		break;
	case ELEMENT_ITEM:
	case ELEMENT_INLINE:
		break;
	}
}

static void on_start(
	void *data, const xmlChar *xml_name, const xmlChar **xml_attributes)
{
	struct reader *reader = data;
	const char *name = (const char *)xml_name;
	const char *const *attributes = (const char *const *)xml_attributes;
	struct open open = { .mark = 0 };
	struct html_mark mark;

	g_strlcpy(open.name, name, sizeof(open.name));
	open.shape = (unsigned char)html_shape_find(name);
	open.is_hidden = html_is_hidden(name, attributes) ||
			 html_sheet_hides(reader->sheet, name, attributes);
	open.mark = top(reader) ? top(reader)->mark : 0;
	if (reader->hidden == 0 && html_mark_find(name, attributes, &mark)) {
		break_line(reader);
		if (!open.mark || (open.mark != QUOTE_MARK_QUOTED &&
					  mark.mark != QUOTE_MARK_INDENTED))
			open.mark = mark.mark;
		if (mark.is_to_the_end)
			reader->rest_mark = mark.mark;
	}
	reader->hidden += open.is_hidden;
	if (reader->hidden == 0)
		begin_shape(reader, &open, attributes);
	else
		open.shape = ELEMENT_INLINE;
	g_array_append_val(reader->stack, open);
	if (open.shape == ELEMENT_ITEM)
		begin_item(reader);
}

static void end_shape(struct reader *reader, const struct open *open)
{
	switch ((enum element_shape)open->shape) {
	case ELEMENT_LINE:
		end_block(reader, false);
		break;
	case ELEMENT_ROW:
		/* A paragraph in a cell sets no rows apart. */
		reader->blank_next = false;
		break_line(reader);
		break;
	case ELEMENT_ITEM:
		break_line(reader);
		break;
	case ELEMENT_PARAGRAPH:
	case ELEMENT_PRE:
		end_block(reader, true);
		reader->preformatted -= open->shape == ELEMENT_PRE;
		break;
	case ELEMENT_LIST:
		break_line(reader);
		reader->lists--;
		if (reader->lists == 0)
			end_block(reader, true);
		break;
	case ELEMENT_CELL:
		reader->has_cell = true;
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

static void pop(struct reader *reader)
{
	struct open open = *top(reader);

	if (reader->hidden == 0)
		end_shape(reader, &open);
	/* A quote ends its line while its mark still holds. */
	if (reader->hidden == 0 && reader->stack->len >= 2 &&
		g_array_index(
			reader->stack, struct open, reader->stack->len - 2)
				.mark != open.mark)
		break_line(reader);
	reader->hidden -= open.is_hidden;
	if (reader->css->len > 0) {
		html_sheet_read(
			reader->sheet, reader->css->str, reader->css->len);
		g_string_truncate(reader->css, 0);
	}
	g_array_set_size(reader->stack, reader->stack->len - 1);
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
	if (reader->hidden == 0 && html_shape_find(name) == ELEMENT_PARAGRAPH)
		end_block(reader, true);
}

static void on_error(void *data, const char *message, ...)
{
	(void)data;
	(void)message;
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
	/* A document that begins with an end tag would be empty otherwise. */
	htmlParseChunk(parser, "<body>", 6, 0);
	for (size_t at = 0; at < length; at += CHUNK_BYTES)
		htmlParseChunk(parser, html + at,
			(int)MIN((size_t)CHUNK_BYTES, length - at), 0);
	htmlParseChunk(parser, NULL, 0, 1);
	htmlFreeParserCtxt(parser);
}

struct lines *html_read(const char *html, size_t length, size_t limit_bytes,
	struct html_notes *notes)
{
	struct reader reader = {
		.out = lines_new(),
		.notes = notes,
		.stack = g_array_new(FALSE, FALSE, sizeof(struct open)),
		.links = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL),
		.sheet = html_sheet_new(),
		.css = g_string_new(NULL),
		.link_href = g_string_new(NULL),
		.line = g_string_new(NULL),
	};
	GString *safe;

	if (length > limit_bytes) {
		notes->is_cut = true;
		length = limit_bytes;
	}
	safe = html_guard(html, length, &notes->is_thinned);
	parse(&reader, safe->str, safe->len);
	g_string_free(safe, TRUE);
	while (reader.stack->len > 0)
		pop(&reader);
	break_line(&reader);
	g_array_unref(reader.stack);
	g_hash_table_unref(reader.links);
	g_hash_table_unref(reader.sheet);
	g_string_free(reader.css, TRUE);
	g_string_free(reader.link_href, TRUE);
	g_string_free(reader.line, TRUE);
	return reader.out;
}
