/* A letter cut into words, numbers and signs. */
#include "address_words.h"

#include <string.h>
#include "address_index.h"
#include "plaint/text/append.h"
#include "plaint/text/letter.h"

enum {
	WORD_MOST_CHARS = 24, /* none of ours is longer */
	DIGITS_MOST = 200,    /* counted no further */
	TOKEN_USUAL_BYTES = 6,
};

static bool is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x2BC;
}

void address_token_lower(const char *text, const struct address_token *token,
	char out[ADDRESS_WORD_MOST_BYTES])
{
	size_t length = 0;
	const char *end = text + token->to;
	for (const char *p = text + token->from; p < end;
		p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		char piece[6];
		c = is_apostrophe(c) ? '\'' : letter_small(c);
		size_t more = (size_t)g_unichar_to_utf8(c, piece);
		if (length + more >= ADDRESS_WORD_MOST_BYTES - 1) {
			length = 0;
			break;
		}
		memcpy(out + length, piece, more);
		length += more;
	}
	out[length] = '\0';
}

static gunichar char_at(const char *p, const char *end)
{
	return p < end ? letter_at(p) : 0;
}

/* Letters, with an apostrophe, a hyphen or a stroke inside ("с/с"), or the
 * full stops of an abbreviation ("г.п"). */
static const char *word_end(const char *p, const char *end)
{
	const char *start = p;
	p = letters_end(p, end);
	while (p < end) {
		gunichar c = letter_at(p);
		const char *next = g_utf8_next_char(p);
		const char *more = letters_end(next, end);
		bool joins = is_apostrophe(c) || c == '-' || c == 0x2011;
		if (c == '/' || c == '.')
			joins = more - next <= 3 && p - start <= 8 &&
				next < more && g_utf8_next_char(next) == more &&
				(c == '/' || char_at(more, end) == '.' ||
					g_ascii_isspace(char_at(more, end)));
		if (!joins || more == next)
			break;
		p = more;
	}
	return p;
}

/* "12", "12а", "12-А", "12/5", "28-14", "12к2"; "5-й", "40-річчя". */
static const char *number_end(
	const char *p, const char *end, struct address_token *token)
{
	int digits = 0;
	for (; p < end && g_ascii_isdigit(*p); p++)
		digits = MIN(digits + 1, DIGITS_MOST);
	token->digits = (guint8)digits;
	token->is_plain = true;
	while (p < end) {
		bool has_sign = *p == '-' || *p == '/';
		const char *next = has_sign ? p + 1 : p;
		const char *letters = letters_end(next, end);
		glong count = letters > next
				      ? g_utf8_pointer_to_offset(next, letters)
				      : 0;
		bool is_end = !g_ascii_isdigit(char_at(letters, end));
		if (count == 0 && has_sign && !is_end) {
			for (p = next; p < end && g_ascii_isdigit(*p); p++)
				;
		} else if (count > 1 && *p == '-') {
			token->is_ordinal = true;
			p = letters;
		} else if (count == 1 && (is_end || !has_sign)) {
			gunichar c = letter_small(letter_at(next));
			token->is_ordinal =
				*p == '-' &&
				(c == 0x439 || c == 0x44F || c == 0x435 ||
					c == 0x456 || c == 0x44B);
			/* "1к2" */
			for (p = letters; p < end && g_ascii_isdigit(*p); p++)
				;
		} else
			break;
		token->is_plain = false;
	}
	return p;
}

/* All roles that a word can have, by its letters. */
static unsigned read_roles(const char *text, const struct address_token *token)
{
	const char *end = text + token->to;
	gunichar letters[WORD_MOST_CHARS];
	size_t count = 0;
	for (const char *p = text + token->from; p < end;
		p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		if (count == WORD_MOST_CHARS)
			return 0;
		letters[count++] = is_apostrophe(c) ? '\'' : letter_small(c);
		if (count == ADDRESS_HEAD_LETTERS &&
			!address_may_have_roles(letters))
			return 0;
	}
	unsigned roles = address_roles(letters, count);
	/* "СТ «Черешенька»", but "ст. 32" */
	static const gunichar article[] = { 0x441, 0x442 };
	const char *second = g_utf8_next_char(text + token->from);
	if (count == 2 && memcmp(letters, article, sizeof(article)) == 0 &&
		!g_unichar_isupper(char_at(second, end)))
		roles &= (unsigned)~AS_AREA;
	if ((roles & AS_DOTTED) != 0 && *end != '.')
		roles &= (unsigned)~(AS_VILLAGE | AS_DOTTED);
	return roles;
}

static void read_word(const char *text, struct address_token *token)
{
	gunichar first = letter_at(text + token->from);
	const char *next = g_utf8_next_char(text + token->from);
	token->is_capital = letter_small(first) != first;
	token->is_initial =
		token->is_capital &&
		(next == text + token->to ||
			(*next == '.' && token->to - token->from < 8));
	token->roles = read_roles(text, token);
}

GArray *address_tokens(const char *text, size_t length)
{
	guint room = (guint)(length / TOKEN_USUAL_BYTES) + 1;
	GArray *tokens = g_array_sized_new(
		FALSE, FALSE, sizeof(struct address_token), room);
	const char *end = text + length;
	struct address_token token = { .lines = 2 };
	for (const char *p = text; p < end;) {
		gunichar c = letter_at(p);
		if (c < 0x80 ? g_ascii_isspace(*p) : g_unichar_isspace(c)) {
			token.is_spaced = true;
			token.lines = MIN(token.lines + (c == '\n'), 2);
			p = g_utf8_next_char(p);
			continue;
		}
		token.from = (size_t)(p - text);
		if (g_ascii_isdigit(*p)) {
			token.kind = TOKEN_NUMBER;
			p = number_end(p, end, &token);
		} else if (letter_is(c)) {
			token.kind = TOKEN_WORD;
			p = word_end(p, end);
		} else {
			token.kind = TOKEN_SIGN;
			token.sign = c;
			p = g_utf8_next_char(p);
		}
		token.to = (size_t)(p - text);
		if (token.kind == TOKEN_WORD)
			read_word(text, &token);
		*(struct address_token *)append_place(
			tokens, &room, sizeof(token)) = token;
		token = (struct address_token){ 0 };
	}
	token = (struct address_token){
		.kind = TOKEN_SIGN, .from = length, .to = length, .lines = 2
	};
	g_array_append_val(tokens, token);
	return tokens;
}
