/* Check digits: Luhn (ISO/IEC 7812-1, ITU-T E.118) and IBAN (ISO 13616,
 * ISO 7064 mod 97-10); masking of payment cards. */
#include "plaint/domain/extract.h"

#include <string.h>

enum {
	CARD_MOST = 19,
	CARD_HEAD = 6,
	CARD_TAIL = 4,
	IBAN_LEAST = 15,
	IBAN_MOST = 34,
};

bool luhn_is_valid(const char *digits)
{
	int sum = 0;
	size_t length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isdigit(digits[i]))
			return false;
		int digit = digits[i] - '0';
		if ((length - i) % 2 == 0)
			digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return length > 1 && sum % 10 == 0;
}

static int iban_mod97(int remainder, char c)
{
	if (g_ascii_isdigit(c))
		return (remainder * 10 + (c - '0')) % 97;
	return (remainder * 100 + (c - 'A' + 10)) % 97;
}

bool iban_is_valid(const char *iban)
{
	size_t length = strlen(iban);
	if (length < IBAN_LEAST || length > IBAN_MOST)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isdigit(iban[i]) && !g_ascii_isupper(iban[i]))
			return false;
	int remainder = 0;
	for (size_t i = 4; i < length + 4; i++)
		remainder = iban_mod97(remainder, iban[i % length]);
	return remainder == 1;
}

/* Digits from `at` on with single spaces or hyphens between; returns where
 * they end and puts the digits into out (CARD_MOST + 1 counted at most). */
static const char *digit_run(const char *at, char *out, size_t *count_out)
{
	size_t count = 0;
	const char *end = at;
	while (true) {
		if (g_ascii_isdigit(*at)) {
			if (count <= CARD_MOST)
				out[count] = *at;
			count++;
			end = ++at;
		} else if ((*at == ' ' || *at == '-') && count > 0 &&
			   g_ascii_isdigit(at[1])) {
			at++;
		} else if (strncmp(at, "\xC2\xA0", 2) == 0 && count > 0 &&
			   g_ascii_isdigit(at[2])) {
			at += 2; /* a space that does not break */
		} else {
			break;
		}
	}
	out[MIN(count, (size_t)CARD_MOST + 1)] = '\0';
	*count_out = count;
	return end;
}

/* First digits of the card schemes: Mir and Mastercard 2, Amex and others 3,
 * Visa 4, Mastercard and Maestro 5, 6.  ICCID begins with 89. */
static bool is_card(const char *digits, size_t count)
{
	static const struct {
		const char *first;
		size_t least, most;
	} schemes[] = {
		{ "4", 13, 13 },
		{ "4", 16, 16 },
		{ "4", 19, 19 },
		{ "34", 15, 15 },
		{ "37", 15, 15 },
		{ "30", 14, 19 },
		{ "36", 14, 19 },
		{ "38", 14, 19 },
		{ "35", 16, 19 },
		{ "2", 16, 19 },
		{ "5", 16, 19 },
		{ "6", 16, 19 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (strncmp(digits, schemes[i].first,
			    strlen(schemes[i].first)) == 0 &&
			count >= schemes[i].least && count <= schemes[i].most)
			return luhn_is_valid(digits);
	return false;
}

static void append_masked(
	GString *out, const char *from, const char *to, size_t digits)
{
	size_t n = 0;
	for (const char *p = from; p < to; p++) {
		bool digit = g_ascii_isdigit(*p);
		bool shown = n < CARD_HEAD || n >= digits - CARD_TAIL;
		g_string_append_c(out, digit && !shown ? '*' : *p);
		n += digit ? 1 : 0;
	}
}

char *text_mask_cards(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	while (*text != '\0') {
		if (!g_ascii_isdigit(*text)) {
			g_string_append_c(out, *text++);
			continue;
		}
		char digits[CARD_MOST + 2];
		size_t count = 0;
		const char *end = digit_run(text, digits, &count);
		if (is_card(digits, count))
			append_masked(out, text, end, count);
		else
			g_string_append_len(out, text, end - text);
		text = end;
	}
	return g_string_free(out, FALSE);
}
