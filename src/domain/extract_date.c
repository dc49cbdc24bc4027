/* Days as letters name them: in figures, or with the month in words; a year
 * that is not said is the last that is not far ahead. */
#include "extract_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
	CENTURY = 2000,
	MONTHS = 12,
	FUTURE_MOST_DAYS = 120,
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
#define YEAR "(?:,?\\s+((?:19|20)\\d\\d)\\b)?"

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

/* Letters tell of what has happened; what is to come is near. */
static int likely_year(struct day written, int month, int day_of_month)
{
	int year = day_year(written);
	for (int y = year + 1; y >= year; y--) {
		struct day day;
		if (day_from_ymd(y, month, day_of_month, &day) &&
			days_between(written, day) <= FUTURE_MOST_DAYS)
			return y;
	}
	return year - 1;
}

static void add_worded(struct finder *finder, const struct regex_match *match,
	int day_group, int month_group)
{
	g_autofree char *word = regex_group(match, month_group);
	int month = month_of_word(word);
	int day_of_month = group_number(match, day_group);
	int year = regex_has_group(match, 3)
			   ? group_number(match, 3)
			   : likely_year(finder->options->written, month,
				     day_of_month);
	if (month > 0)
		add_day(finder, match, year, month, day_of_month);
}

static bool each_day_month(const struct regex_match *match, void *user)
{
	add_worded(user, match, 1, 2);
	return true;
}

static bool each_month_day(const struct regex_match *match, void *user)
{
	add_worded(user, match, 2, 1);
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

void find_dates(struct finder *finder)
{
	static const struct {
		const char *pattern;
		bool (*each)(const struct regex_match *match, void *user);
	} forms[] = {
		{ "(?<![\\d.])(\\d{1,2})[./](\\d{1,2})[./]((?:19|20)?\\d\\d)"
		  "(?![\\d]|[./]\\d)",
			each_figures },
		{ "\\b((?:19|20)\\d\\d)-(\\d\\d)-(\\d\\d)(?!\\d)", each_iso },
		{ "(?<![\\d.,])(\\d{1,2})(?:-?(?:го|ого|га|ага|е|st|nd|rd|th))?"
		  "(?:\\s+of)?\\s+(" MONTH_UK "|" MONTH_RU "|" MONTH_BE
		  "|" MONTH_EN ")\\b\\.?" YEAR,
			each_day_month },
	};
	static gsize compiled[G_N_ELEMENTS(forms)], month_first;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		regex_each_at(regex_once(&compiled[i], forms[i].pattern,
				      REGEX_PLACED),
			finder->text, finder->length, finder->numbers,
			forms[i].each, finder);
	regex_each(regex_once(&month_first,
			   "\\b(" MONTH_EN ")\\.?\\s+(\\d{1,2})"
			   "(?:st|nd|rd|th)?\\b(?!:)" YEAR,
			   REGEX_CASELESS),
		finder->text, finder->length, each_month_day, finder);
	find_relative(finder);
}
