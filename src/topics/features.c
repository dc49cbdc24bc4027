/* Hashes roll along a word: every n-gram that begins at a letter is one step
 * more than the one before it. */
#include "plaint/topics/features.h"

#include <string.h>
#include "plaint/text/append.h"
#include "plaint/text/letter.h"
#include "plaint/text/phrase.h"
#include "plaint/text/words.h"

enum {
	GRAM_SHORTEST = 2,
	GRAM_LONGEST = 5,
	TOKEN_MOST = 40, /* letters of a word; a longer one is cut up */
	MARKS_MOST = 3,	 /* "!!!!!!" is "!!!" */
	/* Of each letter no more n-grams begin than there are lengths. */
	TOKEN_GRAMS_MOST =
		(TOKEN_MOST + 2) * (GRAM_LONGEST - GRAM_SHORTEST + 1),
	KIND_SHIFT = 30,
	/* Enough for a letter of usual length. */
	FEATURE_SLOTS_FIRST = 1 << 13,
	WORD_SLOTS_FIRST = 1 << 10,
};

#define HASH_SEED  UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x9e3779b97f4a7c15)
#define HASH_START ((HASH_SEED ^ '\n') * HASH_PRIME) /* before the first */

static uint64_t hash_step(uint64_t hash, gunichar c)
{
	return (hash ^ c) * HASH_PRIME;
}

static uint32_t hash_end(uint64_t hash, enum feature_kind kind)
{
	hash ^= hash >> 29;
	hash *= HASH_PRIME;
	return (uint32_t)(hash >> (64 - KIND_SHIFT)) | (uint32_t)kind
							       << KIND_SHIFT;
}

enum feature_kind feature_kind_of(uint32_t hash)
{
	return (enum feature_kind)(hash >> KIND_SHIFT);
}

/* --- tokens ------------------------------------------------------------ */

enum token_class {
	TOKEN_GAP,
	TOKEN_WORD,
	TOKEN_MARK,
};

static enum token_class class_of(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalnum((char)c) ? TOKEN_WORD
		       : c <= ' ' || c == 0x7f	? TOKEN_GAP
						: TOKEN_MARK;
	if (letter_is_or_digit(c) || g_unichar_ismark(c))
		return TOKEN_WORD;
	return g_unichar_isspace(c) || g_unichar_iscntrl(c) ? TOKEN_GAP
							    : TOKEN_MARK;
}

/* The letters in which Ukrainian, Russian and Belarusian write one word each
 * in its own way (оплата, аплата; швидкість, хуткасць; пять, п'яць): what was
 * learnt of it in one of them helps the others.  0: as it is. */
enum {
	KIN_FIRST = 0x430,
	KIN_LAST = 0x491,
	NO_LETTER = 1,
};
#define KIN(from, to) [(from)-KIN_FIRST] = (to)
static const uint16_t kin[KIN_LAST - KIN_FIRST + 1] = {
	KIN(L'о', L'а'),
	KIN(L'я', L'а'),
	KIN(L'і', L'и'),
	KIN(L'ї', L'и'),
	KIN(L'ы', L'и'),
	KIN(L'є', L'е'),
	KIN(L'э', L'е'),
	KIN(L'ё', L'е'),
	KIN(L'ў', L'в'),
	KIN(L'ґ', L'г'),
	KIN(L'щ', L'ш'),
	KIN(L'ц', L'т'),
	KIN(L'ь', NO_LETTER),
	KIN(L'ъ', NO_LETTER),
};

static gunichar letter_of(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isdigit((char)c)
			       ? '0'
			       : (gunichar)g_ascii_tolower((char)c);
	if (!letter_is_cyrillic(c) && g_unichar_isdigit(c))
		return '0';
	c = letter_small(c);
	if (c < KIN_FIRST || c > KIN_LAST || kin[c - KIN_FIRST] == 0)
		return c;
	return kin[c - KIN_FIRST];
}

struct token_reader {
	const char *at, *end;
	const char *from; /* where the token begins */
	enum token_class class;
	size_t letters;
	uint64_t hash;		       /* of them */
	gunichar word[TOKEN_MOST + 2]; /* with a space on each side */
};

/* The next token, which is of one class. */
static bool reader_next(struct token_reader *reader)
{
	size_t length = 0, most = TOKEN_MOST;
	uint64_t hash = HASH_SEED;
	while (reader->at < reader->end) {
		gunichar c = letter_at(reader->at);
		enum token_class class = class_of(c);
		if (length > 0 && class != reader->class)
			break;
		if (length == TOKEN_MOST && class == TOKEN_WORD)
			break;
		if (length == 0)
			reader->from = reader->at;
		reader->at = g_utf8_next_char(reader->at);
		if (class == TOKEN_GAP)
			continue;
		reader->class = class;
		most = class == TOKEN_MARK ? MARKS_MOST : TOKEN_MOST;
		gunichar letter = letter_of(c);
		if (length == most || letter == NO_LETTER)
			continue;
		reader->word[1 + length++] = letter;
		hash = hash_step(hash, letter);
	}
	reader->word[1 + length] = ' ';
	reader->letters = length;
	reader->hash = hash;
	return length > 0;
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

/* Of the features there are never more, so that one is added to the array
 * without asking for room. */
static guint feature_room(size_t mask)
{
	return (guint)(mask / 4 * 3) + 2;
}

struct lexicon *lexicon_new(void)
{
	struct lexicon *lexicon = g_new0(struct lexicon, 1);
	const struct feature none = { UINT32_MAX, 0 };
	lexicon->features = g_array_sized_new(FALSE, FALSE,
		sizeof(struct feature), feature_room(FEATURE_SLOTS_FIRST - 1));
	lexicon->words = g_array_new(FALSE, FALSE, sizeof(struct lexicon_word));
	lexicon->grams = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_val(lexicon->features, none);
	lexicon->texts = g_array_new(FALSE, FALSE, sizeof(struct lexicon_text));
	g_array_set_clear_func(lexicon->texts, text_clear);
	lexicon->places = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	lexicon->feature_mask = FEATURE_SLOTS_FIRST - 1;
	lexicon->feature_slots =
		g_new0(struct feature_slot, FEATURE_SLOTS_FIRST);
	lexicon->word_mask = WORD_SLOTS_FIRST - 1;
	lexicon->word_slots = g_new0(guint, WORD_SLOTS_FIRST);
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	g_array_unref(lexicon->features);
	g_array_unref(lexicon->words);
	g_array_unref(lexicon->grams);
	g_array_unref(lexicon->texts);
	g_array_unref(lexicon->places);
	g_free(lexicon->feature_slots);
	g_free(lexicon->word_slots);
	g_free(lexicon);
}

/* 1: taken, and by another.  As a product, without a branch. */
static inline size_t is_another(const struct feature_slot *slot, uint32_t hash)
{
	return (uint64_t)slot->number * (slot->hash ^ hash) != 0;
}

/* The hash's bits are as good as any.  Whether a feature is new, and in which
 * of two slots it is, nobody can foresee: here and below nothing branches on
 * it. */
static inline struct feature_slot *feature_slot(
	const struct lexicon *lexicon, uint32_t hash)
{
	struct feature_slot *slots = lexicon->feature_slots;
	size_t at = hash & lexicon->feature_mask & ~(size_t)1;
	for (;;) {
		size_t others = is_another(&slots[at], hash) |
				is_another(&slots[at + 1], hash) << 1;
		if (others != 3)
			return &slots[at + (others & 1)];
		at = (at + 2) & lexicon->feature_mask;
	}
}

static void grow_features(struct lexicon *lexicon)
{
	g_autofree struct feature_slot *before = lexicon->feature_slots;
	size_t slots = lexicon->feature_mask + 1;
	guint count = lexicon->features->len;
	lexicon->feature_slots = g_new0(struct feature_slot, slots * 2);
	lexicon->feature_mask = slots * 2 - 1;
	for (size_t i = 0; i < slots; i++)
		if (before[i].number != 0)
			*feature_slot(lexicon, before[i].hash) = before[i];
	g_array_set_size(
		lexicon->features, feature_room(lexicon->feature_mask));
	g_array_set_size(lexicon->features, count);
}

static inline guint number_of_hash(struct lexicon *lexicon, uint32_t hash)
{
	struct feature_slot *slot = feature_slot(lexicon, hash);
	guint next = lexicon->features->len;
	guint number = slot->number != 0 ? slot->number : next;
	if (number > FEATURES_MOST)
		return 0;
	*slot = (struct feature_slot){ hash, number };
	g_array_index(lexicon->features, struct feature, number) =
		(struct feature){ hash, 1 };
	lexicon->features->len = next + (number == next);
	if (next > lexicon->feature_mask / 4 * 3)
		grow_features(lexicon);
	return number;
}

static inline guint number_of_word(struct lexicon *lexicon, uint64_t hash)
{
	return number_of_hash(lexicon, hash_end(hash, FEATURE_WORD));
}

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

static guint *grams_with_room(struct lexicon *lexicon)
{
	GArray *grams = lexicon->grams;
	guint count = grams->len;
	if (count + TOKEN_GRAMS_MOST > lexicon->gram_room) {
		lexicon->gram_room = count * 2 + FEATURE_SLOTS_FIRST;
		g_array_set_size(grams, lexicon->gram_room);
		grams->len = count;
	}
	return (guint *)grams->data;
}

/* All n-grams of a token with its edges: first their hashes, so that memory
 * brings all slots at once. */
static void add_grams(
	struct lexicon *lexicon, const struct token_reader *reader)
{
	const gunichar *word = reader->word;
	size_t length = reader->letters + 2;
	guint first = lexicon->grams->len, end = first;
	guint *out = grams_with_room(lexicon);
	for (size_t from = 0; from + GRAM_SHORTEST <= length; from++) {
		size_t longest = MIN(length - from, (size_t)GRAM_LONGEST);
		uint64_t hash = hash_step(HASH_SEED, word[from]);
		for (size_t n = 1; n < longest; n++) {
			hash = hash_step(hash, word[from + n]);
			out[end] = hash_end(hash, FEATURE_GRAM);
			__builtin_prefetch(
				&lexicon->feature_slots[out[end] &
							lexicon->feature_mask]);
			end++;
		}
	}
	for (guint i = first; i < end; i++)
		out[i] = number_of_hash(lexicon, out[i]);
	lexicon->grams->len = end;
}

/* The place of a token's word, which is new or not. */
static guint word_of(struct lexicon *lexicon, const struct token_reader *reader)
{
	uint64_t hash = reader->hash;
	guint *slot = word_slot(lexicon, hash);
	if (*slot != 0)
		return *slot - 1;
	guint place = lexicon->words->len;
	struct lexicon_word *word = append_place(
		lexicon->words, &lexicon->word_room, sizeof(*word));
	*word = (struct lexicon_word){ .hash = hash,
		.itself = number_of_word(lexicon, hash),
		.grams = lexicon->grams->len,
		.is_marks = reader->class == TOKEN_MARK };
	add_grams(lexicon, reader);
	word->grams_end = lexicon->grams->len;
	*slot = place + 1;
	if (place > lexicon->word_mask / 2)
		grow_words(lexicon);
	return place;
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

void lexicon_read(struct lexicon *lexicon, const char *text, size_t length,
	GArray *tokens)
{
	struct token_reader reader = { .at = text,
		.end = text + letters_cut(text, length, FEATURES_MOST_BYTES),
		.word = { ' ' } };
	uint64_t before = HASH_START;
	guint room = 0;
	while (reader_next(&reader)) {
		struct token *token =
			append_place(tokens, &room, sizeof(*token));
		*token = (struct token){ .offset = (size_t)(reader.from - text),
			.length = (size_t)(reader.at - reader.from),
			.word = word_of(lexicon, &reader),
			.pair = number_of_word(
				lexicon, hash_pair(before, reader.hash)) };
		before = reader.hash;
	}
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
	guint all = lexicon->features->len;
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
		struct feature one =
			g_array_index(lexicon->features, struct feature, i);
		one.value = g_array_index(counts, float, i);
		if (one.value > 0)
			g_array_append_val(out, one);
	}
}

void features_of_text(const char *text, size_t length, GArray *out)
{
	g_autoptr(lexicon) lexicon = lexicon_new();
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
