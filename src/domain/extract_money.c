/* Sums of money: "148 гривень 50 копійок", "18 500 рублей", "£86.40",
 * "24 990 руб.", "5 тыс. руб.". */
#include "extract_parts.h"

#include <string.h>

enum {
	MINOR_UNITS = 100,
	WHOLE_MOST_DIGITS = 12
};

/* Whole part: plain or in groups of three, one group more than a sum has, so
 * that a longer number is none; fraction of one or two digits. */
#define NUMBER                                                                 \
	"(\\d{1,3}(?:[ \\x{A0}\\x{202F}.,']\\d{3}){1,4}(?!\\d)|\\d{1,9})"      \
	"(?:[.,](\\d{1,2}))?(?!\\d)"
#define THOUSANDS                                                              \
	"(?:\\s*(тис\\.?|тисяч\\w*|тыс\\.?|тысяч\\w*|тысяч|млн\\.?)(?!\\w))?"
/* "3 000 (three thousand) roubles" */
#define IN_WORDS "(?:\\s*\\(\\p{L}[^()\\d\\n]{2,80}\\))?"
#define MINOR	 "(?:\\s*(\\d{1,2})\\s*(?:коп\\w*|кап\\w*|pence|p)\\b\\.?)?"

/* Order matters: the Belarusian rouble before any rouble. */
static const struct {
	const char *currency; /* "": the country's own rouble */
	const char *words;
} after[] = {
	{ "BYN", "бел(?:\\.|ар\\w*)?\\s*р(?:уб\\w*\\.?|\\.)|б\\.\\s?р\\.|byn|"
		 "br\\b" },
	{ "UAH",
		"грн\\b\\.?|гривень|гривн\\w+|гривен|грывень|грыўн\\w+|uah|₴" },
	{ "RUB", "рос(?:с\\w*|\\.)?\\s*руб\\w*\\.?|rub\\b|rur\\b|₽" },
	{ "", "руб\\w*\\.?|р\\.(?!\\s?\\p{Lu}\\.)|р\\b(?!\\.)" },
	{ "EUR", "євро|евро|еўра|euros?\\b|eur\\b|€" },
	{ "USD", "дол(?:ар|лар)\\w*|дол\\.|dollars?\\b|usd\\b|\\$" },
	{ "GBP", "pounds?\\b|gbp\\b|фунт\\w*|quid\\b|£" },
	{ "PLN", "zł|pln\\b|злот\\w*" },
	{ "KZT", "тенге|kzt\\b|₸" },
};

static const struct {
	const char *currency, *sign;
} before[] = {
	{ "GBP", "£|gbp\\s" },
	{ "EUR", "€|eur\\s" },
	{ "USD", "\\$|usd\\s" },
	{ "UAH", "₴|uah\\s" },
	{ "RUB", "₽|rub\\s" },
	{ "BYN", "byn\\s" },
};

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

static bool each_after(const struct regex_match *match, void *user)
{
	gint64 whole = digits_value(match, 1);
	if (whole < 0)
		return true;
	gint64 minor = (whole * MINOR_UNITS + fraction_value(match, 2)) *
		       multiplier(match, 3);
	if (regex_has_group(match, 4))
		minor += digits_value(match, 4);
	add_amount(user, match, minor);
	return true;
}

static bool each_before(const struct regex_match *match, void *user)
{
	gint64 whole = digits_value(match, 1);
	if (whole < 0)
		return true;
	add_amount(user, match, whole * MINOR_UNITS + fraction_value(match, 2));
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

/* What stands behind a sum, for one currency or for any. */
static const struct regex *after_once(gsize *slot, const char *words)
{
	g_autofree char *pattern = g_strconcat(
		"(?<![\\d.,:])" NUMBER THOUSANDS IN_WORDS "\\s*(?:-|—)?(?:",
		words, ")" MINOR, NULL);
	return regex_once(slot, pattern, REGEX_PLACED);
}

static const struct regex *before_once(gsize *slot, const char *signs)
{
	g_autofree char *pattern =
		g_strconcat("(?:", signs, ")\\s?" NUMBER, NULL);
	return regex_once(slot, pattern, REGEX_CASELESS);
}

/* Most numbers are no sums: one look at each for all currencies, and only
 * where there is one, a look for each. */
static void find_after(struct finder *finder)
{
	static gsize any, compiled[G_N_ELEMENTS(after)];
	g_autoptr(GString) words = g_string_new(after[0].words);
	for (size_t i = 1; i < G_N_ELEMENTS(after); i++)
		g_string_append_printf(words, "|%s", after[i].words);
	g_autoptr(GArray) places = regex_places(after_once(&any, words->str),
		finder->text, finder->length, finder->numbers);
	for (size_t i = 0; places->len > 0 && i < G_N_ELEMENTS(after); i++) {
		struct money_finder money = { finder, after[i].currency };
		regex_each_at(after_once(&compiled[i], after[i].words),
			finder->text, finder->length, places, each_after,
			&money);
	}
}

static void find_before(struct finder *finder)
{
	static gsize any, compiled[G_N_ELEMENTS(before)];
	g_autoptr(GString) signs = g_string_new(before[0].sign);
	for (size_t i = 1; i < G_N_ELEMENTS(before); i++)
		g_string_append_printf(signs, "|%s", before[i].sign);
	if (!regex_is_in(before_once(&any, signs->str), finder->text,
		    finder->length))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		struct money_finder money = { finder, before[i].currency };
		regex_each(before_once(&compiled[i], before[i].sign),
			finder->text, finder->length, each_before, &money);
	}
}

void find_amounts(struct finder *finder)
{
	static gsize minor_only;
	find_before(finder);
	find_after(finder);
	find_worded_amounts(finder);
	regex_each_at(regex_once(&minor_only,
			      "(?<![\\d.,])(\\d{1,2})(?:((?:\\s*pence|p)\\b)|"
			      "\\s*(?:(копій\\w+)|(капе\\w+|кап\\.)|"
			      "копе\\w+|коп(?:\\.|\\b)))",
			      REGEX_PLACED),
		finder->text, finder->length, finder->numbers, each_minor,
		finder);
}
