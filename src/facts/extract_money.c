/* Sums of money: "148 гривень 50 копійок", "18 500 рублей", "£86.40",
 * "24 990 руб.", "5 тыс. руб.". */
#include "extract_parts.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	MINOR_UNITS = 100,
	THOUSAND = 1000,
	WHOLE_MOST_DIGITS = 12,
	CURRENCY_MOST_BYTES = 8 /* "gbp  " */
};

/* Whole part: plain or in groups of three, one group more than a sum has, so
 * that a longer number is none; fraction of one or two digits. */
#define NUMBER                                                                 \
	"(\\d{1,3}(?:[ \\x{A0}\\x{202F}.,']\\d{3}){1,4}(?!\\d)|\\d{1,9})"      \
	"(?:[.,](?<cents>\\d{1,2}))?(?!\\d)"
#define MANY	  "(тис\\.?|тисяч\\w*|тыс\\.?|тысяч\\w*|тысяч|млн\\.?)(?!\\w)"
#define THOUSANDS "(?:\\s*" MANY ")?"
/* "3 000 (three thousand) roubles" */
#define IN_WORDS "(?:\\s*\\(\\p{L}[^()\\d\\n]{2,80}\\))?"
/* "18 рублёў і 40 капеек", "£63 and 12p"; "£3.50 and 20p" are two sums. */
#define AND "(?:,?\\s*(?:and|та|і|й|и|ды)(?!\\p{L}))?"
#define MINOR                                                                  \
	"(?(<cents>)|(?:" AND "\\s*(\\d{1,2})\\s*"                             \
	"(?:коп\\w*|кап\\w*|pence|p)\\b\\.?)?)"

/* What stands behind a sum, a group for each of after_currencies; order
 * matters: the Belarusian rouble before any rouble. */
#define AFTER                                                                                               \
	"(?:(бел(?:\\.|ар\\w*)?\\s*р(?:уб\\w*\\.?|\\.)|б\\.\\s?р\\.|byn|"                         \
	"br\\b)|"                                                                                           \
	"(грн\\b\\.?|гривень|гривн\\w+|гривен|грывень|грыўн\\w+|uah|₴)|" \
	"(рос(?:с\\w*|\\.)?\\s*руб\\w*\\.?|rub\\b|rur\\b|₽)|"                                      \
	"(руб\\w*\\.?|р\\.(?!\\s?\\p{Lu}\\.)|р\\b(?!\\.))|"                                            \
	"(євро|евро|еўра|euros?\\b|eur\\b|€)|"                                                \
	"(дол(?:ар|лар)\\w*|дол\\.|dollars?\\b|usd\\b|\\$)|"                                     \
	"(pounds?\\b|gbp\\b|фунт\\w*|quid\\b|£)|"                                                      \
	"(zł|pln\\b|злот\\w*)|(тенге|kzt\\b|₸))"
static const char *const after_currencies[] = { "BYN", "UAH", "RUB",
	"" /* the country's own rouble */, "EUR", "USD", "GBP", "PLN", "KZT" };
/* And before one. */
#define BEFORE                                                                 \
	"(?:(£|gbp\\s)|(€|eur\\s)|(\\$|usd\\s)|(₴|uah\\s)|(₽|rub\\s)|(" \
	"byn\\s))"
static const char *const before_currencies[] = { "GBP", "EUR", "USD", "UAH",
	"RUB", "BYN" };

static gint64 digits_value(const struct regex_match *match, int group)
{
	gint64 value = 0;
	int digits = 0;
	for (size_t i = match->from[group]; i < match->to[group]; i++) {
		char c = match->text[i];
		if (!g_ascii_isdigit(c))
			continue;
		if (++digits > WHOLE_MOST_DIGITS)
			return -1;
		value = value * 10 + (c - '0');
	}
	return value;
}

/* ",5" is fifty hundredths, ",05" five. */
static gint64 fraction_value(const struct regex_match *match, int group)
{
	gint64 value = digits_value(match, group);
	return match->to[group] - match->from[group] == 1 ? value * 10 : value;
}

static gint64 multiplier(const struct regex_match *match, int group)
{
	if (!regex_has_group(match, group))
		return 1;
	const char *word = match->text + match->from[group];
	return g_utf8_get_char(word) == 0x43C ? 1000000 : 1000;
}

/* "1,250 млн" is a million and a quarter: nobody counts millions in groups
 * with one comma or point. */
static bool is_decimal(const struct regex_match *match, int group)
{
	g_autofree char *digits = regex_group(match, group);
	const char *sign = strpbrk(digits, ".,");
	return sign != NULL &&
	       strspn(digits, "0123456789") == (size_t)(sign - digits) &&
	       strlen(sign + 1) == strspn(sign + 1, "0123456789") &&
	       !regex_has_group(match, group + 1);
}

/* The number of groups `first` and the next in hundredths, `times` as much;
 * -1: more than any sum is. */
static gint64 minor_value(
	const struct regex_match *match, int first, gint64 times)
{
	gint64 whole = digits_value(match, first);
	if (whole < 0 || whole >= G_MAXINT64 / MINOR_UNITS / times)
		return -1;
	if (times >= THOUSAND && is_decimal(match, first))
		return whole * MINOR_UNITS * (times / THOUSAND);
	return (whole * MINOR_UNITS + fraction_value(match, first + 1)) * times;
}

const char *own_rouble(const struct finder *finder)
{
	return strcmp(finder->country, "BY") == 0 ||
			       strcmp(finder->options->language, "be") == 0
		       ? "BYN"
		       : "RUB";
}

static const char *own_currency(const struct finder *finder)
{
	static const char *const table[][2] = { { "UA", "UAH" },
		{ "BY", "BYN" }, { "GB", "GBP" } };
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (strcmp(finder->country, table[i][0]) == 0)
			return table[i][1];
	return "RUB";
}

struct money_finder {
	struct finder *finder;
	const char *currency;
};

/* "2026 р." is a year in Ukrainian, not roubles. */
static bool is_year(
	const struct money_finder *money, const struct regex_match *match)
{
	g_autofree char *written = regex_group(match, 0);
	return *money->currency == '\0' &&
	       strcmp(money->finder->country, "UA") == 0 &&
	       (g_str_has_suffix(written, "р.") ||
		       g_str_has_suffix(written, "р"));
}

static void add_amount(const struct money_finder *money,
	const struct regex_match *match, gint64 minor)
{
	if (minor < 0 || is_year(money, match) ||
		finder_is_taken(money->finder, match->from[0], match->to[0]))
		return;
	const char *currency = *money->currency != '\0'
				       ? money->currency
				       : own_rouble(money->finder);
	char *value = g_strdup_printf("%" G_GINT64_FORMAT ".%02d %s",
		minor / MINOR_UNITS, (int)(minor % MINOR_UNITS), currency);
	struct entity *entity = finder_add(money->finder, ENTITY_AMOUNT, value,
		match->from[0], match->to[0]);
	if (entity == NULL)
		return;
	entity->amount_minor = minor;
	g_strlcpy(entity->currency, currency, sizeof(entity->currency));
}

/* That of the group that is there, from `first` on. */
static const char *currency_of(const struct regex_match *match, int first,
	const char *const *currencies, int count)
{
	int i = 0;
	while (i + 1 < count && !regex_has_group(match, first + i))
		i++;
	return currencies[i];
}

static bool each_after(const struct regex_match *match, void *user)
{
	enum {
		FIRST = 4,
		COUNT = G_N_ELEMENTS(after_currencies)
	};
	struct money_finder money = { user,
		currency_of(match, FIRST, after_currencies, COUNT) };
	gint64 minor = minor_value(match, 1, multiplier(match, 3));
	if (minor >= 0 && regex_has_group(match, FIRST + COUNT))
		minor += digits_value(match, FIRST + COUNT);
	add_amount(&money, match, minor);
	return true;
}

static bool each_before(const struct regex_match *match, void *user)
{
	enum {
		COUNT = G_N_ELEMENTS(before_currencies)
	};
	struct money_finder money = { user,
		currency_of(match, 1, before_currencies, COUNT) };
	gint64 minor = minor_value(match, COUNT + 1, 1);
	if (minor >= 0 && regex_has_group(match, COUNT + 3))
		minor += digits_value(match, COUNT + 3);
	add_amount(&money, match, minor);
	return true;
}

/* Groups 2 and so on: whose hundredths they are, whatever the office's
 * country; none of them, its own. */
static bool each_minor(const struct regex_match *match, void *user)
{
	static const char *const currencies[] = { "GBP", "UAH", "BYN" };
	struct money_finder money = { user, own_currency(user) };
	for (size_t i = 0; i < G_N_ELEMENTS(currencies); i++)
		if (regex_has_group(match, (int)i + 2))
			money.currency = currencies[i];
	add_amount(&money, match, digits_value(match, 1));
	return true;
}

/* Up to where what stands before a number can be a currency. */
static GArray *before_numbers(const struct finder *finder)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct passage));
	for (guint i = 0; i < finder->numbers->len; i++) {
		size_t at = g_array_index(finder->numbers, size_t, i);
		const char *before = finder->text + at;
		while (before > finder->text && g_ascii_isspace(before[-1]))
			before--;
		if (before > finder->text &&
			(before[-1] == '$' || g_ascii_isalpha(before[-1]) ||
				!letter_is(
					letter_at(g_utf8_prev_char(before)))))
			passages_add(
				out, finder->text, at, at, CURRENCY_MOST_BYTES);
	}
	return out;
}

#define PENCE	"pence|p\\b"
#define KOPECKS "(копій\\w+)|(капе\\w+|кап\\.)|копе\\w+|коп(?:\\.|\\b)"

void find_amounts(struct finder *finder)
{
	static gsize sums_before, sums_after, minor_only, sum_heads, part_heads;
	g_autoptr(GArray) passages = before_numbers(finder);
	const struct behind_number sum = {
		regex_heads_once(&sum_heads, MANY "|" AFTER), "(-$", ".,'"
	};
	const struct behind_number part = {
		regex_heads_once(&part_heads, PENCE "|" KOPECKS), "", ""
	};
	g_autoptr(GArray) sums = places_going_on(finder, finder->numbers, &sum);
	g_autoptr(GArray) parts =
		places_going_on(finder, finder->numbers, &part);
	regex_each_within(regex_once(&sums_before, BEFORE "\\s?" NUMBER MINOR,
				  REGEX_CASELESS),
		finder->text, finder->length, passages, each_before, finder);
	regex_each_at(regex_once(&sums_after,
			      "(?<![\\d.,:])" NUMBER THOUSANDS IN_WORDS
			      "\\s*(?:-|—)?" AFTER MINOR,
			      REGEX_PLACED),
		finder->text, finder->length, sums, each_after, finder);
	find_worded_amounts(finder);
	regex_each_at(regex_once(&minor_only,
			      "(?<![\\d.,])(\\d{1,2})(?:((?:\\s*pence|p)\\b)|"
			      "\\s*(?:" KOPECKS "))",
			      REGEX_PLACED),
		finder->text, finder->length, parts, each_minor, finder);
}
