/* Hashes roll along a word: every n-gram that begins at a letter is one step
 * more than the one before it. */
#include "plaint/domain/features.h"

#include <stdbool.h>
#include <string.h>
#include "letter.h"

enum {
	GRAM_SHORTEST = 2,
	GRAM_LONGEST = 5,
	TOKEN_MOST = 40, /* letters of a word; a longer one is cut up */
	MARKS_MOST = 3,	 /* "!!!!!!" is "!!!" */
	/* Of each letter no more n-grams begin than there are lengths. */
	TOKEN_FEATURES_MOST =
		3 + (TOKEN_MOST + 2) * (GRAM_LONGEST - GRAM_SHORTEST + 1),
	KIND_SHIFT = 30,
	SLOTS_LEAST = 1 << 9,
	SLOTS_MOST = 1 << 16,
};

#define HASH_SEED  UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x9e3779b97f4a7c15)

/* A set with counts: open addressing, count 0 is an empty slot. */
struct counter {
	struct feature *slots;
	size_t mask, used, most;
};

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

static void count(struct counter *counter, uint32_t hash)
{
	size_t slot = (hash * UINT32_C(2654435769)) >> 7 & counter->mask;
	while (counter->slots[slot].value > 0 &&
		counter->slots[slot].hash != hash)
		slot = (slot + 1) & counter->mask;
	if (counter->slots[slot].value == 0) {
		if (counter->used >= counter->most)
			return;
		counter->used++;
		counter->slots[slot].hash = hash;
	}
	counter->slots[slot].value += 1;
}

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
	gunichar word[TOKEN_MOST + 2]; /* with a space on each side */
};

static void reader_init(
	struct token_reader *reader, const char *text, size_t length)
{
	reader->at = text;
	reader->end = text + length;
	reader->word[0] = ' ';
}

/* The next token, which is of one class. */
static bool reader_next(struct token_reader *reader)
{
	size_t length = 0, most = TOKEN_MOST;
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
		if (length < most && letter != NO_LETTER)
			reader->word[1 + length++] = letter;
	}
	reader->word[1 + length] = ' ';
	reader->letters = length;
	return length > 0;
}

static uint64_t hash_token(const struct token_reader *reader)
{
	uint64_t hash = HASH_SEED;
	for (size_t i = 1; i <= reader->letters; i++)
		hash = hash_step(hash, reader->word[i]);
	return hash;
}

/* Not alike in both orders. */
static uint64_t hash_pair(uint64_t before, uint64_t hash)
{
	return hash_step(before * 31, ' ') ^ hash;
}

static struct feature *put(
	struct feature *out, uint64_t hash, enum feature_kind kind)
{
	*out = (struct feature){ hash_end(hash, kind), 1 };
	return out + 1;
}

/* All n-grams of a token with its edges. */
static struct feature *put_grams(
	const struct token_reader *reader, struct feature *out)
{
	const gunichar *word = reader->word;
	size_t length = reader->letters + 2;
	for (size_t from = 0; from + GRAM_SHORTEST <= length; from++) {
		size_t longest = MIN(length - from, (size_t)GRAM_LONGEST);
		uint64_t hash = hash_step(HASH_SEED, word[from]);
		for (size_t n = 1; n < longest; n++) {
			hash = hash_step(hash, word[from + n]);
			out = put(out, hash, FEATURE_GRAM);
		}
	}
	return out;
}

static size_t cut_length(const char *text, size_t length)
{
	if (length <= FEATURES_MOST_BYTES)
		return length;
	length = FEATURES_MOST_BYTES;
	while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
		length--;
	return length;
}

void features_by_token(
	const char *text, size_t length, GArray *tokens, GArray *out)
{
	struct token_reader reader;
	const uint64_t start = hash_step(HASH_SEED, '\n');
	uint64_t before = start;
	length = cut_length(text, length);
	reader_init(&reader, text, length);
	while (reader_next(&reader)) {
		struct token token = { (size_t)(reader.from - text), out->len };
		g_array_append_val(tokens, token);
		g_array_set_size(out, token.first + TOKEN_FEATURES_MOST);
		struct feature *at =
			&g_array_index(out, struct feature, token.first);
		uint64_t hash = hash_token(&reader);
		at = put(at, hash_pair(start, hash), FEATURE_WORD);
		at = put(at, hash_pair(before, hash), FEATURE_WORD);
		at = put(at, hash, FEATURE_WORD);
		at = put_grams(&reader, at);
		g_array_set_size(
			out, (guint)(at - (struct feature *)out->data));
		before = hash;
	}
	struct token end = { length, out->len };
	g_array_append_val(tokens, end);
}

/* Of so many occurrences each one once. */
static void count_all(const GArray *tokens, const GArray *all, GArray *out)
{
	size_t slots = SLOTS_LEAST;
	while (slots < SLOTS_MOST && slots / 4 * 3 < all->len)
		slots *= 2;
	g_autofree struct feature *table = g_new0(struct feature, slots);
	struct counter counter = { .slots = table,
		.mask = slots - 1,
		.most = MIN(slots / 4 * 3, (size_t)FEATURES_MOST) };
	const struct token *token = &g_array_index(tokens, struct token, 0);
	for (guint i = 0; i < all->len; i++) {
		/* What it would be first of all. */
		if (i == token->first)
			token++;
		else
			count(&counter,
				g_array_index(all, struct feature, i).hash);
	}
	guint at = out->len;
	g_array_set_size(out, at + (guint)counter.used);
	for (size_t i = 0; i < slots; i++)
		if (table[i].value > 0)
			g_array_index(out, struct feature, at++) = table[i];
}

void features_of_text(const char *text, size_t length, GArray *out)
{
	g_autoptr(GArray) tokens =
		g_array_new(FALSE, FALSE, sizeof(struct token));
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_by_token(text, length, tokens, all);
	count_all(tokens, all, out);
}

void features_each_word(const char *text, size_t length,
	void (*call)(void *user, size_t offset, size_t length, uint32_t hash),
	void *user)
{
	struct token_reader reader;
	reader_init(&reader, text, cut_length(text, length));
	while (reader_next(&reader))
		if (reader.class == TOKEN_WORD)
			call(user, (size_t)(reader.from - text),
				(size_t)(reader.at - reader.from),
				hash_end(hash_token(&reader), FEATURE_WORD));
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
