/* The text of a phrase into slots and terms. */
#include "phrase_set.h"

#include <string.h>

enum {
	SLOTS_MOST = 12,
	ALTERNATIVES_MOST = 64,
	GAP_USUAL = 4,
	GAP_MOST = 30,
	PREFIX_LEAST_LETTERS = 2,
};

G_DEFINE_QUARK(plaint - phrase - error, phrase_error)

static void slot_free(gpointer data)
{
	struct slot *slot = data;
	g_array_unref(slot->terms);
	g_free(slot);
}

void phrase_free(struct phrase *phrase)
{
	if (phrase == NULL)
		return;
	g_ptr_array_unref(phrase->slots);
	g_free(phrase);
}

static bool fail(GError **error, const char *what, const char *text)
{
	g_set_error(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX, "%s: \"%s\"",
		what, text);
	return false;
}

static bool only_letters(const char *text)
{
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (!g_unichar_isalnum(c) && c != '\'' && c != 0x2019)
			return false;
	}
	return *text != '\0';
}

/* One alternative: word, word* or =word. */
static bool parse_term(struct phrase_set *set, const char *text,
	struct slot *slot, GError **error)
{
	g_autofree char *word = g_strdup(text + (*text == '=' ? 1 : 0));
	enum term_kind kind = *text == '=' ? TERM_EXACT : TERM_STEM;
	size_t length = strlen(word);
	if (length > 0 && word[length - 1] == '*') {
		word[length - 1] = '\0';
		if (kind == TERM_EXACT)
			return fail(error, "both = and *", text);
		if (g_utf8_strlen(word, -1) < PREFIX_LEAST_LETTERS)
			return fail(
				error, "two letters at least before *", text);
		kind = TERM_PREFIX;
	}
	if (!only_letters(word))
		return fail(error, "not a word", text);
	guint term = term_intern(set, kind, word);
	g_array_append_val(slot->terms, term);
	return true;
}

static bool parse_slot(struct phrase_set *set, const char *text, int gap,
	struct phrase *phrase, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, "|", ALTERNATIVES_MOST + 1);
	if (g_strv_length(words) > ALTERNATIVES_MOST)
		return fail(error, "too many alternatives", text);
	struct slot *slot = g_new0(struct slot, 1);
	slot->terms = g_array_new(FALSE, FALSE, sizeof(guint));
	slot->gap = gap;
	g_ptr_array_add(phrase->slots, slot);
	for (size_t i = 0; words[i] != NULL; i++)
		if (!parse_term(set, words[i], slot, error))
			return false;
	return true;
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

static bool parse_words(struct phrase_set *set, char **words,
	struct phrase *phrase, GError **error)
{
	int gap = 0;
	for (size_t i = 0; words[i] != NULL; i++) {
		if (*words[i] == '\0')
			continue;
		if (g_str_has_prefix(words[i], "..")) {
			if (phrase->slots->len == 0)
				return fail(error, "no word before", words[i]);
			if (!parse_gap(words[i], &gap, error))
				return false;
			continue;
		}
		if (!parse_slot(set, words[i], gap, phrase, error))
			return false;
		gap = 0;
	}
	if (gap > 0)
		return fail(error, "no word after", "..");
	return true;
}

struct phrase *phrase_parse(
	struct phrase_set *set, const char *text, GError **error)
{
	g_autoptr(phrase) phrase = g_new0(struct phrase, 1);
	phrase->slots = g_ptr_array_new_with_free_func(slot_free);
	/* A hyphen parts words here as it does in letters. */
	g_autofree char *plain = g_strdelimit(g_strdup(text), "-\t\n", ' ');
	g_auto(GStrv) words = g_strsplit(plain, " ", -1);
	if (!parse_words(set, words, phrase, error))
		return NULL;
	if (phrase->slots->len == 0 || phrase->slots->len > SLOTS_MOST) {
		fail(error, "needs 1 to 12 words", text);
		return NULL;
	}
	return g_steal_pointer(&phrase);
}
