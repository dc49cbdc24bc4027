/* hunspell behind the domain's stemmer.  The library keeps state while it
 * works, so calls take turns. */
#include "stemmer.h"

#include <string.h>
#include <sys/stat.h>
#include <hunspell/hunspell.h>

#include "kept_stem_packs.h"

enum {
	/* Longer words are no words; hunspell's time grows with length. */
	STEM_MOST_BYTES = 64,
	ALIKE_LETTERS = 2,
};

static const struct source {
	const char *language, *file;
	bool is_cyrillic;
} dictionaries[] = {
	{ "uk", "/usr/share/hunspell/uk_UA", true },
	{ "ru", "/usr/share/hunspell/ru_RU", true },
	{ "be", "/usr/share/hunspell/be_BY", true },
	{ "en", "/usr/share/hunspell/en_US", false },
};

struct stem_dictionary {
	const char *language;
	Hunhandle *hunspell;
	char *charset;
	bool is_packed;
	struct stem_code code; /* of its letters, if it is packed */
	GMutex turn;
};

/* The library's dictionaries share a table of letters, which it counts and
 * fills without a lock. */
static GMutex making;

static const struct source *source_of(const char *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dictionaries); i++)
		if (strcmp(dictionaries[i].language, language) == 0)
			return &dictionaries[i];
	return NULL;
}

char *stem_dictionary_mark(const char *language)
{
	static const char *const kinds[] = { ".aff", ".dic" };
	const struct source *source = source_of(language);
	GString *out = g_string_new(language);
	for (size_t i = 0; source != NULL && i < G_N_ELEMENTS(kinds); i++) {
		struct stat about;
		g_autofree char *path =
			g_strconcat(source->file, kinds[i], NULL);
		if (stat(path, &about) == 0)
			g_string_append_printf(out,
				":%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
				(gint64)about.st_size, (gint64)about.st_mtime);
	}
	return g_string_free(out, FALSE);
}

static void load(struct stem_dictionary *dictionary, const char *affixes,
	const char *words, const char *kept_in)
{
	struct stem_pack pack;
	g_autofree char *mark = stem_dictionary_mark(dictionary->language);
	bool is_packed =
		kept_pack_open(kept_in, dictionary->language, mark, &pack) ||
		stem_pack_make(affixes, words, &dictionary->code, &pack);
	g_mutex_lock(&making);
	dictionary->hunspell =
		is_packed ? Hunspell_create(pack.affixes_path, pack.words_path)
			  : Hunspell_create(affixes, words);
	g_mutex_unlock(&making);
	dictionary->is_packed = is_packed;
	stem_pack_clear(&pack);
}

struct stem_dictionary *stem_dictionary_open(
	const char *language, const char *kept_in)
{
	const struct source *source = source_of(language);
	if (source == NULL)
		return NULL;
	g_autofree char *affixes = g_strconcat(source->file, ".aff", NULL);
	g_autofree char *words = g_strconcat(source->file, ".dic", NULL);
	if (!g_file_test(affixes, G_FILE_TEST_IS_REGULAR) ||
		!g_file_test(words, G_FILE_TEST_IS_REGULAR))
		return NULL;
	struct stem_dictionary *out = g_new0(struct stem_dictionary, 1);
	out->language = source->language;
	stem_code_init(&out->code, source->is_cyrillic);
	load(out, affixes, words, kept_in);
	if (out->hunspell == NULL) {
		g_free(out);
		return NULL;
	}
	out->charset = g_strdup(Hunspell_get_dic_encoding(out->hunspell));
	g_mutex_init(&out->turn);
	return out;
}

bool stem_dictionary_keep(const char *language, const char *dir, GError **error)
{
	const struct source *source = source_of(language);
	g_autofree char *mark = stem_dictionary_mark(language);
	g_autofree char *affixes = g_strconcat(source->file, ".aff", NULL);
	g_autofree char *words = g_strconcat(source->file, ".dic", NULL);
	struct stem_code code;
	struct stem_pack pack;
	stem_code_init(&code, source->is_cyrillic);
	/* None there, or to be used as it is. */
	if (!stem_pack_make(affixes, words, &code, &pack))
		return true;
	bool done = kept_pack_write(dir, language, mark, &pack, error);
	stem_pack_clear(&pack);
	return done;
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

/* The word as the dictionary has it.  False: it can have no such word. */
static bool to_native(const struct stem_dictionary *dictionary,
	const char *word, char native[static STEM_MOST_BYTES + 1])
{
	if (dictionary->is_packed) {
		gssize bytes = stem_code_put(
			&dictionary->code, word, strlen(word), native);
		native[MAX(bytes, 0)] = '\0';
		return bytes > 0;
	}
	g_autofree char *text = recode(word, dictionary->charset, "UTF-8");
	return text != NULL &&
	       g_strlcpy(native, text, STEM_MOST_BYTES + 1) <= STEM_MOST_BYTES;
}

static char *from_native(
	const struct stem_dictionary *dictionary, const char *native)
{
	return dictionary->is_packed
		       ? stem_code_text(&dictionary->code, native)
		       : recode(native, "UTF-8", dictionary->charset);
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
	char native[STEM_MOST_BYTES + 1];
	if (!to_native(dictionary, word, native))
		return;
	char **found = NULL;
	g_mutex_lock(&dictionary->turn);
	int count = Hunspell_stem(dictionary->hunspell, &found, native);
	g_mutex_unlock(&dictionary->turn);
	for (int i = 0; i < count; i++) {
		char *stem = from_native(dictionary, found[i]);
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
