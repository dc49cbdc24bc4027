/* The domain's stemmer: a dictionary's table, and hunspell for what a table
 * cannot know.  The library keeps state while it works, so calls of it take
 * turns. */
#include "stemmer.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <hunspell/hunspell.h>

#include "kept_stem_tables.h"
#include "plaint/base/fd.h"
#include "stem_table.h"

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

/* hunspell with some of the words, when it is first asked of them. */
struct opened {
	gsize is_made; /* of g_once_init_enter */
	Hunhandle *hunspell;
};

struct stem_dictionary {
	const char *language;
	char *affixes, *words;	  /* paths */
	struct stem_code code;	  /* of the table's letters */
	struct stem_table *table; /* NULL: it has none */
	struct opened whole, of_digits;
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

/* --- hunspell ----------------------------------------------------------- */

static Hunhandle *create(const char *affixes, const char *words)
{
	g_mutex_lock(&making);
	Hunhandle *out = Hunspell_create(affixes, words);
	g_mutex_unlock(&making);
	return out;
}

static Hunhandle *whole_of(struct stem_dictionary *dictionary)
{
	struct opened *whole = &dictionary->whole;
	if (g_once_init_enter(&whole->is_made)) {
		whole->hunspell =
			create(dictionary->affixes, dictionary->words);
		g_once_init_leave(&whole->is_made, 1);
	}
	return whole->hunspell;
}

/* The lines of words with digits, behind the first one, which counts all. */
static GString *lines_of_digits(const char *text)
{
	GString *out = g_string_new(NULL);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		length += text[length] == '\n' ? 1 : 0;
		if (out->len == 0 ||
			g_ascii_isdigit(text[strcspn(text, "0123456789/\n")]))
			g_string_append_len(out, text, (gssize)length);
		text += length;
	}
	return out;
}

static Hunhandle *create_of_digits(const struct stem_dictionary *dictionary)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents(dictionary->words, &text, NULL, NULL))
		return NULL;
	GString *lines = lines_of_digits(text);
	auto_fd int fd = memfd_create("plaint-stems", MFD_CLOEXEC);
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
	bool is_there = fd >= 0 &&
			fd_write_all(fd, lines->str, lines->len, NULL) &&
			g_file_test(path, G_FILE_TEST_EXISTS);
	g_string_free(lines, TRUE);
	return is_there ? create(dictionary->affixes, path) : NULL;
}

static Hunhandle *of_digits_of(struct stem_dictionary *dictionary)
{
	struct opened *opened = &dictionary->of_digits;
	if (g_once_init_enter(&opened->is_made)) {
		opened->hunspell = create_of_digits(dictionary);
		g_once_init_leave(&opened->is_made, 1);
	}
	return opened->hunspell != NULL ? opened->hunspell
					: whole_of(dictionary);
}

/* A copy of text in another character set; NULL when it has no place there. */
static char *recode(const char *text, const char *to, const char *from)
{
	if (g_ascii_strcasecmp(to, from) == 0)
		return g_strdup(text);
	return g_convert(text, -1, to, from, NULL, NULL, NULL);
}

/* --- dictionaries ------------------------------------------------------- */

static bool is_there(const struct stem_dictionary *dictionary)
{
	return g_file_test(dictionary->affixes, G_FILE_TEST_IS_REGULAR) &&
	       g_file_test(dictionary->words, G_FILE_TEST_IS_REGULAR);
}

/* NULL: not a dictionary of the plain kind. */
static GBytes *make_table(const struct stem_dictionary *dictionary)
{
	g_autoptr(stem_source) source = stem_source_read(
		dictionary->affixes, dictionary->words, &dictionary->code);
	GByteArray *table = source != NULL ? stem_table_make(source) : NULL;
	return table != NULL ? g_byte_array_free_to_bytes(table) : NULL;
}

static void find_table(struct stem_dictionary *dictionary, const char *kept_in)
{
	g_autofree char *mark = stem_dictionary_mark(dictionary->language);
	g_autoptr(GBytes) bytes =
		kept_table_read(kept_in, dictionary->language, mark);
	if (bytes == NULL)
		bytes = make_table(dictionary);
	if (bytes != NULL)
		dictionary->table = stem_table_of(bytes);
	if (dictionary->table == NULL)
		(void)whole_of(dictionary);
}

/* Without its table. */
static struct stem_dictionary *dictionary_new(const struct source *source)
{
	struct stem_dictionary *out = g_new0(struct stem_dictionary, 1);
	out->language = source->language;
	out->affixes = g_strconcat(source->file, ".aff", NULL);
	out->words = g_strconcat(source->file, ".dic", NULL);
	stem_code_init(&out->code, source->is_cyrillic);
	g_mutex_init(&out->turn);
	return out;
}

struct stem_dictionary *stem_dictionary_open(
	const char *language, const char *kept_in)
{
	const struct source *source = source_of(language);
	if (source == NULL)
		return NULL;
	struct stem_dictionary *out = dictionary_new(source);
	if (is_there(out)) {
		find_table(out, kept_in);
		return out;
	}
	stem_dictionary_free(out);
	return NULL;
}

bool stem_dictionary_keep(const char *language, const char *dir, GError **error)
{
	g_autofree char *mark = stem_dictionary_mark(language);
	struct stem_dictionary *dictionary =
		dictionary_new(source_of(language));
	g_autoptr(GBytes) table = make_table(dictionary);
	stem_dictionary_free(dictionary);
	/* None there, or none of the plain kind. */
	return table == NULL ||
	       kept_table_write(dir, language, mark, table, error);
}

void stem_dictionary_free(struct stem_dictionary *dictionary)
{
	if (dictionary == NULL)
		return;
	g_mutex_lock(&making);
	if (dictionary->whole.hunspell != NULL)
		Hunspell_destroy(dictionary->whole.hunspell);
	if (dictionary->of_digits.hunspell != NULL)
		Hunspell_destroy(dictionary->of_digits.hunspell);
	g_mutex_unlock(&making);
	stem_table_free(dictionary->table);
	g_mutex_clear(&dictionary->turn);
	g_free(dictionary->affixes);
	g_free(dictionary->words);
	g_free(dictionary);
}

/* --- stems -------------------------------------------------------------- */

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

struct asking {
	const struct stem_dictionary *dictionary;
	const char *word;
	GPtrArray *stems;
};

/* stem: taken. */
static void take_stem(const struct asking *asking, char *stem)
{
	stem = with_prefix(asking->word, stem);
	if (g_ptr_array_find_with_equal_func(
		    asking->stems, stem, g_str_equal, NULL))
		g_free(stem);
	else
		g_ptr_array_add(asking->stems, stem);
}

static void on_root(void *user, const char *root, size_t length, bool is_form)
{
	(void)is_form;
	const struct asking *asking = user;
	take_stem(asking,
		stem_code_text(&asking->dictionary->code, root, length));
}

static void ask_table(struct asking *asking)
{
	char bytes[STEM_MOST_BYTES];
	gssize length = stem_code_put(&asking->dictionary->code, asking->word,
		strlen(asking->word), bytes);
	if (length > 0)
		stem_table_find(asking->dictionary->table, bytes,
			(size_t)length, on_root, asking);
}

static void ask_hunspell(struct stem_dictionary *dictionary,
	Hunhandle *hunspell, struct asking *asking)
{
	if (hunspell == NULL)
		return;
	const char *charset = Hunspell_get_dic_encoding(hunspell);
	g_autofree char *native = recode(asking->word, charset, "UTF-8");
	char **found = NULL;
	g_mutex_lock(&dictionary->turn);
	int count =
		native != NULL ? Hunspell_stem(hunspell, &found, native) : 0;
	g_mutex_unlock(&dictionary->turn);
	for (int i = 0; i < count; i++) {
		char *stem = recode(found[i], "UTF-8", charset);
		if (stem != NULL)
			take_stem(asking, stem);
	}
	if (count > 0)
		Hunspell_free_list(hunspell, &found, count);
}

/* "15th", but neither "15" nor a word. */
static bool may_be_compound(const char *word)
{
	size_t digits = strspn(word, "0123456789");
	return digits > 0 && word[digits] != '\0';
}

static void note_form(void *user, const char *root, size_t length, bool is_form)
{
	bool *has_form = user;
	(void)root, (void)length;
	*has_form = *has_form || is_form;
}

/* "24hours": of words without digits too (stem_source.h)? */
static bool may_end_in_form(
	const struct stem_dictionary *dictionary, const char *word)
{
	char bytes[STEM_MOST_BYTES];
	bool is = false;
	gssize length =
		stem_code_put(&dictionary->code, word, strlen(word), bytes);
	for (gssize i = length; i > 0 && !g_ascii_isdigit(bytes[i - 1]); i--)
		stem_table_find(dictionary->table, bytes + i - 1,
			(size_t)(length - i + 1), note_form, &is);
	return is;
}

static void stem_word(void *user, const char *word, GPtrArray *stems)
{
	struct stem_dictionary *dictionary = user;
	struct asking asking = { dictionary, word, stems };
	if (strlen(word) > STEM_MOST_BYTES)
		return;
	if (dictionary->table != NULL &&
		(!stem_table_has_compounds(dictionary->table) ||
			!may_be_compound(word)))
		ask_table(&asking);
	else if (dictionary->table == NULL || may_end_in_form(dictionary, word))
		ask_hunspell(dictionary, whole_of(dictionary), &asking);
	else
		ask_hunspell(dictionary, of_digits_of(dictionary), &asking);
}

struct stemmer stem_dictionary_stemmer(struct stem_dictionary *dictionary)
{
	if (dictionary == NULL)
		return (struct stemmer){ NULL, NULL };
	return (struct stemmer){ stem_word, dictionary };
}
