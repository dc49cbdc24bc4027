/* A text cut into words once, for all that look at these. */
#include "plaint/facts/word_heads.h"

#include "plaint/text/append.h"
#include "plaint/text/letter.h"

enum {
	WORD_USUAL_BYTES = 8,
	CYRILLIC_CLASS = 32, /* the first of them; Latin ones stand below */
	CLASS_BITS = 31,
};

/* The last bits are the same for a letter and its capital in ASCII and from А
 * to я.  What is another form of one of them, as the sign for kelvin is of "k"
 * and the long s of "s", has its capital. */
guint8 letter_class(gunichar c)
{
	c = letter_small(g_unichar_toupper(c));
	return (guint8)((c < 0x80 ? 0 : CYRILLIC_CLASS) | (c & CLASS_BITS));
}

/* That of what stands there, 0 where it is no letter.  Nearly all are ASCII or
 * from А to я. */
static inline guint8 class_at(const char *at, bool *is_small)
{
	guchar first = (guchar)at[0];
	if (first < 0x80) {
		*is_small = *is_small && first >= 'a';
		return g_ascii_isalpha(at[0]) ? first & CLASS_BITS : 0;
	}
	bool is_usual =
		letter_is_within(at, CYRILLIC_CAPITAL_A, CYRILLIC_SMALL_LAST);
	*is_small = *is_small && is_usual &&
		    letter_is_within(at, CYRILLIC_SMALL_A, CYRILLIC_SMALL_LAST);
	if (is_usual)
		return CYRILLIC_CLASS | ((guchar)at[1] & CLASS_BITS);
	gunichar c = g_utf8_get_char(at);
	return letter_is(c) ? letter_class(c) : 0;
}

bool word_head_next(
	const char *text, size_t length, size_t *at, struct word_head *out)
{
	const char *end = text + length, *p = text + *at;
	while (p < end && !letter_is(letter_at(p)))
		p = letter_next(p);
	const char *from = p;
	bool is_small = true;
	int count = 0;
	*out = (struct word_head){ .at = (size_t)(p - text) };
	for (; count < HEAD_LETTERS && p < end; count++, p = letter_next(p)) {
		bool was_small = is_small;
		out->letters[count] = class_at(p, &is_small);
		if (out->letters[count] == 0) {
			is_small = was_small;
			break;
		}
	}
	if (count == HEAD_LETTERS) {
		const char *small_end = small_letters_end(p, end);
		p = letters_end(small_end, end);
		is_small = is_small && small_end == p;
	}
	out->is_small = is_small;
	out->bytes = (guint32)(p - from) & G_MAXINT32;
	*at = (size_t)(p - text);
	return p > from;
}

GArray *word_heads(const char *text, size_t length)
{
	guint room = (guint)(length / WORD_USUAL_BYTES) + 1;
	GArray *out =
		g_array_sized_new(FALSE, FALSE, sizeof(struct word_head), room);
	struct word_head word;
	for (size_t at = 0; word_head_next(text, length, &at, &word);)
		*(struct word_head *)append_place(out, &room, sizeof(word)) =
			word;
	return out;
}
