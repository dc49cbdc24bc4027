/* Language by naive Bayes over character n-grams of words.
 *
 * The model says for each n-gram how much more often than chance a language
 * has it.  An unknown n-gram speaks for nobody.  Overlapping n-grams repeat
 * one another's evidence, so the sum is damped before it becomes a
 * confidence. */
#include "plaint/domain/language.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <glib.h>
#include "language_model.h"
#include "language_words.h"
#include "letter.h"
#include "translit.h"
#include "words.h"

enum {
	CLASSES = 24,
	GRAM_LONGEST = 5,
	WORD_MOST = 40,
	/* 12 bits hold Latin with its extensions, Greek and Cyrillic. */
	LETTER_BITS = 12,
	LETTER_MOST = (1 << LETTER_BITS) - 1,
	TABLE_SIZE = 1 << 15, /* over twice the n-grams there are */
	WORDS_SIZE = 1 << 11, /* the same of words */
	MEMORY_SIZE = 1 << 13,
	QUOTE_MOST_BYTES = 400,
	OWN_LEAST_LETTERS = 15,
	TRANSLIT_MOST_BYTES = 600, /* of a text looked at for it */
};

#define LEVELS_PER_NAT 8
/* So much more like Cyrillic than as it is written, letter for letter; of
 * English sentences 1 in 250 reaches it, of transliterated ones 98 in 100. */
#define TRANSLIT_LEAD 1.03
/* Each letter is counted in about this many n-grams. */
#define REPETITION 6.0

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

/* What all n-grams of a word say together, and the word itself. */
struct word_levels {
	uint64_t key; /* 0: of no word yet */
	short of[CLASSES];
};

/* Scripts the model has no n-grams for, by their Unicode script. */
static const struct {
	GUnicodeScript script;
	const char *code;
} other_scripts[] = {
	{ G_UNICODE_SCRIPT_GREEK, "el" },
	{ G_UNICODE_SCRIPT_ARMENIAN, "hy" },
	{ G_UNICODE_SCRIPT_GEORGIAN, "ka" },
	{ G_UNICODE_SCRIPT_HEBREW, "he" },
	{ G_UNICODE_SCRIPT_ARABIC, "ar" },
	{ G_UNICODE_SCRIPT_HANGUL, "ko" },
	{ G_UNICODE_SCRIPT_HIRAGANA, "ja" },
	{ G_UNICODE_SCRIPT_KATAKANA, "ja" },
	{ G_UNICODE_SCRIPT_HAN, "zh" },
	{ G_UNICODE_SCRIPT_THAI, "th" },
	{ G_UNICODE_SCRIPT_DEVANAGARI, "hi" },
};

struct scores {
	int of[CLASSES]; /* in levels */
	int letters;
	int beyond_ascii; /* of them */
	/* Names do not count, which are the same in all languages. */
	bool small_only;
	int foreign[G_N_ELEMENTS(other_scripts)];
	/* Words are read as this one's in Latin letters; TRANSLITS: as they
	 * stand. */
	enum translit as;
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
 * at: the table is larger than the processor's near caches. */
struct grams {
	guint count;
	uint64_t keys[(WORD_MOST + 2) * GRAM_LONGEST];
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

static void find_levels(const struct model *model, const gunichar *word,
	size_t count, struct word_levels *levels)
{
	struct grams grams;
	grams.count = 0;
	find_grams(model, word, count, &grams);
	for (guint i = 0; i < grams.count; i++) {
		const struct gram *gram =
			&model->table[table_slot(model, grams.keys[i])];
		if (gram->key == 0)
			continue;
		for (const char *p = gram->levels; *p != '\n'; p += 2)
			levels->of[p[0] - 'A'] += (short)(p[1] - '0');
	}
	uint32_t classes = model->words[word_slot(model, levels->key)].classes;
	for (int i = 0; i < model->classes; i++)
		if (classes >> i & 1)
			levels->of[i] += WORD_LEVELS;
}

/* `word` is count letters with a space on each side. */
static void score_word(const struct model *model, const gunichar *word,
	size_t count, struct scores *scores)
{
	static GPrivate memory = G_PRIVATE_INIT(g_free);
	uint64_t key = word_key(word + 1, count - 2);
	struct word_levels *levels = word_memory(&memory, sizeof(*levels),
		MEMORY_SIZE, (key >> 40) % MEMORY_SIZE);
	if (levels->key != key) {
		*levels = (struct word_levels){ .key = key };
		find_levels(model, word, count, levels);
	}
	for (int i = 0; i < CLASSES; i++)
		scores->of[i] += levels->of[i];
	scores->letters += (int)count - 2;
}

static void count_foreign(gunichar letter, struct scores *scores)
{
	if (letter < 0x370 || letter_is_cyrillic(letter))
		return;
	GUnicodeScript script = g_unichar_get_script(letter);
	for (size_t i = 0; i < G_N_ELEMENTS(other_scripts); i++)
		if (other_scripts[i].script == script)
			scores->foreign[i]++;
}

static gunichar next_letter(const char **p)
{
	const char *at = *p;
	*p = g_utf8_next_char(at);
	return letter_at(at);
}

/* "https://…", "name@example.com", "www.example.com": how many bytes to skip,
 * 0 when what stands here is no address. */
static size_t address_length(const char *p, const char *end)
{
	size_t length = 0, marks = 0, dots = 0;
	while (p + length < end && (unsigned char)p[length] > ' ' &&
		(unsigned char)p[length] < 0x80) {
		char c = p[length++];
		marks += c == '@' || c == '/' || c == '\\';
		dots += c == '.' && p + length < end &&
			g_ascii_isalnum(p[length]);
	}
	bool web = length > 4 && g_ascii_strncasecmp(p, "www.", 4) == 0;
	return web || (marks > 0 && dots > 0) ? length : 0;
}

/* The letter at *p, lower case; 0 when the word ends here. */
static gunichar word_letter(const char **p, const char *end, bool inside)
{
	const char *next = *p;
	gunichar c = next_letter(&next);
	bool joins = inside && letter_is_apostrophe(c) && next < end &&
		     letter_is(letter_at(next));
	if (!joins && !letter_is(c))
		return 0;
	*p = next;
	return joins ? '\'' : letter_small(c);
}

/* Read a word, or the first WORD_MOST letters of a longer one. */
static size_t read_word(
	const char **p, const char *end, gunichar *word, struct scores *scores)
{
	size_t count = 0;
	while (*p < end && count < WORD_MOST) {
		gunichar c = word_letter(p, end, count > 0);
		if (c == 0)
			break;
		count_foreign(c, scores);
		scores->beyond_ascii += c >= 0x80;
		word[count++] = MIN(c, (gunichar)LETTER_MOST);
	}
	return count;
}

static bool is_at(const char *p, const char *end, const char *mark)
{
	size_t length = strlen(mark);
	return (size_t)(end - p) >= length && memcmp(p, mark, length) == 0;
}

/* "…", «…», “…”, „…“ in one paragraph: how many bytes, 0 when none begins
 * here. */
static size_t quote_length(const char *p, const char *end)
{
	static const struct {
		const char *open, *close[3];
	} marks[] = {
		{ "\"", { "\"" } },
		{ "«", { "»" } },
		{ "“", { "”" } },
		{ "„", { "“", "”", "\"" } },
	};
	bool may_open = *p == marks[0].open[0] || *p == marks[1].open[0] ||
			*p == marks[2].open[0];
	size_t kind = may_open ? 0 : G_N_ELEMENTS(marks);
	while (kind < G_N_ELEMENTS(marks) && !is_at(p, end, marks[kind].open))
		kind++;
	const char *most = p + MIN(end - p, QUOTE_MOST_BYTES);
	const char *at = p + 1;
	while (kind < G_N_ELEMENTS(marks) && at < most &&
		!is_at(at, end, "\n\n")) {
		for (size_t i = 0; i < G_N_ELEMENTS(marks[kind].close); i++) {
			const char *close = marks[kind].close[i];
			if (close != NULL && is_at(at, end, close))
				return (size_t)(at - p) + strlen(close);
		}
		at++;
	}
	return 0;
}

static void score_text(const struct model *model, const char *text,
	size_t length, bool with_quotes, struct scores *scores)
{
	gunichar word[WORD_MOST + 2] = { ' ' }, cyrillic[WORD_MOST];
	const char *p = text, *end = text + length;
	bool after_space = true;
	while (p < end) {
		p += after_space ? address_length(p, end) : 0;
		p += with_quotes ? 0 : quote_length(p, end);
		bool counts = !scores->small_only || p == end ||
			      !g_unichar_isupper(letter_at(p));
		size_t count = read_word(&p, end, word + 1, scores);
		size_t letters = count;
		if (scores->as != TRANSLITS) {
			letters = translit_word(
				scores->as, word + 1, count, cyrillic);
			memcpy(word + 1, cyrillic, letters * sizeof(*cyrillic));
		}
		word[letters + 1] = ' ';
		if (letters > 0 && counts)
			score_word(model, word, letters + 2, scores);
		after_space = false;
		if (count < WORD_MOST && p < end)
			after_space = g_unichar_isspace(next_letter(&p));
	}
}

static int best_class(
	const struct scores *scores, int classes, int but, bool only_ours)
{
	int best = -1;
	for (int i = 0; i < classes; i++) {
		const char *code = language_model_codes[i];
		if (only_ours && !language_is_ours(code))
			continue;
		/* A language written in two scripts has two classes. */
		if (but >= 0 && strcmp(code, language_model_codes[but]) == 0)
			continue;
		if (best < 0 || scores->of[i] > scores->of[best])
			best = i;
	}
	return best;
}

static const char *foreign_code(const struct scores *scores)
{
	size_t best = 0;
	for (size_t i = 1; i < G_N_ELEMENTS(other_scripts); i++)
		if (scores->foreign[i] > scores->foreign[best])
			best = i;
	if (scores->foreign[best] * 2 <= scores->letters)
		return NULL;
	return other_scripts[best].code;
}

static size_t cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && (text[most] & 0xC0) == 0x80)
		most--;
	return most;
}

static double per_letter(const struct scores *scores, int class)
{
	return scores->letters > 0 ? (double)scores->of[class] / scores->letters
				   : 0;
}

/* One of ours in Latin letters, when it is more like that than like what it
 * seems to be. */
static bool find_translit(const struct model *model, const char *text,
	size_t length, int first, struct language *out)
{
	struct scores plain = { .as = TRANSLITS, .small_only = true };
	length = cut(text, length, TRANSLIT_MOST_BYTES);
	score_text(model, text, length, true, &plain);
	if (plain.beyond_ascii > 0 || plain.letters < OWN_LEAST_LETTERS)
		return false;
	double most = TRANSLIT_LEAD * per_letter(&plain, first);
	for (enum translit as = 0; as < TRANSLITS; as++) {
		struct scores scores = { .as = as, .small_only = true };
		score_text(model, text, length, true, &scores);
		int class = best_class(&scores, model->classes, -1, false);
		double found = per_letter(&scores, class);
		if (found <= most ||
			!language_is_ours(language_model_codes[class]))
			continue;
		most = found;
		double lead =
			(found / TRANSLIT_LEAD - per_letter(&plain, first)) *
			scores.letters / LEVELS_PER_NAT;
		g_strlcpy(out->code, translit_codes[as], sizeof(out->code));
		g_strlcpy(out->nearest, out->code, sizeof(out->nearest));
		out->confidence = 1.0 / (1.0 + exp(-lead / REPETITION));
		out->is_translit = true;
	}
	return out->is_translit;
}

struct language language_detect(const char *text, size_t length)
{
	const struct model *model = model_get();
	struct scores scores = { .as = TRANSLITS };
	struct language out = { 0 };
	length = cut(text, length, LANGUAGE_MOST_BYTES);
	/* The writer's own words, unless there are next to none. */
	score_text(model, text, length, false, &scores);
	if (scores.letters < OWN_LEAST_LETTERS) {
		scores = (struct scores){ .as = TRANSLITS };
		score_text(model, text, length, true, &scores);
	}
	int first = best_class(&scores, model->classes, -1, false);
	const char *foreign = foreign_code(&scores);
	if (foreign == NULL && (first < 0 || scores.of[first] <= 0))
		return out;
	if (foreign == NULL && scores.beyond_ascii == 0 &&
		find_translit(model, text, length, first, &out))
		return out;
	int nearest = best_class(&scores, model->classes, -1, true);
	g_strlcpy(out.nearest, language_model_codes[nearest],
		sizeof(out.nearest));
	if (foreign != NULL) {
		g_strlcpy(out.code, foreign, sizeof(out.code));
		out.confidence = 1.0;
		return out;
	}
	int second = best_class(&scores, model->classes, first, false);
	double lead =
		(double)(scores.of[first] - scores.of[second]) / LEVELS_PER_NAT;
	g_strlcpy(out.code, language_model_codes[first], sizeof(out.code));
	out.confidence = 1.0 / (1.0 + exp(-lead / REPETITION));
	return out;
}

bool language_is_ours(const char *code)
{
	static const char *const ours[] = { "uk", "ru", "be", "en" };
	for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
		if (strcmp(code, ours[i]) == 0)
			return true;
	return false;
}
