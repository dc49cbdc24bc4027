/* The table is looked at for a word that the thread has not met lately: letters
 * are made of the same few thousand words. */
#include "language_levels.h"

#include <string.h>
#include "language_model.h"
#include "language_words.h"
#include "plaint/text/words.h"

enum {
	GRAM_LONGEST = 5,
	TABLE_SIZE = 1 << 15, /* over twice the n-grams there are */
	WORDS_SIZE = 1 << 11, /* the same of words */
	MEMORY_SIZE = 1 << 14,
};

struct gram {
	uint64_t key;	    /* 0: empty */
	const char *levels; /* pairs of class letter and level */
};

/* What a word of language_words counts for, before it is damped. */
#define WORD_LEVELS (5 * LEVELS_PER_NAT)

struct known_word {
	uint64_t key;	  /* 0: empty */
	uint32_t classes; /* a bit for each */
};

struct model {
	struct gram table[TABLE_SIZE];
	struct known_word words[WORDS_SIZE];
	int classes;
};

static size_t first_slot(uint64_t key)
{
	return (key * UINT64_C(0x9E3779B97F4A7C15)) >> 49;
}

static size_t table_slot(const struct model *model, uint64_t key)
{
	size_t slot = first_slot(key);
	while (model->table[slot].key != 0 && model->table[slot].key != key)
		slot = (slot + 1) % TABLE_SIZE;
	return slot;
}

/* The key of an n-gram with one letter more. */
static uint64_t gram_longer(uint64_t key, gunichar letter)
{
	return key << LETTER_BITS | letter;
}

static void model_add_line(struct model *model, const char *line)
{
	uint64_t key = 0;
	for (; *line != '\t'; line = g_utf8_next_char(line))
		key = gram_longer(key, g_utf8_get_char(line));
	size_t slot = table_slot(model, key);
	model->table[slot] = (struct gram){ key, line + 1 };
}

static uint64_t word_key(const gunichar *letters, size_t count)
{
	uint64_t key = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < count; i++)
		key = (key ^ letters[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return key | 1;
}

static size_t word_slot(const struct model *model, uint64_t key)
{
	size_t slot = (key >> 40) % WORDS_SIZE;
	while (model->words[slot].key != 0 && model->words[slot].key != key)
		slot = (slot + 1) % WORDS_SIZE;
	return slot;
}

static uint32_t classes_of(const struct model *model, const char *code)
{
	uint32_t classes = 0;
	for (int i = 0; i < model->classes; i++)
		if (strcmp(language_model_codes[i], code) == 0)
			classes |= UINT32_C(1) << i;
	return classes;
}

static void model_add_words(
	struct model *model, const char *words, uint32_t classes)
{
	while (*words != '\0') {
		gunichar letters[WORD_MOST];
		size_t count = 0;
		for (; *words != '\0' && *words != ' ' && count < WORD_MOST;
			words = g_utf8_next_char(words))
			letters[count++] = g_utf8_get_char(words);
		uint64_t key = word_key(letters, count);
		struct known_word *known = &model->words[word_slot(model, key)];
		known->key = key;
		known->classes |= classes;
		words += *words == ' ';
	}
}

static const struct model *model_get(void)
{
	static struct model model;
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		while (language_model_codes[model.classes] != NULL)
			model.classes++;
		const char *line = language_model_grams;
		while (*line != '\0') {
			model_add_line(&model, line);
			line = strchr(line, '\n') + 1;
		}
		for (const struct language_words *w = language_words;
			w->code != NULL; w++)
			model_add_words(
				&model, w->words, classes_of(&model, w->code));
		g_once_init_leave(&ready, 1);
	}
	return &model;
}

/* The n-grams of a word, all asked for from memory before the first is looked
 * at, and then what they say: both are larger than the processor's near
 * caches. */
struct grams {
	guint count, known;
	uint64_t keys[(WORD_MOST + 2) * GRAM_LONGEST];
	const char *levels[(WORD_MOST + 2) * GRAM_LONGEST];
};

static void add_gram(
	const struct model *model, uint64_t key, struct grams *grams)
{
	__builtin_prefetch(&model->table[first_slot(key)]);
	grams->keys[grams->count++] = key;
}

static void find_grams(const struct model *model, const gunichar *word,
	size_t count, struct grams *grams)
{
	for (size_t from = 0; from < count; from++) {
		size_t longest = MIN(count - from, (size_t)GRAM_LONGEST);
		uint64_t key = word[from];
		if (word[from] != ' ')
			add_gram(model, key, grams);
		for (size_t n = 1; n < longest; n++) {
			key = gram_longer(key, word[from + n]);
			add_gram(model, key, grams);
		}
	}
}

static void find_known(const struct model *model, struct grams *grams)
{
	grams->known = 0;
	for (guint i = 0; i < grams->count; i++) {
		const struct gram *gram =
			&model->table[table_slot(model, grams->keys[i])];
		if (gram->key == 0)
			continue;
		__builtin_prefetch(gram->levels);
		grams->levels[grams->known++] = gram->levels;
	}
}

static void find_levels(const struct model *model, const struct spelled *word,
	struct word_levels *levels)
{
	struct grams grams;
	grams.count = 0;
	find_grams(model, word->letters, word->count, &grams);
	find_known(model, &grams);
	for (guint i = 0; i < grams.known; i++)
		for (const char *p = grams.levels[i]; *p != '\n'; p += 2)
			levels->of[p[0] - 'A'] += (short)(p[1] - '0');
	uint32_t classes = model->words[word_slot(model, levels->key)].classes;
	for (int i = 0; i < model->classes; i++)
		if (classes >> i & 1)
			levels->of[i] += WORD_LEVELS;
}

struct word_levels *language_memory(void)
{
	static GPrivate memory = G_PRIVATE_INIT(g_free);
	return word_memory(&memory, sizeof(struct word_levels), MEMORY_SIZE, 0);
}

static struct word_levels *levels_of(
	struct word_levels *memory, const struct spelled *word)
{
	return &memory[(word->key >> 40) % MEMORY_SIZE];
}

void language_spelled(
	struct spelled *word, size_t letters, struct word_levels *memory)
{
	word->letters[letters + 1] = ' ';
	word->count = letters + 2;
	word->key = word_key(word->letters + 1, letters);
	const struct word_levels *levels = levels_of(memory, word);
	__builtin_prefetch(levels);
	__builtin_prefetch((const char *)(levels + 1) - 1);
}

const struct word_levels *language_levels(
	const struct spelled *word, struct word_levels *memory)
{
	struct word_levels *levels = levels_of(memory, word);
	if (levels->key != word->key) {
		*levels = (struct word_levels){ .key = word->key };
		find_levels(model_get(), word, levels);
	}
	return levels;
}
