/* Days as letters name them: in figures, or with the month in words; a year
 * that is not said is the last that is not far ahead. */
#include "extract_parts.h"

#include <string.h>
#include "plaint/facts/date_words.h"
#include "plaint/text/letter.h"

enum {
	CENTURY = 2000,
	MONTHS = 12,
	FUTURE_MOST_DAYS = 120,
	DOOR_MOST_DAYS = 45,
	AHEAD_MOST_YEARS = 20,
	BEFORE_MOST_BYTES = 24,
	LIST_MOST = 8,
	TEN = 10,
	WORD_MOST_BYTES = 64,
	YEAR_DIGITS = 4,
};

/* Groups: the year; words for this one; words for the last. */
#define YEAR                                                                                            \
	"(?:(?:,?\\s*|-)((?:19|20)\\d\\d(?!\\d)|"                                                       \
	"['’]?2\\d(?=\\s?[гр](?!\\w))|(?<=\\p{L}-)2\\d(?!\\d))|"                                    \
	"(?:,?\\s+)(?-i:([сцтг]\\.\\s?[гр]\\.|this year|"                                         \
	"(?:цього|поточного) року|(?:этого|сего|текущего) года|" \
	"(?:гэтага|бягучага) года)|"                                                  \
	"(last year|(?:минулого) року|(?:прошлого|мінулага) года)))?"
#define ENDING "[оа]?г[оа]|[еє]|st|nd|rd|th"
#define SUFFIX "(?:\\s?-\\s?\\p{L}{1,4}(?!\\p{L})|" ENDING ")?"
#define AND                                                                                               \
	"(?:та|і|й|и|i|да|ды|або|или|ці|чи|на|or|till|until|до|по|па|and|to|&" \
	")"
/* "26 по 29", "5, 8 и 12", "3–7": the last is no list without its "and". */
#define DAYS                                                                   \
	"(\\d{1,2}(?:" SUFFIX "(?:, ?\\d{1,2}" SUFFIX "){0,5}"                 \
	"(?: ?[-–—/] ?| " AND " (?:по |the )?)\\d{1,2})?)" SUFFIX

static void add_day(struct finder *finder, int year, int month,
	int day_of_month, size_t from, size_t to)
{
	struct day day;
	if (day_from_ymd(year, month, day_of_month, &day))
		finder_add(finder, ENTITY_DATE, g_strdup(day_format(day).text),
			from, to);
}

static int group_number(const struct regex_match *match, int group)
{
	g_autofree char *text = regex_group(match, group);
	return (int)CLAMP(g_ascii_strtoll(text, NULL, 10), 0, G_MAXINT);
}

/* "до 5 січня", "by 5 January": said of what is to come. */
static bool is_ahead(const struct regex_match *match)
{
	static const char *const words[] = { "до", "к", "ко", "да", "by",
		"until", "before", "till", "позднее", "пізніше", "пазней",
		NULL };
	const char *end = match->text + match->from[0];
	const char *from = end;
	while (from > match->text && end - from < BEFORE_MOST_BYTES &&
		(from == end || g_ascii_isspace(from[-1]) == 0))
		from--;
	g_autofree char *word = g_strndup(from, (gsize)(end - from));
	g_autofree char *lower = g_utf8_strdown(g_strstrip(word), -1);
	return g_strv_contains(words, lower);
}

/* Letters tell of what has happened, and of what is near; next year only when
 * it is said to come or is at the door. */
static int likely_year(
	struct day written, bool is_ahead, int month, int day_of_month)
{
	int year = day_year(written);
	for (int y = year + 1; y >= year; y--) {
		int most = is_ahead || y == year ? FUTURE_MOST_DAYS
						 : DOOR_MOST_DAYS;
		struct day day;
		if (day_from_ymd(y, month, day_of_month, &day) &&
			days_between(written, day) <= most)
			return y;
	}
	return year - 1;
}

/* "вул. 8 Березня", "площа Першого Травня, 3", "8 Марта, д. 15": places have
 * such names, without a year. */
static bool is_street(
	const struct finder *finder, const struct regex_match *match)
{
	static gsize before, behind;
	if (regex_has_group(match, 3))
		return false;
	size_t from = match->from[0];
	from -= MIN(from, (size_t)WORD_MOST_BYTES);
	while ((finder->text[from] & 0xC0) == 0x80)
		from++;
	const char *rest = finder->text + match->to[0];
	return regex_is_in(
		       regex_once(&before,
			       "(?<!\\w)(?:вул(?:иц\\w*|іц\\w*)?|ул(?:иц\\w*)?|"
			       "площ\\w*|плошч\\w*|пл|пр-т|просп\\w*|"
			       "праспект\\w*|пров(?:ул\\w*)?|пер(?:еул\\w*)?|"
			       "зав(?:ул\\w*)?|бульв\\w*|бул|б-р|наб\\w*|"
			       "мікрарай\\w*|м[иі]крорай\\w*|мкр|і?м|імен[іи]|"
			       "имени|им|імя|street|square)[.\\s]*[«\"“]?$",
			       REGEX_CASELESS),
		       finder->text + from, match->from[0] - from) ||
	       regex_is_in(regex_once(&behind,
				   "^[»\"”]?,?\\s{0,2}(?:д\\.|дом\\b|буд|кв\\.|"
				   "street|st\\.|ул\\.|вул\\.)",
				   REGEX_CASELESS),
		       rest, MIN(finder->length - match->to[0], strlen(rest)));
}

/* Groups `first` on, as YEAR has them. */
static int year_of(const struct finder *finder, const struct regex_match *match,
	int first, int month, int day_of_month)
{
	struct day written = finder->options->written;
	if (regex_has_group(match, first + 1))
		return day_year(written);
	if (regex_has_group(match, first + 2))
		return day_year(written) - 1;
	if (!regex_has_group(match, first))
		return likely_year(
			written, is_ahead(match), month, day_of_month);
	g_autofree char *text = regex_group(match, first);
	const char *digits = text;
	while (!g_ascii_isdigit(*digits))
		digits++;
	int year = (int)g_ascii_strtoll(digits, NULL, 10);
	return year < 100 ? CENTURY + year : year;
}

/* Between the days "28 по 3": a word that leads from one to the other. */
static bool is_span(const char *between, size_t length)
{
	static gsize words;
	return regex_is_in(
		regex_once(&words,
			"(?<!\\p{L})(?:по|до|па|да|на|to|till|until)(?!\\p{L})",
			REGEX_CASELESS),
		between, length);
}

/* Each day of DAYS in its group, the last up to the end of the match. */
static void add_days(struct finder *finder, const struct regex_match *match,
	int days_group, int month)
{
	int days[LIST_MOST], count = 0;
	size_t from[LIST_MOST];
	for (size_t i = match->from[days_group];
		i < match->to[days_group] && count < LIST_MOST; i++) {
		if (!g_ascii_isdigit(match->text[i]))
			continue;
		from[count] = i;
		days[count++] = (int)g_ascii_strtoll(match->text + i, NULL, 10);
		while (g_ascii_isdigit(match->text[i]))
			i++;
	}
	if (count == 0)
		return;
	/* "28 по 3 октября" is of two months; other numbers stand before a
	 * day too: "flat 5 - 3 October". */
	int first = count - 1;
	while (first > 0 && days[first - 1] < days[first] &&
		days[first - 1] > 0)
		first--;
	if (count == 2 && first == 1 &&
		is_span(match->text + from[0], from[1] - from[0]))
		add_day(finder,
			year_of(finder, match, 3, month, days[1]) -
				(month == 1),
			month == 1 ? MONTHS : month - 1, days[0], from[0],
			from[0] + (days[0] < TEN ? 1 : 2));
	for (int i = first; i < count; i++) {
		size_t to = from[i] + (days[i] < TEN ? 1 : 2);
		add_day(finder, year_of(finder, match, 3, month, days[i]),
			month, days[i], from[i],
			i == count - 1 ? match->to[0] : to);
	}
}

static int month_group(const struct regex_match *match, int group)
{
	g_autofree char *word = regex_group(match, group);
	return month_of_word(word);
}

static bool each_day_month(const struct regex_match *match, void *user)
{
	int month = month_group(match, 2);
	if (month > 0 && !is_street(user, match))
		add_days(user, match, 1, month);
	return true;
}

static bool each_month_day(const struct regex_match *match, void *user)
{
	int month = month_group(match, 1);
	if (month > 0)
		add_days(user, match, 2, month);
	return true;
}

static bool each_worded(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	g_autofree char *word = regex_group(match, 1);
	int month = month_group(match, 2), day = day_of_words(word);
	if (month > 0 && day > 0 && !is_street(finder, match))
		add_day(finder, year_of(finder, match, 3, month, day), month,
			day, match->from[0], match->to[0]);
	return true;
}

static void add_figures(struct finder *finder, const struct regex_match *match,
	int year, size_t to)
{
	int day = group_number(match, 1), month = group_number(match, 2);
	/* "09/14/2026" is no day of Europe. */
	bool is_american = month > MONTHS && match->text[match->to[1]] == '/';
	add_day(finder, year, is_american ? day : month,
		is_american ? month : day, match->from[1], to);
}

static bool each_figures(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	int year = group_number(match, 3);
	/* "12.05.85" is somebody's birthday; contracts run on for some years.
	 */
	if (year < 100)
		year += CENTURY;
	if (year > day_year(finder->options->written) + AHEAD_MOST_YEARS &&
		match->to[3] - match->from[3] == 2)
		year -= 100;
	/* What follows may only be looked at: "26.01 - 29.01.2026". */
	add_figures(finder, match, year, match->to[0]);
	return true;
}

static bool each_without_year(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	struct regex_match own = *match;
	own.from[0] = match->from[1];
	add_figures(finder, match,
		likely_year(finder->options->written, is_ahead(&own),
			group_number(match, 2), group_number(match, 1)),
		match->to[2]);
	return true;
}

static bool each_iso(const struct regex_match *match, void *user)
{
	add_day(user, group_number(match, 1), group_number(match, 3),
		group_number(match, 4), match->from[0], match->to[0]);
	return true;
}

/* Weekdays and small words that say that "10.11" is a day. */
#define BEFORE_FIGURES                                                                                     \
	"(?:від|зі?|от|со?|ад|до|да|after|before|from|since|until|till|"                    \
	"dated|після|после|пасля|(?<=\\d )п[оа]|"                                        \
	"понеділ\\w+|вівтор\\w+|серед[уа]|четвер\\w*|п['’ʼ]?ятниц\\w+|" \
	"субот\\w+|неділ\\w+|понедельник\\w*|вторник\\w*|сред[уы]|"      \
	"суббот\\w+|воскресень\\w+|панядзел\\w+|аўтор\\w+|серад\\w+|"    \
	"чацвер\\w*|пятніц\\w+|нядзел\\w+|"                                              \
	"(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
#define NO_DAY                                                                                                     \
	"(?!\\d|[.,/"                                                                                              \
	":]\\d|\\s*(?:%|£|€|\\$|грн|грив|руб|р\\b|р\\.|коп|кап|тис|"                       \
	"тыс|км|кг|м\\b|мб|гб|мегаб|гігаб|гигаб|год\\b|годин|час|ч\\b|uah|" \
	"rub|"                                                                                                     \
	"byn|eur|usd|mb|gb|pound|p\\b|am\\b|pm\\b))"

/* What the digits at a place can be, in a quick look. */
enum figures {
	FIGURES_DAY,	/* one or two */
	FIGURES_DOTTED, /* the same, and a sign that parts a date */
	FIGURES_YEAR,	/* four, and such a sign */
	FIGURES
};

/* Adds a place to those that are like it. */
static void add_figures_at(const char *text, size_t at, GArray **places)
{
	size_t digits = 0;
	while (digits <= YEAR_DIGITS && g_ascii_isdigit(text[at + digits]))
		digits++;
	const char *behind = text + at + digits;
	bool is_parted = *behind == '.' || *behind == '/' || *behind == '-';
	if (digits == YEAR_DIGITS && is_parted)
		g_array_append_val(places[FIGURES_YEAR], at);
	if (digits == 0 || digits > 2)
		return;
	g_array_append_val(places[FIGURES_DAY], at);
	if (is_parted || (behind[0] == ' ' && behind[1] == '.'))
		g_array_append_val(places[FIGURES_DOTTED], at);
}

/* The last few words before each of `places`, all of them rising. */
static GArray *words_before(
	const struct finder *finder, const GArray *places, guint most)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct word_head));
	const struct word_head *words =
		(const struct word_head *)finder->words->data;
	guint word = 0, next = 0;
	for (guint i = 0; i < places->len; i++) {
		size_t at = g_array_index(places, size_t, i);
		while (word < finder->words->len && words[word].at < at)
			word++;
		next = MAX(next, word - MIN(word, most));
		g_array_append_vals(out, words + next, word - next);
		next = word;
	}
	return out;
}

/* "третього жовтня", not "3 жовтня". */
static bool is_behind_word(const char *text, size_t at)
{
	const char *before = text + at;
	while (before > text && g_ascii_isspace(before[-1]))
		before--;
	return before > text && before < text + at &&
	       letter_is(letter_at(g_utf8_prev_char(before)));
}

static bool each_month(const struct regex_match *match, void *user)
{
	if (is_behind_word(match->text, match->from[0]))
		g_array_append_val((GArray *)user, match->from[0]);
	return true;
}

/* Where a month stands behind a word. */
static GArray *months_of(const struct finder *finder)
{
	static gsize compiled;
	GArray *out = g_array_new(FALSE, FALSE, sizeof(size_t));
	regex_each_word(regex_once(&compiled, MONTH, REGEX_WORDS), finder->text,
		finder->length, finder->words, each_month, out);
	return out;
}

/* Where digits stand. */
static void find_at_figures(struct finder *finder, GArray **places)
{
	static const struct {
		const char *pattern;
		bool (*each)(const struct regex_match *match, void *user);
		enum figures figures;
	} placed[] = {
		{ "(?<![\\d.])(\\d{1,2})[./](\\d{1,2})[./]((?:19|20)?\\d\\d)"
		  "(?![\\d]|[./]\\d)",
			each_figures, FIGURES_DOTTED },
		{ "(?<![\\w.-])(\\d{1,2})(?: ?\\. ?|-)(\\d{1,2})(?: ?\\. ?|-)"
		  "((?:19|20)\\d\\d)(?![\\d]|[./-]\\d)",
			each_figures, FIGURES_DOTTED },
		{ "(?<![\\d.,])(\\d{1,2})\\.(\\d\\d)\\.? ?"
		  "(?:[-–—]|по|па|до|і|и|та|да|to|and)(?= ?\\d{1,2}\\.\\d\\d\\."
		  "((?:20)?\\d\\d)(?!\\d))",
			each_figures, FIGURES_DOTTED },
		{ "(?<![\\w-])((?:19|20)\\d\\d)([-./])(\\d\\d)\\2(\\d\\d)"
		  "(?!\\d|-\\d)",
			each_iso, FIGURES_YEAR },
		{ "(?<![\\d.,:])" DAYS "[»\"”]?(?:\\s+of)?[\\s-]*" MONTH YEAR,
			each_day_month, FIGURES_DAY },
		/* No time ("о 17.10"), no version, no sum. */
		{ "(?<![\\d.,:/£€$-])(?<!\\b[овуў] )(?<!\\bоб |\\bat |№ )"
		  "(?<!верс[іи][яїюи] |ерсией |version |release )"
		  "(?<!\\.(?:00|[2-5]\\d|1[3-9]) (?:до|да|to) )"
		  "(?<!\\.(?:00|[2-5]\\d|1[3-9]) till )"
		  "([0-3]\\d)\\.([01]\\d)" NO_DAY,
			each_without_year, FIGURES_DOTTED },
	};
	static gsize compiled[G_N_ELEMENTS(placed)], day_heads;
	const struct behind_number day = { regex_heads_once(&day_heads, ENDING
						   "|" AND " |of|" MONTH),
		",-/&\"", "" };
	g_autoptr(GArray) days =
		places_going_on(finder, places[FIGURES_DAY], &day);
	for (size_t i = 0; i < G_N_ELEMENTS(placed); i++)
		regex_each_at(regex_once(&compiled[i], placed[i].pattern,
				      REGEX_PLACED),
			finder->text, finder->length,
			placed[i].figures == FIGURES_DAY
				? days
				: places[placed[i].figures],
			placed[i].each, finder);
}

/* At the words before them, or before a month. */
static void find_at_words(struct finder *finder, const GArray *days)
{
	static const struct {
		const char *pattern;
		bool (*each)(const struct regex_match *match, void *user);
		unsigned words; /* as many before a number at most; */
		bool is_worded; /* before a month */
	} before[] = {
		{ "\\b(?!(?-i:may)\\s+\\d{1,2}(?!st|nd|rd|th))(" MONTH_EN
		  ")\\.?\\s+(?:the\\s+)?" DAYS "\\b(?!:|[.,]\\d)" YEAR,
			each_month_day, 2 },
		{ "(?<!\\w)((?:(?:" TENS ")[\\s-]+)?" ORDINAL
		  ")\\s+(?:of\\s+)?" MONTH YEAR,
			each_worded, 4, true },
		{ "(?<!\\w)(?<!\\.(?:00|[2-5]\\d|1[3-9]) )" BEFORE_FIGURES
		  ",?\\s+(\\d{1,2})[./](\\d\\d)" NO_DAY,
			each_without_year, 2 },
	};
	static gsize compiled[G_N_ELEMENTS(before)];
	g_autoptr(GArray) months = months_of(finder);
	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		g_autoptr(GArray) words = words_before(finder,
			before[i].is_worded ? months : days, before[i].words);
		regex_each_word(regex_once(&compiled[i], before[i].pattern,
					REGEX_WORDS),
			finder->text, finder->length, words, before[i].each,
			finder);
	}
}

void find_dates(struct finder *finder)
{
	GArray *places[FIGURES];
	for (int i = 0; i < FIGURES; i++)
		places[i] = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (guint i = 0; i < finder->numbers->len; i++)
		add_figures_at(finder->text,
			g_array_index(finder->numbers, size_t, i), places);
	find_at_figures(finder, places);
	find_at_words(finder, places[FIGURES_DAY]);
	for (int i = 0; i < FIGURES; i++)
		g_array_unref(places[i]);
}
