/* Addresses as English has them: flat, building, number and street, then
 * towns and a post code, each behind a comma or on a line of its own. */
#include "address_reader.h"

#include <string.h>

enum {
	GROUP_WORDS_MOST = 5,
	GROUPS_MOST = 5,
	SMALL_WORDS_MOST = 3,
	LINES_AHEAD_MOST = 40, /* tokens in which a post code may follow */
	ZIP_DIGITS = 5,
};

/* "5th" */
static const char *const ordinal_ends[] = { "st", "nd", "rd", "th", NULL };

static const struct address_token *at(
	const struct address_reader *reader, guint i)
{
	return address_token_at(reader, i);
}

static bool is_as(const struct address_reader *reader, guint i, unsigned role)
{
	const struct address_token *token = at(reader, i);
	return token->kind == TOKEN_WORD && (token->roles & role) != 0;
}

static bool is_one_of(
	const struct address_reader *reader, guint i, const char *const *words)
{
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (at(reader, i)->kind != TOKEN_WORD)
		return false;
	address_token_lower(reader->text, at(reader, i), lower);
	return g_strv_contains(words, lower);
}

/* A capitalised word of Latin letters that may be part of a name. */
static bool is_name(const struct address_reader *reader, guint i)
{
	static const char *const the[] = { "the", NULL };
	const struct address_token *token = at(reader, i);
	return token->kind == TOKEN_WORD && token->is_capital &&
	       (unsigned char)reader->text[token->from] < 0x80 &&
	       (!(token->roles & AS_NO_NAME) || is_one_of(reader, i, the));
}

static bool on_line(const struct address_reader *reader, guint i)
{
	return at(reader, i)->lines == 0;
}

/* The end of "NR1 2AB", "SW1A 1AA", "ls14ap" at p, of "NR1" when nothing else
 * is on the line; NULL: none. */
static const char *postcode_end(const char *p)
{
	int letters = 0, tail = 0;
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

static guint read_postcode(const struct address_reader *reader, guint i)
{
	if (at(reader, i)->kind != TOKEN_WORD)
		return i;
	const char *found = postcode_end(reader->text + at(reader, i)->from);
	if (found == NULL)
		return i;
	size_t end = (size_t)(found - reader->text);
	while (at(reader, i)->from < end && i < reader->tokens->len - 1)
		i++;
	return i;
}

/* "OH 43054", "01001" */
static guint read_zip(const struct address_reader *reader, guint i)
{
	const struct address_token *state = at(reader, i);
	guint number = state->kind == TOKEN_WORD && state->is_capital &&
				       state->to - state->from == 2
			       ? i + 1
			       : i;
	const struct address_token *zip = at(reader, number);
	return zip->kind == TOKEN_NUMBER && zip->digits == ZIP_DIGITS &&
			       zip->lines == 0
		       ? number + 1
		       : i;
}

/* "Flat 3", "Unit 6", "Flat B", "#5", "Ground Floor Flat" */
static guint read_flat(const struct address_reader *reader, guint i)
{
	static const char *const whole[] = { "ground", "first", "second",
		"third", "top", "basement", "garden", "upper", "lower", NULL };
	static const char *const flat[] = { "flat", "floor", NULL };
	static const char *const number[] = { "no", "number", NULL };
	guint k = i;
	if (address_is_sign(reader, i, '#'))
		return at(reader, i + 1)->kind == TOKEN_NUMBER ? i + 2 : i;
	if (is_one_of(reader, i, whole) && is_one_of(reader, i + 1, flat) &&
		at(reader, i)->is_capital)
		return is_one_of(reader, i + 2, flat) ? i + 3 : i + 2;
	if (!is_as(reader, i, AS_FLAT_EN))
		return i;
	k = is_one_of(reader, i + 1, number) ? i + 2 : i + 1;
	if (address_is_sign(reader, k, '.'))
		k++;
	const struct address_token *token = at(reader, k);
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
	bool is_saint = is_as(reader, i, AS_STREET_EN) &&
			!at(reader, i)->is_initial &&
			at(reader, i)->to - at(reader, i)->from == 2;
	return is_saint || is_one_of(reader, i, county);
}

/* Names in a row on one line, small words between them too. */
static guint read_group(const struct address_reader *reader, guint i)
{
	static const char *const small[] = { "on", "upon", "le", "the", "of",
		"under", "in", "by", "next", "and", "cum", "with", NULL };
	guint to = i;
	for (guint n = 0; n < GROUP_WORDS_MOST; n++) {
		guint next = to;
		while (to > i && next < to + 2 && on_line(reader, next) &&
			!at(reader, next)->is_capital &&
			is_one_of(reader, next, small))
			next++;
		if (!is_name(reader, next) ||
			(next > i && !on_line(reader, next)) ||
			read_postcode(reader, next) > next ||
			read_zip(reader, next) > next)
			break;
		to = next + 1;
		if (address_is_sign(reader, to, '.') &&
			on_line(reader, to + 1) && is_name(reader, to + 1) &&
			is_cut_short(reader, next))
			to++;
	}
	return to;
}

/* Behind the last word of a street's name; i: it is none. */
static guint read_street(const struct address_reader *reader, guint i)
{
	guint name = i, to = i;
	if (at(reader, i)->kind == TOKEN_NUMBER && on_line(reader, i) &&
		is_one_of(reader, i + 1, ordinal_ends) &&
		!at(reader, i + 1)->is_spaced)
		name = i + 2;
	guint end = read_group(reader, name);
	for (guint k = name; k < end; k++)
		if (is_as(reader, k, AS_STREET_EN) &&
			(k > i || address_is_sign(reader, k, ',')))
			to = k + 1;
	/* "7 Franka str": words that mean nothing else. */
	static const char *const small[] = { "street", "str", "st", "road",
		"rd", "lane", "avenue", "ave", NULL };
	if (to == i && end > name && on_line(reader, end) &&
		is_one_of(reader, end, small))
		to = end + 1;
	static const char *const the[] = { "the", NULL };
	if (to == i && is_one_of(reader, i, the) && end == i + 2)
		to = end;
	if (to > i && address_is_sign(reader, to, '.') &&
		at(reader, to - 1)->to - at(reader, to - 1)->from < 5 &&
		!at(reader, to)->is_spaced &&
		(address_is_sign(reader, to + 1, ',') ||
			(is_name(reader, to + 1) && on_line(reader, to + 1) &&
				read_postcode(reader, to + 2) > to + 2)))
		to++;
	return to;
}

/* "14 mill lane", from who does not care for capitals. */
static guint read_small_street(const struct address_reader *reader, guint i)
{
	static const char *const types[] = { "street", "st", "str", "road",
		"rd", "lane", "avenue", "ave", "close", "drive", "crescent",
		"court", "terrace", "gardens", NULL };
	for (guint n = 0; n <= SMALL_WORDS_MOST; n++) {
		if (at(reader, i + n)->kind != TOKEN_WORD ||
			!on_line(reader, i + n))
			break;
		if (n > 0 && is_one_of(reader, i + n, types))
			return i + n + 1;
	}
	return i;
}

static guint past_comma(const struct address_reader *reader, guint i)
{
	return address_is_sign(reader, i, ',') ? i + 1 : i;
}

/* What may follow a town in a sentence. */
static bool ends_group(const struct address_reader *reader, guint i)
{
	static const char *const joins[] = { "and", "but", "or", "since", "for",
		"where", "which", "who", "when", "with", "to", "in", "on", "at",
		"from", "has", "is", "was", "until", "after", "because", "as",
		"so", "if", "please", "not", "while", "have", "by", "under",
		"tel", "phone", NULL };
	return at(reader, i)->kind == TOKEN_SIGN || !on_line(reader, i) ||
	       is_one_of(reader, i, joins);
}

static bool has_postcode_ahead(const struct address_reader *reader, guint i)
{
	for (guint k = i; k < i + LINES_AHEAD_MOST; k++) {
		if (at(reader, k)->lines > 1)
			break;
		if (read_postcode(reader, k) > k)
			return true;
		if (address_is_sign(reader, k, '.') ||
			(at(reader, k)->kind == TOKEN_WORD &&
				!at(reader, k)->is_capital &&
				at(reader, k)->lines > 0))
			break;
	}
	return false;
}

/* One part behind the street. */
static guint read_after(
	const struct address_reader *reader, guint i, bool *has_code)
{
	guint next = past_comma(reader, i), to;
	bool has_comma = next > i;
	if (at(reader, next)->lines > 1)
		return i;
	if (address_is_sign(reader, i, '.') &&
		read_postcode(reader, i + 1) > i + 1)
		next = i + 1;
	if ((to = read_postcode(reader, next)) > next ||
		(to = read_zip(reader, next)) > next) {
		*has_code = true;
		return to;
	}
	if (has_comma && (to = read_flat(reader, next)) > next)
		return to;
	to = read_group(reader, next);
	if (to == next)
		return i;
	guint after = past_comma(reader, to);
	bool coded = on_line(reader, after) &&
		     (read_postcode(reader, after) > after ||
			     read_zip(reader, after) > after);
	if (on_line(reader, next) && !has_comma)
		return coded || at(reader, to)->kind == TOKEN_SIGN ||
				       !on_line(reader, to)
			       ? to
			       : i;
	if (!on_line(reader, next) && !has_comma &&
		!has_postcode_ahead(reader, next))
		return i;
	return coded || ends_group(reader, to) ? to : i;
}

struct english {
	const struct address_reader *reader;
	guint to, groups;
	bool has_flat, has_building, has_number, has_street, has_code;
	bool led, begins_line;
};

/* "P.O. Box 12", "PO Box 12" */
static bool read_box(struct english *english, guint i)
{
	static const char *const po[] = { "po", "p.o", "pobox", NULL };
	static const char *const box[] = { "box", NULL };
	const struct address_reader *reader = english->reader;
	if (!is_one_of(reader, i, po))
		return false;
	guint k = address_is_sign(reader, i + 1, '.') ? i + 2 : i + 1;
	if (is_one_of(reader, k, box))
		k++;
	else if (k > i + 1)
		return false;
	if (at(reader, k)->kind != TOKEN_NUMBER)
		return false;
	english->to = k + 1;
	return true;
}

/* "14 Mill Lane", "14 Broadmead": where the number is followed by names. */
static void read_number(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	if (!address_is_house(reader, i) &&
		!(at(reader, i)->kind == TOKEN_NUMBER &&
			is_one_of(reader, i + 2, ordinal_ends)))
		return;
	guint name = past_comma(reader, i + 1);
	guint to = read_street(reader, name);
	if (to == name && (english->led || english->has_flat))
		to = read_small_street(reader, name);
	if (to > name && on_line(reader, name)) {
		english->has_number = english->has_street = true;
		english->to = to;
		return;
	}
	to = read_group(reader, name);
	if (name > i + 1 || to == name || !on_line(reader, name) ||
		address_is_year(reader, i))
		return;
	english->has_number = true;
	english->to = to;
}

static void read_groups(struct english *english)
{
	while (english->groups < GROUPS_MOST && !english->has_code) {
		guint to = read_after(
			english->reader, english->to, &english->has_code);
		if (to == english->to)
			break;
		english->to = to;
		english->groups++;
	}
}

/* "Rose Cottage, Church Lane, Penhallow" */
static void read_building(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	guint to = read_group(reader, i);
	if (to == i || !address_is_sign(reader, to, ',') ||
		!is_as(reader, to - 1, AS_BUILDING_EN | AS_STREET_EN) ||
		(to == i + 1 && !english->has_flat))
		return;
	if (!is_as(reader, to - 1, AS_BUILDING_EN) && !english->has_flat)
		return;
	english->has_building = true;
	english->to = to;
	read_number(english, to + 1);
	if (english->has_number)
		return;
	guint street = read_street(reader, to + 1);
	if (street > to + 1) {
		english->has_street = true;
		english->to = street;
	}
}

/* "Khreshchatyk St., 22, apt 5" */
static guint read_reversed(const struct address_reader *reader, guint i)
{
	static const char *const types[] = { "street", "st", "avenue", "ave",
		"lane", "square", "boulevard", "blvd", "road", "rd", "str",
		NULL };
	guint end = read_group(reader, i);
	if (end < i + 2 || !is_one_of(reader, end - 1, types))
		return i;
	guint number = address_is_sign(reader, end, '.') ? end + 1 : end;
	guint comma = past_comma(reader, number);
	bool fits = comma > number && on_line(reader, comma) &&
		    address_is_house(reader, comma) &&
		    (at(reader, comma + 1)->kind == TOKEN_SIGN ||
			    !on_line(reader, comma + 1));
	return fits ? comma + 1 : i;
}

/* "4/2, 88 Hyndland Terrace": floor and flat before the number. */
static bool is_stairs(const struct address_reader *reader, guint i)
{
	const struct address_token *token = at(reader, i);
	return memchr(reader->text + token->from, '/',
		       token->to - token->from) != NULL &&
	       address_is_sign(reader, i + 1, ',') &&
	       address_is_house(reader, i + 2);
}

static bool is_address(const struct english *english)
{
	if (english->has_number && english->has_street)
		return true;
	if (english->has_flat && (english->has_building || english->has_number))
		return english->groups > 0 || english->led;
	if (english->has_building && english->has_street)
		return english->led || english->begins_line ||
		       english->has_code || english->groups > 0;
	if (english->has_building && english->has_code)
		return true;
	return english->has_number &&
	       (english->has_code ||
		       (english->groups > 0 &&
			       (english->led || english->begins_line)));
}

static const char *const number_words[] = { "no", "number", NULL };

/* Cheap, and asked at every token. */
static bool can_begin(const struct address_reader *reader, guint i)
{
	const struct address_token *first = at(reader, i);
	const struct address_token *next =
		at(reader, past_comma(reader, i + 1));
	bool is_first = first->kind == TOKEN_WORD || i == 0 ||
			at(reader, i - 1)->kind != TOKEN_NUMBER ||
			!on_line(reader, i);
	if (first->kind == TOKEN_SIGN || !is_first ||
		(unsigned char)reader->text[first->from] >= 0x80)
		return false;
	if (first->kind == TOKEN_NUMBER)
		return next->lines == 0 &&
		       (next->kind == TOKEN_WORD || is_stairs(reader, i) ||
			       is_one_of(reader, i + 2, ordinal_ends));
	if (is_as(reader, i, AS_FLAT_EN) || is_one_of(reader, i, number_words))
		return true;
	/* A name is begun by its first word. */
	return first->is_capital && next->kind != TOKEN_SIGN &&
	       (i == 0 || !on_line(reader, i) || !is_name(reader, i - 1));
}

/* What begins with a word. */
static void read_worded(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	guint reversed = read_reversed(reader, i);
	guint flat = read_flat(reader, i);
	if (reversed > i) {
		english->has_number = english->has_street = true;
		english->to = reversed;
	} else if (flat > i) {
		guint next = past_comma(reader, flat);
		english->has_flat = true;
		english->to = flat;
		read_number(english, next);
		if (!english->has_number)
			read_building(english, next);
	} else if (is_one_of(reader, i, number_words)) {
		bool has_stop = address_is_sign(reader, i + 1, '.');
		read_number(english, has_stop ? i + 2 : i + 1);
	} else if (at(reader, i)->is_capital)
		read_building(english, i);
}

guint address_read_english(
	const struct address_reader *reader, guint i, char **value)
{
	struct english english = { .reader = reader, .to = i };
	if (!can_begin(reader, i))
		return i;
	english.led = address_is_led(reader, i);
	english.begins_line = at(reader, i)->lines > 0;
	bool is_box = read_box(&english, i);
	if (!is_box && at(reader, i)->kind == TOKEN_WORD)
		read_worded(&english, i);
	else if (!is_box)
		read_number(&english, is_stairs(reader, i) ? i + 2 : i);
	if (english.to == i)
		return i;
	read_groups(&english);
	if (!is_box && !is_address(&english))
		return i;
	GString *out = g_string_new(NULL);
	address_append(reader, out, i, english.to);
	*value = g_string_free(out, FALSE);
	return english.to;
}
