/* Telephone numbers in a text: digits in groups, up to where they make one. */
#include "extract_parts.h"

#include <string.h>
#include "phone_number.h"

enum {
	GAP_MOST = 3,	 /* signs between two digits: ") -" */
	TRUNK_GROUP = 3, /* "067", "044" */
	TRUNKLESS_LEAST = 9,
};

static bool is_dash(gunichar c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool is_blank(gunichar c)
{
	return c == ' ' || c == '\t' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

static gunichar char_before(const char *text, const char **at)
{
	if (*at == text)
		return '\n';
	*at = g_utf8_prev_char(*at);
	return g_utf8_get_char(*at);
}

/* Not in the middle of a word, a code or a number, nor behind a "+" or "("
 * where it was tried already; behind another number only in the groups of a
 * telephone. */
static bool may_begin(const char *text, const char *at, bool *after_number)
{
	const char *p = at;
	gunichar last = char_before(text, &p), before = char_before(text, &p);
	*after_number = is_blank(last) && g_unichar_isdigit(before);
	if (g_unichar_isalnum(last) || last == '_' || last == 0x2116)
		return false;
	if ((is_dash(last) || last == '/' || last == '.' || last == ',') &&
		g_unichar_isdigit(before))
		return last == '/' && *at == '0';
	if (is_dash(last) || last == '/')
		return !g_unichar_isupper(before) && before != 0x2116;
	while (is_blank(last) || last == '(') {
		if (last == '(' && *at != '+')
			return false;
		last = before;
		before = char_before(text, &p);
	}
	return last != '+';
}

/* As far as digits go, with the few signs people put between them. */
static void read_number(const struct finder *finder, const char *at,
	struct phone_number *number)
{
	const char *end = finder->rest + finder->length;
	bool gap = false, blank = false;
	int signs = 0;
	for (const char *p = at; p < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '(' && g_str_has_prefix(p, "(0)") &&
			phone_number_is_abroad(number)) {
			p += 2;
			gap = true;
		} else if (g_ascii_isdigit(*p)) {
			if (!phone_number_take(number, *p, gap, blank))
				return;
			number->ends[number->count - 1] =
				(size_t)(p + 1 - finder->rest);
			gap = blank = false;
			signs = 0;
		} else if (c == '+' && number->count == 0) {
			number->plus = true;
		} else if (signs++ < GAP_MOST &&
			   (is_blank(c) || is_dash(c) ||
				   (c < 0x80 && strchr("()./", (int)c)))) {
			number->bracket |= c == '(';
			gap = true;
			blank |= is_blank(c) || c == '/';
		} else {
			return;
		}
	}
}

/* Nothing of a word or of a number goes on behind it but an extension. */
static bool may_end(const struct finder *finder, size_t to)
{
	const char *p = finder->rest + to;
	size_t left = finder->length - to;
	if (left == 0)
		return true;
	if (*p == '.' && left > 1 && g_ascii_isdigit(p[1]))
		return false;
	if ((*p == 'x' || *p == 'X') && left > 1 && g_ascii_isdigit(p[1]))
		return true;
	gunichar c = g_utf8_get_char(p);
	return !g_unichar_isalnum(c) && c != '_';
}

/* The first `count` digits alone. */
static struct phone_number cut(const struct phone_number *number, size_t count)
{
	struct phone_number out = *number;
	guint32 mask = (1U << count) - 1;
	out.count = count;
	out.digits[count] = '\0';
	out.starts &= mask;
	out.blanks &= mask;
	return out;
}

static size_t first_group(const struct phone_number *number)
{
	size_t i = 1;
	while (i < number->count && (number->starts & 1U << i) == 0)
		i++;
	return i;
}

/* "067 …", "8 …", "38 …", "+…", "(…": how a telephone begins. */
static bool is_in_usual_groups(const struct phone_number *number)
{
	size_t first = first_group(number);
	if (number->plus || number->bracket)
		return true;
	if (first == number->count)
		return false;
	return first == 1   ? strchr("178", *number->digits) != NULL
	       : first == 2 ? g_str_has_prefix(number->digits, "38")
			    : first == TRUNK_GROUP &&
				      (*number->digits == '0' ||
					      g_str_has_prefix(
						      number->digits, "380") ||
					      g_str_has_prefix(
						      number->digits, "375"));
}

/* "тел. 495 123-45-67", "моб. 29 611-22-33": looked for where a number could
 * be one that lacks its trunk prefix. */
static bool is_said(const struct finder *finder, size_t from)
{
	enum {
		BEFORE_MOST_BYTES = 48
	};
	static gsize compiled;
	size_t at = from > BEFORE_MOST_BYTES ? from - BEFORE_MOST_BYTES : 0;
	while ((finder->rest[at] & 0xC0) == 0x80)
		at++;
	return regex_is_in(
		regex_once(&compiled,
			"(?<!\\p{L})(?:тел|тэл|моб|маб|phone|mobile|cell|т\\.)"
			"\\p{L}*\\.?(?:\\s*\\(?(?:моб|маб|дом|дам|раб|роб|сл)"
			"\\p{L}*"
			"\\.?\\)?)?\\s*[:№–—-]?\\s*\\(?$",
			REGEX_CASELESS),
		finder->rest + at, from - at);
}

static bool is_sure(const struct phone_number *number)
{
	return number->plus || number->said || number->bracket ||
	       number->blanks != 0 || is_in_usual_groups(number);
}

static bool add_phone(struct finder *finder, const struct phone_number *number,
	size_t from, bool sure)
{
	char *phone = phone_number_e164(number, finder->country);
	if (phone == NULL)
		return false;
	if (sure && !is_sure(number)) {
		g_free(phone);
		return true;
	}
	bool is_ambiguous = phone_number_is_ambiguous(number, phone);
	struct entity *entity = finder_add(finder, ENTITY_PHONE, phone, from,
		number->ends[number->count - 1]);
	if (entity != NULL)
		entity->ambiguous = is_ambiguous;
	return true;
}

/* All that is written, or what stands before a blank: "067 123 45 19 3 days
 * ago". */
static void try_phone(struct finder *finder, size_t from, bool sure)
{
	const char *at = finder->rest + from;
	bool after_number;
	/* "(+380": at the plus. */
	if (*at == FOUND || g_str_has_prefix(at, "(+") ||
		!may_begin(finder->rest, at, &after_number))
		return;
	struct phone_number whole = { 0 };
	read_number(finder, at, &whole);
	whole.said = whole.count >= TRUNKLESS_LEAST && !whole.plus &&
		     *whole.digits != '0' && is_said(finder, from);
	for (size_t count = whole.count; count >= PHONE_DIGITS_LEAST; count--) {
		bool is_end = count == whole.count;
		if (is_end ? !may_end(finder, whole.ends[count - 1])
			   : (whole.blanks & 1U << count) == 0)
			continue;
		struct phone_number number = cut(&whole, count);
		if (after_number && !is_in_usual_groups(&number))
			return;
		if (add_phone(finder, &number, from, sure))
			return;
	}
}

void find_sure_phones(struct finder *finder)
{
	for (guint i = 0; i < finder->numbers->len; i++)
		try_phone(finder, g_array_index(finder->numbers, size_t, i),
			true);
}

void find_phones(struct finder *finder)
{
	for (guint i = 0; i < finder->numbers->len; i++)
		try_phone(finder, g_array_index(finder->numbers, size_t, i),
			false);
}
