/* A line of Cyrillic in a one-byte charset is never valid UTF-8 by chance, so
 * that lines of both kinds side by side prove that there are two charsets. */
#include "charset_mixed.h"

#include <string.h>

enum {
	HIGH_BYTES_LEAST = 8, /* of either kind: four letters of UTF-8 */
};

enum line_kind {
	LINE_ASCII,
	LINE_UTF8,
	LINE_OTHER,
};

static size_t line_length(const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	return (size_t)((stop ? stop + 1 : end) - at);
}

static size_t count_high(const char *line, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += (unsigned char)line[i] >= 0x80;
	return count;
}

static enum line_kind line_kind(const char *line, size_t length)
{
	if (count_high(line, length) == 0)
		return LINE_ASCII;
	return charset_looks_utf8(line, length) ? LINE_UTF8 : LINE_OTHER;
}

/* The lines that are not UTF-8; NULL when there are not enough of both. */
static GByteArray *others_take(const char *bytes, size_t length)
{
	g_autoptr(GByteArray) others = g_byte_array_new();
	size_t high[LINE_OTHER + 1] = { 0 };

	for (const char *at = bytes, *end = bytes + length; at < end;) {
		size_t line = line_length(at, end);
		enum line_kind kind = line_kind(at, line);

		high[kind] += count_high(at, line);
		if (kind == LINE_OTHER)
			g_byte_array_append(
				others, (const guint8 *)at, (guint)line);
		at += line;
	}
	return high[LINE_UTF8] >= HIGH_BYTES_LEAST &&
			       high[LINE_OTHER] >= HIGH_BYTES_LEAST
		       ? g_steal_pointer(&others)
		       : NULL;
}

/* Lines of one kind at a time. */
static char *decode_lines(const char *bytes, size_t length, const char *other,
	size_t *replaced_out)
{
	GString *text = g_string_sized_new(length * 2);
	const char *end = bytes + length;

	while (bytes < end) {
		const char *from = bytes;
		bool is_other =
			line_kind(bytes, line_length(bytes, end)) == LINE_OTHER;
		g_autofree char *piece = NULL;
		size_t replaced = 0;

		do
			bytes += line_length(bytes, end);
		while (bytes < end &&
			(line_kind(bytes, line_length(bytes, end)) ==
				LINE_OTHER) == is_other);
		piece = charset_convert(is_other ? other : "utf-8", from,
			(size_t)(bytes - from), &replaced);
		g_string_append(text, piece);
		*replaced_out += replaced;
	}
	return g_string_free(text, FALSE);
}

bool charset_mixed_decode(const char *bytes, size_t length,
	const char *declared, struct charset_text *out)
{
	g_autoptr(GByteArray) others = others_take(bytes, length);
	struct charset_text text = { 0 };
	const char *canonical = charset_find(declared);

	if (!others)
		return false;
	charset_decode(
		(const char *)others->data, others->len, declared, &text);
	g_free(text.text);
	if (text.replaced > 0 || g_str_equal(text.used, "utf-8"))
		return false;
	*out = (struct charset_text){
		.used = "utf-8",
		.also_used = text.used,
		.is_declared = g_strcmp0(canonical, "utf-8") == 0 ||
			       g_strcmp0(canonical, text.used) == 0,
	};
	out->text = decode_lines(bytes, length, text.used, &out->replaced);
	return true;
}
