/* Transfer encodings undone, forgivingly: a letter that some gateway bent is
 * still a letter. */
#include "transfer.h"

#include <stdint.h>
#include <string.h>

enum {
	UU_LINE_MOST = 63,
	BASE64_LINE_MOST = 1000,
	BASE64_INSIDE = 0x40,	  /* above every sextet */
	BASE64_OUTSIDE = 1 << 24, /* above every quad */
};

/* What each byte is worth, marked as BASE64_INSIDE; 0: it stands outside the
 * alphabet. */
static const unsigned char base64_worth[256] = {
	['+'] = BASE64_INSIDE + 62,
	['/'] = BASE64_INSIDE + 63,
#define RUN_4(c, v) [c] = v, [c + 1] = v + 1, [c + 2] = v + 2, [c + 3] = v + 3
#define RUN_13(c, v)                                                           \
	RUN_4(c, v), RUN_4(c + 4, v + 4), RUN_4(c + 8, v + 8), [c + 12] = v + 12
	RUN_13('A', BASE64_INSIDE),
	RUN_13('N', BASE64_INSIDE + 13),
	RUN_13('a', BASE64_INSIDE + 26),
	RUN_13('n', BASE64_INSIDE + 39),
	RUN_4('0', BASE64_INSIDE + 52),
	RUN_4('4', BASE64_INSIDE + 56),
	['8'] = BASE64_INSIDE + 60,
	['9'] = BASE64_INSIDE + 61,
};

/* Below 0 outside the alphabet. */
static int base64_value(unsigned char c)
{
	return base64_worth[c] - BASE64_INSIDE;
}

/* What each byte is worth in each place of a quad. */
static const uint32_t (*quads_get(void))[256]
{
	static uint32_t quads[4][256];
	static gsize ready;

	if (g_once_init_enter(&ready)) {
		for (int place = 0; place < 4; place++) {
			for (int c = 0; c < 256; c++) {
				int value = base64_value((unsigned char)c);

				quads[place][c] =
					value < 0 ? BASE64_OUTSIDE
						  : (uint32_t)value
							    << (18 - 6 * place);
			}
		}
		g_once_init_leave(&ready, 1);
	}
	return quads;
}

/* Lines as programs write them: whole quads of the alphabet from bytes[at]
 * on.  The first byte after them.  There is room for one byte more than they
 * hold. */
static size_t base64_quads(
	const char *bytes, size_t length, size_t at, GByteArray *out)
{
	const uint32_t(*quads)[256] = quads_get();
	guint8 *to = out->data + out->len;

	for (; length - at >= 4; at += 4, to += 3) {
		const unsigned char *in = (const unsigned char *)bytes + at;
		uint32_t bits = quads[0][in[0]] | quads[1][in[1]] |
				quads[2][in[2]] | quads[3][in[3]];

		if (bits >= BASE64_OUTSIDE)
			break;
		bits = GUINT32_TO_BE(bits << 8);
		memcpy(to, &bits, sizeof(bits));
	}
	out->len = (guint)(to - out->data);
	return at;
}

/* The bytes that 1 to 4 sextets hold; a lone one holds none. */
static void base64_flush(GByteArray *out, unsigned int bits, int sextets)
{
	guint8 bytes[3];

	if (sextets < 2)
		return;
	bits <<= 6 * (4 - sextets);
	bytes[0] = (guint8)(bits >> 16);
	bytes[1] = (guint8)(bits >> 8);
	bytes[2] = (guint8)bits;
	g_byte_array_append(out, bytes, (guint)sextets - 1);
}

/* Text that only claims to be base64 is passed as it is: more than one byte
 * in 16 stands outside the alphabet. */
static bool is_base64(const char *bytes, size_t length)
{
	size_t inside = 0, foreign = 0;

	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '=')
			break;
		if (base64_value((unsigned char)bytes[i]) >= 0)
			inside++;
		else if (!g_ascii_isspace(bytes[i]))
			foreign++;
	}
	return foreign == 0 || foreign * 16 <= inside;
}

/* Behind a padding stands nothing, or a run that is whole by itself; a tail
 * that is not (a footer that a gateway stuck on) is no base64. */
static bool run_is_whole(const char *bytes, size_t length)
{
	size_t sextets = 0;

	for (size_t i = 0; i < length; i++) {
		if (base64_value((unsigned char)bytes[i]) >= 0)
			sextets++;
		else if (bytes[i] == '=')
			return true;
	}
	return sextets % 4 == 0;
}

static GByteArray *as_it_is(GByteArray *out, const char *bytes, size_t length)
{
	g_byte_array_set_size(out, 0);
	g_byte_array_append(out, (const guint8 *)bytes, (guint)length);
	return out;
}

GByteArray *transfer_base64(const char *bytes, size_t length)
{
	GByteArray *out = g_byte_array_sized_new((guint)(length / 4 * 3 + 3));
	unsigned int bits = 0;
	int sextets = 0;
	bool is_asked = false;

	for (size_t i = 0; i < length; i++) {
		if (sextets == 0)
			i = base64_quads(bytes, length, i, out);
		if (i == length)
			break;
		int value = base64_value((unsigned char)bytes[i]);

		if (value >= 0) {
			bits = bits << 6 | (unsigned int)value;
			sextets++;
		} else if (!is_asked && bytes[i] != '=' &&
			   !g_ascii_isspace(bytes[i])) {
			is_asked = true;
			if (!is_base64(bytes, length))
				return as_it_is(out, bytes, length);
		}
		if (sextets != 4 && bytes[i] != '=')
			continue;
		base64_flush(out, bits, sextets);
		bits = 0;
		sextets = 0;
		if (bytes[i] == '=' &&
			!run_is_whole(bytes + i + 1, length - i - 1))
			return out;
	}
	base64_flush(out, bits, sextets);
	return out;
}

/* Length of a soft line break at "=": "=", blanks, line end; 0 when none. */
static size_t soft_break(const char *bytes, size_t left)
{
	size_t i = 1;

	while (i < left && (bytes[i] == ' ' || bytes[i] == '\t'))
		i++;
	if (i == left)
		return i;
	if (bytes[i] == '\r' && i + 1 < left && bytes[i + 1] == '\n')
		return i + 2;
	return bytes[i] == '\n' ? i + 1 : 0;
}

/* What "=" and the bytes behind it say, at *to; how many bytes were read. */
static size_t quoted_escape(guint8 **to, const char *bytes, size_t left)
{
	if (left >= 3 && g_ascii_isxdigit(bytes[1]) &&
		g_ascii_isxdigit(bytes[2])) {
		*(*to)++ = (guint8)(g_ascii_xdigit_value(bytes[1]) * 16 +
				    g_ascii_xdigit_value(bytes[2]));
		return 3;
	}
	size_t skip = soft_break(bytes, left);

	if (skip)
		return skip;
	*(*to)++ = '=';
	return 1;
}

/* Blanks at the end of a line were added on the way (RFC 2045, 6.7 (3)). */
static size_t trailing_blanks(const char *bytes, size_t left)
{
	size_t i = 0;

	while (i < left && (bytes[i] == ' ' || bytes[i] == '\t'))
		i++;
	if (i < left && bytes[i] != '\n' &&
		!(bytes[i] == '\r' && i + 1 < left && bytes[i + 1] == '\n'))
		return 0;
	return i;
}

GByteArray *transfer_quoted(const char *bytes, size_t length, bool is_word)
{
	GByteArray *out = g_byte_array_sized_new((guint)length);
	guint8 *to = out->data; /* never more bytes than came */
	size_t i = 0;

	while (i < length) {
		char c = bytes[i];
		size_t blanks = 0;

		if (!is_word && (c == ' ' || c == '\t'))
			blanks = trailing_blanks(bytes + i, length - i);
		if (blanks > 0) {
			i += blanks;
		} else if (c == '=') {
			i += quoted_escape(&to, bytes + i, length - i);
		} else {
			*to++ = (guint8)(is_word && c == '_' ? ' ' : c);
			i++;
		}
	}
	out->len = (guint)(to - out->data);
	return out;
}

static size_t line_length(const char *line, size_t left)
{
	const char *end = memchr(line, '\n', left);

	return end ? (size_t)(end - line) + 1 : left;
}

static bool line_starts(const char *line, size_t length, const char *start)
{
	size_t wanted = strlen(start);

	return length >= wanted && memcmp(line, start, wanted) == 0;
}

/* Behind "begin 644 ", where the file's name stands; 0: no such line. */
static size_t begin_name(const char *line, size_t length, const char *begin)
{
	size_t mode = strlen(begin), i = mode;

	if (!line_starts(line, length, begin))
		return 0;
	while (i < length && line[i] >= '0' && line[i] <= '7')
		i++;
	if (i - mode < 3 || i - mode > 4 || i + 1 >= length || line[i] != ' ')
		return 0;
	return i + 1;
}

static unsigned int uu_value(const char *line, size_t length, size_t at)
{
	return at < length ? ((unsigned int)line[at] - 32u) & 63u : 0;
}

static void uu_line(GByteArray *out, const char *line, size_t length)
{
	unsigned int left = uu_value(line, length, 0);

	for (size_t i = 1; left > 0 && i < length; i += 4) {
		unsigned int bits = uu_value(line, length, i) << 18 |
				    uu_value(line, length, i + 1) << 12 |
				    uu_value(line, length, i + 2) << 6 |
				    uu_value(line, length, i + 3);
		guint8 bytes[3] = { (guint8)(bits >> 16), (guint8)(bits >> 8),
			(guint8)bits };
		unsigned int count = MIN(left, 3u);

		g_byte_array_append(out, bytes, count);
		left -= count;
	}
}

static bool uu_is_end(const char *line, size_t length)
{
	return line_starts(line, length, "end") &&
	       (length == 3 || line[3] == '\r' || line[3] == '\n');
}

/* Lines behind the begin line; true when they run to the end line. */
static bool uu_body(const char *body, size_t length, struct transfer_file *file)
{
	while (file->end < length) {
		const char *line = body + file->end;
		size_t left = line_length(line, length - file->end);

		file->end += left;
		if (uu_is_end(line, left))
			return true;
		while (left &&
			(line[left - 1] == '\n' || line[left - 1] == '\r'))
			left--;
		if (left == 0)
			continue;
		if (line[0] < ' ' || line[0] > '`' || left > UU_LINE_MOST + 2)
			return false;
		uu_line(file->bytes, line, left);
	}
	return false;
}

/* The value behind " name=" runs to the end of the line. */
static char *yenc_name(const char *line, size_t length)
{
	g_autofree char *copy = g_strndup(line, length);
	const char *name = strstr(copy, " name=");

	return name ? g_strstrip(g_strdup(name + 6)) : g_strdup("");
}

static void yenc_line(GByteArray *out, const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)line[i];
		guint8 byte;

		if (c == '\r' || c == '\n')
			continue;
		if (c == '=' && i + 1 < length)
			c = (unsigned char)((unsigned char)line[++i] - 64);
		byte = (guint8)(c - 42);
		g_byte_array_append(out, &byte, 1);
	}
}

static bool yenc_body(
	const char *body, size_t length, struct transfer_file *file)
{
	while (file->end < length) {
		const char *line = body + file->end;
		size_t left = line_length(line, length - file->end);

		file->end += left;
		if (line_starts(line, left, "=yend"))
			return true;
		if (!line_starts(line, left, "=ypart"))
			yenc_line(file->bytes, line, left);
	}
	return false;
}

/* Lines behind "begin-base64" run to one of "====". */
static bool base64_body(
	const char *body, size_t length, struct transfer_file *file)
{
	size_t begin = file->end;

	while (file->end < length) {
		const char *line = body + file->end;
		size_t left = line_length(line, length - file->end);

		if (line_starts(line, left, "====")) {
			g_byte_array_unref(file->bytes);
			file->bytes = transfer_base64(
				body + begin, file->end - begin);
			file->end += left;
			return true;
		}
		file->end += left;
		if (memchr(line, ' ', left) || left > BASE64_LINE_MOST)
			return false;
	}
	return false;
}

/* The ways to write a file into a text, by how the first line begins; its name
 * stands behind a mode, or by itself. */
static const struct {
	const char *begin;
	bool has_mode;
	bool (*read)(
		const char *body, size_t length, struct transfer_file *file);
} formats[] = {
	{ "begin ", true, uu_body },
	{ "begin-base64 ", true, base64_body },
	{ "=ybegin ", false, yenc_body },
};

/* What the line begins, -1 for nothing. */
static int format_find(const char *line, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (formats[i].has_mode
				? begin_name(line, length, formats[i].begin) > 0
				: line_starts(line, length, formats[i].begin))
			return (int)i;
	}
	return -1;
}

static bool file_read(const char *body, size_t length, size_t at, int format,
	struct transfer_file *file)
{
	const char *line = body + at;
	size_t left = line_length(line, length - at);
	size_t name = begin_name(line, left, formats[format].begin);

	file->begin = at;
	file->end = at + left;
	file->bytes = g_byte_array_new();
	file->name = formats[format].has_mode
			     ? g_strstrip(g_strndup(line + name, left - name))
			     : yenc_name(line, left);
	if (formats[format].read(body, length, file))
		return true;
	transfer_file_clear(file);
	return false;
}

bool transfer_find_file(
	const char *body, size_t length, size_t from, struct transfer_file *out)
{
	int tries = 0;

	/* An unfinished file is text; a few tries keep many of them from
	 * costing the square of their number. */
	while (from < length && tries < 16) {
		const char *line = body + from;
		size_t left = line_length(line, length - from);
		int format = line[0] == 'b' || line[0] == '='
				     ? format_find(line, left)
				     : -1;

		if (format >= 0 && file_read(body, length, from, format, out))
			return true;
		tries += format >= 0;
		from += left;
	}
	return false;
}

void transfer_file_clear(struct transfer_file *file)
{
	g_clear_pointer(&file->name, g_free);
	g_clear_pointer(&file->bytes, g_byte_array_unref);
}

static bool is_uuencoded(const char *encoding)
{
	return strstr(encoding, "uue") || strstr(encoding, "uuencode");
}

bool transfer_is_encoded(const char *encoding)
{
	return g_str_equal(encoding, "base64") ||
	       g_str_equal(encoding, "quoted-printable") ||
	       is_uuencoded(encoding);
}

GByteArray *transfer_decode(
	const char *encoding, const char *bytes, size_t length)
{
	GByteArray *out;

	if (g_str_equal(encoding, "base64"))
		return transfer_base64(bytes, length);
	if (g_str_equal(encoding, "quoted-printable"))
		return transfer_quoted(bytes, length, false);
	if (is_uuencoded(encoding)) {
		struct transfer_file file = { 0 };

		if (transfer_find_file(bytes, length, 0, &file)) {
			g_free(file.name);
			return file.bytes;
		}
	}
	out = g_byte_array_sized_new((guint)length);
	g_byte_array_append(out, (const guint8 *)bytes, (guint)length);
	return out;
}
