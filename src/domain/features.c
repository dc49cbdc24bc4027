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
	KIND_SHIFT = 30,
	SLOTS_LEAST = 1 << 9,
	SLOTS_MOST = 1 << 16,
	/* Features there can be for a byte of text, about. */
	FEATURES_PER_BYTE = 6,
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

/* word is count letters with a space on each side. */
static void count_grams(
	struct counter *counter, const gunichar *word, size_t length)
{
	for (size_t from = 0; from + GRAM_SHORTEST <= length; from++) {
		size_t longest = MIN(length - from, (size_t)GRAM_LONGEST);
		uint64_t hash = hash_step(HASH_SEED, word[from]);
		for (size_t n = 1; n < longest; n++) {
			hash = hash_step(hash, word[from + n]);
			count(counter, hash_end(hash, FEATURE_GRAM));
		}
	}
}

static uint64_t hash_word(const gunichar *word, size_t length)
{
	uint64_t hash = HASH_SEED;
	for (size_t i = 0; i < length; i++)
		hash = hash_step(hash, word[i]);
	return hash;
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

/* Read a token of one class into word; its length, 0 at the end. */
static size_t read_token(const char **p, const char *end, gunichar *word,
	enum token_class *class_out)
{
	size_t length = 0, most = TOKEN_MOST;
	while (*p < end) {
		gunichar c = letter_at(*p);
		enum token_class class = class_of(c);
		if (length > 0 && class != *class_out)
			break;
		if (length == TOKEN_MOST && class == TOKEN_WORD)
			break;
		*p = g_utf8_next_char(*p);
		if (class == TOKEN_GAP)
			continue;
		*class_out = class;
		most = class == TOKEN_MARK ? MARKS_MOST : TOKEN_MOST;
		gunichar letter = letter_of(c);
		if (length < most && letter != NO_LETTER)
			word[length++] = letter;
	}
	return length;
}

static void count_tokens(
	struct counter *counter, const char *text, const char *end)
{
	gunichar word[TOKEN_MOST + 2] = { ' ' };
	enum token_class class = TOKEN_GAP;
	uint64_t before = hash_step(HASH_SEED, '\n');
	size_t length;
	while ((length = read_token(&text, end, word + 1, &class)) > 0) {
		word[length + 1] = ' ';
		uint64_t hash = hash_word(word + 1, length);
		count(counter, hash_end(hash, FEATURE_WORD));
		/* Not alike in both orders. */
		uint64_t pair = hash_step(before * 31, ' ') ^ hash;
		count(counter, hash_end(pair, FEATURE_WORD));
		before = hash;
		count_grams(counter, word, length + 2);
	}
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

void features_of_text(const char *text, size_t length, GArray *out)
{
	length = cut_length(text, length);
	size_t slots = SLOTS_LEAST;
	while (slots < SLOTS_MOST && slots < length * FEATURES_PER_BYTE)
		slots *= 2;
	g_autofree struct feature *table = g_new0(struct feature, slots);
	struct counter counter = { .slots = table,
		.mask = slots - 1,
		.most = MIN(slots / 4 * 3, (size_t)FEATURES_MOST) };
	count_tokens(&counter, text, text + length);
	guint at = out->len;
	g_array_set_size(out, at + (guint)counter.used);
	for (size_t i = 0; i < slots; i++)
		if (table[i].value > 0)
			g_array_index(out, struct feature, at++) = table[i];
}

void features_each_word(const char *text, size_t length,
	void (*call)(void *user, size_t offset, size_t length, uint32_t hash),
	void *user)
{
	gunichar word[TOKEN_MOST + 2];
	enum token_class class = TOKEN_GAP;
	const char *p = text, *end = text + cut_length(text, length);
	while (p < end) {
		while (p < end && class_of(letter_at(p)) == TOKEN_GAP)
			p = g_utf8_next_char(p);
		const char *from = p;
		size_t letters = read_token(&p, end, word, &class);
		if (letters == 0 || class != TOKEN_WORD)
			continue;
		uint32_t hash =
			hash_end(hash_word(word, letters), FEATURE_WORD);
		call(user, (size_t)(from - text), (size_t)(p - from), hash);
	}
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
