/* hunspell behind the domain's stemmer.  The library keeps state while it
 * works, so calls take turns. */
#include "stemmer.h"

#include <string.h>
#include <hunspell/hunspell.h>

#include "stem_pack.h"

enum {
	/* Longer words are no words; hunspell's time grows with length. */
	STEM_MOST_BYTES = 64,
	ALIKE_LETTERS = 2,
};

static const struct {
	const char *language, *file;
} dictionaries[] = {
	{ "uk", "/usr/share/hunspell/uk_UA" },
	{ "ru", "/usr/share/hunspell/ru_RU" },
	{ "be", "/usr/share/hunspell/be_BY" },
	{ "en", "/usr/share/hunspell/en_US" },
};

struct stem_dictionary {
	Hunhandle *hunspell;
	char *charset;
	GMutex turn;
};

/* The library's dictionaries share a table of letters, which it counts and
 * fills without a lock. */
static GMutex making;

static const char *file_of(const char *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dictionaries); i++)
		if (strcmp(dictionaries[i].language, language) == 0)
			return dictionaries[i].file;
	return NULL;
}

struct stem_dictionary *stem_dictionary_open(const char *language)
{
	const char *file = file_of(language);
	if (file == NULL)
		return NULL;
	g_autofree char *affixes = g_strconcat(file, ".aff", NULL);
	g_autofree char *words = g_strconcat(file, ".dic", NULL);
	if (!g_file_test(affixes, G_FILE_TEST_IS_REGULAR) ||
		!g_file_test(words, G_FILE_TEST_IS_REGULAR))
		return NULL;
	struct stem_pack pack;
	bool is_packed = stem_pack_make(affixes, words, &pack);
	g_mutex_lock(&making);
	Hunhandle *hunspell =
		is_packed ? Hunspell_create(pack.affixes_path, pack.words_path)
			  : Hunspell_create(affixes, words);
	g_mutex_unlock(&making);
	stem_pack_clear(&pack);
	if (hunspell == NULL)
		return NULL;
	struct stem_dictionary *out = g_new0(struct stem_dictionary, 1);
	out->hunspell = hunspell;
	out->charset = g_strdup(Hunspell_get_dic_encoding(hunspell));
	g_mutex_init(&out->turn);
	return out;
}

void stem_dictionary_free(struct stem_dictionary *dictionary)
{
	if (dictionary == NULL)
		return;
	g_mutex_lock(&making);
	Hunspell_destroy(dictionary->hunspell);
	g_mutex_unlock(&making);
	g_mutex_clear(&dictionary->turn);
	g_free(dictionary->charset);
	g_free(dictionary);
}

/* A copy of text in another character set; NULL when it has no place there. */
static char *recode(const char *text, const char *to, const char *from)
{
	if (g_ascii_strcasecmp(to, from) == 0)
		return g_strdup(text);
	return g_convert(text, -1, to, from, NULL, NULL, NULL);
}

/* Do they begin alike? */
static bool begins_as(const char *word, const char *stem)
{
	for (int i = 0; i < ALIKE_LETTERS && *stem != '\0'; i++) {
		if (g_utf8_get_char(word) != g_utf8_get_char(stem))
			return false;
		word = g_utf8_next_char(word);
		stem = g_utf8_next_char(stem);
	}
	return true;
}

/* A prefix that the dictionary took off makes another word, often the
 * opposite (remove, invoice, unwanted): it stands before its stem again. */
static char *with_prefix(const char *word, char *stem)
{
	const char *at = word;
	while (*at != '\0' && !begins_as(at, stem))
		at = g_utf8_next_char(at);
	if (at == word || *at == '\0')
		return stem;
	char *out = g_strdup_printf("%.*s%s", (int)(at - word), word, stem);
	g_free(stem);
	return out;
}

static void stem_word(void *user, const char *word, GPtrArray *stems)
{
	struct stem_dictionary *dictionary = user;
	if (strlen(word) > STEM_MOST_BYTES)
		return;
	g_autofree char *native = recode(word, dictionary->charset, "UTF-8");
	if (native == NULL)
		return;
	char **found = NULL;
	g_mutex_lock(&dictionary->turn);
	int count = Hunspell_stem(dictionary->hunspell, &found, native);
	g_mutex_unlock(&dictionary->turn);
	for (int i = 0; i < count; i++) {
		char *stem = recode(found[i], "UTF-8", dictionary->charset);
		if (stem != NULL)
			g_ptr_array_add(stems, with_prefix(word, stem));
	}
	if (count > 0)
		Hunspell_free_list(dictionary->hunspell, &found, count);
}

struct stemmer stem_dictionary_stemmer(struct stem_dictionary *dictionary)
{
	if (dictionary == NULL)
		return (struct stemmer){ NULL, NULL };
	return (struct stemmer){ stem_word, dictionary };
}
