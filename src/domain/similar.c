/* MinHash: the least hash of a text's shingles under 64 orders; two texts
 * agree in a place as often as their shingles overlap.  Four places make a
 * band; texts half alike share one of the 16 bands with a chance of 64 in
 * 100, texts four fifths alike nearly always.
 *
 * The 64 hash functions are one strong hash times 64 odd numbers
 * (Dietzfelbinger et al. 1997, "A reliable randomized algorithm for the
 * closest-pair problem"). */
#include "plaint/domain/similar.h"

#include <string.h>
#include "words.h"

enum {
	SHINGLE_WORDS = 3,
	BAND_ROWS = SIMILAR_HASHES / SIMILAR_BANDS,
	TEXT_MOST_BYTES = 64 << 10,
	MEMORY_SIZE = 1 << 12,
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

/* A word that was met, as it stands in a text, and its hash as it counts; 0:
 * it does not. */
struct met_word {
	uint64_t key, hash;
};

static uint64_t word_hash(const char *text, size_t length)
{
	static GPrivate memory = G_PRIVATE_INIT(g_free);
	uint64_t key = bytes_hash(text, length);
	struct met_word *met = word_memory(
		&memory, sizeof(*met), MEMORY_SIZE, key % MEMORY_SIZE);
	if (met->key != key) {
		g_autofree char *lower = word_lower(text, length);
		g_autofree char *word = word_fold(lower);
		met->key = key;
		met->hash = counts(word) ? bytes_hash(word, strlen(word)) : 0;
	}
	return met->hash;
}

struct marking {
	struct similar_mark mark;
	uint64_t factors[SIMILAR_HASHES]; /* odd */
};

static void marking_init(struct marking *marking)
{
	memset(marking->mark.hash, 0xFF, sizeof(marking->mark.hash));
	marking->mark.shingles = 0;
	for (uint64_t i = 0; i < SIMILAR_HASHES; i++)
		marking->factors[i] =
			mix((i + 1) * UINT64_C(0x9E3779B97F4A7C15)) | 1;
}

static void add_shingle(struct marking *marking, uint64_t shingle)
{
	marking->mark.shingles++;
	for (int i = 0; i < SIMILAR_HASHES; i++) {
		uint32_t value =
			(uint32_t)(shingle * marking->factors[i] >> 32);
		marking->mark.hash[i] = MIN(marking->mark.hash[i], value);
	}
}

/* The last words' hashes; too few for a shingle: as one. */
static void add_words(struct marking *marking,
	const uint64_t last[SHINGLE_WORDS], size_t count)
{
	uint64_t shingle = 0;
	if (count < SHINGLE_WORDS) {
		add_shingle(marking, mix(last[0] + mix(last[1])));
		return;
	}
	for (size_t i = 0; i < SHINGLE_WORDS; i++)
		shingle = mix(shingle + last[(count + i) % SHINGLE_WORDS]);
	add_shingle(marking, shingle);
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
	uint64_t last[SHINGLE_WORDS] = { 0 };
	size_t count = 0;
	word_reader_init(&reader, text, length);
	while (word_reader_next(&reader, &place)) {
		uint64_t hash = word_hash(text + place.offset, place.length);
		if (hash == 0)
			continue;
		last[count++ % SHINGLE_WORDS] = hash;
		if (count >= SHINGLE_WORDS)
			add_words(&marking, last, count);
	}
	if (count > 0 && count < SHINGLE_WORDS)
		add_words(&marking, last, count);
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
