/* The files are the system's own, not a stranger's; yet whatever is not
 * understood here leaves the dictionary as it is. */

#include "stem_pack.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <glib.h>

#include "plaint/base/fd.h"

enum {
	SETS_MOST = 60000, /* hunspell counts them in 16 bits */
	FLAGS_MOST_BYTES = 255,
};

struct text {
	const char *at, *end;
};

struct line {
	const char *text;
	size_t length;
};

static bool line_next(struct text *text, struct line *out)
{
	if (text->at >= text->end)
		return false;
	const char *stop =
		memchr(text->at, '\n', (size_t)(text->end - text->at));
	const char *end = stop != NULL ? stop : text->end;
	*out = (struct line){ text->at, (size_t)(end - text->at) };
	text->at = stop != NULL ? stop + 1 : text->end;
	return true;
}

static bool begins(const struct line *line, const char *with)
{
	size_t length = strlen(with);
	return line->length >= length && memcmp(line->text, with, length) == 0;
}

/* Flags of a byte each, none behind an ending, letters in UTF-8. */
static bool is_plain(struct text affixes)
{
	static const char *const others[] = { "FLAG", "AF ", "AM ",
		"COMPLEXPREFIXES" };
	bool is_utf8 = false;
	struct line line;
	while (line_next(&affixes, &line)) {
		is_utf8 = is_utf8 || begins(&line, "SET UTF-8");
		for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
			if (begins(&line, others[i]))
				return false;
		}
		bool is_rule = begins(&line, "SFX ") || begins(&line, "PFX ");
		if (is_rule && memchr(line.text, '/', line.length) != NULL)
			return false;
	}
	return is_utf8;
}

/* A blank parts a word from what it means, which we do not read. */
static bool has_blank(struct text text)
{
	size_t length = (size_t)(text.end - text.at);
	return memchr(text.at, ' ', length) != NULL ||
	       memchr(text.at, '\t', length) != NULL;
}

/* Bytes of the word; its flags begin behind the "/" there, if any. */
static size_t word_length(const struct line *line)
{
	for (size_t i = 1; i < line->length; i++) {
		if (line->text[i] == '/' && line->text[i - 1] != '\\')
			return i;
	}
	return line->length;
}

static bool is_inside(gunichar c)
{
	return g_unichar_isalnum(c) || c == '\'' || c == 0x2019 || c == 0x02BC;
}

static bool is_letter_of_lower(const char *at, const char *end)
{
	if (g_utf8_get_char_validated(at, end - at) > 0x10FFFF)
		return false;
	gunichar c = g_utf8_get_char(at);
	return is_inside(c) && g_unichar_tolower(c) == c;
}

static bool is_reachable(const char *word, size_t length)
{
	const char *end = word + length;
	for (const char *at = word; at < end;) {
		guchar first = (guchar)at[0];
		guchar second = at + 1 < end ? (guchar)at[1] : 0;
		/* Nearly all there is, and there is much: а to п, р to џ. */
		bool is_plain =
			(first == 0xD0 && second >= 0xB0) ||
			(first == 0xD1 && second >= 0x80 && second <= 0x9F);
		if (!is_plain && !is_letter_of_lower(at, end))
			return false;
		at = g_utf8_next_char(at);
	}
	return length > 0;
}

/* "/" and one number for each set of flags; NULL: too many. */
static const char *set_mark(
	GHashTable *sets, GPtrArray *order, const char *flags, size_t length)
{
	char key[FLAGS_MOST_BYTES + 1];
	if (length > FLAGS_MOST_BYTES)
		return NULL;
	memcpy(key, flags, length);
	key[length] = '\0';
	char *mark = g_hash_table_lookup(sets, key);
	if (mark != NULL || order->len >= SETS_MOST)
		return mark;
	g_ptr_array_add(order, g_strdup(key));
	mark = g_strdup_printf("/%u", order->len);
	g_hash_table_insert(sets, order->pdata[order->len - 1], mark);
	return mark;
}

static bool write_words(struct text words, GPtrArray *order, FILE *out)
{
	g_autoptr(GHashTable) sets =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	struct line line;
	/* The first line counts them; more than there are does no harm. */
	if (!line_next(&words, &line) || has_blank(words))
		return false;
	fprintf(out, "%.*s\n", (int)line.length, line.text);
	while (line_next(&words, &line)) {
		size_t word = word_length(&line);
		size_t flags = line.length - word;
		if (!is_reachable(line.text, word))
			continue;
		fwrite_unlocked(line.text, 1, word, out);
		if (flags > 1) {
			const char *mark = set_mark(
				sets, order, line.text + word + 1, flags - 1);
			if (mark == NULL)
				return false;
			fputs_unlocked(mark, out);
		}
		fputc_unlocked('\n', out);
	}
	return true;
}

/* Marks that are left out of words (accents): none of ours has them, and to
 * looking for them is a quarter of what loading takes. */
static bool ignores_nothing_inside(const struct line *line)
{
	static const char key[] = "IGNORE ";
	const char *end = line->text + line->length;
	if (!begins(line, key))
		return false;
	for (const char *at = line->text + strlen(key); at < end;
		at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char_validated(at, end - at);
		if (c > 0x10FFFF || is_inside(c))
			return false;
	}
	return true;
}

static void write_affixes(
	struct text affixes, const GPtrArray *order, FILE *out)
{
	struct line line;
	fprintf(out, "AF %u\n", order->len);
	for (guint i = 0; i < order->len; i++)
		fprintf(out, "AF %s\n", (const char *)order->pdata[i]);
	while (line_next(&affixes, &line)) {
		if (ignores_nothing_inside(&line))
			continue;
		fwrite_unlocked(line.text, 1, line.length, out);
		fputc_unlocked('\n', out);
	}
}

/* A file in memory, and the path by which it can be opened. */
static FILE *new_file(int *fd_out, char *path, size_t room)
{
	*fd_out = memfd_create("plaint-stems", MFD_CLOEXEC);
	g_snprintf(path, (gulong)room, "/proc/self/fd/%d", *fd_out);
	return *fd_out < 0 || !g_file_test(path, G_FILE_TEST_EXISTS)
		       ? NULL
		       : fopen(path, "we");
}

static bool end_file(FILE *file)
{
	bool good = file != NULL && ferror(file) == 0;
	return file != NULL && fclose(file) == 0 && good;
}

static bool write_both(
	struct text affixes, struct text words, struct stem_pack *out)
{
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(g_free);
	FILE *to_words = new_file(
		&out->words_fd, out->words_path, sizeof(out->words_path));
	bool done = to_words != NULL && write_words(words, order, to_words);
	done = end_file(to_words) && done && order->len > 0;
	FILE *to_affixes = new_file(
		&out->affixes_fd, out->affixes_path, sizeof(out->affixes_path));
	if (done && to_affixes != NULL)
		write_affixes(affixes, order, to_affixes);
	return end_file(to_affixes) && done;
}

static struct text text_of(GMappedFile *file)
{
	const char *at = g_mapped_file_get_contents(file);
	return (struct text){ at, at + g_mapped_file_get_length(file) };
}

bool stem_pack_make(
	const char *affixes, const char *words, struct stem_pack *out)
{
	*out = (struct stem_pack){ .affixes_fd = -1, .words_fd = -1 };
	g_autoptr(GMappedFile) from_affixes =
		g_mapped_file_new(affixes, FALSE, NULL);
	g_autoptr(GMappedFile) from_words =
		g_mapped_file_new(words, FALSE, NULL);
	bool done = from_affixes != NULL && from_words != NULL &&
		    g_mapped_file_get_length(from_affixes) > 0 &&
		    g_mapped_file_get_length(from_words) > 0 &&
		    is_plain(text_of(from_affixes)) &&
		    write_both(text_of(from_affixes), text_of(from_words), out);
	if (!done)
		stem_pack_clear(out);
	return done;
}

void stem_pack_clear(struct stem_pack *pack)
{
	fd_clear(&pack->affixes_fd);
	fd_clear(&pack->words_fd);
}
