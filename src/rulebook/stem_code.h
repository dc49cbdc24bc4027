/* Letters as tables of stems have them: a byte each.  Cyrillic letters borrow
 * the bytes of Latin ones and of signs that mean nothing in hunspell's files,
 * where others have their meaning. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum {
	STEM_CODE_LETTERS = 0x800, /* those of two bytes in UTF-8 */
	STEM_CODE_BYTES = 256,
};

struct stem_code {
	guint8 bytes[STEM_CODE_LETTERS];   /* by letter; 0: it has none */
	gunichar letters[STEM_CODE_BYTES]; /* by byte */
	/* Letters in lower case, digits and the apostrophe: what the words that
	 * are looked for are made of. */
	bool is_inside[STEM_CODE_BYTES];
};

/* Of a letter's two bytes in UTF-8; 0 when they are none. */
static inline guint stem_code_letter(guint first, guint second)
{
	return first >= 0xC0 && first < 0xE0 && (second & 0xC0) == 0x80
		       ? (first & 0x1F) << 6 | (second & 0x3F)
		       : 0;
}

/* Either Cyrillic letters or Latin ones: words of the others have no bytes. */
void stem_code_init(struct stem_code *code, bool is_cyrillic);

/* text (UTF-8) into out, with room for `length` bytes; how many there are, -1
 * when there is none for one of the letters. */
gssize stem_code_put(const struct stem_code *code, const char *text,
	size_t length, char *out);

/* Caller frees. */
char *stem_code_text(
	const struct stem_code *code, const char *bytes, size_t length);
