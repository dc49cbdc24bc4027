/* Bytes to UTF-8 and back: the labels, the converters. */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include "charset_table.h"
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"

enum {
	ROWS_MOST = 64,
	LABEL_MOST = 64,
};

static iconv_t readers[ROWS_MOST];
static iconv_t writers[ROWS_MOST];
static bool readers_open;

/* A byte as its converter reads it, in UTF-8. */
struct byte_text {
	char text[3];
	guint8 length;
	bool is_replaced;
};

/* Of one-byte charsets that are met often; NULL of others. */
static struct byte_text *bytes_of[ROWS_MOST];
static struct cyrillic_bytes *looks_of[ROWS_MOST];

enum {
	PAGE = 256,
};

/* The other way: by the upper byte of a character the page of the bytes that
 * its characters are, 0 where there is none. */
struct byte_pages {
	guint8 *of[PAGE];
};
static struct byte_pages *pages_of[ROWS_MOST];

static void label_squeeze(const char *label, char squeezed[LABEL_MOST])
{
	size_t used = 0;

	for (; *label && *label != '*' && used < LABEL_MOST - 3; label++) {
		if (g_ascii_isalnum(*label))
			squeezed[used++] = g_ascii_tolower(*label);
	}
	squeezed[used] = '\0';
}

/* Squeezed labels, each to the first row that has it. */
static GHashTable *labels_get(void)
{
	static GHashTable *labels;

	if (g_once_init_enter(&labels)) {
		GHashTable *made = g_hash_table_new(g_str_hash, g_str_equal);

		for (size_t i = 0; i < charset_rows_length; i++) {
			g_auto(GStrv) names =
				g_strsplit(charset_rows[i].labels, " ", -1);

			for (char **name = names; *name; name++) {
				if (!g_hash_table_contains(made, *name))
					g_hash_table_insert(made,
						g_strdup(*name),
						(void *)&charset_rows[i]);
			}
		}
		g_once_init_leave(&labels, made);
	}
	return labels;
}

const struct charset_row *charset_row_find(const char *label)
{
	char squeezed[LABEL_MOST];

	label_squeeze(label, squeezed);
	return *squeezed ? g_hash_table_lookup(labels_get(), squeezed) : NULL;
}

static const struct charset_row *row_named(const char *canonical)
{
	for (size_t i = 0; i < charset_rows_length; i++) {
		if (g_str_equal(charset_rows[i].name, canonical))
			return &charset_rows[i];
	}
	return NULL;
}

const char *charset_find(const char *label)
{
	const struct charset_row *row = charset_row_find(label);

	return row ? row->name : NULL;
}

static bool converter_open(
	iconv_t *out, const char *to, const char *from, GError **error)
{
	*out = iconv_open(to, from);
	if (*out != (iconv_t)-1)
		return true;
	g_set_error(error, MIME_ERROR, MIME_ERROR_SETUP,
		"no converter from %s to %s", from, to);
	return false;
}

/* One conversion each, because glibc finishes loading only then. */
static void converter_touch(iconv_t converter)
{
	char in[] = "touch ", out[64];
	char *from = in, *to = out;
	size_t left = sizeof(in) - 1, room = sizeof(out);

	iconv(converter, &from, &left, &to, &room);
	iconv(converter, NULL, NULL, NULL, NULL);
}

bool charset_warm_up(GError **error)
{
	if (charset_rows_length > ROWS_MOST) {
		g_set_error(error, MIME_ERROR, MIME_ERROR_SETUP,
			"more charsets than ROWS_MOST");
		return false;
	}
	for (size_t i = 0; !readers_open && i < charset_rows_length; i++) {
		const char *name = charset_rows[i].iconv_name;

		if (!converter_open(&readers[i], "UTF-8", name, error) ||
			!converter_open(&writers[i], name, "UTF-8", error))
			return false;
		converter_touch(readers[i]);
		converter_touch(writers[i]);
	}
	readers_open = true;
	return true;
}

/* After a byte that is no character: U+FFFD, and on behind it. */
static void convert_skip(
	GString *out, char **from, size_t *left, size_t *replaced)
{
	g_string_append(out, "\xef\xbf\xbd");
	(*from)++;
	(*left)--;
	(*replaced)++;
}

static GString *convert_all(
	iconv_t converter, const char *bytes, size_t length, size_t *replaced)
{
	GString *out = g_string_sized_new(length + length / 2 + 16);
	char buffer[4096];
	char *from = (char *)(uintptr_t)bytes;
	size_t left = length;

	iconv(converter, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char *to = buffer;
		size_t room = sizeof(buffer);
		size_t result = iconv(converter, &from, &left, &to, &room);

		g_string_append_len(out, buffer, to - buffer);
		if (result == (size_t)-1 && errno != E2BIG && left > 0)
			convert_skip(out, &from, &left, replaced);
	}
	return out;
}

/* iconv passes NUL and, for UTF-16, lone surrogates; neither is text. */
static char *text_finish(GString *text, size_t *replaced)
{
	size_t more = 0;
	char *valid = utf8_make_valid(text->str, text->len, &more);

	*replaced += more;
	g_string_free(text, TRUE);
	return valid;
}

/* What each byte of a one-byte charset is. */
static struct byte_text *bytes_read(iconv_t reader)
{
	struct byte_text *read = g_new0(struct byte_text, 256);

	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte;
		size_t replaced = 0;
		g_autofree char *text = text_finish(
			convert_all(reader, &c, 1, &replaced), &replaced);

		read[byte].length =
			(guint8)MIN(strlen(text), sizeof(read[byte].text));
		memcpy(read[byte].text, text, read[byte].length);
		read[byte].is_replaced = replaced > 0;
	}
	return read;
}

/* NULL when the charset is not read by its bytes. */
static const struct byte_text *bytes_get(const struct charset_row *row)
{
	size_t at = (size_t)(row - charset_rows);
	bool is_by_bytes = row->shape == CHARSET_CYRILLIC ||
			   g_str_equal(row->iconv_name, "CP1252");

	if (is_by_bytes && bytes_of[at] == NULL)
		bytes_of[at] = bytes_read(readers[at]);
	return bytes_of[at];
}

static gunichar byte_character(const struct byte_text *byte)
{
	return byte->is_replaced ? CYRILLIC_UNDECODABLE
				 : g_utf8_get_char(byte->text);
}

const struct cyrillic_bytes *charset_cyrillic_bytes(const char *canonical)
{
	const struct charset_row *row = row_named(canonical);
	size_t at = (size_t)(row - charset_rows);

	if (looks_of[at] == NULL && charset_warm_up(NULL)) {
		const struct byte_text *read = bytes_get(row);

		looks_of[at] = g_new0(struct cyrillic_bytes, 1);
		for (int byte = 0; byte < 256; byte++)
			cyrillic_bytes_set(looks_of[at], (guint8)byte,
				byte_character(&read[byte]));
	}
	return looks_of[at];
}

static const struct byte_pages *pages_get(const struct charset_row *row)
{
	size_t at = (size_t)(row - charset_rows);
	const struct byte_text *read = bytes_get(row);

	if (read == NULL || pages_of[at] != NULL)
		return pages_of[at];
	pages_of[at] = g_new0(struct byte_pages, 1);
	for (int byte = 1; byte < 256; byte++) {
		gunichar c = byte_character(&read[byte]);
		guint8 **page = &pages_of[at]->of[c / PAGE % PAGE];

		if (read[byte].is_replaced)
			continue;
		if (*page == NULL)
			*page = g_new0(guint8, PAGE);
		(*page)[c % PAGE] = (guint8)byte;
	}
	return pages_of[at];
}

static char *convert_bytes(const struct byte_text *read, const char *bytes,
	size_t length, size_t *replaced)
{
	const guint8 *in = (const guint8 *)bytes;
	char *text = g_malloc(length * sizeof(read->text) + 1), *to = text;

	for (size_t i = 0; i < length; i++) {
		const struct byte_text *byte = &read[in[i]];

		memcpy(to, byte->text, sizeof(byte->text));
		to += byte->length;
		*replaced += byte->is_replaced;
	}
	*to = '\0';
	return g_realloc(text, (gsize)(to - text) + 1);
}

static char *convert(const struct charset_row *row, const char *bytes,
	size_t length, size_t *replaced)
{
	size_t at = (size_t)(row - charset_rows);
	const struct byte_text *read = bytes_get(row);

	if (read != NULL)
		return convert_bytes(read, bytes, length, replaced);
	return text_finish(
		convert_all(readers[at], bytes, length, replaced), replaced);
}

char *charset_convert(const char *canonical, const char *bytes, size_t length,
	size_t *replaced_out)
{
	const struct charset_row *row = row_named(canonical);
	size_t replaced = 0;
	char *text;

	bytes = length > 0 ? bytes : "";
	if (!row || !charset_warm_up(NULL))
		row = NULL;
	if (row && row->shape != CHARSET_UTF8)
		text = convert(row, bytes, length, &replaced);
	else
		text = utf8_make_valid(bytes, length, &replaced);
	if (replaced_out)
		*replaced_out = replaced;
	return text;
}

/* The byte of a character, -1 when there is none. */
static int byte_find(const struct byte_pages *pages, gunichar c)
{
	const guint8 *page = c < PAGE * PAGE ? pages->of[c / PAGE] : NULL;

	if (page != NULL && page[c % PAGE] != 0)
		return page[c % PAGE];
	return c >= 0x80 && c <= 0x9f ? (int)c : -1;
}

static GByteArray *encode_bytes(
	const struct byte_pages *pages, const char *text, size_t length)
{
	g_autoptr(GByteArray) out = g_byte_array_sized_new((guint)length);

	for (const char *at = text; at < text + length;
		at = g_utf8_next_char(at)) {
		int byte = byte_find(pages, g_utf8_get_char(at));

		if (byte < 0)
			return NULL;
		out->data[out->len++] = (guint8)byte; /* never more than came */
	}
	return g_steal_pointer(&out);
}

GByteArray *charset_encode(
	const char *canonical, const char *text, size_t length)
{
	const struct charset_row *row = row_named(canonical);
	g_autoptr(GByteArray) out = NULL;
	iconv_t converter;

	if (!row || !charset_warm_up(NULL))
		return NULL;
	if (pages_get(row) != NULL)
		return encode_bytes(pages_get(row), text, length);
	converter = writers[row - charset_rows];
	iconv(converter, NULL, NULL, NULL, NULL);
	out = g_byte_array_sized_new((guint)length);
	for (const char *at = text; at < text + length;) {
		char *from = (char *)(uintptr_t)at;
		const char *next = g_utf8_next_char(at);
		size_t left = (size_t)(next - at);
		gunichar c = g_utf8_get_char(at);
		char byte[8], *to = byte;
		size_t room = sizeof(byte);

		if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 ||
			left > 0) {
			if (c < 0x80 || c > 0x9f)
				return NULL;
			*to++ = (char)c;
		}
		g_byte_array_append(out, (guint8 *)byte, (guint)(to - byte));
		at = next;
	}
	return g_steal_pointer(&out);
}
