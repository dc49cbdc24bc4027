/* Names made comparable: each word becomes a skeleton of sounds
 * in Latin letters, the same from whichever alphabet it came.  Vowels that
 * the languages write differently fall together, and for most purposes only
 * the consonants count, because endings are all vowels. */
#include "match_sound.h"

#include <string.h>

enum {
	WORDS_MOST = 6,
	INITIAL_MOST = 4,   /* "Shch" */
	SHORT_SKELETON = 5, /* up to here one letter may differ, else two */
};

/* --- sounds ----------------------------------------------------------- */

/* Longer ones first.  Capitals stand for sounds Latin needs two letters for;
 * "" is no sound of its own. */
static const struct {
	const char *written, *sound;
} sounds[] = {
	{ "shch", "SC" },
	{ "tsch", "C" },
	{ "tch", "C" },
	{ "sch", "S" },
	{ "дз", "z" },
	{ "зж", "Z" },
	{ "сш", "S" },
	{ "ьо", "a" },
	{ "йо", "a" },
	{ "sh", "S" },
	{ "ch", "C" },
	{ "zh", "Z" },
	{ "kh", "h" },
	{ "ts", "c" },
	{ "tz", "c" },
	{ "ya", "a" },
	{ "ia", "a" },
	{ "ja", "a" },
	{ "yu", "u" },
	{ "iu", "u" },
	{ "ju", "u" },
	{ "ye", "e" },
	{ "ie", "e" },
	{ "je", "e" },
	{ "yo", "a" },
	{ "io", "a" },
	{ "jo", "a" },
	{ "ck", "k" },
	{ "ph", "f" },
	{ "ія", "a" },
	{ "ия", "a" },
	{ "ыя", "a" },
	{ "ья", "a" },
	{ "ье", "e" },
	{ "ій", "i" },
	{ "ий", "i" },
	{ "ый", "i" },
	{ "а", "a" },
	{ "о", "a" },
	{ "я", "a" },
	{ "ё", "a" },
	{ "е", "e" },
	{ "є", "e" },
	{ "э", "e" },
	{ "и", "i" },
	{ "і", "i" },
	{ "ї", "i" },
	{ "ы", "i" },
	{ "й", "i" },
	{ "у", "u" },
	{ "ю", "u" },
	{ "ў", "v" },
	{ "в", "v" },
	{ "б", "b" },
	{ "г", "h" },
	{ "ґ", "h" },
	{ "х", "h" },
	{ "д", "d" },
	{ "ж", "Z" },
	{ "з", "z" },
	{ "к", "k" },
	{ "л", "l" },
	{ "м", "m" },
	{ "н", "n" },
	{ "п", "p" },
	{ "р", "r" },
	{ "с", "s" },
	{ "т", "t" },
	{ "ф", "f" },
	{ "ц", "c" },
	{ "ч", "C" },
	{ "ш", "S" },
	{ "щ", "SC" },
	{ "ь", "" },
	{ "ъ", "" },
	{ "o", "a" },
	{ "y", "i" },
	{ "j", "i" },
	{ "w", "v" },
	{ "g", "h" },
	{ "x", "ks" },
	{ "q", "k" },
};

static void add_sound(GString *out, const char *sound)
{
	for (; *sound != '\0' && out->len < SOUND_MOST; sound++)
		/* Doubled letters and "ii" are one sound. */
		if (out->len == 0 || out->str[out->len - 1] != *sound)
			g_string_append_c(out, *sound);
}

/* Most differ in their first bytes, and are seen to without a call. */
static bool begins_with(const char *text, const char *written)
{
	while (*written != '\0' && *text == *written) {
		text++;
		written++;
	}
	return *written == '\0';
}

static const char *take_sound(const char *at, GString *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sounds); i++) {
		if (!begins_with(at, sounds[i].written))
			continue;
		add_sound(out, sounds[i].sound);
		return at + strlen(sounds[i].written);
	}
	const char plain[2] = { *at, '\0' };
	if (g_ascii_isalnum(*at))
		add_sound(out, plain);
	return g_utf8_next_char(at);
}

char *sound_skeleton(const char *word)
{
	g_autofree char *lower = g_utf8_strdown(word, -1);
	GString *out = g_string_new(NULL);
	const char *at = lower;
	while (*at != '\0')
		at = take_sound(at, out);
	return g_string_free(out, FALSE);
}

static bool is_vowel(char sound)
{
	return sound != '\0' && strchr("aeiu", sound) != NULL;
}

/* First sound and consonants. */
char *sound_bones(const char *skeleton)
{
	GString *out = g_string_new(NULL);
	for (const char *p = skeleton; *p != '\0'; p++)
		if ((p == skeleton || !is_vowel(*p)) &&
			(out->len == 0 || out->str[out->len - 1] != *p))
			g_string_append_c(out, *p);
	return g_string_free(out, FALSE);
}

/* One name in forms whose sounds differ; the first stands for all. */
static const char *const one_name[][8] = {
	{ "elena", "alena", "helena", "ilona" },
	{ "nikalai", "mikala", "mikalai", "nikala", "nikalas" },
	{ "dmitri", "dmitra", "zmitri", "zmitra", "zmicer", "dimitri" },
	{ "ana", "hana", "hani", "ani" },
	{ "katerina", "ekaterina", "kacarina", "iekaterina", "katerini",
		"ekaterini", "kacarini", "katarina" },
	{ "tetana", "tatana", "tacana", "tetiana", "tatiana", "taciana" },
	{ "vladimir", "valadimir", "ulazimir", "uladimir", "uladimira",
		"valadimira", "vladimira", "ulazimira" },
	{ "evheni", "iavhen", "avhen", "evhen", "iauhen", "auhen", "evhena" },
	{ "alha", "valha", "alhi", "valhi" },
	{ "nada", "nadezda", "nadZda", "nadea", "nadia", "nadeZda", "nazea" },
	{ "kanstantin", "kastantin", "kanstancin" },
	{ "hrihari", "riharia", "rihar", "hrihara" },
	{ "stepan", "scapan", "stefan" },
	{ "andrei", "andri", "andrea", "andreia" },
	{ "serhei", "serhi", "sarhei", "serha", "serhea" },
	{ "mihail", "mihaila", "mihal" },
	{ "petr", "petra", "patr", "patra", "pitar", "piatra" },
	{ "ivan", "ian", "ivana" },
	{ "svetlana", "svitlana", "svatlana", "svitlani", "svetlani" },
	{ "Zana", "iana" },
};

static const char *one_form(const char *skeleton)
{
	for (size_t i = 0; i < G_N_ELEMENTS(one_name); i++)
		for (size_t j = 0;
			j < G_N_ELEMENTS(one_name[i]) && one_name[i][j] != NULL;
			j++)
			if (strcmp(one_name[i][j], skeleton) == 0)
				return one_name[i][0];
	return skeleton;
}

/* --- words of a name ---------------------------------------------------- */

struct name_word {
	char *skeleton, *bones; /* of the form that stands for all */
	char first;		/* sound, as written */
	bool is_initial;
	bool is_iotated; /* Ю, Я, Є: Latin may begin it with Y or J */
	bool is_y;	 /* begins so itself */
};

struct name_words {
	struct name_word at[WORDS_MOST];
	size_t count;
	char patronymic; /* its first sound, '\0' when none */
};

static void words_clear(struct name_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		g_free(words->at[i].skeleton);
		g_free(words->at[i].bones);
	}
}
typedef struct name_words name_words;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(name_words, words_clear)

/* "-ович", "-івна"… and their cases, as sounds. */
static bool is_patronymic(const char *skeleton)
{
	static const char *const endings[] = { "aviC", "eviC", "iviC", "ivna",
		"avna", "evna", "iCna", "uvna", "aviCa", "eviCa", "ivni",
		"avni", "evni", "iCni", "iliC", "miC" };
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(skeleton, endings[i]))
			return true;
	return false;
}

/* Words that are no names: legal forms, titles. */
static bool is_form(const char *skeleton)
{
	static const char *const forms[] = { "tav", "aaa", "taa", "pat", "prat",
		"zat", "at", "aa", "zaa", "paa", "fap", "flp", "ip", "Cup",
		"up", "ltd", "limited", "lc", "plc", "inc", "mr", "mrs", "ms",
		"mis", "dr", "pan", "pani" };
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (strcmp(forms[i], skeleton) == 0)
			return true;
	return false;
}

static void words_add(struct name_words *words, const char *written)
{
	g_autofree char *skeleton = sound_skeleton(written);
	if (skeleton[0] == '\0' || words->count == WORDS_MOST ||
		is_form(skeleton))
		return;
	struct name_word *word = &words->at[words->count++];
	gunichar letter = g_unichar_tolower(g_utf8_get_char(written));
	/* "Yu." is one in Cyrillic. */
	word->is_initial = g_utf8_strlen(written, -1) == 1 ||
			   (letter < 0x80 && skeleton[1] == '\0' &&
				   strlen(written) <= INITIAL_MOST);
	word->is_y = letter == 'y' || letter == 'j';
	word->is_iotated =
		word->is_y || g_utf8_strchr("юяєёїй", -1, letter) != NULL;
	word->first = skeleton[0];
	word->skeleton = g_strdup(one_form(skeleton));
	word->bones = sound_bones(word->skeleton);
}

/* Of three words that with a patronymic's ending says least; some surnames
 * end like one, so the first word is never taken for it.  Of two initials it
 * is the second. */
static void words_drop_patronymic(struct name_words *words)
{
	for (size_t i = words->count; words->count >= 3 && i > 1; i--) {
		struct name_word *word = &words->at[i - 1];
		if (!is_patronymic(word->skeleton) &&
			!(word->is_initial &&
				(i == words->count || word[-1].is_initial)))
			continue;
		words->patronymic = word->first;
		g_free(word->skeleton);
		g_free(word->bones);
		memmove(word, word + 1,
			(words->count - i) * sizeof(struct name_word));
		words->count--;
		return;
	}
}

static void words_read(struct name_words *words, const char *name)
{
	*words = (struct name_words){ 0 };
	GString *word = g_string_new(NULL);
	for (const char *p = name;; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool joins = c == '\'' || c == 0x2019 || c == 0x02BC;
		if (c != 0 && (g_unichar_isalnum(c) || joins)) {
			if (!joins)
				g_string_append_unichar(word, c);
			continue;
		}
		if (word->len > 0)
			words_add(words, word->str);
		g_string_truncate(word, 0);
		if (c == 0)
			break;
	}
	g_string_free(word, TRUE);
	words_drop_patronymic(words);
}

/* --- comparing ---------------------------------------------------------- */

size_t sound_distance(const char *a, const char *b)
{
	size_t row[SOUND_MOST + 2];
	size_t length = strlen(b);
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			size_t above = row[j + 1];
			size_t change = corner + (a[i] == b[j] ? 0 : 1);
			row[j + 1] = MIN(change, MIN(above, row[j]) + 1);
			corner = above;
		}
	}
	return row[length];
}

static bool words_equal(const struct name_word *a, const struct name_word *b)
{
	if (a->is_initial || b->is_initial)
		return a->first == b->first || a->skeleton[0] == b->first ||
		       a->first == b->skeleton[0] ||
		       (a->is_initial && a->is_y && b->is_iotated) ||
		       (b->is_initial && b->is_y && a->is_iotated);
	if (strcmp(a->skeleton, b->skeleton) == 0)
		return true;
	size_t least = MIN(strlen(a->skeleton), strlen(b->skeleton));
	return strcmp(a->bones, b->bones) == 0 &&
	       sound_distance(a->skeleton, b->skeleton) <=
		       (least <= SHORT_SKELETON ? 1U : 2U);
}

struct pairs {
	size_t full, initials;
};

static struct pairs pair_words(
	const struct name_words *a, const struct name_words *b)
{
	struct pairs pairs = { 0 };
	bool used[WORDS_MOST] = { false };
	/* Whole words first, so that an initial takes what is left. */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < a->count; i++)
			for (size_t j = 0; j < b->count; j++) {
				bool initial = a->at[i].is_initial ||
					       b->at[j].is_initial;
				if (used[j] || initial != (round == 1) ||
					!words_equal(&a->at[i], &b->at[j]))
					continue;
				used[j] = true;
				pairs.full += initial ? 0 : 1;
				pairs.initials += initial ? 1 : 0;
				break;
			}
	return pairs;
}

static size_t count_whole(const struct name_words *words)
{
	size_t whole = 0;
	for (size_t i = 0; i < words->count; i++)
		whole += words->at[i].is_initial ? 0 : 1;
	return whole;
}

enum match_names match_names(const char *a, const char *b)
{
	g_auto(name_words) x, y;
	words_read(&x, a);
	words_read(&y, b);
	size_t least = MIN(x.count, y.count);
	if (least == 0 || count_whole(&x) == 0 || count_whole(&y) == 0)
		return MATCH_NAMES_UNKNOWN;
	struct pairs pairs = pair_words(&x, &y);
	bool other_father = x.patronymic != '\0' && y.patronymic != '\0' &&
			    x.patronymic != y.patronymic;
	if (least == 1)
		return pairs.full == 1 ? MATCH_NAMES_LIKE : MATCH_NAMES_UNKNOWN;
	if (pairs.full + pairs.initials < least || pairs.full == 0 ||
		other_father)
		return MATCH_NAMES_OTHER;
	return pairs.full >= 2 ? MATCH_NAMES_SAME : MATCH_NAMES_LIKE;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *match_name_key(const char *name)
{
	g_auto(name_words) words;
	words_read(&words, name);
	const char *bones[WORDS_MOST + 1] = { NULL };
	size_t count = 0;
	for (size_t i = 0; i < words.count; i++)
		if (!words.at[i].is_initial)
			bones[count++] = words.at[i].bones;
	if (count < 2)
		return g_strdup("");
	qsort(bones, count, sizeof(bones[0]), compare_texts);
	return g_strjoinv(" ", (char **)bones);
}

bool match_is_login(const char *name)
{
	g_autofree char *text = g_strstrip(g_strdup(name));
	return strchr(text, '@') != NULL || strchr(text, ' ') == NULL;
}

char *match_name_word(const char *name)
{
	g_auto(name_words) words;
	words_read(&words, name);
	for (size_t i = 0; i < words.count && count_whole(&words) == 1; i++)
		if (!words.at[i].is_initial)
			return g_strdup(words.at[i].bones);
	return g_strdup("");
}

enum {
	RUN_WORDS = 3,
	RUNS_MOST = 500,
};

GPtrArray *match_names_in(const char *text)
{
	GPtrArray *runs = g_ptr_array_new_with_free_func(g_free);
	GString *run = g_string_new(NULL);
	int count = 0;
	bool is_last = false;
	for (const char *word = text; !is_last && runs->len < RUNS_MOST;) {
		size_t length = strcspn(word, " \t\n\r");
		is_last = word[length] == '\0';
		bool capital = g_unichar_isupper(
			g_utf8_get_char_validated(word, (gssize)length));
		bool ends = length > 0 &&
			    strchr(".,!?:;)", word[length - 1]) != NULL;
		if (capital && count < RUN_WORDS) {
			g_string_append(run, count > 0 ? " " : "");
			g_string_append_len(run, word, (gssize)length);
			count++;
		}
		if ((!capital || ends || count == RUN_WORDS || is_last) &&
			count > 0) {
			g_ptr_array_add(runs, g_strdup(run->str));
			g_string_truncate(run, 0);
			count = 0;
		}
		word += length + 1;
	}
	g_string_free(run, TRUE);
	return runs;
}
