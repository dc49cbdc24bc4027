/* Words are looked for as they stand: both texts come from one program, and
 * what is a rendering has nearly all of them. */
#include "rendering.h"

#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"
#include "plaint/text/words.h"

enum {
	WORD_LETTERS_LEAST = 3,
	WORDS_COMPARED_MOST = 200,
};

struct overlap {
	int words, found;
};

static struct overlap compare(const char *plain, const char *html)
{
	struct overlap overlap = { 0 };
	struct word_reader reader;
	struct word_place place;

	word_reader_init(&reader, plain, strlen(plain));
	while (overlap.words < WORDS_COMPARED_MOST &&
		word_reader_next(&reader, &place)) {
		g_autofree char *word =
			g_strndup(plain + place.offset, place.length);

		if (g_utf8_strlen(word, -1) < WORD_LETTERS_LEAST)
			continue;
		overlap.words++;
		overlap.found += strstr(html, word) != NULL;
	}
	return overlap;
}

bool rendering_is_same(const char *plain, const char *html)
{
	g_autofree char *plain_folded = utf8_fold(plain);
	g_autofree char *html_folded = utf8_fold(html);
	struct overlap overlap = compare(plain_folded, html_folded);
	bool speaks_of_html =
		strstr(plain_folded, "html") && !strstr(html_folded, "html");

	if (overlap.words == 0 || overlap.found * 2 >= overlap.words)
		return true;
	return !speaks_of_html && g_utf8_strlen(html_folded, -1) <=
					  g_utf8_strlen(plain_folded, -1);
}
