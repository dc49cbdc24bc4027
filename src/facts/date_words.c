/* Months and days by their names. */
#include "plaint/facts/date_words.h"

#include <string.h>
#include <glib.h>

enum {
	MONTHS = 12,
	TEN = 10,
	TWENTY = 20,
};

/* Beginnings of the months' names, in the case that follows a day. */
static const char *const month_words[MONTHS] = {
	"січ янв сту jan",
	"лют фев feb",
	"бер мар сак mar",
	"кві апр кра apr",
	"тра мая май may",
	"чер июн чэр jun",
	"лип июл ліп jul",
	"сер авг жні aug",
	"вер сен sep",
	"жов окт кас oct",
	"лис ноя ліс nov",
	"гру дек сне dec",
};

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

/* The 1st to the 31st in words: "третього", "двадцать девятого", "дваццаць
 * першага", "twenty-second"; the longest beginning tells. */
static const struct {
	const char *beginning;
	int day;
} ordinals[] = {
	{ "перш", 1 },
	{ "друг", 2 },
	{ "трет", 3 },
	{ "четв", 4 },
	{ "п'ят", 5 },
	{ "шост", 6 },
	{ "сьом", 7 },
	{ "восьм", 8 },
	{ "дев'ят", 9 },
	{ "десят", 10 },
	{ "одинадцят", 11 },
	{ "дванадцят", 12 },
	{ "тринадцят", 13 },
	{ "чотирнадцят", 14 },
	{ "п'ятнадцят", 15 },
	{ "шістнадцят", 16 },
	{ "сімнадцят", 17 },
	{ "вісімнадцят", 18 },
	{ "дев'ятнадцят", 19 },
	{ "двадцят", 20 },
	{ "тридцят", 30 },

	{ "перв", 1 },
	{ "втор", 2 },
	{ "пят", 5 },
	{ "шест", 6 },
	{ "седьм", 7 },
	{ "девят", 9 },
	{ "одиннадцат", 11 },
	{ "двенадцат", 12 },
	{ "тринадцат", 13 },
	{ "четырнадцат", 14 },
	{ "пятнадцат", 15 },
	{ "шестнадцат", 16 },
	{ "семнадцат", 17 },
	{ "восемнадцат", 18 },
	{ "девятнадцат", 19 },
	{ "двадцат", 20 },
	{ "тридцат", 30 },

	{ "трэц", 3 },
	{ "чацв", 4 },
	{ "сём", 7 },
	{ "дзявят", 9 },
	{ "дзясят", 10 },
	{ "адзінаццат", 11 },
	{ "дванаццат", 12 },
	{ "трынаццат", 13 },
	{ "чатырнаццат", 14 },
	{ "пятнаццат", 15 },
	{ "шаснаццат", 16 },
	{ "семнаццат", 17 },
	{ "васемнаццат", 18 },
	{ "дзевятнаццат", 19 },
	{ "дваццат", 20 },
	{ "трыццат", 30 },

	{ "first", 1 },
	{ "second", 2 },
	{ "third", 3 },
	{ "fourth", 4 },
	{ "fifth", 5 },
	{ "sixth", 6 },
	{ "seventh", 7 },
	{ "eighth", 8 },
	{ "ninth", 9 },
	{ "tenth", 10 },
	{ "eleventh", 11 },
	{ "twelfth", 12 },
	{ "thirteenth", 13 },
	{ "fourteenth", 14 },
	{ "fifteenth", 15 },
	{ "sixteenth", 16 },
	{ "seventeenth", 17 },
	{ "eighteenth", 18 },
	{ "nineteenth", 19 },
	{ "twentieth", 20 },
	{ "thirtieth", 30 },
};
static int ordinal_of(const char *word)
{
	size_t longest = 0;
	int day = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(ordinals); i++) {
		size_t length = strlen(ordinals[i].beginning);
		if (length <= longest ||
			!g_str_has_prefix(word, ordinals[i].beginning))
			continue;
		longest = length;
		day = ordinals[i].day;
	}
	return day;
}

static char *plain_word(const char *word)
{
	g_autoptr(GString) lower = g_string_new(NULL);
	for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_unichar_tolower(g_utf8_get_char(p));
		bool is_apostrophe = c == 0x2019 || c == 0x2BC;
		g_string_append_unichar(lower, is_apostrophe ? '\'' : c);
	}
	return g_string_free(g_steal_pointer(&lower), FALSE);
}

int day_of_words(const char *words)
{
	g_autofree char *plain = plain_word(words);
	const char *last = plain + strcspn(plain, " \t\n-");
	if (*last == '\0')
		return ordinal_of(plain);
	int tens =
		g_str_has_prefix(plain, "дв") || g_str_has_prefix(plain, "tw")
			? TWENTY
			: TWENTY + TEN;
	int units = ordinal_of(last + strspn(last, " \t\n-"));
	return units > 0 && units < TEN ? tens + units : 0;
}
