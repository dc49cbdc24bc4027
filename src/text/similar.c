/* MinHash: the least hash of a text's shingles under 64 orders; two texts
 * agree in a place as often as their shingles overlap.  Four places make a
 * band; texts half alike share one of the 16 bands with a chance of 64 in
 * 100, texts four fifths alike nearly always.
 *
 * The 64 hash functions are one strong hash times 64 odd numbers
 * (Dietzfelbinger et al. 1997, "A reliable randomized algorithm for the
 * closest-pair problem"). */
#include "plaint/text/similar.h"

#include <string.h>
#include "plaint/text/words.h"

enum {
	SHINGLE_WORDS = 3,
	BAND_ROWS = SIMILAR_HASHES / SIMILAR_BANDS,
	TEXT_MOST_BYTES = 64 << 10,
	MEMORY_SIZE = 1 << 14,
	SHINGLES_AT_ONCE = 4,
};

/* Beginnings of months' names in four languages, folded. */
static const char *const months[] = { "січ", "лют", "берез", "квіт", "трав",
	"черв", "лип", "серп", "верес", "жовт", "листопад", "груд", "январ",
	"феврал", "март", "апрел", "мая", "май", "июн", "июл", "август",
	"сентябр", "октябр", "ноябр", "декабр", "студз", "сакавік", "красавік",
	"трауня", "чэрв", "ліп", "жні", "кастрычн", "лістапад", "снеж",
	"january", "february", "march", "april", "june", "july", "august",
	"september", "october", "november", "december" };

static bool is_month(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(months); i++)
		if (word[0] == months[i][0] && word[1] == months[i][1] &&
			g_str_has_prefix(word, months[i]))
			return true;
	return false;
}

static bool counts(const char *word)
{
	for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_isdigit(g_utf8_get_char(p)))
			return false;
	return word[0] != '\0' && !is_month(word);
}

/* FNV-1a, then the finishing of MurmurHash3. */
static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= UINT64_C(0xFF51AFD7ED558CCD);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xC4CEB9FE1A85EC53);
	return hash ^ hash >> 33;
}

static uint64_t bytes_hash(const char *bytes, size_t length)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) *
		       UINT64_C(0x100000001B3);
	return mix(hash);
}

/* As it stands in a text: for this process alone, so eight bytes at once. */
static uint64_t word_key(const char *text, size_t length)
{
	uint64_t key = length, eight = 0;
	for (; length >= sizeof(eight); length -= sizeof(eight)) {
		memcpy(&eight, text, sizeof(eight));
		key = mix(key ^ eight);
		text += sizeof(eight);
	}
	eight = 0;
	for (size_t i = 0; i < length; i++)
		eight = eight << 8 | (unsigned char)text[i];
	return mix(key ^ eight);
}

/* A word that was met, as it stands in a text, and its hash as it counts; 0:
 * it does not. */
struct met_word {
	uint64_t key, hash;
};

/* A word of the text, and where what is known of it would be. */
struct asked_word {
	const char *text;
	size_t length;
	uint64_t key;
	struct met_word *met;
};

static struct asked_word ask_for(const char *text, size_t length)
{
	static GPrivate memory = G_PRIVATE_INIT(g_free);
	uint64_t key = word_key(text, length);
	struct met_word *met = word_memory(
		&memory, sizeof(*met), MEMORY_SIZE, key % MEMORY_SIZE);
	__builtin_prefetch(met);
	return (struct asked_word){ text, length, key, met };
}

static uint64_t word_hash(const struct asked_word *asked)
{
	struct met_word *met = asked->met;
	if (met->key != asked->key) {
		g_autofree char *lower = word_lower(asked->text, asked->length);
		g_autofree char *word = word_fold(lower);
		met->key = asked->key;
		met->hash = counts(word) ? bytes_hash(word, strlen(word)) : 0;
	}
	return met->hash;
}

struct marking {
	struct similar_mark mark;
	uint64_t factors[SIMILAR_HASHES]; /* odd */
	uint64_t waiting[SHINGLES_AT_ONCE];
	uint64_t last[SHINGLE_WORDS]; /* words' hashes */
	size_t words;
};

static void marking_init(struct marking *marking)
{
	*marking = (struct marking){ 0 };
	memset(marking->mark.hash, 0xFF, sizeof(marking->mark.hash));
	for (uint64_t i = 0; i < SIMILAR_HASHES; i++)
		marking->factors[i] =
			mix((i + 1) * UINT64_C(0x9E3779B97F4A7C15)) | 1;
}

static inline uint32_t least_of(
	uint32_t least, uint64_t shingle, uint64_t factor)
{
	uint32_t value = (uint32_t)(shingle * factor >> 32);
	return MIN(least, value);
}

/* Those that wait, each factor and hash read once for all of them. */
static void mark_waiting(struct marking *marking)
{
	const uint64_t a = marking->waiting[0], b = marking->waiting[1],
		       c = marking->waiting[2], d = marking->waiting[3];
	for (int i = 0; i < SIMILAR_HASHES; i++) {
		uint64_t factor = marking->factors[i];
		uint32_t least = marking->mark.hash[i];
		least = least_of(least, a, factor);
		least = least_of(least, b, factor);
		least = least_of(least, c, factor);
		marking->mark.hash[i] = least_of(least, d, factor);
	}
}

static void add_shingle(struct marking *marking, uint64_t shingle)
{
	uint32_t count = marking->mark.shingles++;
	marking->waiting[count % SHINGLES_AT_ONCE] = shingle;
	if (marking->mark.shingles % SHINGLES_AT_ONCE == 0)
		mark_waiting(marking);
}

/* The last ones again, as often as it takes: the least stays the least. */
static void mark_rest(struct marking *marking)
{
	uint32_t count = marking->mark.shingles;
	if (count == 0)
		return;
	for (; count % SHINGLES_AT_ONCE != 0; count++)
		marking->waiting[count % SHINGLES_AT_ONCE] =
			marking->waiting[0];
	mark_waiting(marking);
}

/* Of the last words; too few for a shingle: as one. */
static void add_last_words(struct marking *marking)
{
	const uint64_t *last = marking->last;
	uint64_t shingle = 0;
	if (marking->words < SHINGLE_WORDS) {
		add_shingle(marking, mix(last[0] + mix(last[1])));
		return;
	}
	for (size_t i = 0; i < SHINGLE_WORDS; i++)
		shingle = mix(
			shingle + last[(marking->words + i) % SHINGLE_WORDS]);
	add_shingle(marking, shingle);
}

static void add_word(struct marking *marking, const struct asked_word *asked)
{
	uint64_t hash = asked->text != NULL ? word_hash(asked) : 0;
	if (hash == 0)
		return;
	marking->last[marking->words++ % SHINGLE_WORDS] = hash;
	if (marking->words >= SHINGLE_WORDS)
		add_last_words(marking);
}

struct similar_mark similar_mark(const char *text)
{
	struct marking marking;
	marking_init(&marking);
	size_t length = strnlen(text, TEXT_MOST_BYTES);
	while (length > 0 && (text[length] & 0xC0) == 0x80)
		length--;
	struct word_reader reader;
	struct word_place place;
	struct asked_word before = { 0 };
	word_reader_init(&reader, text, length);
	/* A word is asked for while the one before it is added. */
	while (word_reader_next(&reader, &place)) {
		struct asked_word next =
			ask_for(text + place.offset, place.length);
		add_word(&marking, &before);
		before = next;
	}
	add_word(&marking, &before);
	if (marking.words > 0 && marking.words < SHINGLE_WORDS)
		add_last_words(&marking);
	mark_rest(&marking);
	return marking.mark;
}

static bool is_empty(const struct similar_mark *mark)
{
	for (int i = 0; i < SIMILAR_HASHES; i++)
		if (mark->hash[i] != UINT32_MAX)
			return false;
	return true;
}

double similar_degree(
	const struct similar_mark *a, const struct similar_mark *b)
{
	if (is_empty(a) || is_empty(b))
		return 0;
	int same = 0;
	for (int i = 0; i < SIMILAR_HASHES; i++)
		same += a->hash[i] == b->hash[i] ? 1 : 0;
	return (double)same / SIMILAR_HASHES;
}

uint32_t similar_band(const struct similar_mark *mark, int band)
{
	uint64_t hash = (uint64_t)band;
	for (int i = 0; i < BAND_ROWS; i++)
		hash = mix(hash + mark->hash[band * BAND_ROWS + i]);
	return (uint32_t)hash;
}
