/* "від Коваленко Ганни Петрівни": names out of the genitive.
 *
 * The patronymic shows the gender and the order beyond doubt; without one a
 * known given name must do.  Endings are tables, tried in order; a name that
 * fits none is left as it is, for many surnames do not decline. */
#include "extract_parts.h"

#include <string.h>
#include "name_given.h"

enum role {
	SURNAME,
	GIVEN,
	PATRONYMIC,
	ROLES
};

/* "" to cut off; a whole name where nothing is left before it. */
struct ending {
	const char *from, *to;
};

static const struct ending patronymics[NAME_GENDERS][6] = {
	[NAME_MALE] = { { "ича", "ич" }, { "іча", "іч" } },
	[NAME_FEMALE] = { { "вни", "вна" }, { "вны", "вна" }, { "чны", "чна" },
		{ "ўны", "ўна" } },
};

/* Several readings of one ending: the first that makes a known name, else the
 * first. */
static const struct ending givens[NAME_TONGUES][NAME_GENDERS][18] = {
	[NAME_UK] = {
		[NAME_MALE] = { { "льва", "лев" }, { "ія", "ій" },
			{ "ая", "ай" }, { "ея", "ей" }, { "оя", "ой" },
			{ "ря", "р" }, { "я", "ь" }, { "а", "" }, { "а", "о" },
			{ "ки", "ко" }, { "и", "а" }, { "і", "я" } },
		[NAME_FEMALE] = { { "ії", "ія" }, { "ї", "я" }, { "ві", "в" },
			{ "лі", "ль" }, { "и", "а" }, { "і", "я" } },
	},
	[NAME_RU] = {
		[NAME_MALE] = { { "льва", "лев" }, { "павла", "павел" }, { "петра", "пётр" },
			{ "ия", "ий" }, { "ая", "ай" }, { "ея", "ей" },
			{ "я", "ь" }, { "а", "" }, { "а", "о" }, { "ы", "а" },
			{ "ьи", "ья" }, { "ки", "ка" }, { "и", "а" } },
		[NAME_FEMALE] = { { "ии", "ия" }, { "ьи", "ья" },
			{ "ви", "вь" }, { "ы", "а" }, { "ги", "га" },
			{ "ки", "ка" }, { "хи", "ха" }, { "жи", "жа" },
			{ "ши", "ша" }, { "чи", "ча" }, { "и", "я" },
			{ "и", "ь" } },
	},
	[NAME_BE] = {
		[NAME_MALE] = { { "льва", "леў" }, { "паўла", "павел" },
			{ "пятра", "пётр" }, { "змітра", "зміцер" },
			{ "ія", "ій" }, { "ыя", "ый" }, { "ая", "ай" },
			{ "ея", "ей" }, { "ря", "р" }, { "я", "ь" },
			{ "а", "" }, { "а", "о" }, { "ы", "а" }, { "кі", "ка" },
			{ "ьі", "ья" }, { "і", "я" } },
		[NAME_FEMALE] = { { "ві", "ў" }, { "лі", "ль" }, { "ы", "а" },
			{ "гі", "га" }, { "кі", "ка" }, { "хі", "ха" },
			{ "і", "я" } },
	},
};

static const struct ending surnames_uk_male[] = {
	/* vowels that come and go */
	{ "льва", "лев" }, { "вовка", "вовк" }, { "волка", "волк" },
	{ "полка", "полк" }, { "шовка", "шовк" }, { "орла", "орел" },
	{ "козла", "козел" }, { "бобра", "бобер" }, { "сокола", "сокіл" },
	{ "явора", "явір" }, { "киселя", "кисіль" }, { "ведмедя", "ведмідь" },
	{ "гребеня", "гребінь" }, { "кременя", "кремінь" }, { "коня", "кінь" },
	{ "пня", "пень" }, { "півня", "півень" }, { "шила", "шило" },
	{ "сала", "сало" }, { "толстого", "толстой" },
	/* like adjectives */
	{ "ього", "ій" }, { "ого", "ий" },
	/* -ко, and -к behind a vowel */
	{ "ака", "ак" }, { "ека", "ек" }, { "єка", "єк" }, { "ика", "ик" },
	{ "іка", "ік" }, { "їка", "їк" }, { "ока", "ок" }, { "ука", "ук" },
	{ "юка", "юк" }, { "яка", "як" }, { "ка", "ко" },
	/* -ець */
	{ "айця", "аєць" }, { "ейця", "еєць" }, { "ийця", "ієць" },
	{ "ійця", "ієць" }, { "ойця", "оєць" }, { "льця", "лець" },
	{ "аця", "аць" }, { "еця", "ець" }, { "иця", "иць" }, { "оця", "оць" },
	{ "уця", "уць" }, { "яця", "яць" }, { "ця", "ець" }, { "в'я", "вей" },
	/* -й, -р, -ь */
	{ "ая", "ай" }, { "ея", "ей" }, { "єя", "єй" }, { "ія", "ій" },
	{ "оя", "ой" }, { "уя", "уй" }, { "юя", "юй" }, { "ря", "р" },
	{ "я", "ь" },
	/* -а */
	{ "ії", "ія" }, { "чі", "ча" }, { "ші", "ша" }, { "жі", "жа" },
	{ "щі", "ща" }, { "і", "я" }, { "и", "а" }, { "а", "" }, { NULL, NULL }
};

static const struct ending surnames_uk_female[] = { { "ьої", "я" },
	{ "ої", "а" }, { "ії", "ія" }, { "чі", "ча" }, { "ші", "ша" },
	{ "жі", "жа" }, { "щі", "ща" }, { "і", "я" }, { "и", "а" },
	{ NULL, NULL } };

static const struct ending surnames_ru_male[] = {
	/* vowels that come and go; the stress that nobody writes */
	{ "льва", "лев" }, { "орла", "орёл" }, { "козла", "козёл" },
	{ "зайца", "заяц" }, { "корня", "корень" }, { "пня", "пень" },
	{ "толстого", "толстой" }, { "трубецкого", "трубецкой" },
	{ "донского", "донской" }, { "крамского", "крамской" },
	{ "шаховского", "шаховской" }, { "крутого", "крутой" },
	{ "удалого", "удалой" },
	/* like adjectives */
	{ "шего", "ший" }, { "его", "ий" }, { "ового", "овой" },
	{ "гого", "гий" }, { "кого", "кий" }, { "хого", "хий" },
	{ "ого", "ый" },
	/* Ukrainian ones declined */
	{ "енка", "енко" }, { "йка", "йко" }, { "ька", "ько" },
	/* -ец */
	{ "айца", "аец" }, { "ейца", "еец" }, { "ийца", "иец" },
	{ "льца", "лец" }, { "аца", "ац" }, { "еца", "ец" }, { "ица", "иц" },
	{ "уца", "уц" }, { "яца", "яц" }, { "ца", "ец" },
	/* -й, -ь */
	{ "ья", "ей" }, { "ая", "ай" }, { "ея", "ей" }, { "ия", "ий" },
	{ "оя", "ой" }, { "уя", "уй" }, { "юя", "юй" }, { "я", "ь" },
	/* -а */
	{ "ии", "ия" }, { "ы", "а" }, { "ги", "га" }, { "ки", "ка" },
	{ "хи", "ха" }, { "жи", "жа" }, { "чи", "ча" }, { "ши", "ша" },
	{ "щи", "ща" }, { "и", "я" }, { "а", "" }, { NULL, NULL }
};

static const struct ending surnames_ru_female[] = { { "овой", "ова" },
	{ "евой", "ева" }, { "ёвой", "ёва" }, { "иной", "ина" },
	{ "ыной", "ына" }, { "ой", "ая" }, { "шей", "шая" }, { "щей", "щая" },
	{ "чей", "чая" }, { "жей", "жая" }, { "ней", "няя" }, { "ии", "ия" },
	{ "ы", "а" }, { "ги", "га" }, { "ки", "ка" }, { "хи", "ха" },
	{ "жи", "жа" }, { "чи", "ча" }, { "ши", "ша" }, { "щи", "ща" },
	{ "и", "я" }, { NULL, NULL } };

static const struct ending surnames_be_male[] = { { "льва", "леў" },
	{ "ваўка", "воўк" }, { "арла", "арол" }, { "казла", "казёл" },
	{ "зайца", "заяц" }, { "пня", "пень" },
	/* like adjectives */
	{ "кага", "кі" }, { "гага", "гі" }, { "хага", "хі" }, { "ага", "ы" },
	{ "ога", "ы" }, { "яга", "і" },
	/* -оў, -аў */
	{ "ова", "оў" }, { "ава", "аў" }, { "ева", "еў" }, { "ёва", "ёў" },
	/* -ец */
	{ "айца", "аец" }, { "ўца", "вец" }, { "льца", "лец" }, { "аца", "ац" },
	{ "еца", "ец" }, { "уца", "уц" }, { "яца", "яц" }, { "ца", "ец" },
	/* -й, -ь */
	{ "'я", "ей" }, { "ая", "ай" }, { "ея", "ей" }, { "ія", "ій" },
	{ "оя", "ой" }, { "уя", "уй" }, { "я", "ь" },
	/* -а */
	{ "ыі", "ыя" }, { "іі", "ія" }, { "ы", "а" }, { "гі", "га" },
	{ "кі", "ка" }, { "хі", "ха" }, { "і", "я" }, { "а", "" },
	{ NULL, NULL } };

static const struct ending surnames_be_female[] = { { "овай", "ова" },
	{ "авай", "ава" }, { "евай", "ева" }, { "ёвай", "ёва" },
	{ "інай", "іна" }, { "ынай", "ына" }, { "ай", "ая" }, { "ой", "ая" },
	{ "яй", "яя" }, { "ыі", "ыя" }, { "іі", "ія" }, { "ы", "а" },
	{ "гі", "га" }, { "кі", "ка" }, { "хі", "ха" }, { "і", "я" },
	{ NULL, NULL } };

static const struct ending *const surnames[NAME_TONGUES][NAME_GENDERS] = {
	[NAME_UK] = { surnames_uk_male, surnames_uk_female },
	[NAME_RU] = { surnames_ru_male, surnames_ru_female },
	[NAME_BE] = { surnames_be_male, surnames_be_female },
};

/* Surnames that show the gender by themselves. */
static const char *const plain_female[] = { "ської", "цької", "зької", "ової",
	"євої", "евої", "іної", "їної", "ской", "цкой", "овой", "евой", "ёвой",
	"иной", "ыной", "скай", "цкай", "овай", "авай", "евай", "ёвай", "інай",
	"ынай", NULL };
static const char *const plain_male[] = { "ського", "цького", "зького", "енка",
	"єнка", "ского", "цкого", "скага", "цкага", NULL };

/* The letters a language does not have. */
static const char *const strange[NAME_TONGUES] = {
	[NAME_UK] = "ыэёъў",
	[NAME_RU] = "іїєґў",
	[NAME_BE] = "ищъїєґ",
};

static bool has_any_of(const char *lower, const char *letters)
{
	for (; *lower != '\0'; lower = g_utf8_next_char(lower))
		if (g_utf8_strchr(letters, -1, g_utf8_get_char(lower)) != NULL)
			return true;
	return false;
}

/* The name's own language is seen in its letters; the letter's decides where
 * more than one has them all. */
static enum name_tongue tongue_of(const char *name, const char *language)
{
	g_autofree char *lower = g_utf8_strdown(name, -1);
	enum name_tongue most_likely = strcmp(language, "ru") == 0   ? NAME_RU
				       : strcmp(language, "be") == 0 ? NAME_BE
								     : NAME_UK;
	if (!has_any_of(lower, strange[most_likely]))
		return most_likely;
	for (int tongue = 0; tongue < NAME_TONGUES; tongue++)
		if (!has_any_of(lower, strange[tongue]))
			return (enum name_tongue)tongue;
	return most_likely;
}

/* Small, capital first, or all capitals, as the model is. */
static char *like(const char *model, const char *lower)
{
	const char *second = g_utf8_next_char(model);
	if (*second != '\0' && g_unichar_isupper(g_utf8_get_char(second)))
		return g_utf8_strup(lower, -1);
	if (!g_unichar_isupper(g_utf8_get_char(model)))
		return g_strdup(lower);
	g_autofree char *first =
		g_utf8_strup(lower, g_utf8_next_char(lower) - lower);
	return g_strconcat(first, g_utf8_next_char(lower), NULL);
}

/* NULL when the ending does not fit, or leaves too little. */
static char *with_ending(
	const char *lower, const struct ending *ending, glong least_letters)
{
	if (!g_str_has_suffix(lower, ending->from))
		return NULL;
	size_t stem = strlen(lower) - strlen(ending->from);
	if (stem > 0 && g_utf8_strlen(lower, (gssize)stem) < least_letters)
		return NULL;
	return g_strdup_printf("%.*s%s", (int)stem, lower, ending->to);
}

static char *surname_of(
	const char *lower, enum name_tongue tongue, enum name_gender gender)
{
	/* "Цой", "Гай" do not decline for a woman. */
	glong least = gender == NAME_FEMALE ? 2 : 1;
	const struct ending *ending = surnames[tongue][gender];
	for (; ending->from != NULL; ending++) {
		char *mended = with_ending(lower, ending, least);
		if (mended != NULL)
			return mended;
	}
	return g_strdup(lower);
}

/* *is_known: it is a name people bear. */
static char *given_of(const char *lower, enum name_tongue tongue,
	enum name_gender gender, bool *is_known)
{
	const struct ending *ending = givens[tongue][gender];
	g_autofree char *first = NULL;
	*is_known = true;
	for (; ending->from != NULL; ending++) {
		g_autofree char *mended = with_ending(lower, ending, 1);
		if (mended == NULL)
			continue;
		if (given_name_is(tongue, gender, mended))
			return g_steal_pointer(&mended);
		if (first == NULL)
			first = g_steal_pointer(&mended);
	}
	*is_known = false;
	return first != NULL ? g_steal_pointer(&first) : g_strdup(lower);
}

static char *patronymic_of(const char *lower, enum name_gender gender)
{
	const struct ending *ending = patronymics[gender];
	for (; ending->from != NULL; ending++) {
		/* "Ілліча" is one, "Лича" a surname. */
		char *mended = with_ending(lower, ending, 3);
		if (mended != NULL)
			return mended;
	}
	return NULL;
}

struct name {
	char *words[ROLES];
	enum role roles[ROLES];
	guint count;
	enum name_tongue tongue;
	enum name_gender gender;
};

static bool is_initial(const char *word)
{
	return strchr(word, '.') != NULL || g_utf8_strlen(word, -1) < 2;
}

static bool has_one_of(const char *lower, const char *const *endings)
{
	for (; *endings != NULL; endings++)
		if (g_str_has_suffix(lower, *endings))
			return true;
	return false;
}

/* "Коваленко Ганни Петрівни", "Ганни Петрівни Коваленко", "Ганни Петрівни";
 * two that look like one ("Івана Петровича Климовича"): the first is it. */
static bool by_patronymic(struct name *name)
{
	for (guint i = 1; i < name->count; i++) {
		for (int gender = 0; gender < NAME_GENDERS; gender++) {
			name->gender = (enum name_gender)gender;
			g_autofree char *mended =
				patronymic_of(name->words[i], name->gender);
			if (mended == NULL)
				continue;
			name->roles[i - 1] = GIVEN;
			name->roles[i] = PATRONYMIC;
			return true;
		}
	}
	return false;
}

/* Which of two words is a given name, the second or else the first. */
static bool by_given(struct name *name)
{
	for (guint i = name->count; i-- > 0;) {
		for (int gender = 0; gender < NAME_GENDERS; gender++) {
			bool is_known;
			g_free(given_of(name->words[i], name->tongue,
				(enum name_gender)gender, &is_known));
			if (!is_known)
				continue;
			name->roles[i] = GIVEN;
			name->gender = (enum name_gender)gender;
			return true;
		}
		/* Not in the genitive at all. */
		if (given_name_is(name->tongue, NAME_MALE, name->words[i]) ||
			given_name_is(
				name->tongue, NAME_FEMALE, name->words[i]))
			return false;
	}
	name->roles[1] = GIVEN;
	name->gender = g_str_has_suffix(name->words[1], "а") ||
				       g_str_has_suffix(name->words[1], "я")
			       ? NAME_MALE
			       : NAME_FEMALE;
	return true;
}

/* Beside initials only what is plain is mended. */
static bool by_surname(struct name *name)
{
	for (guint i = 0; i < name->count; i++) {
		if (is_initial(name->words[i])) {
			name->roles[i] = ROLES;
			continue;
		}
		name->gender = has_one_of(name->words[i], plain_female)
				       ? NAME_FEMALE
				       : NAME_MALE;
		if (name->gender == NAME_MALE &&
			!has_one_of(name->words[i], plain_male))
			return false;
	}
	return true;
}

static bool find_roles(struct name *name)
{
	bool has_initials = false;
	for (guint i = 0; i < name->count; i++) {
		name->roles[i] = SURNAME;
		has_initials = has_initials || is_initial(name->words[i]);
	}
	if (has_initials)
		return by_surname(name);
	return by_patronymic(name) || (name->count == 2 && by_given(name));
}

static char *mend_part(
	const struct name *name, enum role role, const char *lower)
{
	bool is_known;
	switch (role) {
	case SURNAME:
		return surname_of(lower, name->tongue, name->gender);
	case GIVEN:
		return given_of(lower, name->tongue, name->gender, &is_known);
	case PATRONYMIC:
		return patronymic_of(lower, name->gender);
	case ROLES:
		break;
	}
	return g_strdup(lower);
}

/* The parts of "Нечуя-Левицького" each; apostrophes as they were. */
static char *mend(const struct name *name, guint i, const char *word)
{
	g_auto(GStrv) written = g_strsplit(word, "-", -1);
	g_auto(GStrv) parts = g_strsplit(name->words[i], "-", -1);
	for (guint p = 0; parts[p] != NULL; p++) {
		g_autofree char *mended =
			mend_part(name, name->roles[i], parts[p]);
		g_free(parts[p]);
		parts[p] = like(written[p], mended);
	}
	g_autofree char *joined = g_strjoinv("-", parts);
	const char *apostrophe = strstr(word, "’") != NULL   ? "’"
				 : strstr(word, "ʼ") != NULL ? "ʼ"
							     : "'";
	g_auto(GStrv) pieces = g_strsplit(joined, "'", -1);
	return g_strjoinv(apostrophe, pieces);
}

/* Small letters, plain apostrophes. */
static char *plain_lower(const char *word)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (; *word != '\0'; word = g_utf8_next_char(word)) {
		gunichar c = g_utf8_get_char(word);
		bool is_apostrophe = c == 0x2019 || c == 0x2BC;
		g_string_append_unichar(
			out, is_apostrophe ? '\'' : g_unichar_tolower(c));
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *name_to_nominative(const char *name, const char *language)
{
	g_auto(GStrv) words = g_strsplit_set(name, " \t\n", -1);
	struct name parts = { .count = g_strv_length(words),
		.tongue = tongue_of(name, language) };
	if (parts.count < 2 || parts.count > ROLES)
		return g_strdup(name);
	for (guint i = 0; i < parts.count; i++)
		parts.words[i] = plain_lower(words[i]);
	bool is_clear = find_roles(&parts);
	for (guint i = 0; i < parts.count; i++) {
		char *mended = is_clear && parts.roles[i] != ROLES
				       ? mend(&parts, i, words[i])
				       : NULL;
		if (mended != NULL) {
			g_free(words[i]);
			words[i] = mended;
		}
		g_free(parts.words[i]);
	}
	return g_strjoinv(" ", words);
}
