/* The XML files that hold text are gathered out of the archive, then each is
 * read by SAX: a table says what each element does. */
#include "office.h"

#include <libxml/parser.h>
#include <string.h>
#include "archive.h"
#include "html_guard.h"
#include "lift.h"
#include "plaint/base/utf8.h"

enum {
	STEP_BYTES = 64 * 1024, /* between two looks at the limit */
	STRINGS_MOST = 500000,
	SPACES_MOST = 80,
	SHEETS_MOST = 100,
	GATHERED_BYTES_MOST = 48 * 1024 * 1024,
};

enum element_does {
	DOES_TEXT,	/* what is inside is text */
	DOES_PARAGRAPH, /* text, and its end ends the line */
	DOES_BREAK,	/* its end ends the line */
	DOES_NEW_LINE,	/* the same, empty */
	DOES_TAB,
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

struct office {
	const struct element *elements;
	GString *out;
	GString *value;	    /* inside DOES_VALUE */
	GPtrArray *strings; /* of char *; a workbook's */
	xmlParserCtxt *parser;
	size_t limit_bytes;
	int texts, hidden, cells, values;
	bool is_shared; /* the cell's value is a string's number */
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

/* SAX2 gives five pointers an attribute: name, prefix, URI, begin, end. */
static char *attribute_find(
	const xmlChar **attributes, int count, const char *name)
{
	for (int i = 0; i < count; i++) {
		const char *const *each =
			(const char *const *)attributes + (ptrdiff_t)i * 5;

		if (g_str_equal(each[0], name))
			return g_strndup(each[3], (gsize)(each[4] - each[3]));
	}
	return g_strdup("");
}

static void put_spaces(struct office *office, const char *count)
{
	gint64 spaces = *count ? g_ascii_strtoll(count, NULL, 10) : 1;

	for (gint64 i = 0; i < CLAMP(spaces, 0, SPACES_MOST); i++)
		g_string_append_c(office->out, ' ');
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
		text = attribute_find(attributes, count, "c");
		put_spaces(office, text);
		break;
	case DOES_SHEET_CELL:
		text = attribute_find(attributes, count, "t");
		office->is_shared = g_str_equal(text, "s");
		begin_cell(office);
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

static void end_value(struct office *office)
{
	const char *text = office->value->str;
	guint64 number;

	if (office->values > 0)
		office->values--;
	if (!office->is_shared) {
		g_string_append(office->out, text);
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

/* The parser is never told of a charset: it would ask the C library for the
 * converter, which opens a file.  These formats are UTF-8. */
static void parse(
	struct office *office, const struct element *elements, GBytes *bytes)
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
	office->elements = elements;
	office->texts = office->hidden = office->cells = office->values = 0;
	office->parser = xmlCreatePushParserCtxt(&sax, office, NULL, 0, NULL);
	xmlCtxtUseOptions(office->parser,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER);
	for (size_t at = 0; at < safe->len; at += STEP_BYTES) {
		size_t step = MIN(safe->len - at, (size_t)STEP_BYTES);

		if (office->out->len > office->limit_bytes)
			break;
		xmlParseChunk(office->parser, safe->str + at, (int)step, 0);
	}
	xmlParseChunk(office->parser, NULL, 0, 1);
	xmlFreeDoc(office->parser->myDoc);
	xmlFreeParserCtxt(office->parser);
	g_string_free(safe, TRUE);
}

struct gathered {
	struct reader_state *state;
	GHashTable *files; /* name to GBytes */
	size_t bytes;
	bool is_locked;
};

/* OpenDocument, part 2, 3.4: each file behind the password is named with how
 * it was encrypted. */
static bool is_locked_manifest(const char *name, GBytes *bytes)
{
	static const char mark[] = "encryption-data";
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);

	return g_str_equal(name, "META-INF/manifest.xml") && length > 0 &&
	       memmem(data, length, mark, sizeof(mark) - 1) != NULL;
}

static void gather(void *data, const char *name, GBytes *bytes)
{
	static const char *const kept[] = { "content.xml", "word/header1.xml",
		"word/document.xml", "word/footnotes.xml", "word/endnotes.xml",
		"xl/sharedStrings.xml", "xl/worksheets/sheet*.xml" };
	struct gathered *gathered = data;

	/* A photograph of a letter pasted into a document. */
	if (bytes && (strstr(name, "/media/") ||
			     g_str_has_prefix(name, "Pictures/")))
		lift_page(gathered->state, name, "application/octet-stream",
			bytes);
	if (bytes && is_locked_manifest(name, bytes))
		gathered->is_locked = true;
	for (size_t i = 0; bytes && i < G_N_ELEMENTS(kept); i++) {
		if (!g_pattern_match_simple(kept[i], name) ||
			g_bytes_get_size(bytes) >
				GATHERED_BYTES_MOST - gathered->bytes ||
			!archive_text_fits(
				gathered->state, name, g_bytes_get_size(bytes)))
			continue;
		gathered->bytes += g_bytes_get_size(bytes);
		g_hash_table_insert(
			gathered->files, g_strdup(name), g_bytes_ref(bytes));
	}
}

static void parse_file(struct office *office, GHashTable *files,
	const char *name, const struct element *elements)
{
	GBytes *bytes = g_hash_table_lookup(files, name);

	if (bytes)
		parse(office, elements, bytes);
}

static void read_word(struct office *office, GHashTable *files)
{
	static const char *const names[] = { "word/header1.xml",
		"word/document.xml", "word/footnotes.xml",
		"word/endnotes.xml" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		parse_file(office, files, names[i], word_elements);
}

static void read_sheets(struct office *office, GHashTable *files)
{
	parse_file(office, files, "xl/sharedStrings.xml", string_elements);
	g_string_truncate(office->out, 0);
	for (int i = 1; i <= SHEETS_MOST; i++) {
		g_autofree char *name =
			g_strdup_printf("xl/worksheets/sheet%d.xml", i);

		parse_file(office, files, name, sheet_elements);
	}
}

char *office_text(
	struct reader_state *state, enum office_kind kind, GBytes *bytes)
{
	g_autoptr(GHashTable) files = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	struct office office = {
		.out = g_string_new(NULL),
		.value = g_string_new(NULL),
		.strings = g_ptr_array_new_with_free_func(g_free),
		.limit_bytes = (size_t)state->limits->max_text_bytes,
	};
	struct gathered gathered = { state, files, 0, false };
	g_autofree char *text = NULL;

	archive_walk(state, bytes, gather, &gathered);
	if (gathered.is_locked)
		document_warn(state->document, "file_locked",
			"a password hides an OpenDocument file");
	else if (kind == OFFICE_WORD)
		read_word(&office, files);
	else if (kind == OFFICE_SHEETS)
		read_sheets(&office, files);
	else
		parse_file(&office, files, "content.xml", open_elements);
	g_string_free(office.value, TRUE);
	g_ptr_array_unref(office.strings);
	text = g_string_free(office.out, FALSE);
	return utf8_make_valid(text, strlen(text), NULL);
}
