/* Sums written in words alone: "сто сорок вісім гривень 50 копійок", "двести
 * рублей", "сто рублёў", "one hundred and forty-eight pounds".  A run of
 * number words, read as it goes, with a currency behind it. */
#include "extract_parts.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	MINOR_UNITS = 100,
	WORD_MOST_BYTES = 40,
	CHAR_MOST_BYTES = 6,
	NUMBER_MOST = 999999999,
	HUNDRED = 100,
	THOUSAND = 1000,
	TEN = 10,
	TWENTY = 20,
};

/* Numerals in the nominative, accusative and genitive; "тисячі" alone counts
 * nothing ("thousands of"), so it needs a number before it. */
static const struct {
	gint64 value;
	const char *forms;
} numerals[] = {
	{ 1, "один одна одне одну одного одной однієї адзін адна адну аднаго "
	     "одну one" },
	{ 2, "два дві две дзве двох двух two" },
	{ 3, "три тры трьох трёх трох three" },
	{ 4, "чотири четыре чатыры чотирьох четырёх четырех чатырох four" },
	{ 5, "п'ять пять п'яти пяти пяці пяць five" },
	{ 6, "шість шесть шэсць шести шасці six" },
	{ 7, "сім семь сем семи сямі seven" },
	{ 8, "вісім восемь восем восьми васьмі eight" },
	{ 9, "дев'ять девять дзевяць дев'яти девяти дзевяці nine" },
	{ 10, "десять дзесяць десяти дзесяці ten" },
	{ 11, "одинадцять одиннадцать адзінаццаць eleven" },
	{ 12, "дванадцять двенадцать дванаццаць twelve" },
	{ 13, "тринадцять тринадцать трынаццаць thirteen" },
	{ 14, "чотирнадцять четырнадцать чатырнаццаць fourteen" },
	{ 15, "п'ятнадцять пятнадцать пятнаццаць fifteen" },
	{ 16, "шістнадцять шестнадцать шаснаццаць sixteen" },
	{ 17, "сімнадцять семнадцать семнаццаць seventeen" },
	{ 18, "вісімнадцять восемнадцать васемнаццаць eighteen" },
	{ 19, "дев'ятнадцять девятнадцать дзевятнаццаць nineteen" },
	{ 20, "двадцять двадцать дваццаць двадцяти двадцати дваццаці twenty" },
	{ 30, "тридцять тридцать трыццаць тридцяти тридцати трыццаці thirty" },
	{ 40, "сорок сорак сорока сарака forty fourty" },
	{ 50, "п'ятдесят пятьдесят пяцьдзясят пяцьдзесят п'ятдесяти "
	      "пятидесяти fifty" },
	{ 60, "шістдесят шестьдесят шэсцьдзясят шэсцьдзесят шістдесяти "
	      "шестидесяти sixty" },
	{ 70, "сімдесят семьдесят семдзесят сімдесяти семидесяти seventy" },
	{ 80, "вісімдесят восемьдесят восемдзесят вісімдесяти восьмидесяти "
	      "eighty" },
	{ 90, "дев'яносто девяносто дзевяноста дев'яноста ninety" },
	{ 100, "сто ста" },
	{ 200, "двісті двести дзвесце двохсот двухсот" },
	{ 300, "триста трыста трьохсот трёхсот" },
	{ 400, "чотириста четыреста чатырыста чотирьохсот четырёхсот" },
	{ 500, "п'ятсот пятьсот пяцьсот п'ятисот пятисот" },
	{ 600, "шістсот шестьсот шэсцьсот шестисот" },
	{ 700, "сімсот семьсот семсот семисот" },
	{ 800, "вісімсот восемьсот восемсот восьмисот" },
	{ 900, "дев'ятсот девятьсот дзевяцьсот дев'ятисот девятисот" },
};

static const struct {
	const char *form;
	gint64 value;
	bool alone; /* counts one when nothing stands before it */
} scales[] = {
	{ "тисяча", THOUSAND, true },
	{ "тисячу", THOUSAND, true },
	{ "тисячі", THOUSAND, false },
	{ "тисяч", THOUSAND, false },
	{ "тысяча", THOUSAND, true },
	{ "тысячу", THOUSAND, true },
	{ "тысячи", THOUSAND, false },
	{ "тысячы", THOUSAND, false },
	{ "тысяч", THOUSAND, false },
	{ "мільйон", 1000000, true },
	{ "миллион", 1000000, true },
	{ "мільён", 1000000, true },
	{ "hundred", HUNDRED, true },
	{ "thousand", THOUSAND, true },
	{ "million", 1000000, true },
};

/* By the beginning of the word; "": the country's own rouble. */
static const struct {
	const char *beginning, *currency;
} units[] = {
	{ "грив", "UAH" }, /* гривня, гривень, гривны, гривен */
	{ "грн", "UAH" },
	{ "грыў", "UAH" },
	{ "грыв", "UAH" },
	{ "рубл", "" },
	{ "руб", "" },
	{ "pound", "GBP" },
	{ "quid", "GBP" },
	{ "dollar", "USD" },
	{ "долар", "USD" },
	{ "доллар", "USD" },
	{ "euro", "EUR" },
	{ "євро", "EUR" },
	{ "евро", "EUR" },
	{ "еўра", "EUR" },
};
static const char *const minors[] = { "копі", "копе", "капе", "pence", "penny",
	"cent" };
static const struct {
	const char *beginning, *currency;
} adjectives[] = { { "белорус", "BYN" }, { "беларус", "BYN" },
	{ "білорус", "BYN" }, { "росс", "RUB" }, { "рос", "RUB" },
	{ "рас", "RUB" } };

/* A word of the text, in lower case, its apostrophes plain; "" at the end or
 * where something other than a space or a hyphen stands before it. */
struct token {
	char text[WORD_MOST_BYTES];
	size_t from, to;
};

static bool is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x2BC;
}

/* The word at `from` or behind the spaces there. */
static struct token token_at(const struct finder *finder, size_t from)
{
	struct token token = { .from = from };
	const char *end = finder->text + finder->length;
	const char *p = finder->text + from;
	size_t length = 0;
	bool fits = true;
	while (p < end && (g_ascii_isspace(*p) || *p == '-'))
		p++;
	token.from = token.to = (size_t)(p - finder->text);
	for (; p < end; p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		if (!letter_is(c) && !is_apostrophe(c))
			break;
		c = is_apostrophe(c) ? '\'' : letter_small(c);
		fits = fits && length + CHAR_MOST_BYTES < sizeof(token.text);
		if (fits)
			length += (size_t)g_unichar_to_utf8(
				c, token.text + length);
	}
	token.text[fits ? length : 0] = '\0';
	token.to = (size_t)(p - finder->text);
	return token;
}

/* One and a half, of the scale that follows: "півтори тисячі". */
static const char *const halves[] = { "півтора", "півтори", "полтора",
	"полторы", "паўтара", "паўтары", NULL };
/* "двадцять гривень і п'ятдесят копійок" */
static const char *const ands[] = { "and", "та", "і", "й", "и", "ды", NULL };

/* By word: what a numeral counts; -1 - i: the scale i. */
static GHashTable *words_index(void)
{
	static gsize made;
	if (g_once_init_enter(&made)) {
		GHashTable *index = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL);
		for (size_t i = 0; i < G_N_ELEMENTS(numerals); i++) {
			g_auto(GStrv) forms =
				g_strsplit(numerals[i].forms, " ", -1);
			for (char **form = forms; *form != NULL; form++)
				g_hash_table_insert(index, g_strdup(*form),
					GINT_TO_POINTER(
						(int)numerals[i].value));
		}
		for (size_t i = 0; i < G_N_ELEMENTS(scales); i++)
			g_hash_table_insert(index, g_strdup(scales[i].form),
				GINT_TO_POINTER(-1 - (int)i));
		g_once_init_leave(&made, (gsize)index);
	}
	return (GHashTable *)made;
}

/* With which words one may begin. */
static const struct regex_heads *words_heads(void)
{
	static gsize made;
	if (g_once_init_enter(&made)) {
		struct regex_heads *heads = g_new(struct regex_heads, 1);
		g_autoptr(GString) any = g_string_new(scales[0].form);
		for (size_t i = 1; i < G_N_ELEMENTS(scales); i++)
			g_string_append_printf(any, "|%s", scales[i].form);
		for (size_t i = 0; i < G_N_ELEMENTS(numerals); i++)
			g_string_append_printf(any, "|%s", numerals[i].forms);
		for (size_t i = 0; halves[i] != NULL; i++)
			g_string_append_printf(any, "|%s", halves[i]);
		g_strdelimit(any->str, " ", '|');
		(void)regex_heads_read(any->str, heads);
		g_once_init_leave(&made, (gsize)heads);
	}
	return (const struct regex_heads *)made;
}

/* A number being read: "сорок" may follow "сто", never "сорок". */
struct count {
	gint64 total, current;
	gint64 room; /* what may be added must be below */
	bool begun;
	bool has_half; /* a scale must follow */
};

static bool count_numeral(struct count *count, gint64 value)
{
	if (value >= count->room)
		return false;
	count->current += value;
	count->begun = true;
	count->room = value >= HUNDRED ? HUNDRED : value >= TWENTY ? TEN : 0;
	return true;
}

static bool count_scale(struct count *count, size_t i)
{
	if (count->current == 0 && !scales[i].alone)
		return false;
	gint64 times = MAX(count->current, 1);
	count->begun = true;
	if (scales[i].value == HUNDRED) {
		count->current = times * HUNDRED;
		count->room = HUNDRED;
		return times < TEN;
	}
	count->total += times * scales[i].value;
	if (count->has_half)
		count->total += scales[i].value / 2;
	count->has_half = false;
	count->current = 0;
	count->room = THOUSAND;
	return count->total <= NUMBER_MOST;
}

static bool count_word(struct count *count, const char *word)
{
	if (!count->begun && g_strv_contains(halves, word)) {
		count->has_half = true;
		return count_numeral(count, 1);
	}
	int value = GPOINTER_TO_INT(g_hash_table_lookup(words_index(), word));
	if (value > 0)
		return count_numeral(count, value);
	if (value < 0 && count_scale(count, (size_t)(-1 - value)))
		return true;
	return count->begun && strcmp(word, "and") == 0;
}

/* Number words from `token` on; leaves `token` at the first other word. */
static bool read_number(
	const struct finder *finder, struct token *token, gint64 *out)
{
	struct count count = { .room = THOUSAND };
	while (token->text[0] != '\0' && count_word(&count, token->text))
		*token = token_at(finder, token->to);
	*out = count.total + count.current;
	return count.begun && !count.has_half;
}

static const char *unit_of(const struct finder *finder, struct token *token)
{
	const char *of_country = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(adjectives); i++)
		if (g_str_has_prefix(token->text, adjectives[i].beginning)) {
			of_country = adjectives[i].currency;
			*token = token_at(finder, token->to);
			break;
		}
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_has_prefix(token->text, units[i].beginning))
			return *units[i].currency != '\0' ? units[i].currency
			       : of_country != NULL	  ? of_country
							  : own_rouble(finder);
	return NULL;
}

static bool is_minor(const struct token *token)
{
	for (size_t i = 0; i < G_N_ELEMENTS(minors); i++)
		if (g_str_has_prefix(token->text, minors[i]))
			return true;
	return false;
}

/* "… 50 копійок", "… п'ятдесят копійок", "and fifty pence". */
static gint64 read_minor(const struct finder *finder, size_t *to)
{
	gint64 value = 0;
	struct token token = token_at(finder, *to);
	if (g_strv_contains(ands, token.text))
		token = token_at(finder, token.to);
	const char *end = finder->text + finder->length;
	const char *p = finder->text + token.from;
	int digits = 0;
	for (; p < end && g_ascii_isdigit(*p) && digits < 3; p++, digits++)
		value = value * TEN + (*p - '0');
	if (digits > 0)
		token = token_at(finder, (size_t)(p - finder->text));
	else if (!read_number(finder, &token, &value))
		return 0;
	if (value >= MINOR_UNITS || !is_minor(&token))
		return 0;
	*to = token.to;
	return value;
}

/* Where to look on from. */
static size_t try_sum(struct finder *finder, struct token token)
{
	size_t from = token.from, first_to = token.to;
	gint64 whole;
	if (!read_number(finder, &token, &whole))
		return first_to;
	size_t after = MAX(first_to, token.from);
	const char *currency = unit_of(finder, &token);
	if (currency == NULL)
		return after;
	size_t to = token.to;
	gint64 minor = whole * MINOR_UNITS + read_minor(finder, &to);
	if (finder_is_taken(finder, from, to))
		return to;
	struct entity *entity = finder_add(finder, ENTITY_AMOUNT,
		g_strdup_printf("%" G_GINT64_FORMAT ".%02d %s",
			minor / MINOR_UNITS, (int)(minor % MINOR_UNITS),
			currency),
		from, to);
	if (entity != NULL) {
		entity->amount_minor = minor;
		g_strlcpy(entity->currency, currency, sizeof(entity->currency));
	}
	return to;
}

void find_worded_amounts(struct finder *finder)
{
	const struct regex_heads *heads = words_heads();
	size_t from = 0;
	for (guint i = 0; i < finder->words->len; i++) {
		const struct word_head *word =
			&g_array_index(finder->words, struct word_head, i);
		if (word->at >= from && regex_heads_fit(heads, word))
			from = try_sum(finder, token_at(finder, word->at));
	}
}
