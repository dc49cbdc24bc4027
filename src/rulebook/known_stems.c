/* A line for each word, behind it the stems of each tongue: "послугами", tab,
 * "послуга", tab, tab, tab.  The first line names the dictionaries. */
#include "known_stems.h"

#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"
#include "stemmer.h"

enum {
	FILE_MOST_BYTES = 16 << 20,
	FILE_MODE = 0644,
	VERSION = 1, /* of the file, and of how stemmer.c makes stems */
};

const char *const stem_tongues[STEM_TONGUES] = { "uk", "ru", "be", "en" };

struct known_stems {
	char *text;
	GHashTable *words; /* word -> its stems, both in text */
};

static char *path_in(const char *dir)
{
	return g_build_filename(dir, "topics.stems", NULL);
}

static char *head_line(void)
{
	GString *out = g_string_new(NULL);
	g_string_printf(out, "stems %d", VERSION);
	for (size_t i = 0; i < STEM_TONGUES; i++) {
		g_autofree char *mark = stem_dictionary_mark(stem_tongues[i]);
		g_string_append_printf(out, " %s", mark);
	}
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

static size_t count_tabs(const char *line)
{
	size_t count = 0;
	for (; *line != '\0'; line++)
		count += *line == '\t';
	return count;
}

static bool take_lines(struct known_stems *known, char *at)
{
	while (*at != '\0') {
		char *end = strchr(at, '\n');
		char *stems = strchr(at, '\t');
		if (end == NULL || stems == NULL || stems > end)
			return false;
		*end = '\0';
		*stems++ = '\0';
		if (count_tabs(stems) != STEM_TONGUES - 1)
			return false;
		g_hash_table_insert(known->words, at, stems);
		at = end + 1;
	}
	return true;
}

struct known_stems *known_stems_load(const char *dir)
{
	g_autofree char *path = path_in(dir);
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return NULL;
	g_autofree char *head = head_line();
	GBytes *bytes = file_read(path, FILE_MOST_BYTES, NULL);
	size_t length = bytes != NULL ? g_bytes_get_size(bytes) : 0;
	const char *from = length > 0 ? g_bytes_get_data(bytes, NULL) : "";
	struct known_stems *known = NULL;
	if (length >= strlen(head) && memcmp(from, head, strlen(head)) == 0 &&
		utf8_is_valid(from, length)) {
		known = g_new0(struct known_stems, 1);
		known->text = g_strndup(from, length);
		known->words = g_hash_table_new(g_str_hash, g_str_equal);
		if (!take_lines(known, known->text + strlen(head)))
			g_clear_pointer(&known, known_stems_free);
	}
	g_clear_pointer(&bytes, g_bytes_unref);
	return known;
}

void known_stems_free(struct known_stems *known)
{
	if (known == NULL)
		return;
	g_hash_table_unref(known->words);
	g_free(known->text);
	g_free(known);
}

bool known_stems_find(const struct known_stems *known, size_t tongue,
	const char *word, GPtrArray *stems)
{
	const char *at =
		known != NULL ? g_hash_table_lookup(known->words, word) : NULL;
	if (at == NULL)
		return false;
	for (; tongue > 0; tongue--)
		at += strcspn(at, "\t") + 1;
	while (*at != '\t' && *at != '\0') {
		size_t length = strcspn(at, " \t");
		g_ptr_array_add(stems, g_strndup(at, length));
		at += length;
		at += *at == ' ';
	}
	return true;
}

/* --- writing ---------------------------------------------------------- */

/* False: a stem that cannot stand in the file. */
static bool put_stems(
	GString *out, const struct stemmer *stemmer, const char *word)
{
	g_autoptr(GPtrArray) stems = g_ptr_array_new_with_free_func(g_free);
	if (stemmer->stem != NULL)
		stemmer->stem(stemmer->user, word, stems);
	g_string_append_c(out, '\t');
	for (guint i = 0; i < stems->len; i++) {
		const char *stem = stems->pdata[i];
		if (*stem == '\0' || strpbrk(stem, " \t\n") != NULL)
			return false;
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", stem);
	}
	return true;
}

static void put_word(GString *out, const char *word,
	const struct stemmer stemmers[static STEM_TONGUES])
{
	gsize before = out->len;
	bool fits = strpbrk(word, "\t\n") == NULL;
	g_string_append(out, word);
	for (size_t i = 0; fits && i < STEM_TONGUES; i++)
		fits = put_stems(out, &stemmers[i], word);
	g_string_append_c(out, '\n');
	if (!fits)
		g_string_truncate(out, before);
}

bool known_stems_write(const char *dir, const GPtrArray *words,
	const struct stemmer stemmers[static STEM_TONGUES], GError **error)
{
	g_autofree char *path = path_in(dir);
	GString *out = g_string_new(NULL);
	g_autofree char *head = head_line();
	g_string_append(out, head);
	for (guint i = 0; i < words->len; i++)
		put_word(out, words->pdata[i], stemmers);
	bool done = file_replace(path, out->str, out->len, FILE_MODE, error);
	g_string_free(out, TRUE);
	return done;
}
