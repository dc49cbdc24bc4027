/* Two tables, there and back. */
#include "stem_code.h"

#include <string.h>

enum {
	CYRILLIC = 38, /* letters: Ukrainian, Russian and Belarusian ones */
	CAPITALS_FROM = 0xC0,
};

static const char cyrillic[] = "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґў";
/* None of them means anything in words, flags or conditions. */
static const char borrowed[CYRILLIC + 1] =
	"abcdefghijklmnopqrstuvwxyz_@$%&*+=<>~;";

static void give(struct stem_code *code, gunichar letter, guint8 byte)
{
	code->bytes[letter] = byte;
	code->letters[byte] = letter;
	code->is_inside[byte] =
		letter == '\'' || (g_unichar_isalnum(letter) &&
					  g_unichar_tolower(letter) == letter);
}

/* Capitals stand in conditions of endings, never in a word that is asked. */
static void give_cyrillic(struct stem_code *code)
{
	const char *at = cyrillic;
	for (guint8 i = 0; i < CYRILLIC; i++, at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		give(code, letter, (guint8)borrowed[i]);
		give(code, g_unichar_toupper(letter),
			(guint8)(CAPITALS_FROM + i));
	}
}

void stem_code_init(struct stem_code *code, bool is_cyrillic)
{
	memset(code, 0, sizeof(*code));
	guint end = is_cyrillic ? 0x80 : STEM_CODE_BYTES;
	for (guint c = 1; c < end; c++)
		if (!is_cyrillic || (!g_ascii_isalpha((char)c) &&
					    strchr(borrowed, (int)c) == NULL))
			give(code, c, (guint8)c);
	if (is_cyrillic)
		give_cyrillic(code);
}

gssize stem_code_put(const struct stem_code *code, const char *text,
	size_t length, char *out)
{
	const guint8 *at = (const guint8 *)text, *end = at + length;
	char *to = out;
	while (at < end) {
		guint letter = *at++;
		if (letter >= 0x80)
			letter = at < end ? stem_code_letter(letter, *at++) : 0;
		if (code->bytes[letter] == 0)
			return -1;
		*to++ = (char)code->bytes[letter];
	}
	return to - out;
}

char *stem_code_text(
	const struct stem_code *code, const char *bytes, size_t length)
{
	GString *out = g_string_sized_new(2 * length + 1);
	for (size_t i = 0; i < length; i++)
		g_string_append_unichar(out, code->letters[(guint8)bytes[i]]);
	return g_string_free(out, FALSE);
}
