/* Sets of phrases, and texts cut into words that know the terms they
 * match. */
#include "plaint/text/phrase.h"

#include <string.h>
#include "plaint/text/append.h"
#include "plaint/text/letter.h"
#include "phrase_set.h"
#include "plaint/text/words.h"

enum {
	/* Letters of one kind are made of the same few thousand words. */
	KNOWN_MOST = 16384,
	KNOWN_BITS = 15, /* of places for them: twice as many */
	/* Longer ones are no words, and met once. */
	KNOWN_WORD_MOST_BYTES = 160,
	HITS_USUAL = 3, /* a word has fewer */
	AHEAD = 8,
};

/* A word of a text. */
struct word {
	const char *text;
	size_t length;
	bool is_name;
	guint64 hash;
};

/* What is known of a word that was met before, whatever the letter. */
struct known_word {
	guint64 hash;
	guint count; /* of hits */
	guint16 length;
	bool is_name;
	struct term_hit hits[]; /* behind them its text */
};

/* Each at the place that its hash names, or the next free one behind that. */
struct phrase_memory {
	GMutex turn;
	guint count;
	struct known_word *words[1 << KNOWN_BITS]; /* NULL: free */
};

static void term_free(gpointer data)
{
	struct term *term = data;
	g_free(term->text);
	g_free(term->lower);
	g_free(term);
}

static GHashTable *new_table(void)
{
	return g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
}

static struct phrase_memory *memory_new(void)
{
	struct phrase_memory *memory = g_new0(struct phrase_memory, 1);
	g_mutex_init(&memory->turn);
	return memory;
}

static void memory_forget(struct phrase_memory *memory)
{
	for (size_t i = 0; memory->count > 0; i++) {
		if (memory->words[i] == NULL)
			continue;
		g_clear_pointer(&memory->words[i], g_free);
		memory->count--;
	}
}

static void memory_free(struct phrase_memory *memory)
{
	memory_forget(memory);
	g_mutex_clear(&memory->turn);
	g_free(memory);
}

struct phrase_set *phrase_set_new(struct stemmer stemmer)
{
	struct phrase_set *set = g_new0(struct phrase_set, 1);
	set->stemmer = stemmer;
	set->phrases = g_array_new(FALSE, FALSE, sizeof(struct kept_phrase));
	set->terms = g_ptr_array_new_with_free_func(term_free);
	set->slots = g_array_new(FALSE, FALSE, sizeof(struct kept_slot));
	set->alternatives =
		g_array_new(FALSE, TRUE, sizeof(struct kept_alternative));
	g_array_set_size(set->alternatives, 1);
	/* Room from the start: places in it are reckoned while it is empty. */
	set->others = g_array_sized_new(FALSE, FALSE, sizeof(guint), 1);
	set->postings = g_new0(struct postings, 1);
	set->by_text = g_hash_table_new(g_str_hash, g_str_equal);
	set->misses = g_new0(struct misses, 1);
	set->stems = new_table();
	set->memory = memory_new();
	return set;
}

struct phrase_set *phrase_set_inflected(
	const struct phrase_set *of, struct stemmer stemmer)
{
	struct phrase_set *set = g_memdup2(of, sizeof(*of));
	set->of = of;
	set->stemmer = stemmer;
	set->stems = new_table();
	set->memory = memory_new();
	terms_add_stems(set, 0);
	return set;
}

static void free_shared(struct phrase_set *set)
{
	g_hash_table_unref(set->by_text);
	misses_clear(set->misses);
	g_free(set->misses);
	g_array_unref(set->slots);
	g_array_unref(set->alternatives);
	g_array_unref(set->others);
	postings_clear(set->postings);
	g_free(set->postings);
	g_array_unref(set->phrases);
	g_ptr_array_unref(set->terms);
}

void phrase_set_free(struct phrase_set *set)
{
	if (set == NULL)
		return;
	if (set->of == NULL)
		free_shared(set);
	g_hash_table_unref(set->stems);
	memory_free(set->memory);
	g_free(set);
}

static void add_slot(struct phrase_set *set, const struct phrase *phrase,
	const struct slot *slot)
{
	struct kept_slot kept = { set->alternatives->len - 1, slot->count,
		(guint)slot->gap };
	for (guint a = 0; a < slot->count; a++) {
		const struct row *row = &phrase->rows[slot->first + a];
		const guint *terms = &phrase->terms[row->first];
		g_array_append_vals(set->others, terms + 1, row->count - 1);
		struct kept_alternative next = { 0, set->others->len };
		g_array_append_val(set->alternatives, next);
		g_array_index(set->alternatives, struct kept_alternative,
			kept.first + a)
			.first = terms[0];
	}
	g_array_append_val(set->slots, kept);
}

/* What was found out before there is another phrase. */
static void forget(struct phrase_set *set)
{
	memory_forget(set->memory);
	postings_clear(set->postings);
	misses_clear(set->misses);
}

static int add(struct phrase_set *set, const char *text, int near_words,
	guint only_with, GError **error)
{
	forget(set);
	struct phrase phrase;
	if (!phrase_parse(set, text, &phrase, error))
		return -1;
	guint number = set->phrases->len;
	struct kept_phrase kept = { set->slots->len, phrase.slot_count,
		near_words, only_with };
	for (guint s = 0; s < phrase.slot_count; s++)
		add_slot(set, &phrase, &phrase.slots[s]);
	g_array_append_val(set->phrases, kept);
	return (int)number;
}

int phrase_set_add(struct phrase_set *set, const char *text, int near_words,
	GError **error)
{
	return add(set, text, near_words, set->phrases->len, error);
}

int phrase_set_add_unless(
	struct phrase_set *set, const char *text, int of, GError **error)
{
	return add(set, text, 0, (guint)of, error);
}

/* A capital, then small letters, inside a sentence: a name. */
static bool looks_like_name(const char *word, size_t length, bool first)
{
	const char *second = g_utf8_next_char(word);
	return !first && letter_is_capital(letter_at(word)) &&
	       second < word + length && letter_is_small(letter_at(second));
}

static guint64 hash_longer(guint64 hash, const char *text, size_t length)
{
	guint64 bytes = 0;
	memcpy(&bytes, text, length);
	return (hash ^ bytes) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
}

/* Eight bytes at a time, the last of a longer word with some twice. */
static guint64 hash_of(const struct word *word)
{
	enum {
		STEP = sizeof(guint64)
	};
	const char *text = word->text;
	guint64 hash = word->length << 1 | (word->is_name ? 1 : 0);
	size_t left = word->length;
	if (left < STEP)
		return hash_longer(hash, text, left);
	for (; left > STEP; left -= STEP, text += STEP)
		hash = hash_longer(hash, text, STEP);
	return hash_longer(hash, text + left - STEP, STEP);
}

/* Compared whole: words with one hash can be made, and what a stranger writes
 * must not change what the words of others are. */
static bool is_of(const struct known_word *known, const struct word *word)
{
	return known->hash == word->hash && known->is_name == word->is_name &&
	       known->length == word->length &&
	       memcmp(known->hits + known->count, word->text, word->length) ==
		       0;
}

static struct known_word **first_place(
	struct phrase_memory *memory, const struct word *word)
{
	return &memory->words[word->hash >> (64 - KNOWN_BITS)];
}

static struct known_word **place_of(
	struct phrase_memory *memory, const struct word *word)
{
	struct known_word **end = memory->words + G_N_ELEMENTS(memory->words);
	struct known_word **place = first_place(memory, word);
	while (*place != NULL && !is_of(*place, word))
		place = place + 1 < end ? place + 1 : memory->words;
	return place;
}

static void remember(struct phrase_memory *memory, const struct word *word,
	const GArray *hits)
{
	size_t bytes = hits->len * sizeof(struct term_hit);
	struct known_word *known =
		g_malloc(sizeof(*known) + bytes + word->length);
	*known = (struct known_word){ word->hash, hits->len,
		(guint16)word->length, word->is_name };
	if (bytes > 0)
		memcpy(known->hits, hits->data, bytes);
	memcpy(known->hits + hits->len, word->text, word->length);
	/* Begun anew when full: simple, and seldom. */
	if (memory->count == KNOWN_MOST)
		memory_forget(memory);
	struct known_word **place = place_of(memory, word);
	if (*place == NULL)
		memory->count++;
	g_free(*place);
	*place = known;
}

/* Append the terms of a word that is not known; others may have their turn
 * while they are found. */
static void learn(
	const struct phrase_set *set, const struct word *word, GArray *hits)
{
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct term_hit));
	g_autofree char *lower = word_lower(word->text, word->length);
	g_mutex_unlock(&set->memory->turn);
	term_match(set, lower, word->is_name, found);
	g_mutex_lock(&set->memory->turn);
	if (word->length <= KNOWN_WORD_MOST_BYTES)
		remember(set->memory, word, found);
	if (found->len > 0)
		g_array_append_vals(hits, found->data, found->len);
}

/* room: see append_place. */
static void add_hits_of(const struct phrase_set *set, const struct word *word,
	GArray *hits, guint *room)
{
	const struct known_word *known = *place_of(set->memory, word);
	if (known == NULL)
		learn(set, word, hits);
	for (guint i = 0; known != NULL && i < known->count; i++)
		*(struct term_hit *)append_place(
			hits, room, sizeof(known->hits[i])) = known->hits[i];
}

static struct word *words_at(
	const struct phrase_set *set, const char *text, const GArray *places)
{
	struct word *words = g_new(struct word, places->len);
	int sentence = -1;
	for (guint i = 0; i < places->len; i++) {
		const struct word_place *place =
			&g_array_index(places, struct word_place, i);
		struct word *word = &words[i];
		word->text = text + place->offset;
		word->length = place->length;
		word->is_name = looks_like_name(
			word->text, word->length, place->sentence != sentence);
		word->hash = hash_of(word);
		sentence = place->sentence;
		__builtin_prefetch(first_place(set->memory, word));
	}
	return words;
}

struct phrase_text *phrase_text_of_words(const struct phrase_set *set,
	enum part part, const char *text, const GArray *places)
{
	guint count = places->len, room = count * HITS_USUAL;
	struct phrase_text *out = g_new0(struct phrase_text, 1);
	g_autofree struct word *words = words_at(set, text, places);
	out->part = part;
	out->tokens =
		g_array_sized_new(FALSE, FALSE, sizeof(struct token), count);
	out->hits =
		g_array_sized_new(FALSE, FALSE, sizeof(struct term_hit), room);
	g_array_set_size(out->tokens, count);
	g_mutex_lock(&set->memory->turn);
	for (guint i = 0; i < count; i++) {
		const struct word_place *place =
			&g_array_index(places, struct word_place, i);
		const struct word *soon = &words[MIN(i + AHEAD, count - 1)];
		__builtin_prefetch(*first_place(set->memory, soon));
		guint from = out->hits->len;
		add_hits_of(set, &words[i], out->hits, &room);
		g_array_index(out->tokens, struct token, i) =
			(struct token){ place->offset, place->length,
				place->sentence, from, out->hits->len - from };
	}
	g_mutex_unlock(&set->memory->turn);
	return out;
}

struct phrase_text *phrase_text_new(
	const struct phrase_set *set, enum part part, const char *text)
{
	g_autoptr(GArray) words = words_of(text, PHRASE_TEXT_MOST_BYTES);
	return phrase_text_of_words(set, part, text, words);
}

void phrase_text_free(struct phrase_text *text)
{
	if (text == NULL)
		return;
	g_array_unref(text->tokens);
	g_array_unref(text->hits);
	g_free(text);
}
