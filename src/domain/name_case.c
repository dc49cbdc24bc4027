/* "від Коваленко Ганни Петрівни": names out of the genitive.
 *
 * The patronymic shows the gender beyond doubt; without one the given name
 * must do.  Endings are tables, longest first; a name that fits no ending is
 * left as it is, for surnames often do not decline. */
#include "extract_parts.h"

#include <string.h>

enum gender {
	MALE,
	FEMALE,
	GENDERS
};
enum role {
	SURNAME,
	GIVEN,
	PATRONYMIC,
	ROLES
};

struct ending {
	const char *from, *to;
};

/* Whole given names that would go wrong by their endings. */
static const struct ending odd_names[] = {
	{ "петра", "петро" },
	{ "павла", "павло" },
	{ "дмитра", "дмитро" },
	{ "михайла", "михайло" },
	{ "данила", "данило" },
	{ "кирила", "кирило" },
	{ "марка", "марко" },
	{ "тараса", "тарас" },
	{ "ігоря", "ігор" },
	{ "лазаря", "лазар" },
	{ "льва", "лев" },
	{ "лева", "лев" },
	{ "микити", "микита" },
	{ "миколи", "микола" },
	{ "іллі", "ілля" },
	{ "никиты", "никита" },
	{ "ильи", "илья" },
	{ "мікіты", "мікіта" },
	{ "міколы", "мікола" },
	{ "іллі", "ілля" },
	{ "кузьмы", "кузьма" },
	{ "фомы", "фома" },
	{ "луки", "лука" },
	{ "пятра", "пятро" },
	{ "змітра", "зміцер" },
	{ "віктара", "віктар" },
	{ "любові", "любов" },
	{ "любови", "любовь" },
	{ "ольги", "ольга" },
	{ "нінелі", "нінель" },
};
/* Russian has its own ways with four of them. */
static const struct ending odd_names_ru[] = {
	{ "петра", "петр" },
	{ "павла", "павел" },
	{ "дмитра", "дмитро" },
	{ "михаила", "михаил" },
	{ "даниила", "даниил" },
	{ "кирилла", "кирилл" },
	{ "марка", "марк" },
};

static const struct ending patronymics[GENDERS][16] = {
	[MALE] = { { "овича", "ович" }, { "евича", "евич" },
		{ "йовича", "йович" }, { "євича", "євич" }, { "авіча", "авіч" },
		{ "евіча", "евіч" }, { "ьича", "ьич" }, { "ича", "ич" },
		{ "іча", "іч" } },
	[FEMALE] = { { "івни", "івна" }, { "ївни", "ївна" }, { "овны", "овна" },
		{ "евны", "евна" }, { "ичны", "ична" }, { "оўны", "оўна" },
		{ "аўны", "аўна" }, { "еўны", "еўна" }, { "яўны", "яўна" },
		{ "ічны", "ічна" }, { "овни", "овна" } },
};

static const struct ending givens_uk[GENDERS][10] = {
	[MALE] = { { "ія", "ій" }, { "ля", "ль" }, { "я", "й" }, { "а", "" } },
	[FEMALE] = { { "ії", "ія" }, { "ої", "оя" }, { "ві", "в" },
		{ "ї", "я" }, { "и", "а" }, { "і", "я" } },
};
static const struct ending givens_ru[GENDERS][14] = {
	[MALE] = { { "ия", "ий" }, { "рия", "рий" }, { "оря", "орь" },
		{ "ея", "ей" }, { "ая", "ай" }, { "иля", "илий" }, { "я", "ь" },
		{ "а", "" } },
	[FEMALE] = { { "ии", "ия" }, { "ьи", "ья" }, { "ови", "овь" },
		{ "ои", "оя" }, { "ги", "га" }, { "ки", "ка" }, { "хи", "ха" },
		{ "жи", "жа" }, { "ши", "ша" }, { "и", "я" }, { "ы", "а" } },
};
static const struct ending givens_be[GENDERS][12] = {
	[MALE] = { { "ея", "ей" }, { "ія", "ій" }, { "ыя", "ый" },
		{ "ра", "р" }, { "я", "й" }, { "а", "" } },
	[FEMALE] = { { "ыі", "ыя" }, { "іі", "ія" }, { "гі", "га" },
		{ "кі", "ка" }, { "хі", "ха" }, { "і", "я" }, { "ы", "а" } },
};

static const struct ending surnames_uk[GENDERS][16] = {
	[MALE] = { { "ського", "ський" }, { "цького", "цький" },
		{ "зького", "зький" }, { "ого", "ий" }, { "енка", "енко" },
		{ "єнка", "єнко" }, { "ька", "ько" }, { "аря", "ар" },
		{ "ія", "ій" }, { "ея", "ей" }, { "я", "ь" }, { "и", "а" },
		{ "а", "" } },
	[FEMALE] = { { "ської", "ська" }, { "цької", "цька" },
		{ "зької", "зька" }, { "ової", "ова" }, { "євої", "єва" },
		{ "евої", "ева" }, { "іної", "іна" }, { "їної", "їна" },
		{ "иної", "ина" }, { "ої", "а" }, { "и", "а" } },
};
static const struct ending surnames_ru[GENDERS][16] = {
	[MALE] = { { "ского", "ский" }, { "цкого", "цкий" }, { "ого", "ый" },
		{ "его", "ий" }, { "енка", "енко" }, { "аря", "арь" },
		{ "ия", "ий" }, { "ея", "ей" }, { "я", "ь" }, { "ы", "а" },
		{ "и", "а" }, { "а", "" } },
	[FEMALE] = { { "ской", "ская" }, { "цкой", "цкая" }, { "овой", "ова" },
		{ "евой", "ева" }, { "ёвой", "ёва" }, { "иной", "ина" },
		{ "ыной", "ына" }, { "ой", "ая" }, { "ей", "ая" }, { "ы", "а" },
		{ "и", "а" } },
};
static const struct ending surnames_be[GENDERS][16] = {
	[MALE] = { { "скага", "скі" }, { "цкага", "цкі" }, { "ага", "ы" },
		{ "енкі", "енка" }, { "ова", "оў" }, { "ава", "аў" },
		{ "ева", "еў" }, { "ёва", "ёў" }, { "ы", "а" }, { "я", "ь" },
		{ "а", "" } },
	[FEMALE] = { { "скай", "ская" }, { "цкай", "цкая" }, { "овай", "ова" },
		{ "авай", "ава" }, { "евай", "ева" }, { "ёвай", "ёва" },
		{ "інай", "іна" }, { "ынай", "ына" }, { "ой", "ая" },
		{ "ай", "ая" }, { "ы", "а" } },
};

/* The case of the word's letters on the lower-case answer: its first letter,
 * or all of them. */
static char *like(const char *model, const char *lower)
{
	const char *second = g_utf8_next_char(model);
	if (*second != '\0' && g_unichar_isupper(g_utf8_get_char(second)))
		return g_utf8_strup(lower, -1);
	size_t same = 0;
	g_autofree char *low_model = g_utf8_strdown(model, -1);
	/* Letters that did not change keep their case (Карпенко-Карий). */
	while (low_model[same] != '\0' && low_model[same] == lower[same])
		same++;
	if (strlen(low_model) != strlen(model))
		return g_strdup(lower);
	while (same > 0 && (lower[same] & 0xC0) == 0x80)
		same--;
	return g_strdup_printf("%.*s%s", (int)same, model, lower + same);
}

static char *by_endings(const char *word, const struct ending *endings)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	for (; endings->from != NULL; endings++) {
		if (!g_str_has_suffix(lower, endings->from))
			continue;
		size_t stem = strlen(lower) - strlen(endings->from);
		if (stem == 0)
			continue;
		g_autofree char *mended = g_strdup_printf(
			"%.*s%s", (int)stem, lower, endings->to);
		return like(word, mended);
	}
	return g_strdup(word);
}

static char *odd_name(
	const char *word, const struct ending *names, size_t count)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].from, lower) == 0)
			return like(word, names[i].to);
	return NULL;
}

static char *mend(const char *word, enum role role, enum gender gender,
	const char *language)
{
	bool ru = strcmp(language, "ru") == 0, be = strcmp(language, "be") == 0;
	if (role == PATRONYMIC)
		return by_endings(word, patronymics[gender]);
	if (role == SURNAME)
		return by_endings(word, ru   ? surnames_ru[gender]
					: be ? surnames_be[gender]
					     : surnames_uk[gender]);
	char *odd =
		ru ? odd_name(word, odd_names_ru, G_N_ELEMENTS(odd_names_ru))
		   : NULL;
	if (odd == NULL)
		odd = odd_name(word, odd_names, G_N_ELEMENTS(odd_names));
	if (odd != NULL)
		return odd;
	return by_endings(word, ru   ? givens_ru[gender]
				: be ? givens_be[gender]
				     : givens_uk[gender]);
}

static bool has_ending(const char *word, const struct ending *endings)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	for (; endings->from != NULL; endings++)
		if (g_str_has_suffix(lower, endings->from))
			return true;
	return false;
}

/* Given names of women end in a vowel of another kind than men's in the
 * genitive. */
static enum gender gender_of_given(const char *given)
{
	static const char *const male[] = { "а", "я" };
	g_autofree char *lower = g_utf8_strdown(given, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(male); i++)
		if (g_str_has_suffix(lower, male[i]))
			return MALE;
	for (size_t i = 0; i < G_N_ELEMENTS(odd_names); i++)
		if (strcmp(odd_names[i].from, lower) == 0 &&
			!g_str_has_suffix(lower, "ві") &&
			!g_str_has_suffix(lower, "ви") &&
			strcmp(lower, "ольги") != 0)
			return MALE;
	return FEMALE;
}

static bool is_word(const char *word)
{
	return strchr(word, '.') == NULL && g_utf8_strlen(word, -1) > 1;
}

static bool find_gender(char **words, guint count, enum gender *out)
{
	const char *last = words[count - 1];
	for (int g = 0; count >= 3 && g < GENDERS; g++) {
		*out = (enum gender)g;
		if (has_ending(last, patronymics[g]))
			return true;
	}
	if (count != 2 || !is_word(words[1]))
		return false;
	*out = gender_of_given(words[1]);
	return true;
}

char *name_to_nominative(const char *name, const char *language)
{
	static const enum role order[] = { SURNAME, GIVEN, PATRONYMIC };
	g_auto(GStrv) words = g_strsplit_set(name, " \t\n", -1);
	guint count = g_strv_length(words);
	enum gender gender = MALE;
	if (count < 2 || count > ROLES || !find_gender(words, count, &gender))
		return g_strdup(name);
	for (guint i = 0; i < count; i++) {
		char *mended = mend(words[i], order[i], gender, language);
		g_free(words[i]);
		words[i] = mended;
	}
	return g_strjoinv(" ", words);
}
