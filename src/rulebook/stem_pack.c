/* The files are the system's own, not a stranger's; yet whatever is not
 * understood here leaves the dictionary as it is. */

#include "stem_pack.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <glib.h>

#include "plaint/base/fd.h"

enum {
	SETS_MOST = 60000, /* hunspell counts them in 16 bits */
	FLAGS_MOST_BYTES = 255,
	WORD_MOST_BYTES = 255,
	RULE_FIELDS = 5, /* SFX or PFX, flag, what goes, what comes, where */
	/* Of hunspell's table of words, which is filled one after another. */
	PARTS = 64,
	TABLE_SPARE = 1005, /* places it adds itself */
	TABLE_MOST = 10000000,
};

struct text {
	const char *at, *end;
};

struct line {
	const char *text;
	size_t length;
};

static bool line_next(struct text *text, struct line *out)
{
	if (text->at >= text->end)
		return false;
	const char *stop =
		memchr(text->at, '\n', (size_t)(text->end - text->at));
	const char *end = stop != NULL ? stop : text->end;
	*out = (struct line){ text->at, (size_t)(end - text->at) };
	text->at = stop != NULL ? stop + 1 : text->end;
	return true;
}

static bool begins(const struct line *line, const char *with)
{
	size_t length = strlen(with);
	return line->length >= length && memcmp(line->text, with, length) == 0;
}

static bool begins_one_of(
	const struct line *line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(line, words[i]))
			return true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool field_next(struct text *text, struct line *out)
{
	while (text->at < text->end && is_blank(*text->at))
		text->at++;
	const char *from = text->at;
	while (text->at < text->end && !is_blank(*text->at))
		text->at++;
	*out = (struct line){ from, (size_t)(text->at - from) };
	return out->length > 0;
}

static bool is_rule(const struct line *line)
{
	return begins(line, "SFX ") || begins(line, "PFX ");
}

/* Flags of a byte each, none behind an ending, letters in UTF-8. */
static bool is_plain(struct text affixes)
{
	static const char *const others[] = { "FLAG", "AF ", "AM ",
		"COMPLEXPREFIXES" };
	bool is_utf8 = false;
	struct line line;
	while (line_next(&affixes, &line)) {
		is_utf8 = is_utf8 || begins(&line, "SET UTF-8");
		if (begins_one_of(&line, others, G_N_ELEMENTS(others)))
			return false;
		if (is_rule(&line) &&
			memchr(line.text, '/', line.length) != NULL)
			return false;
	}
	return is_utf8;
}

/* --- words ------------------------------------------------------------ */

struct words {
	const struct stem_code *code;
	/* Its bytes of letters that words are made of; of others 0. */
	guint8 inside[STEM_CODE_LETTERS];
	gulong places; /* of hunspell's table */
	GString *parts[PARTS];
	GHashTable *sets; /* flags -> mark: "/" and their number */
	GPtrArray *order; /* of flags, owned */
	const char *last_flags, *last_mark;
	size_t last_length;
};

/* A blank parts a word from what it means, which we do not read. */
static bool has_blank(struct text text)
{
	size_t length = (size_t)(text.end - text.at);
	return memchr(text.at, ' ', length) != NULL ||
	       memchr(text.at, '\t', length) != NULL;
}

/* The word in our letters, and where its flags begin: behind a "/".  0: none
 * that is asked can lead to it. */
static size_t take_word(const struct words *words, const struct line *line,
	char *out, size_t *flags_out)
{
	const guint8 *at = (const guint8 *)line->text;
	const guint8 *end = at + line->length;
	char *to = out;
	while (at < end && *at != '/' && to < out + WORD_MOST_BYTES) {
		guint letter = *at++;
		if (letter >= 0x80)
			letter = at < end ? stem_code_letter(letter, *at++) : 0;
		guint8 byte = words->inside[letter];
		if (byte == 0)
			return 0;
		*to++ = (char)byte;
	}
	*flags_out = (size_t)((const char *)at - line->text) + 1;
	return at == end || *at == '/' ? (size_t)(to - out) : 0;
}

/* As hunspell's HashMgr::hash puts it.  Were it another, words would only be in
 * another order. */
static gulong place_of(const char *word, size_t length, gulong places)
{
	guint64 hash = 0;
	for (size_t i = 0; i < length; i++) {
		guint64 byte = (guint64)(gint64)(gint8)word[i];
		hash = i < 4 ? hash << 8 | byte
			     : (hash << 5 | (hash >> 27 & 31)) ^ byte;
	}
	return hash % places;
}

/* "/" and one number for each set of flags; NULL: too many. */
static const char *set_mark(
	struct words *words, const char *flags, size_t length)
{
	char key[FLAGS_MOST_BYTES + 1];
	if (length > FLAGS_MOST_BYTES)
		return NULL;
	if (length == words->last_length &&
		memcmp(flags, words->last_flags, length) == 0)
		return words->last_mark;
	memcpy(key, flags, length);
	key[length] = '\0';
	char *mark = g_hash_table_lookup(words->sets, key);
	if (mark == NULL) {
		if (words->order->len >= SETS_MOST)
			return NULL;
		g_ptr_array_add(words->order, g_strdup(key));
		mark = g_strdup_printf("/%u", words->order->len);
		g_hash_table_insert(words->sets,
			words->order->pdata[words->order->len - 1], mark);
	}
	words->last_flags = flags;
	words->last_length = length;
	words->last_mark = mark;
	return mark;
}

static bool put_word(struct words *words, const struct line *line)
{
	char text[2 * WORD_MOST_BYTES];
	size_t flags, length = take_word(words, line, text, &flags);
	if (length == 0)
		return true;
	gulong place = place_of(text, length, words->places);
	if (flags < line->length) {
		const char *mark = set_mark(
			words, line->text + flags, line->length - flags);
		if (mark == NULL)
			return false;
		length = (size_t)(g_stpcpy(text + length, mark) - text);
	}
	text[length++] = '\n';
	g_string_append_len(words->parts[place * PARTS / words->places], text,
		(gssize)length);
	return true;
}

/* The first line counts them; more than there are does no harm. */
static bool put_words(struct words *words, struct text text)
{
	struct line line;
	if (!line_next(&text, &line) || has_blank(text))
		return false;
	gulong count = strtoul(line.text, NULL, 10);
	if (count == 0 || count > TABLE_MOST)
		return false;
	g_string_printf(words->parts[0], "%lu\n", count);
	words->places = (count + TABLE_SPARE) | 1;
	while (line_next(&text, &line))
		if (!put_word(words, &line))
			return false;
	return words->order->len > 0;
}

static void words_init(struct words *words, const struct stem_code *code)
{
	*words = (struct words){ .code = code };
	for (guint letter = 0; letter < STEM_CODE_LETTERS; letter++)
		if (code->is_inside[code->bytes[letter]])
			words->inside[letter] = code->bytes[letter];
	for (size_t i = 0; i < PARTS; i++)
		words->parts[i] = g_string_new(NULL);
	words->sets =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	words->order = g_ptr_array_new_with_free_func(g_free);
}

static void words_clear(struct words *words)
{
	for (size_t i = 0; i < PARTS; i++)
		g_string_free(words->parts[i], TRUE);
	g_hash_table_unref(words->sets);
	g_ptr_array_unref(words->order);
}

/* --- affixes ---------------------------------------------------------- */

/* Is there nothing of what words that are asked are made of? */
static bool has_nothing_inside(
	const struct line *field, const struct stem_code *code)
{
	const char *end = field->text + field->length, *next;
	for (const char *at = field->text; at < end; at = next) {
		char byte;
		if (g_utf8_get_char_validated(at, end - at) > 0x10FFFF)
			return false;
		next = g_utf8_next_char(at);
		if (stem_code_put(code, at, (size_t)(next - at), &byte) == 1 &&
			code->is_inside[(guint8)byte])
			return false;
	}
	return true;
}

/* "SFX A Y 12", before the rules of a flag. */
static bool is_head(const struct line *fields, size_t count)
{
	return count == 4 && fields[2].length == 1 &&
	       strchr("YN", fields[2].text[0]) != NULL &&
	       g_ascii_isdigit(fields[3].text[0]);
}

static bool put_letters(
	const struct line *field, const struct stem_code *code, GString *out)
{
	char bytes[WORD_MOST_BYTES];
	gssize length =
		field->length <= sizeof(bytes)
			? stem_code_put(code, field->text, field->length, bytes)
			: -1;
	if (length >= 0)
		g_string_append_len(out, bytes, length);
	return length >= 0;
}

/* "SFX A 0 ами [^а]": the last three are letters. */
static bool put_rule(
	const struct line *line, const struct stem_code *code, GString *out)
{
	struct text rest = { line->text, line->text + line->length };
	struct line fields[RULE_FIELDS];
	size_t count = 0;
	while (count < RULE_FIELDS && field_next(&rest, &fields[count]))
		count++;
	/* What is behind them may say more of the word. */
	if (count < 4 ||
		memchr(rest.at, ':', (size_t)(rest.end - rest.at)) != NULL)
		return false;
	bool is_in_letters = !is_head(fields, count);
	for (size_t i = 0; i < count; i++) {
		if (i < 2 || !is_in_letters)
			g_string_append_len(
				out, fields[i].text, (gssize)fields[i].length);
		else if (!put_letters(&fields[i], code, out))
			return false;
		g_string_append_c(out, i + 1 < count ? ' ' : '\n');
	}
	return true;
}

static bool is_ascii(const struct line *line)
{
	for (size_t i = 0; i < line->length; i++)
		if ((line->text[i] & 0x80) != 0)
			return false;
	return true;
}

/* False: it would change words that are asked. */
static bool may_go(const struct line *line, const struct stem_code *code)
{
	static const char *const kinds[] = { "IGNORE", "ICONV", "OCONV" };
	if (!begins_one_of(line, kinds, G_N_ELEMENTS(kinds)))
		return true;
	struct text rest = { line->text, line->text + line->length };
	struct line kind, from, to;
	if (!field_next(&rest, &kind) || !field_next(&rest, &from))
		return true;
	bool is_count = !begins(&kind, "IGNORE") && !field_next(&rest, &to);
	return is_count || has_nothing_inside(&from, code);
}

static bool put_affixes(
	struct text affixes, const struct stem_code *code, GString *out)
{
	/* For guesses, and for words that are never asked. */
	static const char *const useless[] = { "#", "SET", "TRY", "MAP", "REP",
		"KEY", "WORDCHARS", "BREAK", "IGNORE", "ICONV", "OCONV" };
	struct line line;
	while (line_next(&affixes, &line)) {
		if (is_rule(&line)) {
			if (!put_rule(&line, code, out))
				return false;
		} else if (begins_one_of(
				   &line, useless, G_N_ELEMENTS(useless))) {
			if (!may_go(&line, code))
				return false;
		} else if (is_ascii(&line)) {
			g_string_append_len(
				out, line.text, (gssize)line.length);
			g_string_append_c(out, '\n');
		} else {
			return false;
		}
	}
	return true;
}

static GString *affixes_of(
	struct text affixes, const struct words *words, bool *done)
{
	GString *out = g_string_new("SET ISO8859-1\n");
	g_string_append_printf(out, "AF %u\n", words->order->len);
	for (guint i = 0; i < words->order->len; i++)
		g_string_append_printf(
			out, "AF %s\n", (const char *)words->order->pdata[i]);
	*done = put_affixes(affixes, words->code, out);
	return out;
}

/* --- both ------------------------------------------------------------- */

void stem_pack_path(int fd, char out[static STEM_PACK_PATH_BYTES])
{
	g_snprintf(out, STEM_PACK_PATH_BYTES, "/proc/self/fd/%d", fd);
}

/* A file in memory. */
static bool new_file(int *fd_out, char path[static STEM_PACK_PATH_BYTES])
{
	*fd_out = memfd_create("plaint-stems", MFD_CLOEXEC);
	stem_pack_path(*fd_out, path);
	return *fd_out >= 0 && g_file_test(path, G_FILE_TEST_EXISTS);
}

static bool write_both(
	struct text affixes, struct words *words, struct stem_pack *out)
{
	bool done;
	GString *text = affixes_of(affixes, words, &done);
	done = done && new_file(&out->affixes_fd, out->affixes_path) &&
	       fd_write_all(out->affixes_fd, text->str, text->len, NULL) &&
	       new_file(&out->words_fd, out->words_path);
	for (size_t i = 0; done && i < PARTS; i++)
		done = fd_write_all(out->words_fd, words->parts[i]->str,
			words->parts[i]->len, NULL);
	g_string_free(text, TRUE);
	return done;
}

static struct text text_of(GMappedFile *file)
{
	const char *at = g_mapped_file_get_contents(file);
	return (struct text){ at, at + g_mapped_file_get_length(file) };
}

static bool make(struct text affixes, struct text text,
	const struct stem_code *code, struct stem_pack *out)
{
	struct words words;
	words_init(&words, code);
	bool done = is_plain(affixes) && put_words(&words, text) &&
		    write_both(affixes, &words, out);
	words_clear(&words);
	return done;
}

bool stem_pack_make(const char *affixes, const char *words,
	const struct stem_code *code, struct stem_pack *out)
{
	*out = (struct stem_pack){ .affixes_fd = -1, .words_fd = -1 };
	g_autoptr(GMappedFile) from_affixes =
		g_mapped_file_new(affixes, FALSE, NULL);
	g_autoptr(GMappedFile) from_words =
		g_mapped_file_new(words, FALSE, NULL);
	bool done = from_affixes != NULL && from_words != NULL &&
		    g_mapped_file_get_length(from_affixes) > 0 &&
		    g_mapped_file_get_length(from_words) > 0 &&
		    make(text_of(from_affixes), text_of(from_words), code, out);
	if (!done)
		stem_pack_clear(out);
	return done;
}

void stem_pack_clear(struct stem_pack *pack)
{
	fd_clear(&pack->affixes_fd);
	fd_clear(&pack->words_fd);
}
