/* Sets of phrases and the search for all of them at once: each word of the
 * text knows the terms it matches, each term the phrases it can begin. */
#include "plaint/domain/phrase.h"

#include <stdlib.h>
#include <string.h>
#include "phrase_set.h"
#include "words.h"

enum {
	HITS_MOST_PER_PHRASE = 64
};

static void term_free(gpointer data)
{
	struct term *term = data;
	g_array_unref(term->starts);
	g_free(term->text);
	g_free(term);
}

static void free_phrase(gpointer data)
{
	phrase_free(data);
}

static GHashTable *new_table(void)
{
	return g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
}

struct phrase_set *phrase_set_new(struct stemmer stemmer)
{
	struct phrase_set *set = g_new0(struct phrase_set, 1);
	set->stemmer = stemmer;
	set->phrases = g_ptr_array_new_with_free_func(free_phrase);
	set->terms = g_ptr_array_new_with_free_func(term_free);
	for (int i = 0; i < TERM_KINDS; i++)
		set->ids[i] = g_hash_table_new(g_str_hash, g_str_equal);
	set->whole = new_table();
	set->stems = new_table();
	set->prefixes = new_table();
	set->misses = new_table();
	return set;
}

void phrase_set_free(struct phrase_set *set)
{
	if (set == NULL)
		return;
	for (int i = 0; i < TERM_KINDS; i++)
		g_hash_table_unref(set->ids[i]);
	g_hash_table_unref(set->whole);
	g_hash_table_unref(set->stems);
	g_hash_table_unref(set->prefixes);
	g_hash_table_unref(set->misses);
	g_ptr_array_unref(set->phrases);
	g_ptr_array_unref(set->terms);
	g_free(set);
}

static void add_starts(
	struct phrase_set *set, const struct slot *slot, guint number)
{
	for (guint i = 0; i < slot->alternatives->len; i++) {
		const GArray *row = slot->alternatives->pdata[i];
		guint first = g_array_index(row, guint, 0);
		struct term *term = set->terms->pdata[first];
		g_array_append_val(term->starts, number);
	}
}

int phrase_set_add(struct phrase_set *set, const char *text, int near_words,
	GError **error)
{
	g_autoptr(phrase) phrase = phrase_parse(set, text, error);
	if (phrase == NULL)
		return -1;
	phrase->near_words = near_words;
	guint number = set->phrases->len;
	add_starts(set, phrase->slots->pdata[0], number);
	g_ptr_array_add(set->phrases, g_steal_pointer(&phrase));
	return (int)number;
}

/* A capital, then small letters, inside a sentence: a name. */
static bool looks_like_name(const char *word, size_t length, bool first)
{
	const char *second = g_utf8_next_char(word);
	return !first && g_unichar_isupper(g_utf8_get_char(word)) &&
	       second < word + length &&
	       g_unichar_islower(g_utf8_get_char(second));
}

/* Terms of a word, from `known` (word -> GArray of term_hit) when it was
 * met before. */
static const GArray *hits_of(const struct phrase_set *set, GHashTable *known,
	const char *word, size_t length, bool first)
{
	bool name = looks_like_name(word, length, first);
	g_autofree char *lower = word_lower(word, length);
	g_autofree char *key = g_strconcat(name ? "^" : "", lower, NULL);
	GArray *hits = g_hash_table_lookup(known, key);
	if (hits != NULL)
		return hits;
	hits = g_array_new(FALSE, FALSE, sizeof(struct term_hit));
	term_match(set, lower, name, hits);
	g_hash_table_insert(known, g_steal_pointer(&key), hits);
	return hits;
}

struct phrase_text *phrase_text_new(
	const struct phrase_set *set, enum part part, const char *text)
{
	struct phrase_text *out = g_new0(struct phrase_text, 1);
	out->part = part;
	out->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	out->hits = g_array_new(FALSE, FALSE, sizeof(struct term_hit));
	size_t length = strlen(text);
	if (length > PHRASE_TEXT_MOST_BYTES) {
		length = PHRASE_TEXT_MOST_BYTES;
		while ((text[length] & 0xC0) == 0x80)
			length--;
	}
	g_autoptr(GHashTable) known = new_table();
	struct word_reader reader;
	struct word_place place;
	int sentence = -1;
	word_reader_init(&reader, text, length);
	while (word_reader_next(&reader, &place)) {
		const GArray *hits = hits_of(set, known, text + place.offset,
			place.length, place.sentence != sentence);
		sentence = place.sentence;
		struct token token = { place.offset, place.length,
			place.sentence, out->hits->len, hits->len };
		if (hits->len > 0)
			g_array_append_vals(out->hits, hits->data, hits->len);
		g_array_append_val(out->tokens, token);
	}
	return out;
}

void phrase_text_free(struct phrase_text *text)
{
	if (text == NULL)
		return;
	g_array_unref(text->tokens);
	g_array_unref(text->hits);
	g_free(text);
}

static const struct token *token_at(const struct phrase_text *text, guint i)
{
	return &g_array_index(text->tokens, struct token, i);
}

/* How well a term or slot fits at a token. */
enum fit {
	FIT_NONE,
	FIT_NEARLY, /* with a letter wrong */
	FIT_EXACT,
};

static enum fit term_fit(const struct phrase_text *text, guint i, guint term)
{
	const struct token *token = token_at(text, i);
	for (guint h = 0; h < token->hits_count; h++) {
		const struct term_hit *hit = &g_array_index(
			text->hits, struct term_hit, token->hits_from + h);
		if (hit->term == term)
			return hit->exact ? FIT_EXACT : FIT_NEARLY;
	}
	return FIT_NONE;
}

/* Terms in a row from token i on. */
static enum fit row_fit(
	const struct phrase_text *text, guint i, const GArray *row)
{
	enum fit worst = FIT_EXACT;
	int sentence = token_at(text, i)->sentence;
	for (guint t = 0; t < row->len && worst != FIT_NONE; t++) {
		if (i + t >= text->tokens->len ||
			token_at(text, i + t)->sentence != sentence)
			return FIT_NONE;
		enum fit fit =
			term_fit(text, i + t, g_array_index(row, guint, t));
		worst = MIN(worst, fit);
	}
	return worst;
}

/* The alternative that fits best at token i; *words_out it covers. */
static enum fit slot_fit(const struct phrase_text *text, guint i,
	const struct slot *slot, guint *words_out)
{
	enum fit best = FIT_NONE;
	*words_out = 1;
	for (guint a = 0; a < slot->alternatives->len; a++) {
		const GArray *row = slot->alternatives->pdata[a];
		enum fit fit = row_fit(text, i, row);
		if (fit <= best)
			continue;
		best = fit;
		*words_out = row->len;
		if (best == FIT_EXACT)
			break;
	}
	return best;
}

struct found {
	guint first, last; /* tokens */
	bool exact;
};

/* Slots 1… in order after the token found->last. */
static bool match_in_order(const struct phrase_text *text,
	const struct phrase *phrase, struct found *found)
{
	int sentence = token_at(text, found->first)->sentence;
	for (guint s = 1; s < phrase->slots->len; s++) {
		const struct slot *slot = phrase->slots->pdata[s];
		guint i = found->last + 1, words = 1;
		guint most = i + (guint)slot->gap;
		enum fit fit = FIT_NONE;
		for (; i <= most && i < text->tokens->len; i++) {
			if (token_at(text, i)->sentence != sentence)
				return false;
			fit = slot_fit(text, i, slot, &words);
			if (fit != FIT_NONE)
				break;
		}
		if (fit == FIT_NONE)
			return false;
		found->last = i + words - 1;
		found->exact &= fit == FIT_EXACT;
	}
	return true;
}

/* Take the slot in at token i, when it is there. */
static bool match_at(const struct phrase_text *text, gint64 i,
	const struct slot *slot, int sentence, struct found *found)
{
	if (i < 0 || i >= text->tokens->len ||
		token_at(text, (guint)i)->sentence != sentence)
		return false;
	guint words = 1;
	enum fit fit = slot_fit(text, (guint)i, slot, &words);
	if (fit == FIT_NONE)
		return false;
	found->first = MIN(found->first, (guint)i);
	found->last = MAX(found->last, (guint)i + words - 1);
	found->exact &= fit == FIT_EXACT;
	return true;
}

/* Each slot where it is nearest to the first one. */
static bool match_near(const struct phrase_text *text,
	const struct phrase *phrase, struct found *found)
{
	gint64 anchor = found->first;
	int sentence = token_at(text, found->first)->sentence;
	for (guint s = 1; s < phrase->slots->len; s++) {
		const struct slot *slot = phrase->slots->pdata[s];
		bool matched = false;
		for (gint64 d = 1; d <= phrase->near_words && !matched; d++)
			matched = match_at(text, anchor + d, slot, sentence,
					  found) ||
				  match_at(text, anchor - d, slot, sentence,
					  found);
		if (!matched)
			return false;
	}
	return found->last - found->first <= (guint)phrase->near_words;
}

static void try_phrase(const struct phrase_set *set,
	const struct phrase_text *text, guint number, guint at, GArray *out)
{
	const struct phrase *phrase = set->phrases->pdata[number];
	guint words = 1;
	enum fit fit = slot_fit(text, at, phrase->slots->pdata[0], &words);
	if (fit == FIT_NONE)
		return;
	struct found found = { at, at + words - 1, fit == FIT_EXACT };
	bool matched = phrase->near_words > 0
			       ? match_near(text, phrase, &found)
			       : match_in_order(text, phrase, &found);
	if (!matched)
		return;
	const struct token *first = token_at(text, found.first);
	const struct token *last = token_at(text, found.last);
	struct phrase_hit hit = { (int)number, found.exact, first->sentence,
		{ text->part, first->offset,
			last->offset + last->length - first->offset } };
	g_array_append_val(out, hit);
}

static int compare_found(gconstpointer a, gconstpointer b)
{
	const struct phrase_hit *x = a, *y = b;
	if (x->span.offset != y->span.offset)
		return x->span.offset < y->span.offset ? -1 : 1;
	if (x->phrase != y->phrase)
		return x->phrase - y->phrase;
	return (int)y->exact - (int)x->exact;
}

/* Two terms of one slot may match one word; a phrase there counts once. */
static void drop_doubles(GArray *hits)
{
	g_array_sort(hits, compare_found);
	guint kept = 0;
	for (guint i = 0; i < hits->len; i++) {
		struct phrase_hit hit =
			g_array_index(hits, struct phrase_hit, i);
		if (kept > 0) {
			const struct phrase_hit *last = &g_array_index(
				hits, struct phrase_hit, kept - 1);
			if (last->phrase == hit.phrase &&
				last->span.offset == hit.span.offset)
				continue;
		}
		g_array_index(hits, struct phrase_hit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
}

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct phrase_hit));
	g_autofree guint *tries = g_new0(guint, MAX(set->phrases->len, 1));
	for (guint i = 0; i < text->tokens->len; i++) {
		const struct token *token = token_at(text, i);
		for (guint h = 0; h < token->hits_count; h++) {
			const struct term_hit *hit = &g_array_index(text->hits,
				struct term_hit, token->hits_from + h);
			const struct term *term = set->terms->pdata[hit->term];
			for (guint p = 0; p < term->starts->len; p++) {
				guint number =
					g_array_index(term->starts, guint, p);
				guint before = out->len;
				if (tries[number] < HITS_MOST_PER_PHRASE)
					try_phrase(set, text, number, i, out);
				tries[number] += out->len - before;
			}
		}
	}
	drop_doubles(out);
	return out;
}
