/* Which words a clerk is to look at, and where they stand in the page's text.
 *
 * The text was made of the words, in their order; hyphens at lines' ends went,
 * blanks and line breaks came.  So each word is looked for behind the one
 * before it, and of one that goes on in the next line the beginning. */
#include "doubt.h"

#include <string.h>

#include "plaint/ocr/trust.h"

enum {
	LOOK_AHEAD_BYTES = 200
};

static const char *const hyphens[] = { "-", "\u00AD", "\u2010", "\u00AC" };

/* Without the hyphen that may have gone. */
static size_t stem_length(const char *word)
{
	size_t length = strlen(word);
	for (size_t i = 0; i < G_N_ELEMENTS(hyphens); i++)
		if (g_str_has_suffix(word, hyphens[i]))
			return length - strlen(hyphens[i]);
	return length;
}

static bool is_between(gunichar c)
{
	return g_unichar_isspace(c) || c == '-' || c == 0xAD || c == 0x2010 ||
	       c == 0xAC;
}

/* NULL: it is not the next word. */
static const char *word_find(const char *from, const char *word)
{
	size_t length = stem_length(word);
	if (strncmp(from, word, length) == 0)
		return from;
	while (*from != '\0' && is_between(g_utf8_get_char(from)))
		from = g_utf8_next_char(from);
	return strncmp(from, word, length) == 0 ? from : NULL;
}

void doubt_mark(struct page *page)
{
	const char *at = page->text;
	glong characters = 0;
	for (guint i = 0; i < page->words->len; i++) {
		struct word *word = page->words->pdata[i];
		const char *found = word_find(at, word->text);
		word->is_doubtful = trust_word_is_doubtful(word);
		word->offset = -1;
		if (found == NULL)
			found = g_strstr_len(at, LOOK_AHEAD_BYTES, word->text);
		if (found == NULL)
			continue;
		const char *end = found + stem_length(word->text);
		characters += g_utf8_strlen(at, found - at);
		word->offset = (int)characters;
		characters += g_utf8_strlen(found, end - found);
		at = end;
	}
}
