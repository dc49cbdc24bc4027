/* The XML files that hold text are gathered out of the archive and read in the
 * order in which they are to be seen. */
#include "office.h"

#include <string.h>
#include "archive.h"
#include "lift.h"
#include "office_xml.h"
#include "plaint/base/utf8.h"
#include "sheet_date.h"

enum {
	SHEETS_MOST = 100,
	HEADERS_MOST = 9, /* of a document, and footers */
	GATHERED_BYTES_MOST = 48 * 1024 * 1024,
};

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
	static const char *const kept[] = { "content.xml", "word/header?.xml",
		"word/document*.xml", "word/footnotes.xml", "word/endnotes.xml",
		"word/footer?.xml", "xl/sharedStrings.xml", "xl/styles.xml",
		"xl/workbook.xml", "xl/worksheets/sheet*.xml" };
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
	const char *name, enum office_xml kind)
{
	GBytes *bytes = g_hash_table_lookup(files, name);

	if (bytes)
		office_xml_read(office, kind, bytes);
}

static bool has_letter(const char *text)
{
	while (*text && !g_unichar_isalpha(g_utf8_get_char_validated(text, -1)))
		text = g_utf8_next_char(text);
	return *text != '\0';
}

/* Headers, or footers: the first page, odd and even pages have their own,
 * mostly with the same in it; a page's number says nothing. */
static void parse_edges(
	struct office *office, GHashTable *files, const char *edge)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (int i = 1; i <= HEADERS_MOST; i++) {
		g_autofree char *name =
			g_strdup_printf("word/%s%d.xml", edge, i);
		gsize begin = office->out->len;

		parse_file(office, files, name, OFFICE_XML_WORD);
		if (!has_letter(office->out->str + begin) ||
			!g_hash_table_add(
				seen, g_strdup(office->out->str + begin)))
			g_string_truncate(office->out, begin);
	}
}

/* Word on the web calls it document2.xml. */
static void parse_document(struct office *office, GHashTable *files)
{
	parse_file(office, files, "word/document.xml", OFFICE_XML_WORD);
	for (int i = 1; i <= HEADERS_MOST &&
			!g_hash_table_contains(files, "word/document.xml");
		i++) {
		g_autofree char *name =
			g_strdup_printf("word/document%d.xml", i);

		parse_file(office, files, name, OFFICE_XML_WORD);
	}
}

static void read_word(struct office *office, GHashTable *files)
{
	parse_edges(office, files, "header");
	parse_document(office, files);
	parse_file(office, files, "word/footnotes.xml", OFFICE_XML_WORD);
	parse_file(office, files, "word/endnotes.xml", OFFICE_XML_WORD);
	parse_edges(office, files, "footer");
}

static bool is_from_1904(GHashTable *files)
{
	GBytes *bytes = g_hash_table_lookup(files, "xl/workbook.xml");
	gsize length = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
	g_autofree char *text = g_strndup(data ? data : "", length);

	return strstr(text, "date1904=\"1\"") ||
	       strstr(text, "date1904=\"true\"");
}

static GByteArray *formats_read(GHashTable *files)
{
	GBytes *bytes = g_hash_table_lookup(files, "xl/styles.xml");
	gsize length = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : "";
	g_autofree char *text = utf8_make_valid(data, length, NULL);

	return sheet_formats_read(text);
}

static void read_sheets(struct office *office, GHashTable *files)
{
	g_autoptr(GByteArray) formats = formats_read(files);

	office->formats = formats;
	office->is_from_1904 = is_from_1904(files);
	parse_file(office, files, "xl/sharedStrings.xml", OFFICE_XML_STRINGS);
	g_string_truncate(office->out, 0);
	for (int i = 1; i <= SHEETS_MOST; i++) {
		g_autofree char *name =
			g_strdup_printf("xl/worksheets/sheet%d.xml", i);

		parse_file(office, files, name, OFFICE_XML_SHEET);
	}
	office->formats = NULL;
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
		parse_file(&office, files, "content.xml", OFFICE_XML_OPEN);
	g_string_free(office.value, TRUE);
	g_ptr_array_unref(office.strings);
	text = g_string_free(office.out, FALSE);
	return utf8_make_valid(text, strlen(text), NULL);
}
