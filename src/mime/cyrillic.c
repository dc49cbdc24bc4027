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
	ASCII_END = 0x80,
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

/* What is asked of each character; a letter is Cyrillic or Latin, with the
 * other scripts among the latter. */
struct character {
	double weight;
	int consonant; /* all bits set, or none */
	bool is_cyrillic, is_latin;
	bool is_small, is_vowel, is_capital, is_sign, is_yery;
	bool is_special;     /* one of the last three */
	bool is_odd;	     /* prose does not use it */
	bool is_inside_word; /* an apostrophe: the word goes on */
};

static const struct character other_small = {
	.is_latin = true,
	.is_small = true,
	.is_odd = true,
};
static const struct character other_letter = {
	.is_latin = true,
	.is_odd = true,
};
static const struct character other_sign = { .is_odd = true };
static const struct character undecodable = { .is_odd = true };
static const struct character prose_sign = { .is_odd = false };
static const struct character apostrophe = { .is_inside_word = true };

struct scan {
	const struct character *before;
	int consonants;
	size_t letters, others; /* that count */
	double sum;
};

static bool is_among(gunichar c, const char *characters)
{
	return g_utf8_strchr(characters, -1, c) != NULL;
}

static double letter_weigh(gunichar small)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tiers); i++) {
		if (is_among(small, tiers[i].letters))
			return tiers[i].weight;
	}
	return weight_stumble;
}

static struct character ascii_look(char c)
{
	return (struct character){
		.is_latin = g_ascii_isalpha(c),
		.is_small = g_ascii_islower(c),
		.is_inside_word = c == '\'',
	};
}

static struct character letter_look(gunichar c)
{
	gunichar small = g_unichar_tolower(c);
	bool is_sign = is_among(small, "ьъ"), is_yery = is_among(small, "ы");
	bool is_vowel = is_among(small, vowels);

	return (struct character){
		.weight = letter_weigh(small),
		.consonant = is_vowel || is_sign ? 0 : -1,
		.is_cyrillic = true,
		.is_small = small == c,
		.is_vowel = is_vowel,
		.is_capital = small != c,
		.is_sign = is_sign,
		.is_yery = is_yery,
		.is_special = small != c || is_sign || is_yery,
	};
}

/* ASCII, and the Cyrillic letters behind it. */
static const struct character *characters_get(void)
{
	static struct character
		characters[ASCII_END + CYRILLIC_END - CYRILLIC_BEGIN];
	static gsize ready;

	if (g_once_init_enter(&ready)) {
		for (int c = 0; c < ASCII_END; c++)
			characters[c] = ascii_look((char)c);
		for (gunichar c = CYRILLIC_BEGIN; c < CYRILLIC_END; c++)
			characters[ASCII_END + c - CYRILLIC_BEGIN] =
				letter_look(c);
		g_once_init_leave(&ready, 1);
	}
	return characters;
}

static const struct character *look_at_other(gunichar c)
{
	if (g_unichar_isalpha(c))
		return g_unichar_islower(c) ? &other_small : &other_letter;
	if (!is_among(c, prose_signs))
		return &other_sign;
	return c == 0x2019 ? &apostrophe : &prose_sign;
}

static const struct character *look_at(
	const struct character *characters, gunichar c)
{
	if (c < ASCII_END)
		return &characters[c];
	if (c >= CYRILLIC_BEGIN && c < CYRILLIC_END)
		return &characters[ASCII_END + c - CYRILLIC_BEGIN];
	return look_at_other(c);
}

static void scan_special(struct scan *scan, const struct character *letter,
	const struct character *before)
{
	if (letter->is_capital)
		scan->sum += before->is_small ? weight_stumble : weight_capital;
	if (before->is_latin)
		scan->sum += weight_stumble;
	if (letter->is_sign && (!before->is_cyrillic || before->is_vowel))
		scan->sum += weight_stumble;
	if (letter->is_yery && !before->is_cyrillic) /* begins no word */
		scan->sum += weight_stumble;
}

static inline void scan_letter(
	struct scan *scan, const struct character *letter)
{
	const struct character *before = scan->before;

	scan->letters++;
	scan->sum += letter->weight;
	if (letter->is_special || before->is_latin)
		scan_special(scan, letter, before);
	/* No branch: which letter is a vowel cannot be foreseen. */
	scan->consonants = (scan->consonants + 1) & letter->consonant;
	if (scan->consonants > CLUSTER_MOST)
		scan->sum += weight_cluster;
	scan->before = letter;
}

static inline void scan_other(struct scan *scan, const struct character *now)
{
	if (now->is_latin && scan->before->is_cyrillic) {
		scan->sum += weight_stumble;
		scan->others++;
	} else if (now->is_odd) {
		scan->sum += weight_sign;
		scan->others++;
	}
	/* The count goes on within a Ukrainian word. */
	if (!now->is_inside_word)
		scan->consonants = 0;
	scan->before = now;
}

static inline void scan_character(
	struct scan *scan, const struct character *now)
{
	if (now->is_cyrillic)
		scan_letter(scan, now);
	else
		scan_other(scan, now);
}

static double scan_score(const struct scan *scan, size_t *letters_out)
{
	size_t counted = scan->letters + scan->others;

	if (letters_out)
		*letters_out = scan->letters;
	return counted ? scan->sum / (double)counted : 0;
}

double cyrillic_score(const char *text, size_t length, size_t *letters_out)
{
	const struct character *characters = characters_get();
	struct scan scan = { .before = &prose_sign };
	const char *end = text + length;

	for (const char *at = text; at < end;) {
		unsigned char first = (unsigned char)*at;

		if (first < ASCII_END) {
			scan_other(&scan, &characters[first]);
			at++;
		} else if (first >= 0xd0 && first <= 0xd3) {
			/* U+0400 to U+04FF */
			unsigned place = (first & 3u) << 6 |
					 ((unsigned char)at[1] & 0x3fu);

			scan_letter(&scan, &characters[ASCII_END + place]);
			at += 2;
		} else {
			gunichar c = g_utf8_get_char(at);

			scan_character(&scan, look_at(characters, c));
			at = g_utf8_next_char(at);
		}
	}
	return scan_score(&scan, letters_out);
}

void cyrillic_bytes_set(
	struct cyrillic_bytes *bytes, guint8 byte, gunichar character)
{
	bytes->looks[byte] = character == CYRILLIC_UNDECODABLE
				     ? &undecodable
				     : look_at(characters_get(), character);
}

double cyrillic_score_bytes(const struct cyrillic_bytes *as, const char *bytes,
	size_t length, size_t *letters_out, size_t *undecodable_out)
{
	struct scan scan = { .before = &prose_sign };
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		const struct character *now = as->looks[(guint8)bytes[i]];

		count += now == &undecodable;
		scan_character(&scan, now);
	}
	*undecodable_out = count;
	return scan_score(&scan, letters_out);
}

double cyrillic_bytes_most(
	const struct cyrillic_bytes *as, const size_t counts[256])
{
	size_t counted = 0;
	double sum = 0;

	/* What stands beside a character only takes away from the sum. */
	for (int byte = 0; byte < 256; byte++) {
		const struct character *look = as->looks[byte];
		double most = look->is_capital ? weight_capital : 0;

		if (look->is_odd)
			most = weight_sign;
		if (!look->is_cyrillic && !look->is_odd)
			continue;
		counted += counts[byte];
		sum += (double)counts[byte] * (look->weight + most);
	}
	return counted ? sum / (double)counted : 0;
}
