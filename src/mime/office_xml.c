/* A SAX reader for the XML of office files: a table for each kind of file says
 * what each element does. */
#include "office_xml.h"

#include <string.h>
#include "html_guard.h"
#include "plaint/base/utf8.h"
#include "sheet_date.h"
#include "xml_parser.h"

enum {
	STEP_BYTES = 64 * 1024, /* between two looks at the limit */
	STRINGS_MOST = 500000,
	SPACES_MOST = 80,
};

enum element_does {
	DOES_TEXT,	/* what is inside is text */
	DOES_PARAGRAPH, /* text, and its end ends the line */
	DOES_BREAK,	/* its end ends the line */
	DOES_NEW_LINE,	/* the same, empty */
	DOES_TAB,
	DOES_HYPHEN,
	DOES_SPACES, /* attribute c: how many */
	DOES_CELL,
	DOES_HIDE,   /* nothing inside is shown */
	DOES_STRING, /* one of a sheet's shared strings */
	DOES_SHEET_CELL,
	DOES_VALUE, /* text or a shared string's number */
};

struct element {
	const char *name;
	enum element_does does;
};

/* moveFrom and Fallback hold again what stands elsewhere. */
static const struct element word_elements[] = {
	{ "t", DOES_TEXT },
	{ "p", DOES_BREAK },
	{ "br", DOES_NEW_LINE },
	{ "cr", DOES_NEW_LINE },
	{ "tab", DOES_TAB },
	{ "noBreakHyphen", DOES_HYPHEN },
	{ "tc", DOES_CELL },
	{ "tr", DOES_BREAK },
	{ "pPr", DOES_HIDE },
	{ "moveFrom", DOES_HIDE },
	{ "Fallback", DOES_HIDE },
	{ NULL },
};

static const struct element open_elements[] = {
	{ "p", DOES_PARAGRAPH },
	{ "h", DOES_PARAGRAPH },
	{ "line-break", DOES_NEW_LINE },
	{ "tab", DOES_TAB },
	{ "s", DOES_SPACES },
	{ "table-cell", DOES_CELL },
	{ "table-row", DOES_BREAK },
	{ "annotation", DOES_HIDE },
	{ "tracked-changes", DOES_HIDE },
	{ "forms", DOES_HIDE },
	{ "desc", DOES_HIDE },
	{ "title", DOES_HIDE },
	{ NULL },
};

static const struct element string_elements[] = {
	{ "si", DOES_STRING },
	{ "t", DOES_TEXT },
	{ "rPh", DOES_HIDE },
	{ NULL },
};

static const struct element sheet_elements[] = {
	{ "row", DOES_BREAK },
	{ "c", DOES_SHEET_CELL },
	{ "v", DOES_VALUE },
	{ "t", DOES_TEXT },
	{ "rPh", DOES_HIDE },
	{ NULL },
};

static const struct element *const tables[] = {
	[OFFICE_XML_WORD] = word_elements,
	[OFFICE_XML_OPEN] = open_elements,
	[OFFICE_XML_STRINGS] = string_elements,
	[OFFICE_XML_SHEET] = sheet_elements,
};

static const struct element *element_find(
	const struct office *office, const xmlChar *name)
{
	for (const struct element *each = office->elements; each->name;
		each++) {
		if (g_str_equal(each->name, (const char *)name))
			return each;
	}
	return NULL;
}

/* A cell holds paragraphs, and its row is still one line: inside cells a
 * paragraph's end is a space. */
static void end_line(struct office *office)
{
	GString *out = office->out;

	if (office->cells > 0) {
		if (out->len > 0 && !g_ascii_isspace(out->str[out->len - 1]))
			g_string_append_c(out, ' ');
		return;
	}
	while (out->len > 0 && (out->str[out->len - 1] == ' ' ||
				       out->str[out->len - 1] == '|'))
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void begin_cell(struct office *office)
{
	GString *out = office->out;

	if (out->len == 0 || out->str[out->len - 1] == '\n')
		return;
	if (out->str[out->len - 1] != ' ')
		g_string_append_c(out, ' ');
	g_string_append(out, "| ");
}

static void put_spaces(struct office *office, const char *count)
{
	gint64 spaces = *count ? g_ascii_strtoll(count, NULL, 10) : 1;

	for (gint64 i = 0; i < CLAMP(spaces, 0, SPACES_MOST); i++)
		g_string_append_c(office->out, ' ');
}

static void begin_sheet_cell(
	struct office *office, const xmlChar **attributes, int count)
{
	g_autofree char *type = xml_attribute(attributes, count, "t");
	g_autofree char *format = xml_attribute(attributes, count, "s");

	office->is_shared = g_str_equal(type, "s");
	office->is_number = *type == '\0' || g_str_equal(type, "n");
	office->format = (guint)g_ascii_strtoull(format, NULL, 10);
	begin_cell(office);
}

static void begin_visible(struct office *office, enum element_does does,
	const xmlChar **attributes, int count)
{
	g_autofree char *text = NULL;

	switch (does) {
	case DOES_TEXT:
	case DOES_PARAGRAPH:
		office->texts++;
		break;
	case DOES_VALUE:
		office->values++;
		g_string_truncate(office->value, 0);
		break;
	case DOES_NEW_LINE:
		end_line(office);
		break;
	case DOES_TAB:
		g_string_append_c(office->out, '\t');
		break;
	case DOES_SPACES:
		text = xml_attribute(attributes, count, "c");
		put_spaces(office, text);
		break;
	case DOES_HYPHEN:
		g_string_append_c(office->out, '-');
		break;
	case DOES_SHEET_CELL:
		begin_sheet_cell(office, attributes, count);
		break;
	case DOES_CELL:
		if (office->cells++ == 0)
			begin_cell(office);
		break;
	case DOES_STRING:
	case DOES_BREAK:
	case DOES_HIDE:
		break;
	}
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespaces_count, const xmlChar **namespaces,
	int count, int defaulted, const xmlChar **attributes)
{
	struct office *office = data;
	const struct element *element = element_find(office, name);

	(void)prefix;
	(void)uri;
	(void)namespaces_count;
	(void)namespaces;
	(void)defaulted;
	if (!element)
		return;
	if (element->does == DOES_HIDE)
		office->hidden++;
	else if (office->hidden == 0)
		begin_visible(office, element->does, attributes, count);
}

static void end_string(struct office *office)
{
	if (office->strings->len < STRINGS_MOST)
		g_ptr_array_add(office->strings,
			g_strndup(office->out->str, office->out->len));
	g_string_truncate(office->out, 0);
}

static char *value_shown(const struct office *office, const char *text)
{
	if (!office->is_number || !office->formats ||
		office->format >= office->formats->len)
		return g_strdup(text);
	return sheet_number_text(text, office->formats->data[office->format],
		office->is_from_1904);
}

static void end_value(struct office *office)
{
	const char *text = office->value->str;
	guint64 number;

	if (office->values > 0)
		office->values--;
	if (!office->is_shared) {
		g_autofree char *shown = value_shown(office, text);

		g_string_append(office->out, shown);
		return;
	}
	number = g_ascii_strtoull(text, NULL, 10);
	if (number < office->strings->len)
		g_string_append(office->out,
			g_ptr_array_index(office->strings, (guint)number));
}

static void end_visible(struct office *office, enum element_does does)
{
	switch (does) {
	case DOES_TEXT:
		office->texts -= office->texts > 0;
		break;
	case DOES_VALUE:
		end_value(office);
		break;
	case DOES_PARAGRAPH:
		office->texts -= office->texts > 0;
		end_line(office);
		break;
	case DOES_BREAK:
		end_line(office);
		break;
	case DOES_CELL:
		office->cells -= office->cells > 0;
		break;
	case DOES_STRING:
		end_string(office);
		break;
	case DOES_NEW_LINE:
	case DOES_TAB:
	case DOES_HYPHEN:
	case DOES_SPACES:
	case DOES_SHEET_CELL:
	case DOES_HIDE:
		break;
	}
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri)
{
	struct office *office = data;
	const struct element *element = element_find(office, name);

	(void)prefix;
	(void)uri;
	if (!element)
		return;
	if (element->does == DOES_HIDE)
		office->hidden -= office->hidden > 0;
	else if (office->hidden == 0)
		end_visible(office, element->does);
	if (office->out->len > office->limit_bytes)
		xmlStopParser(office->parser);
}

/* Line ends in the file are no line ends of the text. */
static void on_characters(void *data, const xmlChar *text, int length)
{
	struct office *office = data;
	GString *out = office->values > 0 ? office->value : office->out;
	gsize begin = out->len;

	if (office->hidden > 0 || length <= 0 ||
		office->values + office->texts == 0)
		return;
	g_string_append_len(out, (const char *)text, length);
	g_strdelimit(out->str + begin, "\r\n", ' ');
}

void office_xml_read(struct office *office, enum office_xml kind, GBytes *bytes)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_characters,
		.cdataBlock = on_characters,
	};
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autofree char *text = utf8_make_valid(data, length, NULL);
	const char *begin = strchr(text, '<');
	GString *safe;
	bool is_cut = false;

	if (!begin)
		return;
	safe = html_guard(begin, strlen(begin), &is_cut);
	office->elements = tables[kind];
	office->texts = office->hidden = office->cells = office->values = 0;
	office->parser = xml_parser_new(&sax, office);
	for (size_t at = 0; at < safe->len; at += STEP_BYTES) {
		size_t step = MIN(safe->len - at, (size_t)STEP_BYTES);

		if (office->out->len > office->limit_bytes)
			break;
		xmlParseChunk(office->parser, safe->str + at, (int)step, 0);
	}
	xml_parser_end(office->parser);
	g_string_free(safe, TRUE);
}
