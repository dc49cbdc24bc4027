/* A hash rolls along each word of a text, and the table knows at which letters
 * a sign's word ends or a beginning of it. */
#include "plaint/topics/signs.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	SLOTS_FIRST = 1 << 8,
	/* The words and all that begins one are some thousands: of what is
	 * none little seems to be one. */
	MARKS = 1 << 16,
	MARKS_TOGETHER = 64,
};

#define HASH_SEED  UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x9e3779b97f4a7c15)
#define GROUP	   "sign"

struct sign_slot {
	uint64_t hash;	     /* of the letters so far */
	uint64_t words;	     /* signs with that word; */
	uint64_t beginnings; /* with all words that begin so */
};

struct signs {
	GPtrArray *names; /* of char * */
	/* Of struct feature: sign by sign, with those before it and alone. */
	GArray *features;
	struct sign_slot *slots;
	size_t mask, used;
	/* By hash, a bit each: what may begin a sign's word, and what may be
	 * in the table.  Most words of a text soon begin none, and what is not
	 * in the table need not be looked for there: it is far larger. */
	uint64_t begun[MARKS / MARKS_TOGETHER], ended[MARKS / MARKS_TOGETHER];
};

static void mark(uint64_t *marks, uint64_t hash)
{
	size_t at = (hash >> 20) % MARKS;
	marks[at / MARKS_TOGETHER] |= UINT64_C(1) << at % MARKS_TOGETHER;
}

static bool is_marked(const uint64_t *marks, uint64_t hash)
{
	size_t at = (hash >> 20) % MARKS;
	return (marks[at / MARKS_TOGETHER] >> at % MARKS_TOGETHER & 1) != 0;
}

struct signs *signs_new(void)
{
	struct signs *signs = g_new0(struct signs, 1);
	signs->names = g_ptr_array_new_with_free_func(g_free);
	signs->features = g_array_new(FALSE, FALSE, sizeof(struct feature));
	signs->slots = g_new0(struct sign_slot, SLOTS_FIRST);
	signs->mask = SLOTS_FIRST - 1;
	return signs;
}

void signs_free(struct signs *signs)
{
	if (signs == NULL)
		return;
	g_ptr_array_unref(signs->names);
	g_array_unref(signs->features);
	g_free(signs->slots);
	g_free(signs);
}

static struct sign_slot *slot_of(const struct signs *signs, uint64_t hash)
{
	size_t at = (hash >> 20) & signs->mask;
	while (signs->slots[at].hash != hash &&
		(signs->slots[at].words | signs->slots[at].beginnings) != 0)
		at = (at + 1) & signs->mask;
	return &signs->slots[at];
}

static void grow(struct signs *signs)
{
	struct sign_slot *before = signs->slots;
	size_t count = signs->mask + 1;
	signs->mask = count * 2 - 1;
	signs->slots = g_new0(struct sign_slot, count * 2);
	for (size_t i = 0; i < count; i++)
		if ((before[i].words | before[i].beginnings) != 0)
			*slot_of(signs, before[i].hash) = before[i];
	g_free(before);
}

static uint64_t hash_step(uint64_t hash, gunichar c)
{
	c = letter_small(c);
	return (hash ^ (c == 0x451 /* ё */ ? 0x435 : c)) * HASH_PRIME;
}

static void add_word(
	struct signs *signs, const char *text, size_t length, uint64_t sign)
{
	bool is_beginning = length > 1 && text[length - 1] == '*';
	const char *end = text + length - (is_beginning ? 1 : 0);
	uint64_t hash = HASH_SEED;
	for (; text < end; text = g_utf8_next_char(text)) {
		if (letter_is_apostrophe(letter_at(text)))
			continue;
		hash = hash_step(hash, letter_at(text));
		mark(signs->begun, hash);
	}
	if (signs->used * 4 > signs->mask)
		grow(signs);
	struct sign_slot *slot = slot_of(signs, hash);
	signs->used += (slot->words | slot->beginnings) == 0 ? 1 : 0;
	slot->hash = hash;
	mark(signs->ended, hash);
	*(is_beginning ? &slot->beginnings : &slot->words) |= sign;
}

static void add_name(struct signs *signs, const char *name)
{
	for (guint i = 0; i < signs->names->len; i++)
		features_add_word(
			signs->features, signs->names->pdata[i], name);
	features_add_word(signs->features, GROUP, name);
	g_ptr_array_add(signs->names, g_strdup(name));
}

bool signs_add(struct signs *signs, const char *name, const char *words)
{
	guint number = 0;
	while (number < signs->names->len &&
		strcmp(signs->names->pdata[number], name) != 0)
		number++;
	if (number == SIGNS_MOST)
		return false;
	if (number == signs->names->len)
		add_name(signs, name);
	while (*(words += strspn(words, " \n")) != '\0') {
		size_t length = strcspn(words, " \n");
		add_word(signs, words, length, UINT64_C(1) << number);
		words += length;
	}
	return true;
}

static const char *word_end(const char *at, const char *end)
{
	while ((at = letters_or_digits_end(at, end)) < end &&
		letter_is_apostrophe(letter_at(at)))
		at = g_utf8_next_char(at);
	return at;
}

/* The signs that the word at *at is, which is left behind. */
static uint64_t word_signs(
	const struct signs *signs, const char **at, const char *end)
{
	uint64_t found = 0, hash = HASH_SEED;
	const struct sign_slot *last = NULL;
	for (; *at < end; *at = g_utf8_next_char(*at)) {
		gunichar c = letter_at(*at);
		if (letter_is_apostrophe(c))
			continue;
		if (!letter_is_or_digit(c))
			break;
		hash = hash_step(hash, c);
		if (!is_marked(signs->begun, hash)) {
			*at = word_end(*at, end);
			return found;
		}
		last = NULL;
		if (!is_marked(signs->ended, hash))
			continue;
		last = slot_of(signs, hash);
		found |= last->beginnings;
	}
	return found | (last != NULL ? last->words : 0);
}

/* The next word from *at on; end when there is none. */
static const char *word_from(const char *at, const char *end)
{
	while (at < end && !letter_is_or_digit(letter_at(at)))
		at = g_utf8_next_char(at);
	return at;
}

uint64_t signs_in(const struct signs *signs, const char *text, size_t length)
{
	const char *end = text + length;
	uint64_t found = 0;
	while ((text = word_from(text, end)) < end)
		found |= word_signs(signs, &text, end);
	return found;
}

guint signs_numbers(uint64_t found, uint16_t *out)
{
	guint count = 0;
	for (uint64_t left = found; left != 0; left &= left - 1) {
		guint i = (guint)__builtin_ctzll(left);
		guint row = i * (i + 1) / 2;
		/* Those before it, and itself. */
		uint64_t before = found & (left ^ (left - 1));
		for (; before != 0; before &= before - 1)
			out[count++] = (uint16_t)(row + (guint)__builtin_ctzll(
								before));
	}
	return count;
}

guint signs_feature_count(const struct signs *signs)
{
	return signs->features->len;
}

struct feature signs_feature(const struct signs *signs, guint number)
{
	return g_array_index(signs->features, struct feature, number);
}

void signs_features(const struct signs *signs, uint64_t found, GArray *out)
{
	uint16_t numbers[SIGNS_FEATURES_MOST];
	guint count = signs_numbers(found, numbers);
	for (guint i = 0; i < count; i++) {
		struct feature one = signs_feature(signs, numbers[i]);
		g_array_append_val(out, one);
	}
}
