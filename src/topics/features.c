/* Each feature has a number by its key, which is its hash, or where a table has
 * it. */
#include "plaint/topics/features.h"

#include <string.h>
#include "plaint/text/append.h"
#include "plaint/text/letter.h"
#include "plaint/text/phrase.h"
#include "plaint/text/words.h"
#include "met_words.h"
#include "text_model_table.h"
#include "tokens.h"

enum {
	/* Enough for a letter of usual length. */
	KEY_SLOTS_FIRST = 1 << 14,
	WORD_SLOTS_FIRST = 1 << 10,
	WORDS_AHEAD = 4,
};
/* Of no feature. */
#define NO_KEY UINT32_MAX

enum feature_kind feature_kind_of(uint32_t hash)
{
	return (enum feature_kind)(hash >> KIND_SHIFT);
}

/* Not alike in both orders. */
static uint64_t hash_pair(uint64_t before, uint64_t hash)
{
	return hash_step(before * 31, ' ') ^ hash;
}

/* --- the lexicon ------------------------------------------------------- */

/* A text that was read, as far as it was asked for. */
struct lexicon_text {
	const char *text;
	GArray *tokens;
	GArray *words;
};

static void text_clear(gpointer data)
{
	struct lexicon_text *text = data;
	g_clear_pointer(&text->tokens, g_array_unref);
	g_clear_pointer(&text->words, g_array_unref);
}

/* Of the keys there are never more, so that one is added to the array without
 * asking for room. */
static guint key_room(size_t mask)
{
	return (guint)(mask / 2) + 2;
}

struct lexicon *lexicon_new(const struct text_table *table)
{
	struct lexicon *lexicon = g_new0(struct lexicon, 1);
	const uint32_t none = NO_KEY;
	lexicon->table = table;
	lexicon->keys = g_array_sized_new(
		FALSE, FALSE, sizeof(none), key_room(KEY_SLOTS_FIRST - 1));
	g_array_append_val(lexicon->keys, none);
	lexicon->words = g_array_new(FALSE, FALSE, sizeof(struct lexicon_word));
	lexicon->letters = g_array_new(FALSE, FALSE, sizeof(gunichar));
	lexicon->grams = g_array_new(FALSE, FALSE, sizeof(guint));
	lexicon->texts = g_array_new(FALSE, FALSE, sizeof(struct lexicon_text));
	g_array_set_clear_func(lexicon->texts, text_clear);
	lexicon->places = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	lexicon->key_mask = KEY_SLOTS_FIRST - 1;
	lexicon->key_slots = g_new0(guint, KEY_SLOTS_FIRST);
	lexicon->word_mask = WORD_SLOTS_FIRST - 1;
	lexicon->word_slots = g_new0(guint, WORD_SLOTS_FIRST);
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	g_array_unref(lexicon->keys);
	g_array_unref(lexicon->words);
	g_array_unref(lexicon->letters);
	g_array_unref(lexicon->grams);
	g_array_unref(lexicon->texts);
	g_array_unref(lexicon->places);
	g_free(lexicon->key_slots);
	g_free(lexicon->word_slots);
	g_free(lexicon);
}

/* --- numbers ----------------------------------------------------------- */

/* Where a key's number is, or is to be.  A key's bits are as good as a hash's,
 * and most slots are free: the first is nearly always right. */
static inline guint *key_slot(
	guint *slots, size_t mask, const uint32_t *keys, uint32_t key)
{
	size_t at = key & mask;
	while (keys[slots[at]] != key && slots[at] != 0)
		at = (at + 1) & mask;
	return &slots[at];
}

static void grow_keys(struct lexicon *lexicon)
{
	size_t slots = (lexicon->key_mask + 1) * 2;
	guint count = lexicon->keys->len;
	g_free(lexicon->key_slots);
	lexicon->key_slots = g_new0(guint, slots);
	lexicon->key_mask = slots - 1;
	g_array_set_size(lexicon->keys, key_room(lexicon->key_mask));
	g_array_set_size(lexicon->keys, count);
	const uint32_t *keys = (const uint32_t *)lexicon->keys->data;
	for (guint i = 1; i < count; i++)
		*key_slot(lexicon->key_slots, lexicon->key_mask, keys,
			keys[i]) = i;
}

/* Whether a feature is new nobody can foresee: nothing branches on it. */
static void number_all(
	struct lexicon *lexicon, const uint32_t *keys, guint count, guint *out)
{
	while (lexicon->keys->len + count >= key_room(lexicon->key_mask))
		grow_keys(lexicon);
	const struct text_table *table = lexicon->table;
	guint *slots = lexicon->key_slots;
	size_t mask = lexicon->key_mask;
	uint32_t *all = (uint32_t *)lexicon->keys->data;
	guint next = lexicon->keys->len;
	for (guint i = 0; i < count; i++) {
		guint *slot = key_slot(slots, mask, all, keys[i]);
		guint number = *slot != 0 ? *slot : next;
		if (number > FEATURES_MOST) {
			out[i] = 0;
			continue;
		}
		*slot = number;
		all[number] = keys[i];
		next += number == next;
		out[i] = number;
		/* Who looks at the features needs all of them. */
		if (table != NULL)
			text_table_expect(table, keys[i]);
	}
	lexicon->keys->len = next;
}

static guint number_of(struct lexicon *lexicon, uint32_t key)
{
	guint number = 0;
	if (key != NO_KEY)
		number_all(lexicon, &key, 1, &number);
	return number;
}

static guint number_of_word(struct lexicon *lexicon, uint64_t hash)
{
	uint32_t own = hash_end(hash, FEATURE_WORD);
	return number_of(lexicon,
		lexicon->table != NULL ? text_table_place(lexicon->table, own)
				       : own);
}

/* --- words ------------------------------------------------------------- */

static guint *word_slot(const struct lexicon *lexicon, uint64_t hash)
{
	size_t at = hash >> 32 & lexicon->word_mask;
	while (lexicon->word_slots[at] != 0 &&
		g_array_index(lexicon->words, struct lexicon_word,
			lexicon->word_slots[at] - 1)
				.hash != hash)
		at = (at + 1) & lexicon->word_mask;
	return &lexicon->word_slots[at];
}

static void grow_words(struct lexicon *lexicon)
{
	size_t slots = (lexicon->word_mask + 1) * 2;
	g_free(lexicon->word_slots);
	lexicon->word_slots = g_new0(guint, slots);
	lexicon->word_mask = slots - 1;
	for (guint i = 0; i < lexicon->words->len; i++)
		*word_slot(lexicon,
			g_array_index(lexicon->words, struct lexicon_word, i)
				.hash) = i + 1;
}

/* The place of a token's word, which is new or not. */
static guint word_of(struct lexicon *lexicon, const struct token_reader *reader)
{
	guint *slot = word_slot(lexicon, reader->hash);
	if (*slot != 0)
		return *slot - 1;
	guint place = lexicon->words->len, length = (guint)reader->letters + 2;
	struct lexicon_word *word = append_place(
		lexicon->words, &lexicon->word_room, sizeof(*word));
	*word = (struct lexicon_word){ .hash = reader->hash,
		.letters = lexicon->letters->len,
		.length = length,
		.is_marks = reader->class == TOKEN_MARK };
	g_array_append_vals(lexicon->letters, reader->word, length);
	*slot = place + 1;
	if (place > lexicon->word_mask / 2)
		grow_words(lexicon);
	return place;
}

static struct word_letters letters_of(
	const struct lexicon *lexicon, const struct lexicon_word *word)
{
	return (struct word_letters){ word->hash,
		&g_array_index(lexicon->letters, gunichar, word->letters),
		word->length };
}

/* Hashes roll along a word: every n-gram that begins at a letter is one step
 * more than the one before it. */
static guint hash_grams(const gunichar *word, guint length, uint32_t *out)
{
	guint count = 0;
	for (guint from = 0; from + GRAM_SHORTEST <= length; from++) {
		guint longest = MIN(length - from, (guint)GRAM_LONGEST);
		uint64_t hash = hash_step(HASH_SEED, word[from]);
		for (guint n = 1; n < longest; n++) {
			hash = hash_step(hash, word[from + n]);
			out[count++] = hash_end(hash, FEATURE_GRAM);
		}
	}
	return count;
}

/* What the table knows; how many. */
static guint drop_unknown(uint32_t *keys, guint count)
{
	guint known = 0;
	for (guint i = 0; i < count; i++) {
		keys[known] = keys[i];
		known += keys[i] != TEXT_MODEL_UNKNOWN ? 1 : 0;
	}
	return known;
}

/* The keys of a word's features, its own first; how many. */
static guint find_keys(const struct lexicon *lexicon,
	const struct word_letters *word, uint32_t *out)
{
	const struct text_table *table = lexicon->table;
	out[0] = hash_end(word->hash, FEATURE_WORD);
	guint count = 1 + hash_grams(word->letters, word->count, out + 1);
	if (table == NULL)
		return count;
	text_table_places(table, out, count);
	count = 1 + drop_unknown(out + 1, count - 1);
	met_words_keep(table->met, word, out, count);
	return count;
}

static guint *grams_with_room(struct lexicon *lexicon)
{
	GArray *grams = lexicon->grams;
	guint count = grams->len;
	if (count + TOKEN_GRAMS_MOST > lexicon->gram_room) {
		lexicon->gram_room = count * 2 + KEY_SLOTS_FIRST;
		g_array_set_size(grams, lexicon->gram_room);
		grams->len = count;
	}
	return (guint *)grams->data + count;
}

static void number_features(struct lexicon *lexicon, guint number)
{
	struct lexicon_word *word =
		&g_array_index(lexicon->words, struct lexicon_word, number);
	struct word_letters letters = letters_of(lexicon, word);
	uint32_t found[1 + TOKEN_GRAMS_MOST];
	struct word_places known = { NULL, 0 };
	if (lexicon->table != NULL)
		known = met_words_find(lexicon->table->met, &letters);
	if (known.places == NULL)
		known = (struct word_places){ found,
			find_keys(lexicon, &letters, found) };
	word->itself = number_of(lexicon, known.places[0]);
	word->grams = lexicon->grams->len;
	number_all(lexicon, known.places + 1, known.count - 1,
		grams_with_room(lexicon));
	lexicon->grams->len += known.count - 1;
	word->grams_end = lexicon->grams->len;
}

/* --- texts ------------------------------------------------------------- */

/* Append a text's tokens, whose words have no features yet, and instead of
 * their pairs the hashes of them. */
static void cut(struct lexicon *lexicon, const char *text, size_t length,
	GArray *tokens)
{
	struct token_reader reader;
	uint64_t before = HASH_START;
	guint room = 0;
	token_reader_init(
		&reader, text, letters_cut(text, length, FEATURES_MOST_BYTES));
	while (token_next(&reader)) {
		struct token *token =
			append_place(tokens, &room, sizeof(*token));
		*token = (struct token){ .offset = (size_t)(reader.from - text),
			.length = (size_t)(reader.at - reader.from),
			.word = word_of(lexicon, &reader),
			.pair = hash_end(
				hash_pair(before, reader.hash), FEATURE_WORD) };
		before = reader.hash;
	}
}

static uint32_t *keys_of_pairs(
	const struct lexicon *lexicon, const struct token *tokens, guint count)
{
	uint32_t *keys = g_new(uint32_t, count + 1);
	for (guint i = 0; i < count; i++)
		keys[i] = tokens[i].pair;
	if (lexicon->table != NULL)
		text_table_places(lexicon->table, keys, count);
	return keys;
}

static void expect_word(const struct lexicon *lexicon, guint number)
{
	if (lexicon->table != NULL && number < lexicon->words->len)
		met_words_expect(lexicon->table->met,
			g_array_index(
				lexicon->words, struct lexicon_word, number)
				.hash);
}

/* Of tokens that were cut; words from `known` on are new.  Numbers are given as
 * the text has the features. */
static void number_tokens(
	struct lexicon *lexicon, struct token *tokens, guint count, guint known)
{
	g_autofree uint32_t *pairs = keys_of_pairs(lexicon, tokens, count);
	for (guint i = 0; i < WORDS_AHEAD; i++)
		expect_word(lexicon, known + i);
	for (guint i = 0; i < count; i++) {
		if (tokens[i].word == known) {
			expect_word(lexicon, known + WORDS_AHEAD);
			number_features(lexicon, known++);
		}
		tokens[i].pair = number_of(lexicon, pairs[i]);
	}
}

void lexicon_read(struct lexicon *lexicon, const char *text, size_t length,
	GArray *tokens)
{
	guint before = tokens->len, known = lexicon->words->len;
	cut(lexicon, text, length, tokens);
	if (tokens->len == before)
		return;
	if (lexicon->table != NULL)
		met_words_take(lexicon->table->met);
	number_tokens(lexicon, (struct token *)tokens->data + before,
		tokens->len - before, known);
	if (lexicon->table != NULL)
		met_words_leave(lexicon->table->met);
}

guint lexicon_first_pair(struct lexicon *lexicon, guint word)
{
	uint64_t hash =
		g_array_index(lexicon->words, struct lexicon_word, word).hash;
	return number_of_word(lexicon, hash_pair(HASH_START, hash));
}

guint lexicon_pair(struct lexicon *lexicon, guint before, guint word)
{
	const struct lexicon_word *words =
		(const struct lexicon_word *)lexicon->words->data;
	return number_of_word(
		lexicon, hash_pair(words[before].hash, words[word].hash));
}

static struct lexicon_text *text_of(struct lexicon *lexicon, const char *text)
{
	for (guint i = 0; i < lexicon->texts->len; i++) {
		struct lexicon_text *one =
			&g_array_index(lexicon->texts, struct lexicon_text, i);
		if (one->text == text)
			return one;
	}
	struct lexicon_text one = { .text = text };
	g_array_append_val(lexicon->texts, one);
	return &g_array_index(
		lexicon->texts, struct lexicon_text, lexicon->texts->len - 1);
}

const GArray *lexicon_tokens(struct lexicon *lexicon, const char *text)
{
	struct lexicon_text *one = text_of(lexicon, text);
	if (one->tokens == NULL) {
		one->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
		lexicon_read(lexicon, text, strlen(text), one->tokens);
	}
	return one->tokens;
}

const GArray *lexicon_words(struct lexicon *lexicon, const char *text)
{
	struct lexicon_text *one = text_of(lexicon, text);
	if (one->words == NULL)
		one->words = words_of(text, PHRASE_TEXT_MOST_BYTES);
	return one->words;
}

/* A word's n-grams occur as often as it does. */
GArray *lexicon_counts(const struct lexicon *lexicon, const GArray *tokens)
{
	guint all = lexicon->keys->len;
	GArray *out = g_array_sized_new(FALSE, TRUE, sizeof(float), all);
	g_autofree float *words = g_new0(float, lexicon->words->len + 1);
	g_array_set_size(out, all);
	float *counts = (float *)out->data;
	for (guint i = 0; i < tokens->len; i++) {
		struct token token = g_array_index(tokens, struct token, i);
		counts[token.pair] += 1;
		words[token.word] += 1;
	}
	for (guint i = 0; i < lexicon->words->len; i++) {
		const struct lexicon_word *word =
			&g_array_index(lexicon->words, struct lexicon_word, i);
		if (words[i] == 0)
			continue;
		counts[word->itself] += words[i];
		for (guint k = word->grams; k < word->grams_end; k++)
			counts[g_array_index(lexicon->grams, guint, k)] +=
				words[i];
	}
	counts[0] = 0;
	return out;
}

void lexicon_features(
	const struct lexicon *lexicon, const GArray *counts, GArray *out)
{
	for (guint i = 0; i < counts->len; i++) {
		struct feature one = { g_array_index(
					       lexicon->keys, uint32_t, i),
			g_array_index(counts, float, i) };
		if (one.value > 0)
			g_array_append_val(out, one);
	}
}

void features_of_text(const char *text, size_t length, GArray *out)
{
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	g_autoptr(GArray) tokens =
		g_array_new(FALSE, FALSE, sizeof(struct token));
	lexicon_read(lexicon, text, length, tokens);
	g_autoptr(GArray) counts = lexicon_counts(lexicon, tokens);
	lexicon_features(lexicon, counts, out);
}

static uint32_t hash_name(
	const char *group, const char *name, enum feature_kind kind)
{
	uint64_t hash = HASH_SEED;
	for (const char *p = group; *p != '\0'; p++)
		hash = hash_step(hash, (unsigned char)*p);
	hash = hash_step(hash, ' ');
	for (const char *p = name; *p != '\0'; p++)
		hash = hash_step(hash, (unsigned char)*p);
	return hash_end(hash, kind);
}

uint32_t features_rule_hash(const char *group, const char *name)
{
	return hash_name(group, name, FEATURE_RULE);
}

void features_add_rule(
	GArray *out, const char *group, const char *name, double value)
{
	struct feature feature = { features_rule_hash(group, name),
		(float)value };
	g_array_append_val(out, feature);
}

void features_add_word(GArray *out, const char *group, const char *name)
{
	struct feature feature = { hash_name(group, name, FEATURE_WORD), 1 };
	g_array_append_val(out, feature);
}
