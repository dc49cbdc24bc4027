/* Hashes roll along a token as it is read. */
#include "tokens.h"

#include "plaint/text/letter.h"

enum {
	MARKS_MOST = 3, /* "!!!!!!" is "!!!" */
};

static enum token_class class_of(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalnum((char)c) ? TOKEN_WORD
		       : c <= ' ' || c == 0x7f	? TOKEN_GAP
						: TOKEN_MARK;
	if (letter_is_or_digit(c) || g_unichar_ismark(c))
		return TOKEN_WORD;
	return g_unichar_isspace(c) || g_unichar_iscntrl(c) ? TOKEN_GAP
							    : TOKEN_MARK;
}

/* The letters in which Ukrainian, Russian and Belarusian write one word each
 * in its own way (оплата, аплата; швидкість, хуткасць; пять, п'яць): what was
 * learnt of it in one of them helps the others.  0: as it is. */
enum {
	KIN_FIRST = 0x430,
	KIN_LAST = 0x491,
	NO_LETTER = 1,
};
#define KIN(from, to) [(from)-KIN_FIRST] = (to)
static const uint16_t kin[KIN_LAST - KIN_FIRST + 1] = {
	KIN(L'о', L'а'),
	KIN(L'я', L'а'),
	KIN(L'і', L'и'),
	KIN(L'ї', L'и'),
	KIN(L'ы', L'и'),
	KIN(L'є', L'е'),
	KIN(L'э', L'е'),
	KIN(L'ё', L'е'),
	KIN(L'ў', L'в'),
	KIN(L'ґ', L'г'),
	KIN(L'щ', L'ш'),
	KIN(L'ц', L'т'),
	KIN(L'ь', NO_LETTER),
	KIN(L'ъ', NO_LETTER),
};

static gunichar letter_of(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isdigit((char)c)
			       ? '0'
			       : (gunichar)g_ascii_tolower((char)c);
	if (!letter_is_cyrillic(c) && g_unichar_isdigit(c))
		return '0';
	c = letter_small(c);
	if (c < KIN_FIRST || c > KIN_LAST || kin[c - KIN_FIRST] == 0)
		return c;
	return kin[c - KIN_FIRST];
}

void token_reader_init(
	struct token_reader *reader, const char *text, size_t length)
{
	*reader = (struct token_reader){
		.at = text, .end = text + length, .word = { ' ' }
	};
}

bool token_next(struct token_reader *reader)
{
	size_t length = 0, most = TOKEN_MOST;
	uint64_t hash = HASH_SEED;
	while (reader->at < reader->end) {
		gunichar c = letter_at(reader->at);
		enum token_class class = class_of(c);
		if (length > 0 && class != reader->class)
			break;
		if (length == TOKEN_MOST && class == TOKEN_WORD)
			break;
		if (length == 0)
			reader->from = reader->at;
		reader->at = g_utf8_next_char(reader->at);
		if (class == TOKEN_GAP)
			continue;
		reader->class = class;
		most = class == TOKEN_MARK ? MARKS_MOST : TOKEN_MOST;
		gunichar letter = letter_of(c);
		if (length == most || letter == NO_LETTER)
			continue;
		reader->word[1 + length++] = letter;
		hash = hash_step(hash, letter);
	}
	reader->word[1 + length] = ' ';
	reader->letters = length;
	reader->hash = hash;
	return length > 0;
}
