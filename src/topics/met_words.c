/* All words stand one behind another in a pool; when it is full, all are
 * forgotten: simple, and seldom. */
#include "met_words.h"

#include <string.h>

enum {
	SLOT_BITS = 14,
	SLOTS = 1 << SLOT_BITS,
	WORDS_MOST = SLOTS / 2,
	POOL_MOST = 1 << 18, /* numbers: a megabyte */
	LINE = 64,	     /* bytes that come from memory together */
};

/* In the pool; behind it the letters, then the places. */
struct met_word {
	uint64_t hash;
	uint32_t letters, places;
};

enum {
	HEAD = sizeof(struct met_word) / sizeof(uint32_t),
};

struct met_words {
	GMutex turn;
	guint words;
	guint used;	       /* of the pool */
	uint32_t slots[SLOTS]; /* by hash: where in the pool, from 1; 0: free */
	uint32_t pool[POOL_MOST];
};

struct met_words *met_words_new(void)
{
	struct met_words *met = g_new0(struct met_words, 1);
	g_mutex_init(&met->turn);
	return met;
}

void met_words_free(struct met_words *met)
{
	if (met == NULL)
		return;
	g_mutex_clear(&met->turn);
	g_free(met);
}

void met_words_take(struct met_words *met)
{
	g_mutex_lock(&met->turn);
}

void met_words_leave(struct met_words *met)
{
	g_mutex_unlock(&met->turn);
}

static guint first_slot(uint64_t hash)
{
	return (guint)(hash >> (64 - SLOT_BITS));
}

/* Compared whole: words with one hash can be made, and what a stranger writes
 * must not change what the words of others are. */
static bool is_of(const uint32_t *at, const struct word_letters *word)
{
	struct met_word head;
	memcpy(&head, at, sizeof(head));
	return head.hash == word->hash && head.letters == word->count &&
	       memcmp(at + HEAD, word->letters,
		       word->count * sizeof(*word->letters)) == 0;
}

struct word_places met_words_find(
	const struct met_words *met, const struct word_letters *word)
{
	guint slot = first_slot(word->hash);
	for (; met->slots[slot] != 0; slot = (slot + 1) % SLOTS) {
		const uint32_t *at = met->pool + met->slots[slot] - 1;
		struct met_word head;
		if (!is_of(at, word))
			continue;
		memcpy(&head, at, sizeof(head));
		return (struct word_places){ at + HEAD + head.letters,
			head.places };
	}
	return (struct word_places){ NULL, 0 };
}

void met_words_expect(const struct met_words *met, uint64_t hash)
{
	uint32_t from = met->slots[first_slot(hash)];
	const char *at = (const char *)(met->pool + MAX(from, 1) - 1);
	__builtin_prefetch(at);
	__builtin_prefetch(at + LINE);
}

static void forget(struct met_words *met)
{
	memset(met->slots, 0, sizeof(met->slots));
	met->words = met->used = 0;
}

void met_words_keep(struct met_words *met, const struct word_letters *word,
	const uint32_t *places, guint count)
{
	struct met_word head = { word->hash, word->count, count };
	guint room = HEAD + word->count + count;
	if (met->words == WORDS_MOST || met->used + room > POOL_MOST)
		forget(met);
	guint slot = first_slot(word->hash);
	while (met->slots[slot] != 0)
		slot = (slot + 1) % SLOTS;
	uint32_t *at = met->pool + met->used;
	met->slots[slot] = met->used + 1;
	met->used += room;
	met->words++;
	memcpy(at, &head, sizeof(head));
	memcpy(at + HEAD, word->letters, word->count * sizeof(*word->letters));
	memcpy(at + HEAD + word->count, places, count * sizeof(*places));
}
