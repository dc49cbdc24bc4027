/* Undoing a wrong reading is encoding the text by the charset it was wrongly
 * read in and reading the bytes by the right one.  It is done by lines, since
 * often only a quoted part went through the bad gateway, and only when the
 * result is better Cyrillic than what stood there. */
#include "mojibake.h"

#include <string.h>
#include "charset.h"
#include "plaint/base/utf8.h"

enum {
	LAYERS_MOST = 3,
	EXAMPLE_CHARACTERS = 40,
	LINE_BYTES_MOST = 65536,
	UTF8_LAYERS = 4, /* the first so many of `layers` */
};

/* The repaired line must score this much better. */
static const double gain_least = 0.35;
/* Of a line in capitals, which is suspicious by itself. */
static const double gain_least_shouting = 0.2;

static const struct {
	const char *wrong; /* what the text was read as */
	const char *right; /* what it was */
	const char *how;
	size_t letters_least; /* fewer prove nothing */
} layers[] = {
	{ "windows-1251", "utf-8", "utf-8 read as windows-1251", 2 },
	{ "windows-1252", "utf-8", "utf-8 read as windows-1252", 1 },
	{ "koi8-r", "utf-8", "utf-8 read as koi8-r", 2 },
	{ "ibm866", "utf-8", "utf-8 read as cp866", 2 },
	{ "windows-1252", "windows-1251", "windows-1251 read as latin-1", 4 },
	{ "windows-1251", "koi8-u", "koi8-u read as windows-1251", 6 },
	{ "koi8-u", "windows-1251", "windows-1251 read as koi8-u", 6 },
	{ "ibm866", "windows-1251", "windows-1251 read as cp866", 6 },
	{ "windows-1251", "ibm866", "cp866 read as windows-1251", 6 },
	{ "windows-1252", "koi8-u", "koi8-u read as latin-1", 4 },
	{ "iso-8859-5", "windows-1251", "windows-1251 read as iso-8859-5", 6 },
	{ "windows-1251", "iso-8859-5", "iso-8859-5 read as windows-1251", 6 },
};

/* The one byte that windows-1251 leaves undefined is the second one of the
 * capital И in UTF-8; programs write a question mark there.  And a no-break
 * space, the second byte of Р and а..., is often made a plain one. */
static void undefined_restore(GByteArray *bytes)
{
	for (guint i = 0; i + 1 < bytes->len; i++) {
		guint8 lead = bytes->data[i];
		guint8 *next = &bytes->data[i + 1];

		if (lead != 0xd0 && lead != 0xd1)
			continue;
		if (*next == '?' && lead == 0xd0)
			*next = 0x98;
		else if (*next == ' ' && lead == 0xd0)
			*next = 0xa0;
	}
}

static bool bytes_are_utf8(const GByteArray *bytes)
{
	return !utf8_is_ascii(bytes->data, bytes->len) &&
	       utf8_is_valid((const char *)bytes->data, bytes->len);
}

/* The line with layer i undone, NULL when that cannot be what happened. */
static char *layer_undo(size_t i, const char *line, size_t length)
{
	g_autoptr(GByteArray) bytes =
		charset_encode(layers[i].wrong, line, length);
	size_t replaced = 0;
	char *text;

	if (!bytes)
		return NULL;
	if (g_str_equal(layers[i].right, "utf-8")) {
		if (!bytes_are_utf8(bytes))
			undefined_restore(bytes);
		if (!bytes_are_utf8(bytes))
			return NULL;
	}
	text = charset_convert(layers[i].right, (const char *)bytes->data,
		bytes->len, &replaced);
	if (replaced > 0)
		g_clear_pointer(&text, g_free);
	return text;
}

/* Valid UTF-8 hidden in one-byte letters does not come about by chance, in
 * any script: one sequence in a Latin-1 word may, three hardly. */
static bool is_proof(
	size_t i, const char *before, size_t length, const char *after)
{
	long gone = g_utf8_strlen(before, (gssize)length) -
		    g_utf8_strlen(after, -1);

	return g_str_equal(layers[i].right, "utf-8") && gone >= 3;
}

/* windows-1251 and koi8 have small and capital letters exchanged. */
static bool is_shouting(const char *line, size_t length)
{
	size_t capitals = 0, smalls = 0;

	/* U+0410 to U+044F by their bytes, which are of no other letter. */
	for (size_t i = 0; i + 1 < length; i++) {
		unsigned char first = (unsigned char)line[i];
		unsigned char second = (unsigned char)line[i + 1];

		if (first == 0xd0) {
			capitals += second >= 0x90 && second <= 0xaf;
			smalls += second >= 0xb0;
		} else if (first == 0xd1) {
			smalls += second <= 0x8f;
		}
		/* Nor if all that is left were capitals. */
		if (smalls * 2 >= capitals + (length - i) / 2)
			return false;
	}
	return capitals > 6 && capitals > smalls * 2;
}

static char *line_repair_once(
	const char *line, size_t length, const char **how_out)
{
	double score = cyrillic_score(line, length, NULL);
	double best = score + (is_shouting(line, length) ? gain_least_shouting
							 : gain_least);
	char *repaired = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
		g_autofree char *text = layer_undo(i, line, length);
		size_t letters = 0;
		double now;

		if (!text)
			continue;
		now = cyrillic_score(text, strlen(text), &letters);
		if (letters == 0 && is_proof(i, line, length, text) &&
			!repaired) {
			repaired = g_steal_pointer(&text);
			*how_out = layers[i].how;
			break;
		}
		if (letters < layers[i].letters_least || now < best ||
			now < cyrillic_convincing)
			continue;
		best = now;
		g_free(repaired);
		repaired = g_steal_pointer(&text);
		*how_out = layers[i].how;
	}
	return repaired;
}

/* Two layers at once, for text whose first layer alone reads no better: UTF-8
 * twice over, the first four of the table. */
static char *line_repair_twice(
	const char *line, size_t length, const char **how_out)
{
	for (size_t i = 0; i < UTF8_LAYERS; i++) {
		g_autofree char *once = layer_undo(i, line, length);
		g_autofree char *twice = NULL;

		if (once)
			twice = line_repair_once(once, strlen(once), how_out);
		if (twice && cyrillic_score(twice, strlen(twice), NULL) >=
				     cyrillic_convincing)
			return g_steal_pointer(&twice);
	}
	return NULL;
}

static char *line_repair(
	const char *line, size_t length, const char **how_out, int *times)
{
	g_autofree char *text = NULL;

	for (*times = 0; *times < LAYERS_MOST;) {
		const char *now = text ? text : line;
		size_t now_length = text ? strlen(text) : length;
		char *next = line_repair_once(now, now_length, how_out);

		*times += 1;
		if (!next) {
			next = line_repair_twice(now, now_length, how_out);
			*times += 1;
		}
		if (!next) {
			*times -= 2;
			break;
		}
		g_free(text);
		text = next;
	}
	return g_steal_pointer(&text);
}

/* Most lines are sound: asked before anything is converted. */
static bool is_suspect(const char *line, size_t length)
{
	if (length > LINE_BYTES_MOST || utf8_is_ascii(line, length))
		return false;
	return is_shouting(line, length) ||
	       cyrillic_score(line, length, NULL) < cyrillic_convincing + 0.1;
}

static void note(struct mojibake *out, const char *line, size_t length,
	const char *how, int times)
{
	if (!out)
		return;
	if (out->lines++ == 0) {
		g_autofree char *copy = g_strndup(line, length);

		out->how = how;
		out->example = utf8_cut(copy, EXAMPLE_CHARACTERS);
	}
	out->times = MAX(out->times, times);
}

char *mojibake_repair(const char *text, struct mojibake *out)
{
	GString *repaired = NULL;
	const char *at = text;

	while (*at) {
		size_t length = strcspn(at, "\n");
		const char *how = NULL;
		int times = 0;
		g_autofree char *line = NULL;

		if (is_suspect(at, length))
			line = line_repair(at, length, &how, &times);
		if (line && !repaired)
			repaired = g_string_new_len(text, at - text);
		if (line)
			note(out, at, length, how, times);
		if (repaired && line)
			g_string_append(repaired, line);
		else if (repaired)
			g_string_append_len(repaired, at, (gssize)length);
		at += length;
		if (*at == '\n') {
			if (repaired)
				g_string_append_c(repaired, '\n');
			at++;
		}
	}
	return repaired ? g_string_free(repaired, FALSE) : NULL;
}
