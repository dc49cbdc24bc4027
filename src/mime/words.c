/* Encoded words (RFC 2047) as they are really written: glued together, with
 * blanks inside, padded in the middle, cut off at the end, in quotes, in the
 * middle of a word. */
#include "words.h"

#include <string.h>
#include "charset.h"
#include "mojibake.h"
#include "plaint/base/utf8.h"
#include "transfer.h"

enum {
	CHARSET_NAME_MOST = 40,
	WORD_MOST = 4096, /* RFC says 75; some write the whole subject in one */
};

/* Bytes of one charset waiting to be decoded together. */
struct run {
	GString *out;
	GByteArray *bytes;
	char charset[CHARSET_NAME_MOST + 1];
	bool is_word;
};

struct encoded_word {
	char charset[CHARSET_NAME_MOST + 1];
	char encoding;
	const char *text;
	size_t text_length;
	size_t length; /* from =? to ?= */
};

char *words_unfold(const char *raw)
{
	GString *out = g_string_sized_new(strlen(raw));

	for (const char *at = raw; *at; at++) {
		if (*at != '\r' && *at != '\n')
			g_string_append_c(out, *at);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

/* End of the text at "?=", or of a last word that was cut off. */
static const char *word_end(const char *text, const char *end)
{
	for (const char *at = text; at < end; at++) {
		/* In "Q" a "?" is always written =3F. */
		if (at[0] == '?')
			return at + 1 < end && at[1] == '=' ? at : NULL;
		if (at > text && end - at > 2 && at[0] == '=' && at[1] == '?' &&
			at[2] != '=')
			return NULL;
	}
	return NULL;
}

static bool word_read(const char *at, const char *end, struct encoded_word *out)
{
	const char *name = at + 2;
	const char *mark, *text, *stop;

	if (end - at < 8 || at[0] != '=' || at[1] != '?')
		return false;
	mark = memchr(name, '?',
		MIN((size_t)(end - name), (size_t)CHARSET_NAME_MOST + 1));
	if (!mark || mark == name || end - mark < 3 || mark[2] != '?')
		return false;
	out->encoding = g_ascii_toupper(mark[1]);
	if (out->encoding != 'B' && out->encoding != 'Q')
		return false;
	text = mark + 3;
	stop = word_end(text, end);
	if (!stop && end - text < WORD_MOST &&
		!memchr(text, '?', (size_t)(end - text)))
		stop = end;
	if (!stop)
		return false;
	memcpy(out->charset, name, (size_t)(mark - name));
	out->charset[mark - name] = '\0';
	out->text = text;
	out->text_length = (size_t)(stop - text);
	out->length = (size_t)(MIN(stop + 2, end) - at);
	return true;
}

static void run_flush(struct run *run)
{
	struct charset_text text;

	if (run->bytes->len == 0)
		return;
	charset_decode((const char *)run->bytes->data, run->bytes->len,
		run->charset, &text);
	g_string_append(run->out, text.text);
	g_free(text.text);
	g_byte_array_set_size(run->bytes, 0);
}

static void run_add(struct run *run, const char *charset, bool is_word,
	const void *bytes, size_t length)
{
	if (is_word != run->is_word ||
		g_ascii_strcasecmp(charset, run->charset) != 0)
		run_flush(run);
	g_strlcpy(run->charset, charset, sizeof(run->charset));
	run->is_word = is_word;
	g_byte_array_append(run->bytes, bytes, (guint)length);
}

static void run_add_word(struct run *run, const struct encoded_word *word)
{
	g_autoptr(GByteArray) bytes =
		word->encoding == 'B'
			? transfer_base64(word->text, word->text_length)
			: transfer_quoted(word->text, word->text_length, true);

	run_add(run, word->charset, true, bytes->data, bytes->len);
}

/* Length of the blanks that stand between two encoded words, else 0: they
 * are not part of the text (RFC 2047, 6.2). */
static size_t blanks_between(const char *at, const char *end)
{
	struct encoded_word next;
	const char *stop = at;

	while (stop < end && (*stop == ' ' || *stop == '\t'))
		stop++;
	if (stop == at || !word_read(stop, end, &next))
		return 0;
	return (size_t)(stop - at);
}

static void decode_into(struct run *run, const char *at, const char *end)
{
	bool after_word = false;

	while (at < end) {
		struct encoded_word word;
		size_t blanks = after_word ? blanks_between(at, end) : 0;

		at += blanks;
		after_word = at[0] == '=' && word_read(at, end, &word);
		if (after_word) {
			run_add_word(run, &word);
			at += word.length;
		} else {
			const char *next =
				memchr(at + 1, '=', (size_t)(end - at - 1));
			size_t plain = (size_t)((next ? next : end) - at);

			run_add(run, "", false, at, plain);
			at += plain;
		}
	}
	run_flush(run);
}

char *words_decode_span(const char *raw, size_t length)
{
	g_autofree char *copy = g_strndup(raw, length);
	g_autofree char *flat = words_unfold(copy);
	g_autofree char *text = NULL;
	struct run run = {
		.out = g_string_new(NULL),
		.bytes = g_byte_array_new(),
	};

	decode_into(&run, flat, flat + strlen(flat));
	/* Some encode what was encoded already. */
	if (strstr(run.out->str, "=?") && strstr(run.out->str, "?=")) {
		g_autofree char *once = g_strdup(run.out->str);

		g_string_truncate(run.out, 0);
		decode_into(&run, once, once + strlen(once));
	}
	g_byte_array_unref(run.bytes);
	text = mojibake_repair(run.out->str, NULL);
	if (!text)
		text = g_strdup(run.out->str);
	g_string_free(run.out, TRUE);
	return utf8_one_line(text);
}

char *words_decode(const char *raw)
{
	return words_decode_span(raw, strlen(raw));
}
