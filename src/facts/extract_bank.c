/* IBANs, payment cards and SIM numbers: long rows of digits that check. */
#include "extract_parts.h"

#include <string.h>

/* Lengths by country, SWIFT IBAN registry, for the countries near us: the
 * text behind an IBAN may look like more of it. */
static const struct {
	const char *country;
	size_t length;
} iban_lengths[] = {
	{ "UA", 29 },
	{ "BY", 28 },
	{ "GB", 22 },
	{ "PL", 28 },
	{ "LT", 20 },
	{ "LV", 21 },
	{ "EE", 20 },
	{ "DE", 22 },
	{ "KZ", 20 },
	{ "MD", 24 },
	{ "GE", 22 },
	{ "CY", 28 },
	{ "CZ", 24 },
	{ "SK", 24 },
	{ "RO", 24 },
};

static char *without_spaces(const struct regex_match *match, int group)
{
	GString *out = g_string_new(NULL);
	for (size_t i = match->from[group]; i < match->to[group]; i++)
		if (g_ascii_isalnum(match->text[i]))
			g_string_append_c(out, g_ascii_toupper(match->text[i]));
	return g_string_free(out, FALSE);
}

static size_t iban_length(const char *iban)
{
	for (size_t i = 0; i < G_N_ELEMENTS(iban_lengths); i++)
		if (strncmp(iban, iban_lengths[i].country, 2) == 0)
			return iban_lengths[i].length;
	return strlen(iban);
}

/* Where in the text the first `count` letters and digits end. */
static size_t place_after(const struct regex_match *match, size_t count)
{
	size_t i = match->from[0];
	while (i < match->to[0] && count > 0)
		count -= g_ascii_isalnum(match->text[i++]) ? 1 : 0;
	return i;
}

static bool each_iban(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	g_autofree char *iban = without_spaces(match, 0);
	size_t length = iban_length(iban);
	if (length > strlen(iban))
		return true;
	iban[length] = '\0';
	if (iban_is_valid(iban))
		finder_add(finder, ENTITY_IBAN, g_steal_pointer(&iban),
			match->from[0], place_after(match, length));
	return true;
}

static bool each_iccid(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	g_autofree char *digits = without_spaces(match, 0);
	if (!finder_is_taken(finder, match->from[0], match->to[0]) &&
		luhn_is_valid(digits))
		finder_add(finder, ENTITY_ICCID, g_steal_pointer(&digits),
			match->from[0], match->to[0]);
	return true;
}

/* What may part a card's digits (card.c). */
#define CARD_GAP "(?:[ \\x{A0}\\x{202F}\\x{2009}\\x{2011}-]|[ \\r]?\\n)?"

/* As text_mask_cards left it. */
static bool each_masked(const struct regex_match *match, void *user)
{
	GString *card = g_string_new(NULL);
	for (size_t i = match->from[0]; i < match->to[0]; i++)
		if (g_ascii_isdigit(match->text[i]) || match->text[i] == '*')
			g_string_append_c(card, match->text[i]);
	finder_add(user, ENTITY_CARD, g_string_free(card, FALSE),
		match->from[0], match->to[0]);
	return true;
}

/* Two capitals before a number. */
static GArray *iban_places(const struct finder *finder)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (guint i = 0; i < finder->numbers->len; i++) {
		size_t at = g_array_index(finder->numbers, size_t, i);
		if (at < 2 || !g_ascii_isupper(finder->text[at - 1]) ||
			!g_ascii_isupper(finder->text[at - 2]))
			continue;
		at -= 2;
		g_array_append_val(out, at);
	}
	return out;
}

void find_bank_numbers(struct finder *finder)
{
	static gsize iban, iccid, masked;
	g_autoptr(GArray) places = iban_places(finder);
	regex_each_at(regex_once(&iban,
			      "\\b(?-i:[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{1,4}){3,8})"
			      "\\b",
			      REGEX_PLACED),
		finder->text, finder->length, places, each_iban, finder);
	regex_each_at(
		regex_once(&iccid, "(?<![\\d+])89(?:[ -]?\\d){17,18}(?!\\d)",
			REGEX_PLACED),
		finder->text, finder->length, finder->numbers, each_iccid,
		finder);
	if (memchr(finder->text, '*', finder->length) == NULL)
		return;
	regex_each_at(
		regex_once(&masked,
			"(?<![\\d+*])\\d(?:" CARD_GAP "\\d){5}(?:" CARD_GAP
			"\\*){3,9}(?:" CARD_GAP "\\d){4}(?![\\d*])",
			REGEX_PLACED),
		finder->text, finder->length, finder->numbers, each_masked,
		finder);
}
