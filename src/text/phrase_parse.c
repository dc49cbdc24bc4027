/* The text of a phrase into slots and terms. */
#include "phrase_set.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	GAP_USUAL = 6,
	GAP_MOST = 30,
	PREFIX_LEAST_LETTERS = 2,
};

G_DEFINE_QUARK(plaint - phrase - error, phrase_error)

static const char words_wanted[] = "needs 1 to 12 words";

static bool fail_part(
	GError **error, const char *what, const char *text, size_t length)
{
	g_set_error(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX, "%s: \"%.*s\"",
		what, (int)length, text);
	return false;
}

static bool fail(GError **error, const char *what, const char *text)
{
	return fail_part(error, what, text, strlen(text));
}

static bool only_letters(const char *text, size_t length)
{
	for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		if (!letter_is_or_digit(c) && c != '\'' && c != 0x2019)
			return false;
	}
	return length > 0;
}

static guint intern(struct phrase_set *set, enum term_kind kind,
	const char *word, size_t length)
{
	return set != NULL ? term_intern(set, kind, word, length) : 0;
}

/* word, word*, =word or % */
static bool parse_term(struct phrase_set *set, const char *text, size_t length,
	guint *out, GError **error)
{
	if (length == 1 && *text == '%') {
		*out = intern(set, TERM_NUMBER, "", 0);
		return true;
	}
	enum term_kind kind = *text == '=' ? TERM_EXACT : TERM_STEM;
	const char *word = text + (kind == TERM_EXACT ? 1 : 0);
	size_t bytes = length - (kind == TERM_EXACT ? 1 : 0);
	if (bytes > 0 && word[bytes - 1] == '*') {
		bytes--;
		if (kind == TERM_EXACT)
			return fail_part(error, "both = and *", text, length);
		if (g_utf8_strlen(word, (gssize)bytes) < PREFIX_LEAST_LETTERS)
			return fail_part(error, "two letters at least before *",
				text, length);
		kind = TERM_PREFIX;
	}
	if (!only_letters(word, bytes))
		return fail_part(error, "not a word", text, length);
	*out = intern(set, kind, word, bytes);
	return true;
}

/* A word, or inside brackets several in a row. */
static bool parse_alternative(struct phrase_set *set, const char *text,
	size_t length, struct phrase *phrase, GError **error)
{
	struct row row = { .first = phrase->term_count };
	for (size_t at = 0; at < length;) {
		size_t word = MIN(strcspn(text + at, " -"), length - at);
		if (word > 0 && row.count++ < PHRASE_ROW_MOST &&
			!parse_term(set, text + at, word,
				&phrase->terms[phrase->term_count++], error))
			return false;
		at += word + 1;
	}
	if (row.count == 0 || row.count > PHRASE_ROW_MOST)
		return fail_part(error, "needs 1 to 4 words", text, length);
	phrase->rows[phrase->row_count++] = row;
	return true;
}

static guint count_alternatives(const char *text)
{
	guint count = 1;
	while ((text = strchr(text, '|')) != NULL) {
		count++;
		text++;
	}
	return count;
}

static bool parse_slot(struct phrase_set *set, const char *text, int gap,
	struct phrase *phrase, GError **error)
{
	if (*text == '\0')
		return fail(error, "nothing in brackets", text);
	if (count_alternatives(text) > PHRASE_ALTERNATIVES_MOST)
		return fail(error, "too many alternatives", text);
	if (phrase->slot_count == PHRASE_SLOTS_MOST)
		return fail(error, words_wanted, phrase->text);
	struct slot slot = { .first = phrase->row_count, .gap = gap };
	for (;; text++) {
		size_t length = strcspn(text, "|");
		if (!parse_alternative(set, text, length, phrase, error))
			return false;
		text += length;
		if (*text == '\0')
			break;
	}
	slot.count = phrase->row_count - slot.first;
	phrase->slots[phrase->slot_count++] = slot;
	return true;
}

/* The next piece of a phrase: "word", "a|b", "(a b|c)", ".."; NULL at the
 * end or, with an error, when a bracket is not closed. */
static char *next_piece(const char **at, GError **error)
{
	const char *p = *at + strspn(*at, " \t\n");
	if (*p == '\0')
		return NULL;
	bool bracket = *p == '(';
	const char *end = bracket ? strchr(p, ')') : p + strcspn(p, " \t\n");
	if (end == NULL) {
		fail(error, "no closing bracket", p);
		return NULL;
	}
	*at = end + (bracket ? 1 : 0);
	p += bracket ? 1 : 0;
	return g_strndup(p, (gsize)(end - p));
}

/* ".." or "..9" */
static bool parse_gap(const char *text, int *gap_out, GError **error)
{
	guint64 gap = GAP_USUAL;
	if (text[2] != '\0' && !g_ascii_string_to_unsigned(
				       text + 2, 10, 1, GAP_MOST, &gap, NULL))
		return fail(error, "no number of words from 1 to 30", text);
	*gap_out = (int)gap;
	return true;
}

/* "SIM-карта" is two words side by side; "a-b|c" would say neither. */
static bool parse_plain(struct phrase_set *set, const char *piece, int gap,
	struct phrase *phrase, GError **error)
{
	if (strchr(piece, '-') == NULL)
		return parse_slot(set, piece, gap, phrase, error);
	if (strchr(piece, '|') != NULL)
		return fail(error, "put a-b|c into brackets", piece);
	g_auto(GStrv) words = g_strsplit(piece, "-", -1);
	for (size_t i = 0; words[i] != NULL; i++)
		if (!parse_slot(set, words[i], i == 0 ? gap : 0, phrase, error))
			return false;
	return true;
}

static bool parse_pieces(struct phrase_set *set, const char *text,
	struct phrase *phrase, GError **error)
{
	g_autoptr(GError) why = NULL;
	int gap = 0;
	while (true) {
		bool bracket = text[strspn(text, " \t\n")] == '(';
		g_autofree char *piece = next_piece(&text, &why);
		if (piece == NULL)
			break;
		if (g_str_has_prefix(piece, "..")) {
			if (phrase->slot_count == 0)
				return fail(error, "no word before", piece);
			if (!parse_gap(piece, &gap, error))
				return false;
			continue;
		}
		bool parsed =
			bracket ? parse_slot(set, piece, gap, phrase, error)
				: parse_plain(set, piece, gap, phrase, error);
		if (!parsed)
			return false;
		gap = 0;
	}
	if (why != NULL) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return gap == 0 || fail(error, "no word after", "..");
}

bool phrase_parse(struct phrase_set *set, const char *text, struct phrase *out,
	GError **error)
{
	out->text = text;
	out->slot_count = out->row_count = out->term_count = 0;
	return parse_pieces(set, text, out, error) &&
	       (out->slot_count > 0 || fail(error, words_wanted, text));
}

bool phrase_check(const char *text, GError **error)
{
	struct phrase phrase;
	return phrase_parse(NULL, text, &phrase, error);
}
