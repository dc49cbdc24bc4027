/* Days as letters name them: in figures, or with the month in words; a year
 * that is not said is the last that is not far ahead. */
#include "extract_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
	CENTURY = 2000,
	MONTHS = 12,
	FUTURE_MOST_DAYS = 120,
	DOOR_MOST_DAYS = 45,
	WORD_MOST_BYTES = 24,
};

/* Beginnings of the months' names, in the case that follows a day. */
static const char *const month_words[MONTHS] = {
	"січ янв сту jan",
	"лют фев feb",
	"бер мар сак mar",
	"кві апр кра apr",
	"тра мая may",
	"чер июн чэр jun",
	"лип июл ліп jul",
	"сер авг жні aug",
	"вер сен sep",
	"жов окт кас oct",
	"лис ноя ліс nov",
	"гру дек сне dec",
};

#define MONTH_UK                                                                                                          \
	"січн[яе]\\w*|лют(?:ого|ий)|березн[яь]|квітн[яь]|травн[яь]|червн[яь]|" \
	"липн[яь]|серпн[яь]|вересн[яь]|жовтн[яь]|листопада?|грудн[яь]"
#define MONTH_RU                                                                                                                       \
	"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|" \
	"ноября|декабря"
#define MONTH_BE                                                                                                                   \
	"студзеня|лютага|сакавіка|красавіка|траўня|чэрвеня|ліпеня|жніўня|" \
	"верасня|кастрычніка|лістапада|снежня"
#define MONTH_EN                                                               \
	"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"    \
	"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
#define YEAR	"(?:,?\\s+((?:19|20)\\d\\d)\\b)?"
#define DAY_END "(?:-?(?:го|ого|га|ага|е|те|ше|ге|є|ье|st|nd|rd|th))?"
/* Between the days of one month: "1, 8 та 15", "з 3 по 7", "4/5". */
#define DAYS_AND                                                                                         \
	"(?:і|й|и|та|да|ды|або|или|ці|чи|на|and|or|to|till|until|по|до|па|-|" \
	"–|—|"                                                                                       \
	"/)"
#define DAYS_BEFORE                                                            \
	"((?:\\d{1,2}" DAY_END "\\s?,\\s?){0,4}\\d{1,2}" DAY_END               \
	"\\s?,?\\s?" DAYS_AND "\\s?)?"

static bool word_is_month(const char *list, const char *word)
{
	for (const char *p = list; *p != '\0';) {
		size_t length = strcspn(p, " ");
		if (strncmp(word, p, length) == 0)
			return true;
		p += length + (p[length] == ' ' ? 1 : 0);
	}
	return false;
}

int month_of_word(const char *word)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	/* "мая" and "траўня"/"травня" share no beginning with another. */
	for (int i = 0; i < MONTHS; i++)
		if (word_is_month(month_words[i], lower))
			return i + 1;
	return 0;
}

static void add_day(struct finder *finder, const struct regex_match *match,
	int year, int month, int day_of_month)
{
	struct day day;
	if (!day_from_ymd(year, month, day_of_month, &day))
		return;
	if (finder_is_taken(finder, match->from[0], match->to[0]))
		return;
	finder_add(finder, ENTITY_DATE, g_strdup(day_format(day).text),
		match->from[0], match->to[0]);
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
	while (from > match->text && end - from < WORD_MOST_BYTES &&
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

/* Where the month and the year of a match stand, and the days before. */
struct worded {
	int before, day, month, year;
};

/* "26 по" of "с 26 по 29 января": the same month, or the one before it. */
static void add_days_before(struct finder *finder,
	const struct regex_match *match, int group, int year, int month,
	int next_day)
{
	const char *text = match->text;
	for (size_t at = match->to[group]; at > match->from[group];) {
		size_t to = at;
		while (to > match->from[group] &&
			!g_ascii_isdigit(text[to - 1]))
			to--;
		size_t from = to;
		while (from > match->from[group] &&
			g_ascii_isdigit(text[from - 1]))
			from--;
		at = from;
		int number = (int)g_ascii_strtoll(text + from, NULL, 10);
		bool is_earlier = number > next_day;
		struct regex_match one = {
			.text = text, .from = { from }, .to = { to }
		};
		month -= is_earlier;
		year -= month == 0;
		month = month == 0 ? MONTHS : month;
		next_day = number;
		if (from < to)
			add_day(finder, &one, year, month, number);
	}
}

static void add_worded(struct finder *finder, const struct regex_match *match,
	const struct worded *groups)
{
	g_autofree char *word = regex_group(match, groups->month);
	int month = month_of_word(word);
	int day_of_month = group_number(match, groups->day);
	int year = regex_has_group(match, groups->year)
			   ? group_number(match, groups->year)
			   : likely_year(finder->options->written,
				     is_ahead(match), month, day_of_month);
	if (month == 0)
		return;
	struct regex_match own = *match;
	if (groups->before > 0 && regex_has_group(match, groups->before)) {
		add_days_before(finder, match, groups->before, year, month,
			day_of_month);
		own.from[0] = match->to[groups->before];
	}
	add_day(finder, &own, year, month, day_of_month);
}

static bool each_day_month(const struct regex_match *match, void *user)
{
	add_worded(user, match, &(struct worded){ 1, 2, 3, 4 });
	return true;
}

static bool each_month_day(const struct regex_match *match, void *user)
{
	add_worded(user, match, &(struct worded){ 0, 2, 1, 3 });
	return true;
}

/* "14.09" */
static bool each_short(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	int month = group_number(match, 2), day = group_number(match, 1);
	if (month >= 1 && month <= MONTHS)
		add_day(finder, match,
			likely_year(finder->options->written, is_ahead(match),
				month, day),
			month, day);
	return true;
}

static bool each_figures(const struct regex_match *match, void *user)
{
	int year = group_number(match, 3);
	if (year < 100)
		year += CENTURY;
	add_day(user, match, year, group_number(match, 2),
		group_number(match, 1));
	return true;
}

static bool each_iso(const struct regex_match *match, void *user)
{
	add_day(user, match, group_number(match, 1), group_number(match, 2),
		group_number(match, 3));
	return true;
}

/* By the beginnings of the words, in every language. */
static const struct {
	const char *stems;
	int day;
} ordinals[] = {
	{ "перш перв first", 1 },
	{ "друг втор second", 2 },
	{ "трет трэц third", 3 },
	{ "четверт четвёрт чацвёрт чацвяр fourth", 4 },
	{ "п'ят пят fifth", 5 },
	{ "шост шест sixth", 6 },
	{ "сьом седьм сём seventh", 7 },
	{ "восьм eighth", 8 },
	{ "дев'ят девят дзявят дзевят ninth", 9 },
	{ "десят дзясят дзесят tenth", 10 },
	{ "одинадц одиннадц адзінац адзінадц eleventh", 11 },
	{ "дванадц двенадц двана twelfth", 12 },
	{ "тринадц трына thirteenth", 13 },
	{ "чотирнадц четырнадц чатырна fourteenth", 14 },
	{ "п'ятнадц пятнадц пятна fifteenth", 15 },
	{ "шістнадц шестнадц шаснац шасна sixteenth", 16 },
	{ "сімнадц семнадц семна seventeenth", 17 },
	{ "вісімнадц восемнадц васемна eighteenth", 18 },
	{ "дев'ятнадц девятнадц дзевятна nineteenth", 19 },
	{ "двадцят двадцат дваццат twentieth", 20 },
	{ "тридцят тридцат трыццат thirtieth", 30 },
};

static int ordinal_of(const char *word)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	size_t longest = 0;
	int day = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(ordinals); i++)
		for (const char *stem = ordinals[i].stems; *stem != '\0';) {
			size_t length = strcspn(stem, " ");
			if (length > longest &&
				strncmp(lower, stem, length) == 0) {
				longest = length;
				day = ordinals[i].day;
			}
			stem += length + (stem[length] == ' ');
		}
	return day;
}

/* "двадцять другого вересня", "the third of June" */
static bool each_ordinal(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	g_autofree char *unit = regex_group(match, 3);
	g_autofree char *word = regex_group(match, 4);
	int day = ordinal_of(unit), month = month_of_word(word);
	if (regex_has_group(match, 1))
		day += 20;
	if (regex_has_group(match, 2))
		day += 30;
	if (day == 0 || month == 0)
		return true;
	int year = regex_has_group(match, 5)
			   ? group_number(match, 5)
			   : likely_year(finder->options->written,
				     is_ahead(match), month, day);
	add_day(finder, match, year, month, day);
	return true;
}

static void find_ordinal_days(struct finder *finder)
{
	static gsize compiled;
	regex_each(
		regex_once(&compiled,
			"(?<![\\p{L}-])(?:(двадцять|двадцать|дваццаць|"
			"twenty)[ -]|(тридцять|тридцать|трыццаць|thirty)"
			"[ "
			"-])?([\\p{L}'’]{1,14}?(?:ого|ога|ега|ье|ьего|ього|его|"
			"яго|ага|"
			"ое|"
			"ае|яе|те|є|тє|ше|ге|st|nd|rd|th))(?: of)? (" MONTH_UK
			"|" MONTH_RU "|" MONTH_BE "|january|february|march|"
			"april|may|june|july|august|september|october|"
			"november|december)\\b" YEAR,
			REGEX_CASELESS),
		finder->text, finder->length, each_ordinal, finder);
}

/* Group by group: today, yesterday, the day before. */
static bool each_relative(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	int back = 0;
	while (back < 2 && !regex_has_group(match, back + 1))
		back++;
	struct day day = { finder->options->written.number - back };
	if (!finder_is_taken(finder, match->from[0], match->to[0]))
		finder_add(finder, ENTITY_DATE, g_strdup(day_format(day).text),
			match->from[0], match->to[0]);
	return true;
}

static void find_relative(struct finder *finder)
{
	static gsize compiled;
	regex_each(regex_once(&compiled,
			   "(?<![\\w-])(?:(сьогодні|сегодня|сёння|today)|"
			   "((?<!day before )(?:вчора|учора|вчера|yesterday))|"
			   "(позавчора|позавчера|заўчора|"
			   "(?:the )?day before yesterday))(?![\\w-])",
			   REGEX_CASELESS),
		finder->text, finder->length, each_relative, finder);
}

/* What must stand behind a number for a form to begin with it: cheap, and most
 * numbers are no days. */
static bool has_mark_behind(const char *after, size_t digits)
{
	return digits <= 2 && (*after == '.' || *after == '/');
}

static bool has_point_behind(const char *after, size_t digits)
{
	return digits <= 2 && *after == '.' && g_ascii_isdigit(after[1]);
}

static bool has_hyphen_behind(const char *after, size_t digits)
{
	return digits == 4 && *after == '-';
}

/* A blank, an ending or what stands between two days. */
static bool has_word_behind(const char *after, size_t digits)
{
	return digits <= 2 && *after != '\0' &&
	       ((*after & 0x80) != 0 || g_ascii_isspace(*after) ||
		       strchr("-,/\"snrtSNRT", *after) != NULL);
}

static GArray *places_of(const struct finder *finder,
	bool (*fits)(const char *after, size_t digits))
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (guint i = 0; i < finder->numbers->len; i++) {
		size_t at = g_array_index(finder->numbers, size_t, i);
		size_t digits = strspn(finder->text + at, "0123456789");
		if (digits > 0 && fits(finder->text + at + digits, digits))
			g_array_append_val(places, at);
	}
	return places;
}

void find_dates(struct finder *finder)
{
	static const struct {
		const char *pattern;
		bool (*fits)(const char *after, size_t digits);
		bool (*each)(const struct regex_match *match, void *user);
	} forms[] = {
		{ "(?<![\\d.])(\\d{1,2})[./](\\d{1,2})[./]((?:19|20)?\\d\\d)"
		  "(?![\\d]|[./]\\d)",
			has_mark_behind, each_figures },
		{ "\\b((?:19|20)\\d\\d)-(\\d\\d)-(\\d\\d)(?!\\d)",
			has_hyphen_behind, each_iso },
		{ "(?<![\\d.,:/])" DAYS_BEFORE "(\\d{1,2})" DAY_END
		  "[»\"”]?(?:\\s+of)?\\s+(" MONTH_UK "|" MONTH_RU "|" MONTH_BE
		  "|" MONTH_EN ")\\b\\.?" YEAR,
			has_word_behind, each_day_month },
		/* No time ("о 17.10"), no version, share or sum. */
		{ "(?<![\\d.,:/-])(?<!\\bо )(?<!\\bоб )(?<!\\bв )(?<!\\bу "
		  ")(?<!\\bў )"
		  "(?<!\\bat )(?<!№ )(?<!верс[ії][яї] )(?<!верси[яи] "
		  ")(?<!верс[іi]і )"
		  "(?<!version )(?<!тариф )(?<!знижка )"
		  "([0-3]?\\d)\\.([01]\\d)(?![\\d:%°]|[.,/"
		  "-]\\d|\\s*(?:грн|гр\\b|"
		  "руб|коп|бел|год|час|hour|gb|гб|мб|mb|м\\b|км|кг|m\\b|"
		  "відсот|процент|працэнт|мегаб|мбіт|мбит|gbp|eur|usd))",
			has_point_behind, each_short },
	};
	static gsize compiled[G_N_ELEMENTS(forms)], month_first;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autoptr(GArray) places = places_of(finder, forms[i].fits);
		regex_each_at(regex_once(&compiled[i], forms[i].pattern,
				      REGEX_PLACED),
			finder->text, finder->length, places, forms[i].each,
			finder);
	}
	regex_each(regex_once(&month_first,
			   "\\b(" MONTH_EN ")\\.?\\s+(\\d{1,2})"
			   "(?:st|nd|rd|th)?\\b(?!:)" YEAR,
			   REGEX_CASELESS),
		finder->text, finder->length, each_month_day, finder);
	find_ordinal_days(finder);
	find_relative(finder);
}
