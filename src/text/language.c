/* Language by naive Bayes over character n-grams of words.
 *
 * The model says for each n-gram how much more often than chance a language
 * has it.  An unknown n-gram speaks for nobody.  Overlapping n-grams repeat
 * one another's evidence, so the sum is damped before it becomes a
 * confidence. */
#include "plaint/text/language.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <glib.h>
#include "language_levels.h"
#include "language_model.h"
#include "plaint/text/letter.h"
#include "translit.h"
#include "plaint/text/words.h"

enum {
	QUOTE_MOST_BYTES = 400,
	OWN_LEAST_LETTERS = 15,
	TRANSLIT_MOST_BYTES = 600, /* of a text looked at for it */
	WORDS_AHEAD = 4,
};

/* So much more like Cyrillic than as it is written, letter for letter; of
 * English sentences 1 in 250 reaches it, of transliterated ones 98 in 100. */
#define TRANSLIT_LEAD 1.03
/* Each letter is counted in about this many n-grams. */
#define REPETITION 6.0

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

static void score_word(
	struct spelled *word, struct word_levels *memory, struct scores *scores)
{
	if (word->count == 0)
		return;
	const struct word_levels *levels = language_levels(word, memory);
	for (int i = 0; i < CLASSES; i++)
		scores->of[i] += levels->of[i];
	scores->letters += (int)word->count - 2;
	word->count = 0;
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
	const char *next = letter_next(*p);
	gunichar c = letter_at(*p);
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

/* Letters in place of those that were read, as the text is to be read. */
static size_t as_read(enum translit as, gunichar *letters, size_t count)
{
	gunichar cyrillic[WORD_MOST];
	if (as == TRANSLITS)
		return count;
	count = translit_word(as, letters, count, cyrillic);
	memcpy(letters, cyrillic, count * sizeof(*cyrillic));
	return count;
}

/* A word is scored when some more were read: until then memory brings what is
 * known of it. */
static void score_text(const char *text, size_t length, bool with_quotes,
	struct scores *scores)
{
	struct word_levels *memory = language_memory();
	struct spelled words[WORDS_AHEAD];
	const char *p = text, *end = text + length;
	bool after_space = true;
	guint at = 0;
	for (guint i = 0; i < WORDS_AHEAD; i++) {
		words[i].count = 0;
		words[i].letters[0] = ' ';
	}
	while (p < end) {
		gunichar *letters = words[at].letters + 1;
		p += after_space ? address_length(p, end) : 0;
		p += with_quotes ? 0 : quote_length(p, end);
		bool counts = !scores->small_only || p == end ||
			      !letter_is_capital(letter_at(p));
		size_t read = read_word(&p, end, letters, scores);
		size_t count = as_read(scores->as, letters, read);
		if (count > 0 && counts) {
			language_spelled(&words[at], count, memory);
			at = (at + 1) % WORDS_AHEAD;
			score_word(&words[at], memory, scores);
		}
		after_space = false;
		if (read < WORD_MOST && p < end) {
			after_space = letter_is_space(letter_at(p));
			p = letter_next(p);
		}
	}
	for (guint i = 0; i < WORDS_AHEAD; i++)
		score_word(&words[i], memory, scores);
}

static int best_class(const struct scores *scores, int but, bool only_ours)
{
	int best = -1;
	for (int i = 0; language_model_codes[i] != NULL; i++) {
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

static double per_letter(const struct scores *scores, int class)
{
	return scores->letters > 0 ? (double)scores->of[class] / scores->letters
				   : 0;
}

/* One of ours in Latin letters, when it is more like that than like what it
 * seems to be. */
static bool find_translit(
	const char *text, size_t length, int first, struct language *out)
{
	struct scores plain = { .as = TRANSLITS, .small_only = true };
	length = letters_cut(text, length, TRANSLIT_MOST_BYTES);
	score_text(text, length, true, &plain);
	if (plain.beyond_ascii > 0 || plain.letters < OWN_LEAST_LETTERS)
		return false;
	double most = TRANSLIT_LEAD * per_letter(&plain, first);
	for (enum translit as = 0; as < TRANSLITS; as++) {
		struct scores scores = { .as = as, .small_only = true };
		score_text(text, length, true, &scores);
		int class = best_class(&scores, -1, false);
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
	struct scores scores = { .as = TRANSLITS };
	struct language out = { 0 };
	length = letters_cut(text, length, LANGUAGE_MOST_BYTES);
	/* The writer's own words, unless there are next to none. */
	score_text(text, length, false, &scores);
	if (scores.letters < OWN_LEAST_LETTERS) {
		scores = (struct scores){ .as = TRANSLITS };
		score_text(text, length, true, &scores);
	}
	int first = best_class(&scores, -1, false);
	const char *foreign = foreign_code(&scores);
	if (foreign == NULL && (first < 0 || scores.of[first] <= 0))
		return out;
	if (foreign == NULL && scores.beyond_ascii == 0 &&
		find_translit(text, length, first, &out))
		return out;
	int nearest = best_class(&scores, -1, true);
	g_strlcpy(out.nearest, language_model_codes[nearest],
		sizeof(out.nearest));
	if (foreign != NULL) {
		g_strlcpy(out.code, foreign, sizeof(out.code));
		out.confidence = 1.0;
		return out;
	}
	int second = best_class(&scores, first, false);
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
