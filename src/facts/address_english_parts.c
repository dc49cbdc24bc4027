/* Readers of the parts of English addresses. */
#include "address_english.h"

#include <string.h>

enum {
	GROUP_WORDS_MOST = 5,
	SMALL_WORDS_MOST = 3,
	LINES_AHEAD_MOST = 40, /* tokens in which a post code may follow */
	ZIP_DIGITS = 5,
	DISTRICT_DIGITS_MOST = 2,
	SMALL_TOWN_MOST = 2,
};

const char *const english_ordinal_ends[] = { "st", "nd", "rd", "th", NULL };

const struct address_token *english_at(
	const struct address_reader *reader, guint i)
{
	return address_token_at(reader, i);
}

bool english_is_as(const struct address_reader *reader, guint i, unsigned role)
{
	const struct address_token *token = english_at(reader, i);
	return token->kind == TOKEN_WORD && (token->roles & role) != 0;
}

/* A word's first byte, and words in small ASCII letters.  Beyond ASCII a few
 * letters have one for their small one, but none is Cyrillic. */
static bool begins_one_of(char first, const char *const *words)
{
	if ((guchar)first >= 0x80)
		return (guchar)first != 0xD0 && (guchar)first != 0xD1;
	while (*words != NULL && g_ascii_tolower(first) != **words)
		words++;
	return *words != NULL;
}

bool english_is_one_of(
	const struct address_reader *reader, guint i, const char *const *words)
{
	const struct address_token *token = english_at(reader, i);
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (token->kind != TOKEN_WORD ||
		!begins_one_of(reader->text[token->from], words))
		return false;
	address_token_lower(reader->text, token, lower);
	return g_strv_contains(words, lower);
}

/* ASCII or up to U+024F. */
static bool is_latin(const struct address_reader *reader, guint i)
{
	unsigned char first =
		(unsigned char)reader->text[english_at(reader, i)->from];
	return first < 0x80 || (first >= 0xC3 && first <= 0xC9);
}

bool english_is_name(const struct address_reader *reader, guint i)
{
	static const char *const the[] = { "the", NULL };
	const struct address_token *token = english_at(reader, i);
	return token->kind == TOKEN_WORD && token->is_capital &&
	       is_latin(reader, i) &&
	       (!(token->roles & AS_NO_NAME) ||
		       english_is_one_of(reader, i, the));
}

bool english_on_line(const struct address_reader *reader, guint i)
{
	return english_at(reader, i)->lines == 0;
}

/* The end of "D02 XY45", "D6W 1AB2", "V31A123" at p. */
static const char *eircode_end(const char *p)
{
	if (!g_ascii_isupper(p[0]) || !g_ascii_isdigit(p[1]) ||
		(!g_ascii_isdigit(p[2]) && p[2] != 'W'))
		return NULL;
	p += p[3] == ' ' ? 4 : 3;
	bool has_digit = false, has_letter = false;
	for (int i = 0; i < 4; i++, p++) {
		has_digit |= g_ascii_isdigit(*p);
		has_letter |= g_ascii_isupper(*p);
		if (!g_ascii_isdigit(*p) && !g_ascii_isupper(*p))
			return NULL;
	}
	return has_digit && has_letter && !g_ascii_isalnum(*p) ? p : NULL;
}

/* The end of "NR1 2AB", "SW1A 1AA", "ls14ap" at p, of "NR1" when nothing else
 * is on the line; NULL: none. */
static const char *postcode_end(const char *p)
{
	int letters = 0, tail = 0;
	const char *eircode = eircode_end(p);
	if (eircode != NULL)
		return eircode;
	while (letters < 3 && g_ascii_isalpha(p[letters]))
		letters++;
	bool is_capital = g_ascii_isupper(*p);
	p += letters;
	if (letters < 1 || letters > 2 || !g_ascii_isdigit(*p))
		return NULL;
	p++;
	/* "1A 1AA", "14 4AP", "1 2AB", "14AP" */
	if (g_ascii_isalnum(*p) &&
		!(g_ascii_isdigit(*p) && g_ascii_isalpha(p[1])))
		p++;
	const char *outward = is_capital && !g_ascii_isalnum(*p) ? p : NULL;
	if (*p == ' ')
		p++;
	if (!g_ascii_isdigit(*p++))
		return outward;
	while (tail < 3 && g_ascii_isalpha(p[tail]))
		tail++;
	return tail == 2 ? p + tail : outward;
}

guint english_read_postcode(const struct address_reader *reader, guint i)
{
	if (english_at(reader, i)->kind != TOKEN_WORD)
		return i;
	const char *found =
		postcode_end(reader->text + english_at(reader, i)->from);
	if (found == NULL)
		return i;
	size_t end = (size_t)(found - reader->text);
	while (english_at(reader, i)->from < end && i < reader->tokens->len - 1)
		i++;
	return i;
}

/* "OH 43054", "01001" */
guint english_read_zip(const struct address_reader *reader, guint i)
{
	const struct address_token *state = english_at(reader, i);
	guint number = state->kind == TOKEN_WORD && state->is_capital &&
				       state->to - state->from == 2
			       ? i + 1
			       : i;
	const struct address_token *zip = english_at(reader, number);
	return zip->kind == TOKEN_NUMBER && zip->digits == ZIP_DIGITS &&
			       zip->lines == 0
		       ? number + 1
		       : i;
}

/* "75009 Paris", "00-590 Warszawa": a code and the town behind it. */
guint english_read_code_first(const struct address_reader *reader, guint i)
{
	const struct address_token *code = english_at(reader, i);
	size_t length = code->to - code->from;
	bool is_polish = code->digits == 2 && length == 6 &&
			 reader->text[code->from + 2] == '-';
	bool fits = code->kind == TOKEN_NUMBER &&
		    (is_polish || (code->is_plain && code->digits <= 5 &&
					  code->digits >= 4));
	guint to = fits && english_on_line(reader, i + 1)
			   ? english_read_group(reader, i + 1)
			   : i + 1;
	return to > i + 1 ? to : i;
}

/* "1st Floor", "2nd Floor Flat" */
static guint read_floor(const struct address_reader *reader, guint i)
{
	static const char *const floor[] = { "floor", NULL };
	static const char *const flat[] = { "flat", NULL };
	if (english_at(reader, i)->kind != TOKEN_NUMBER ||
		!english_is_one_of(reader, i + 1, english_ordinal_ends) ||
		!english_is_one_of(reader, i + 2, floor))
		return i;
	return english_is_one_of(reader, i + 3, flat) ? i + 4 : i + 3;
}

/* "Flat 3", "Unit 6", "Flat B", "#5", "Ground Floor Flat" */
guint english_read_flat(const struct address_reader *reader, guint i)
{
	static const char *const flat[] = { "flat", "floor", NULL };
	guint k = i;
	if (address_is_sign(reader, i, '#'))
		return english_at(reader, i + 1)->kind == TOKEN_NUMBER ? i + 2
								       : i;
	if (english_is_as(reader, i, AS_WHICH_EN) &&
		english_is_one_of(reader, i + 1, flat) &&
		english_at(reader, i)->is_capital)
		return english_is_one_of(reader, i + 2, flat) ? i + 3 : i + 2;
	if (!english_is_as(reader, i, AS_FLAT_EN))
		return read_floor(reader, i);
	k = english_is_as(reader, i + 1, AS_NUMBER_EN) ? i + 2 : i + 1;
	if (address_is_sign(reader, k, '.'))
		k++;
	const struct address_token *token = english_at(reader, k);
	bool fits =
		token->lines == 0 &&
		((token->kind == TOKEN_NUMBER && token->digits < 5) ||
			(token->is_initial && token->to - token->from == 1));
	return fits ? k + 1 : i;
}

/* "St. Mary's", "Co. Mayo": its full stop ends no sentence. */
static bool is_cut_short(const struct address_reader *reader, guint i)
{
	static const char *const county[] = { "co", NULL };
	bool is_saint =
		english_is_as(reader, i, AS_STREET_EN) &&
		!english_at(reader, i)->is_initial &&
		english_at(reader, i)->to - english_at(reader, i)->from == 2;
	return is_saint || english_is_one_of(reader, i, county);
}

/* The number of "Dublin 4". */
static bool is_district(const struct address_reader *reader, guint i)
{
	static const char *const cities[] = { "dublin", NULL };
	const struct address_token *number = english_at(reader, i);
	return english_is_one_of(reader, i - 1, cities) &&
	       number->kind == TOKEN_NUMBER && number->lines == 0 &&
	       number->is_plain && number->digits <= DISTRICT_DIGITS_MOST;
}

/* Names in a row on one line, small words between them too. */
guint english_read_group(const struct address_reader *reader, guint i)
{
	static const char *const small[] = { "on", "upon", "le", "the", "of",
		"under", "in", "by", "next", "and", "cum", "with", "na", "an",
		"y", "de", "la", NULL };
	guint to = i;
	for (guint n = 0; n < GROUP_WORDS_MOST; n++) {
		guint next = to;
		while (to > i && next < to + 2 &&
			english_on_line(reader, next) &&
			!english_at(reader, next)->is_capital &&
			english_is_one_of(reader, next, small))
			next++;
		/* "W 4th St" */
		if (to > i && english_at(reader, next)->kind == TOKEN_NUMBER &&
			english_on_line(reader, next) &&
			english_is_one_of(
				reader, next + 1, english_ordinal_ends) &&
			!english_at(reader, next + 1)->is_spaced) {
			to = next + 2;
			continue;
		}
		if (!english_is_name(reader, next) ||
			(next > i && !english_on_line(reader, next)) ||
			english_read_postcode(reader, next) > next ||
			english_read_zip(reader, next) > next ||
			/* "Postcode: " */
			address_is_sign(reader, next + 1, ':'))
			break;
		to = next + 1;
		if (address_is_sign(reader, to, '.') &&
			english_on_line(reader, to + 1) &&
			english_is_name(reader, to + 1) &&
			is_cut_short(reader, next))
			to++;
	}
	return to > i && is_district(reader, to) ? to + 1 : to;
}

/* Behind the last word of a street's name; i: it is none. */
guint english_read_street(const struct address_reader *reader, guint i)
{
	guint name = i, to = i;
	if (english_at(reader, i)->kind == TOKEN_NUMBER &&
		english_on_line(reader, i) &&
		english_is_one_of(reader, i + 1, english_ordinal_ends) &&
		!english_at(reader, i + 1)->is_spaced)
		name = i + 2;
	guint end = english_read_group(reader, name);
	for (guint k = name; k < end; k++)
		if (english_is_as(reader, k, AS_STREET_EN) &&
			(k > i || address_is_sign(reader, k, ',')))
			to = k + 1;
	/* "7 Franka str": words that mean nothing else. */
	static const char *const small[] = { "street", "str", "st", "road",
		"rd", "lane", "avenue", "ave", NULL };
	if (to == i && end > name && english_on_line(reader, end) &&
		english_is_one_of(reader, end, small))
		to = end + 1;
	static const char *const the[] = { "the", NULL };
	if (to == i && english_is_one_of(reader, i, the) && end == i + 2)
		to = end;
	if (to > i && address_is_sign(reader, to, '.') &&
		english_at(reader, to - 1)->to -
				english_at(reader, to - 1)->from <
			5 &&
		!english_at(reader, to)->is_spaced &&
		(address_is_sign(reader, to + 1, ',') ||
			(english_is_name(reader, to + 1) &&
				english_on_line(reader, to + 1) &&
				english_read_postcode(reader, to + 2) >
					to + 2)))
		to++;
	return to;
}

/* "vul. Lesi Ukrainky", "Rue Haute": the street's word first. */
guint english_read_type_first(const struct address_reader *reader, guint i)
{
	if (!english_is_as(reader, i, AS_STREET) || !is_latin(reader, i))
		return i;
	guint name = address_is_sign(reader, i + 1, '.') ? i + 2 : i + 1;
	guint to = english_on_line(reader, name)
			   ? english_read_group(reader, name)
			   : name;
	return to > name ? to : i;
}

/* "14 mill lane", from who does not care for capitals. */
guint english_read_small_street(const struct address_reader *reader, guint i)
{
	static const char *const types[] = { "street", "st", "str", "road",
		"rd", "lane", "avenue", "ave", "close", "drive", "crescent",
		"court", "terrace", "gardens", NULL };
	for (guint n = 0; n <= SMALL_WORDS_MOST; n++) {
		if (english_at(reader, i + n)->kind != TOKEN_WORD ||
			!english_on_line(reader, i + n))
			break;
		if (n > 0 && english_is_one_of(reader, i + n, types))
			return i + n + 1;
	}
	return i;
}

/* "southampton so14 0aa": before a post code alone. */
guint english_read_small_town(const struct address_reader *reader, guint i)
{
	for (guint to = i; to < i + SMALL_TOWN_MOST; to++) {
		if (english_at(reader, to)->kind != TOKEN_WORD ||
			english_at(reader, to)->is_capital ||
			!english_on_line(reader, to))
			return i;
		if (english_read_postcode(reader, to + 1) > to + 2)
			return to + 1;
	}
	return i;
}

guint english_past_comma(const struct address_reader *reader, guint i)
{
	return address_is_sign(reader, i, ',') ? i + 1 : i;
}

/* What may follow a town in a sentence. */
bool english_ends_group(const struct address_reader *reader, guint i)
{
	static const char *const joins[] = { "and", "but", "or", "since", "for",
		"where", "which", "who", "when", "with", "to", "in", "on", "at",
		"from", "has", "is", "was", "until", "after", "because", "as",
		"so", "if", "please", "not", "while", "have", "by", "under",
		"tel", "phone", NULL };
	return english_at(reader, i)->kind == TOKEN_SIGN ||
	       !english_on_line(reader, i) ||
	       english_is_one_of(reader, i, joins);
}

bool english_has_code_ahead(const struct address_reader *reader, guint i)
{
	for (guint k = i; k < i + LINES_AHEAD_MOST; k++) {
		if (english_at(reader, k)->lines > 1)
			break;
		if (english_read_postcode(reader, k) > k ||
			english_read_zip(reader, k) > k + 1)
			return true;
		if (address_is_sign(reader, k, '.') ||
			(english_at(reader, k)->kind == TOKEN_WORD &&
				!english_at(reader, k)->is_capital &&
				english_at(reader, k)->lines > 0))
			break;
	}
	return false;
}
