/* Telephone numbers as people write them, by the number plans of Ukraine,
 * Russia, Belarus, the United Kingdom and North America (ITU-T E.164 and the
 * national numbering plans); other countries only with their code. */
#include "phone_number.h"

#include <string.h>
#include "plaint/facts/extract.h"

enum {
	E164_MOST = 15,
};

/* First two digits after the country code or the trunk 0. */
static const char *const codes_ua =
	"31 32 33 34 35 36 37 38 39 41 43 44 45 46 47 48 49 50 51 52 53 54 "
	"55 56 57 61 62 63 64 65 66 67 68 69 70 71 73 75 77 80 89 90 91 92 "
	"93 94 95 96 97 98 99";
static const char *const codes_by = "15 16 17 21 22 23 24 25 29 33 44 80";

static bool has_code(const char *codes, const char *digits)
{
	for (const char *p = codes; *p != '\0'; p += p[2] != '\0' ? 3 : 2)
		if (p[0] == digits[0] && p[1] == digits[1])
			return true;
	return false;
}

static char *with_code(const char *code, const char *national)
{
	return g_strconcat("+", code, national, NULL);
}

static bool begins(const char *digits, const char *with)
{
	while (*with != '\0' && *digits == *with) {
		digits++;
		with++;
	}
	return *with == '\0';
}

/* National number plans; digits without country code and trunk. */
static bool fits_ua(const char *national)
{
	return strlen(national) == 9 && has_code(codes_ua, national);
}

static bool fits_by(const char *national)
{
	return strlen(national) == 9 && has_code(codes_by, national);
}

static bool fits_ru(const char *national)
{
	return strlen(national) == 10 && strchr("34789", national[0]) != NULL;
}

/* Ten digits, nine in a few old places and on 0800 (Ofcom's plan). */
static bool fits_gb(const char *national)
{
	size_t length = strlen(national);
	if (length == 9)
		return national[0] == '1' || begins(national, "800");
	return length == 10 && strchr("12378", national[0]) != NULL;
}

static bool fits_us(const char *national)
{
	return strlen(national) == 10 && strchr("01", national[0]) == NULL &&
	       strchr("01", national[3]) == NULL;
}

static const struct {
	const char *code, *country;
	bool (*fits)(const char *national);
} plans[] = { { "380", "UA", fits_ua }, { "375", "BY", fits_by },
	{ "7", "RU", fits_ru }, { "44", "GB", fits_gb }, { "1", "", fits_us } };

/* Where the whole is of one length: how many digits follow the code. */
static const struct {
	const char *code;
	size_t least, most;
} lengths[] = {
	{ "20", 8, 10 },
	{ "30", 10, 10 },
	{ "31", 9, 9 },
	{ "33", 9, 9 },
	{ "34", 9, 9 },
	{ "351", 9, 9 },
	{ "353", 7, 9 },
	{ "357", 8, 8 },
	{ "359", 8, 9 },
	{ "36", 8, 9 },
	{ "370", 8, 8 },
	{ "371", 8, 8 },
	{ "372", 7, 8 },
	{ "373", 8, 8 },
	{ "374", 8, 8 },
	{ "40", 9, 9 },
	{ "41", 9, 9 },
	{ "420", 9, 9 },
	{ "421", 9, 9 },
	{ "45", 8, 8 },
	{ "46", 7, 9 },
	{ "47", 8, 8 },
	{ "48", 9, 9 },
	{ "49", 6, 11 },
	{ "61", 9, 9 },
	{ "86", 10, 11 },
	{ "90", 10, 10 },
	{ "91", 10, 10 },
	{ "972", 8, 9 },
	{ "994", 9, 9 },
	{ "995", 9, 9 },
	{ "996", 9, 9 },
	{ "998", 9, 9 },
};

static bool fits_anywhere(const char *digits)
{
	size_t length = strlen(digits);
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		size_t code = strlen(lengths[i].code);
		if (begins(digits, lengths[i].code))
			return length >= code + lengths[i].least &&
			       length <= code + lengths[i].most;
	}
	return length >= PHONE_DIGITS_LEAST && length <= E164_MOST &&
	       digits[0] != '0';
}

/* With a country code, written or meant. */
static char *international(const char *digits)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
		if (!begins(digits, plans[i].code))
			continue;
		const char *national = digits + strlen(plans[i].code);
		/* "+44 (0)20 …"; begins() saw that the code is there. */
		/* NOLINTNEXTLINE(clang-analyzer-core.*) */
		if (*national == '0')
			national++;
		return plans[i].fits(national)
			       ? with_code(plans[i].code, national)
			       : NULL;
	}
	return fits_anywhere(digits) ? with_code("", digits) : NULL;
}

/* Ukraine or Belarus, both with trunk 0 (once 8-0) and nine digits. */
static char *ua_or_by(const char *national, const char *country)
{
	bool ua = fits_ua(national), by = fits_by(national);
	if (by && (!ua || strcmp(country, "BY") == 0))
		return with_code("375", national);
	/* Codes both have, written in Russia's way: Belarus dials 8-0 still,
	 * Ukraine no longer does. */
	return ua ? with_code("380", national) : NULL;
}

static bool is_grouped(const struct phone_number *number)
{
	return (number->starts & ~1U) != 0;
}

/* "(212) 555-0142", "1-212-555-0142": no other plan has these groups and
 * neither a trunk prefix nor a code. */
static bool is_american(const struct phone_number *number, const char *country)
{
	enum {
		TEN = 1 << 0 | 1 << 3 | 1 << 6,
		WITH_CODE = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 7,
	};
	if (number->count == 11)
		return number->starts == WITH_CODE && *number->digits == '1' &&
		       fits_us(number->digits + 1);
	return number->starts == TEN && strcmp(country, "GB") == 0 &&
	       fits_us(number->digits);
}

/* Eleven digits: a trunk prefix and ten, or 8-0 and nine. */
static char *of_eleven(const char *digits, const char *country)
{
	bool in_ru = strcmp(country, "RU") == 0;
	if (begins(digits, "80"))
		return ua_or_by(digits + 2, in_ru ? "BY" : country);
	if (*digits == '8' || *digits == '7')
		return fits_ru(digits + 1) ? with_code("7", digits + 1) : NULL;
	bool is_gb = begins(digits, "07") ||
		     (*digits == '0' && strcmp(country, "GB") == 0);
	return is_gb && fits_gb(digits + 1) ? with_code("44", digits + 1)
					    : NULL;
}

struct way {
	const char *country, *code;
	size_t length;
	const char *first; /* without brackets; "": none */
	bool (*fits)(const char *national);
};

static bool is_written_so(
	const struct phone_number *number, const struct way *way)
{
	if (number->count != way->length || !way->fits(number->digits))
		return false;
	return number->said ||
	       (is_grouped(number) &&
		       (number->bracket ||
			       strchr(way->first, *number->digits)));
}

/* Without the trunk prefix: brackets, groups or a word before it tell that it
 * is a number to call; of another country only a word does. */
static char *without_trunk(
	const struct phone_number *number, const char *country)
{
	static const struct way ways[] = {
		{ "RU", "7", 10, "9", fits_ru },
		{ "BY", "375", 9, "123456789", fits_by },
		{ "UA", "380", 9, "", fits_ua },
	};
	const struct way *found = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		bool is_own = strcmp(country, ways[i].country) == 0;
		if (is_written_so(number, &ways[i]) &&
			(is_own || (number->said && found == NULL)))
			found = &ways[i];
	}
	return found != NULL ? with_code(found->code, number->digits) : NULL;
}

/* Without country code: trunk prefixes and lengths tell. */
static char *national(const struct phone_number *number, const char *country)
{
	const char *digits = number->digits;
	size_t length = number->count;
	if (length == 12 && (begins(digits, "380") || begins(digits, "375")))
		return international(digits);
	if (is_american(number, country))
		return with_code("1", digits + (length == 11 ? 1 : 0));
	if (length == 11)
		return of_eleven(digits, country);
	if (length == 10 && *digits == '0' && strcmp(country, "GB") == 0 &&
		fits_gb(digits + 1))
		return with_code("44", digits + 1);
	if (length == 10 && *digits == '0')
		return ua_or_by(digits + 1, country);
	return without_trunk(number, country);
}

char *phone_number_e164(const struct phone_number *number, const char *country)
{
	const char *digits = number->digits;
	if (number->plus)
		return international(digits);
	/* What is dialled to leave a country: 00, once 8-10. */
	if (begins(digits, "00") && number->count > 10)
		return international(digits + 2);
	if (begins(digits, "810") && number->count > 12)
		return international(digits + 3);
	return national(number, country);
}

bool phone_number_is_abroad(const struct phone_number *number)
{
	return number->plus || begins(number->digits, "00");
}

bool phone_number_take(
	struct phone_number *number, char digit, bool gap, bool blank)
{
	if (number->count == PHONE_DIGITS_MOST)
		return false;
	if (gap || number->count == 0)
		number->starts |= 1U << number->count;
	if (blank && number->count > 0)
		number->blanks |= 1U << number->count;
	number->digits[number->count++] = digit;
	number->digits[number->count] = '\0';
	return true;
}

char *phone_to_e164(const char *text, const char *country)
{
	struct phone_number number = { 0 };
	bool gap = false;
	for (const char *p = text; *p != '\0'; p++) {
		if (begins(p, "(0)") && phone_number_is_abroad(&number)) {
			p += 2;
			gap = true;
		} else if (g_ascii_isdigit(*p)) {
			if (!phone_number_take(&number, *p, gap, false))
				return NULL;
			gap = false;
		} else if (g_ascii_isalpha(*p)) {
			return NULL;
		} else {
			number.plus |= *p == '+' && number.count == 0;
			number.bracket |= *p == '(';
			gap = true;
		}
	}
	return phone_number_e164(&number, country);
}

const char *phone_country(const char *text)
{
	g_autofree char *number = phone_to_e164(text, "");
	for (size_t i = 0; number != NULL && i < G_N_ELEMENTS(plans); i++)
		if (begins(number + 1, plans[i].code))
			return plans[i].country;
	return "";
}

bool phone_number_is_ambiguous(
	const struct phone_number *number, const char *phone)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
		g_autofree char *other =
			phone_number_e164(number, plans[i].country);
		if (other != NULL && strcmp(other, phone) != 0)
			return true;
	}
	return false;
}
