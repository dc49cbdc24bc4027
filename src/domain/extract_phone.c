/* Telephone numbers as people write them, by the number plans of Ukraine,
 * Russia, Belarus and the United Kingdom (ITU-T E.164 and the national
 * numbering plans); other countries only with their code. */
#include "extract_parts.h"

#include <string.h>

enum {
	E164_LEAST = 8,
	E164_MOST = 15,
	RUN_MOST = 20,
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
		if (strncmp(p, digits, 2) == 0)
			return true;
	return false;
}

static char *with_code(const char *code, const char *national)
{
	return g_strconcat("+", code, national, NULL);
}

static bool begins(const char *digits, const char *with)
{
	return strncmp(digits, with, strlen(with)) == 0;
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

static bool fits_gb(const char *national)
{
	size_t length = strlen(national);
	return (length == 10 || length == 9) &&
	       strchr("12378", national[0]) != NULL;
}

static const struct {
	const char *code, *country;
	bool (*fits)(const char *national);
} plans[] = { { "380", "UA", fits_ua }, { "375", "BY", fits_by },
	{ "7", "RU", fits_ru }, { "44", "GB", fits_gb } };

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
	size_t length = strlen(digits);
	bool fits =
		length >= E164_LEAST && length <= E164_MOST && digits[0] != '0';
	return fits ? with_code("", digits) : NULL;
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

/* Without country code: trunk prefixes and lengths tell. */
static char *national(const char *digits, const char *country, bool grouped)
{
	size_t length = strlen(digits);
	if (length == 12 && (begins(digits, "380") || begins(digits, "375")))
		return international(digits);
	if (length == 11 && begins(digits, "80") && strcmp(country, "RU") != 0)
		return ua_or_by(digits + 2, country);
	if (length == 11 && begins(digits, "80"))
		return ua_or_by(digits + 2, "BY");
	if (length == 11 && (*digits == '8' || *digits == '7'))
		return fits_ru(digits + 1) ? with_code("7", digits + 1) : NULL;
	if (length == 11 && *digits == '0' && fits_gb(digits + 1))
		return with_code("44", digits + 1);
	if (length == 10 && *digits == '0' && strcmp(country, "GB") == 0 &&
		fits_gb(digits + 1))
		return with_code("44", digits + 1);
	if (length == 10 && *digits == '0')
		return ua_or_by(digits + 1, country);
	if (length == 10 && *digits == '9' && grouped &&
		strcmp(country, "RU") == 0)
		return with_code("7", digits);
	if (length == 9 && grouped && strcmp(country, "BY") == 0 &&
		fits_by(digits))
		return with_code("375", digits);
	return NULL;
}

char *phone_to_e164(const char *text, const char *country)
{
	char digits[RUN_MOST + 1];
	size_t count = 0;
	bool plus = false, grouped = false;
	for (const char *p = text; *p != '\0'; p++) {
		if (g_ascii_isdigit(*p)) {
			if (count == RUN_MOST)
				return NULL;
			digits[count++] = *p;
		} else if (*p == '+' && count == 0) {
			plus = true;
		} else if (g_ascii_isalpha(*p)) {
			return NULL;
		} else if (count > 0) {
			grouped = true;
		}
	}
	digits[count] = '\0';
	if (plus)
		return international(digits);
	if (begins(digits, "00") && count > 10)
		return international(digits + 2);
	return national(digits, country, grouped);
}

const char *phone_country(const char *text)
{
	g_autofree char *number = phone_to_e164(text, "");
	for (size_t i = 0; number != NULL && i < G_N_ELEMENTS(plans); i++)
		if (begins(number + 1, plans[i].code))
			return plans[i].country;
	return "";
}

/* In a letter from another of the countries it would be another number. */
static bool has_other_reading(const char *written, const char *phone)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
		g_autofree char *other =
			phone_to_e164(written, plans[i].country);
		if (other != NULL && strcmp(other, phone) != 0)
			return true;
	}
	return false;
}

static bool each_phone(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	if (finder_is_taken(finder, match->from[0], match->to[0]))
		return true;
	g_autofree char *written = regex_group(match, 0);
	char *phone = phone_to_e164(written, finder->country);
	if (phone == NULL)
		return true;
	bool is_ambiguous = has_other_reading(written, phone);
	struct entity *entity = finder_add(
		finder, ENTITY_PHONE, phone, match->from[0], match->to[0]);
	if (entity != NULL)
		entity->ambiguous = is_ambiguous;
	return true;
}

void find_phones(struct finder *finder)
{
	/* Digits in groups; at most two marks between two of them. */
	static gsize numbers;
	regex_each_at(
		regex_once(&numbers,
			"(?<![\\w+№/-])(?<!\\d[.,])(?:\\+ ?)?\\(?\\d"
			"(?:[ \\x{A0}().\\x{2010}-\\x{2015}-]{0,3}\\d){8,14}"
			"(?![\\w])(?!\\.\\d)",
			REGEX_PLACED),
		finder->text, finder->length, finder->numbers, each_phone,
		finder);
}
