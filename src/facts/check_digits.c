/* Check digits: Luhn (ISO/IEC 7812-1, ITU-T E.118) and IBAN (ISO 13616,
 * ISO 7064 mod 97-10). */
#include "plaint/facts/extract.h"

#include <string.h>

enum {
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
