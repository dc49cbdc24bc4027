/* Any words anywhere on a page, as text: flowing lines, columns, tables.  Not a
 * letter is lost or made up.  A line of the input is a word: four bytes that
 * place it and say whether it begins a line or a block, then its text. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "../../src/ocr/compose.h"

enum {
	WORDS_MOST = 500,
	PLACE_BYTES = 4,
	FAR = 1 << 14,
};

static void add_word(struct recognition *page, const char *line, size_t length)
{
	const unsigned char *place = (const unsigned char *)line;
	struct read_word word = { .text = NULL };
	if (length <= PLACE_BYTES)
		return;
	if (page->words->len > 0)
		word = g_array_index(
			page->words, struct read_word, page->words->len - 1);
	word.line += place[0] & 1;
	word.block += (place[0] & 6) == 6;
	word.x = place[1] * (place[0] & 8 ? FAR : 4) - 64;
	word.y = place[2] * (place[0] & 16 ? FAR : 4) - 64;
	word.width = place[3] - 8;
	word.height = 4 + place[0] / 8;
	word.text = g_utf8_make_valid(
		line + PLACE_BYTES, (gssize)(length - PLACE_BYTES));
	g_array_append_val(page->words, word);
}

static glong count_letters(const char *text)
{
	glong letters = 0;
	for (; *text; text = g_utf8_next_char(text))
		letters += g_unichar_isalnum(g_utf8_get_char(text));
	return letters;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recognition *page = recognition_new();
	const char *at = (const char *)data, *end = at + size;
	glong letters = 0;
	while (at < end && page->words->len < WORDS_MOST) {
		const char *stop = memchr(at, '\n', end - at);
		stop = stop != NULL ? stop : end;
		add_word(page, at, stop - at);
		at = stop + 1;
	}
	for (guint i = 0; i < page->words->len; i++)
		letters += count_letters(
			g_array_index(page->words, struct read_word, i).text);
	g_autofree char *text = compose_text(page);
	if (!g_utf8_validate(text, -1, NULL) || count_letters(text) != letters)
		g_error("%ld letters became: %s", letters, text);
	recognition_free(page);
	return 0;
}
