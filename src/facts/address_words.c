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

/* Behind the letters that end at p: an apostrophe, a hyphen or a stroke inside
 * ("с/с"), or the full stops of an abbreviation ("г.п"), and more of them. */
static const char *word_end(const char *start, const char *p, const char *end)
{
	while (p < end) {
		gunichar c = letter_at(p);
		bool is_short = c == '/' || c == '.';
		if (!is_short && !is_apostrophe(c) && c != '-' && c != 0x2011)
			break;
		const char *next = g_utf8_next_char(p);
		const char *more = letters_end(next, end);
		if (is_short &&
			!(more - next <= 3 && p - start <= 8 && next < more &&
				g_utf8_next_char(next) == more &&
				(c == '/' || char_at(more, end) == '.' ||
					g_ascii_isspace(char_at(more, end)))))
			break;
		if (more == next)
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

/* The one that begins at `from`; *next is none behind it. */
static const struct word_head *word_at(
	const GArray *words, guint *next, size_t from)
{
	const struct word_head *word =
		&g_array_index(words, struct word_head, *next);
	while (word->at < from)
		word = &g_array_index(words, struct word_head, ++*next);
	return word;
}

/* Returns its end. */
static const char *read_word(const char *text, const char *end,
	const struct word_head *head, struct address_token *token)
{
	const char *from = text + head->at;
	const char *to = word_end(from, from + head->bytes, end);
	const char *next = letter_next(from);
	gunichar first = letter_at(from);
	token->kind = TOKEN_WORD;
	token->to = (size_t)(to - text);
	token->is_capital = letter_small(first) != first;
	token->is_initial = token->is_capital &&
			    (next == to || (*next == '.' && to - from < 8));
	if (address_may_have_roles(head))
		token->roles = read_roles(text, token);
	return to;
}

GArray *address_tokens(const char *text, size_t length, const GArray *words)
{
	guint room = (guint)(length / TOKEN_USUAL_BYTES) + 1, next_word = 0;
	GArray *tokens = g_array_sized_new(
		FALSE, FALSE, sizeof(struct address_token), room);
	const char *end = text + length;
	struct address_token blank = { .lines = 2 }; /* what stands before */
	for (const char *p = text; p < end;) {
		gunichar c = letter_at(p);
		if (letter_is_space(c)) {
			blank.is_spaced = true;
			blank.lines = MIN(blank.lines + (c == '\n'), 2);
			p = letter_next(p);
			continue;
		}
		struct address_token *token =
			append_place(tokens, &room, sizeof(*token));
		*token = blank;
		blank = (struct address_token){ 0 };
		token->from = (size_t)(p - text);
		if (g_ascii_isdigit(*p)) {
			token->kind = TOKEN_NUMBER;
			p = number_end(p, end, token);
		} else if (letter_is(c)) {
			p = read_word(text, end,
				word_at(words, &next_word, token->from), token);
		} else {
			token->kind = TOKEN_SIGN;
			token->sign = c;
			p = letter_next(p);
		}
		token->to = (size_t)(p - text);
	}
	struct address_token last = {
		.kind = TOKEN_SIGN, .from = length, .to = length, .lines = 2
	};
	g_array_append_val(tokens, last);
	return tokens;
}
