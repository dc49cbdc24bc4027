/* The table is looked at for a word that the thread has not met lately: letters
 * are made of the same few thousand words. */
#include "language_levels.h"

#include <string.h>
#include "language_model.h"
#include "language_words.h"
#include "plaint/text/words.h"

enum {
	GRAM_LONGEST = 5,
	TABLE_BITS = 15,
	TABLE_SIZE = 1 << TABLE_BITS, /* over twice the n-grams there are */
	GRAM_NONE = TABLE_SIZE,
	WORDS_SIZE = 1 << 11, /* as much for words */
	MEMORY_SIZE = 1 << 14,
};

/* An n-gram is found from the one that is a letter shorter: its key is that
 * one's slot in the table, and the letter. */
struct gram {
	uint32_t key;	 /* 0: empty */
	uint32_t levels; /* where in language_model_grams: pairs of class
			    letter and level, to the line's end */
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

/* The key of the n-gram with one letter more; GRAM_NONE: of a first letter. */
static uint32_t gram_longer(size_t slot, gunichar letter)
{
	return (uint32_t)(slot << LETTER_BITS | letter);
}

static size_t table_slot(const struct model *model, uint32_t key)
{
	size_t slot = (key * UINT32_C(0x9E3779B1)) >> (32 - TABLE_BITS);
	while (model->table[slot].key != 0 && model->table[slot].key != key)
		slot = (slot + 1) % TABLE_SIZE;
	return slot;
}

/* What begins an n-gram has a place too, and says nothing unless it is one. */
static void model_add_line(struct model *model, const char *line)
{
	const char *levels = strchr(line, '\t') + 1;
	size_t slot = GRAM_NONE;
	for (; *line != '\t'; line = g_utf8_next_char(line)) {
		uint32_t key = gram_longer(slot, g_utf8_get_char(line));
		slot = table_slot(model, key);
		if (model->table[slot].key == 0)
			model->table[slot] = (struct gram){ key,
				(uint32_t)(strchr(levels, '\n') -
					   language_model_grams) };
	}
	model->table[slot].levels = (uint32_t)(levels - language_model_grams);
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

/* What the n-grams of a word say, all asked for from memory before the first
 * is read. */
struct grams {
	guint count;
	const char *levels[(WORD_MOST + 2) * GRAM_LONGEST];
};

static void find_grams(const struct model *model, const struct spelled *word,
	struct grams *grams)
{
	grams->count = 0;
	for (size_t from = 0; from < word->count; from++) {
		size_t slot = GRAM_NONE;
		size_t end = MIN(word->count, from + GRAM_LONGEST);
		for (size_t i = from; i < end; i++) {
			slot = table_slot(
				model, gram_longer(slot, word->letters[i]));
			if (model->table[slot].key == 0)
				break;
			const char *levels = language_model_grams +
					     model->table[slot].levels;
			__builtin_prefetch(levels);
			grams->levels[grams->count++] = levels;
		}
	}
}

static void find_levels(const struct model *model, const struct spelled *word,
	struct word_levels *levels)
{
	struct grams grams;
	find_grams(model, word, &grams);
	for (guint i = 0; i < grams.count; i++)
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

/* The first of the two places where a word may be. */
static struct word_levels *levels_of(
	struct word_levels *memory, const struct spelled *word)
{
	return &memory[(word->key >> 40) % (MEMORY_SIZE / 2) * 2];
}

void language_spelled(
	struct spelled *word, size_t letters, struct word_levels *memory)
{
	word->letters[letters + 1] = ' ';
	word->count = letters + 2;
	word->key = word_key(word->letters + 1, letters);
	const struct word_levels *levels = levels_of(memory, word);
	__builtin_prefetch(levels);
	__builtin_prefetch((const char *)(levels + 2) - 1);
}

const struct word_levels *language_levels(
	const struct spelled *word, struct word_levels *memory)
{
	struct word_levels *levels = levels_of(memory, word);
	if (levels[0].key == word->key)
		return &levels[0];
	if (levels[1].key == word->key)
		return &levels[1];
	levels[1] = levels[0];
	levels[0] = (struct word_levels){ .key = word->key };
	find_levels(model_get(), word, &levels[0]);
	return &levels[0];
}
