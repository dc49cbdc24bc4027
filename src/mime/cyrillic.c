/* Does a text read like Cyrillic prose?  Every non-ASCII character gets a
 * weight: how common the letter is in Ukrainian, Russian or Belarusian (the
 * best of the three), less what the eye stumbles over: a capital behind a
 * small letter, a soft sign behind a vowel, a Latin letter beside a Cyrillic
 * one, signs that prose does not use.  A wrong charset breaks several of
 * these at once, even in a subject of two words. */
#include "charset.h"

#include <string.h>

const double cyrillic_convincing = 0.34;

static const double weight_capital = -0.12;
static const double weight_stumble = -1.5;
static const double weight_sign = -0.8;
static const double weight_cluster = -0.4;
enum {
	CLUSTER_MOST = 4, /* consonants in a row before it looks odd */
	CYRILLIC_BEGIN = 0x400,
	CYRILLIC_END = 0x530,
};

static const struct {
	const char *letters;
	double weight;
} tiers[] = {
	{ "оаиентівср", 1.0 },
	{ "клдмупя", 0.8 },
	{ "ыьзгбчў", 0.55 },
	{ "йхжюшцщєїэ", 0.15 },
	{ "фёґъ", -0.15 },
};
static const char vowels[] = "аеиоуыэюяіїєё";
static const char prose_signs[] = "«»—–“”„…№’‘°€©®™₴•­\u00a0\u200b\u2011"
				  "\ufeff×½²³·−ʼ‚";

struct scan {
	const struct letter *table;
	bool was_small;
	bool was_latin;
	bool was_cyrillic;
	bool was_vowel;
	int consonants;
	size_t letters;
	size_t counted;
	double sum;
};

static bool is_among(gunichar c, const char *characters)
{
	return g_utf8_strchr(characters, -1, c) != NULL;
}

static bool is_cyrillic(gunichar c)
{
	return c >= CYRILLIC_BEGIN && c < CYRILLIC_END;
}

/* What is asked of each letter, small or capital. */
struct letter {
	double weight;
	bool is_capital, is_vowel, is_sign, is_yery;
};

static double letter_weigh(gunichar small)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tiers); i++) {
		if (is_among(small, tiers[i].letters))
			return tiers[i].weight;
	}
	return weight_stumble;
}

static const struct letter *letters_get(void)
{
	static struct letter letters[CYRILLIC_END - CYRILLIC_BEGIN];
	static gsize ready;

	if (g_once_init_enter(&ready)) {
		for (gunichar c = CYRILLIC_BEGIN; c < CYRILLIC_END; c++) {
			gunichar small = g_unichar_tolower(c);

			letters[c - CYRILLIC_BEGIN] = (struct letter){
				.weight = letter_weigh(small),
				.is_capital = small != c,
				.is_vowel = is_among(small, vowels),
				.is_sign = is_among(small, "ьъ"),
				.is_yery = is_among(small, "ы"),
			};
		}
		g_once_init_leave(&ready, 1);
	}
	return letters;
}

static void scan_letter(struct scan *scan, gunichar c)
{
	const struct letter *letter = &scan->table[c - CYRILLIC_BEGIN];

	scan->letters++;
	scan->counted++;
	scan->sum += letter->weight;
	if (letter->is_capital)
		scan->sum += scan->was_small ? weight_stumble : weight_capital;
	if (scan->was_latin)
		scan->sum += weight_stumble;
	if (letter->is_sign && (!scan->was_cyrillic || scan->was_vowel))
		scan->sum += weight_stumble;
	if (letter->is_yery && !scan->was_cyrillic) /* begins no word */
		scan->sum += weight_stumble;
	scan->consonants =
		letter->is_vowel || letter->is_sign ? 0 : scan->consonants + 1;
	if (scan->consonants > CLUSTER_MOST)
		scan->sum += weight_cluster;
	scan->was_small = !letter->is_capital;
	scan->was_latin = false;
	scan->was_cyrillic = true;
	scan->was_vowel = letter->is_vowel;
}

static void scan_ascii(struct scan *scan, char c)
{
	bool is_latin = g_ascii_isalpha(c);

	if (is_latin && scan->was_cyrillic) {
		scan->sum += weight_stumble;
		scan->counted++;
	}
	scan->was_small = g_ascii_islower(c);
	scan->was_latin = is_latin;
	scan->was_cyrillic = false;
	/* An apostrophe is inside a Ukrainian word: the count goes on. */
	if (c != '\'')
		scan->consonants = 0;
}

static void scan_other(struct scan *scan, gunichar c)
{
	bool is_latin = g_unichar_isalpha(c);

	if (is_latin && scan->was_cyrillic) {
		scan->sum += weight_stumble;
		scan->counted++;
	} else if (is_latin || !is_among(c, prose_signs)) {
		scan->counted++;
		scan->sum += weight_sign;
	}
	scan->was_small = is_latin && g_unichar_islower(c);
	scan->was_latin = is_latin;
	scan->was_cyrillic = false;
	if (c != 0x2019)
		scan->consonants = 0;
}

double cyrillic_score(const char *text, size_t length, size_t *letters_out)
{
	struct scan scan = { .table = letters_get() };
	const char *end = text + length;

	for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
		if ((unsigned char)*at < 0x80) {
			scan_ascii(&scan, *at);
			continue;
		}
		gunichar c = g_utf8_get_char(at);

		if (is_cyrillic(c))
			scan_letter(&scan, c);
		else
			scan_other(&scan, c);
	}
	if (letters_out)
		*letters_out = scan.letters;
	return scan.counted ? scan.sum / (double)scan.counted : 0;
}
