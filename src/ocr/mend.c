/* Recognised words mix scripts where the shapes are the same: a Latin "o" in
 * a Cyrillic word, a Cyrillic "О" in a phone number.  What is certain is put
 * right, what is not stays as read. */
#include "compose.h"

#include <string.h>

/* Column by column the same shape. */
static const gunichar latin[] = { 'A', 'B', 'C', 'E', 'H', 'I', 'K', 'M', 'O',
	'P', 'T', 'X', 'a', 'c', 'e', 'i', 'o', 'p', 'x', 'y', 'J', 'j', 'S',
	's', 0xcf, 0xef };
static const gunichar cyrillic[] = { 0x410, 0x412, 0x421, 0x415, 0x41d, 0x406,
	0x41a, 0x41c, 0x41e, 0x420, 0x422, 0x425, 0x430, 0x441, 0x435, 0x456,
	0x43e, 0x440, 0x445, 0x443, 0x408, 0x458, 0x405, 0x455, 0x407, 0x457 };

/* Letters that are digits when between digits. */
static const struct {
	gunichar letter;
	char digit;
} digits[] = { { 'O', '0' }, { 'o', '0' }, { 0x41e, '0' }, { 0x43e, '0' },
	{ 'l', '1' }, { 'I', '1' }, { 0x406, '1' }, { 0x417, '3' },
	{ 0x437, '3' }, { 'B', '8' }, { 0x412, '8' } };

struct count {
	int latin, cyrillic, digits, others;
};

static struct count count_scripts(const char *word)
{
	struct count count = { 0 };
	for (const char *p = word; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_isdigit(c))
			count.digits++;
		else if (!g_unichar_isalpha(c))
			count.others++;
		else if (c >= 0x400 && c < 0x530)
			count.cyrillic++;
		else
			count.latin++;
	}
	return count;
}

static gunichar counterpart(
	gunichar c, const gunichar *from, const gunichar *to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(latin); i++)
		if (from[i] == c)
			return to[i];
	return 0;
}

static bool is_script(gunichar c, bool is_latin)
{
	bool in_cyrillic = c >= 0x400 && c < 0x530;
	return g_unichar_isalpha(c) && in_cyrillic != is_latin;
}

/* All letters of the minority script, or none. */
static char *to_one_script(const char *word, bool to_latin)
{
	GString *mended = g_string_new(NULL);
	for (const char *p = word; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (is_script(c, !to_latin)) {
			c = to_latin ? counterpart(c, cyrillic, latin)
				     : counterpart(c, latin, cyrillic);
			if (c == 0) {
				g_string_free(mended, TRUE);
				return NULL;
			}
		}
		g_string_append_unichar(mended, c);
	}
	return g_string_free(mended, FALSE);
}

static char digit_for(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digits); i++)
		if (digits[i].letter == c)
			return digits[i].digit;
	return 0;
}

/* "О67 555" → "067 555": every letter has digits for neighbours. */
static char *to_digits(const char *word)
{
	GString *mended = g_string_new(NULL);
	for (const char *p = word; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		char digit = digit_for(c);
		if (g_unichar_isalpha(c) && !digit) {
			g_string_free(mended, TRUE);
			return NULL;
		}
		if (digit)
			g_string_append_c(mended, digit);
		else
			g_string_append_unichar(mended, c);
	}
	return g_string_free(mended, FALSE);
}

/* Of the four languages only Russian's training knew the sign "№"; the others
 * read one of these, and none of them is a word that a number follows. */
static bool is_number_sign(const char *word, const char *next)
{
	static const char *const read_as[] = { "Ме", "Мо", "Мe", "Ле", "Хе",
		"Же", "Ne", "Nе", "Nо", "Nе.", "/е", "Мэ", "Мг", "№е", "Ж",
		NULL };
	return g_strv_contains(read_as, word) &&
	       g_unichar_isdigit(g_utf8_get_char(next));
}

char *mend_word(const char *word, const char *next)
{
	if (is_number_sign(word, next))
		return g_strdup("№");
	struct count count = count_scripts(word);
	int letters = count.latin + count.cyrillic;
	if (letters == 0)
		return NULL;
	/* A number: five digits and at most one letter for three of them. */
	if (count.digits >= 5 && letters * 3 <= count.digits)
		return to_digits(word);
	if (count.latin == 0 || count.cyrillic == 0 ||
		strpbrk(word, "@/") != NULL)
		return NULL;
	/* Where only one script has all the shapes there is no choice. */
	g_autofree char *as_cyrillic = to_one_script(word, false);
	g_autofree char *as_latin = to_one_script(word, true);
	bool cyrillic_fits =
		as_cyrillic && (!as_latin || count.cyrillic > count.latin);
	bool latin_fits =
		as_latin && (!as_cyrillic || count.latin > count.cyrillic);
	if (cyrillic_fits)
		return g_steal_pointer(&as_cyrillic);
	return latin_fits ? g_steal_pointer(&as_latin) : NULL;
}
