/* The usual schemes at once (passports', bibliographers', what people type):
 * the longest piece that some scheme has comes first. */
#include "translit.h"

#include <stdbool.h>
#include <string.h>

const char *const translit_codes[TRANSLITS] = { "uk", "ru", "be" };

/* By their first letters, the longest first. */
static const struct {
	const char *latin;
	const char *cyrillic[TRANSLITS];
} pieces[] = {
	{ "a", { "а", "а", "а" } },
	{ "b", { "б", "б", "б" } },
	{ "ch", { "ч", "ч", "ч" } },
	{ "c", { "ц", "ц", "ц" } },
	{ "d", { "д", "д", "д" } },
	{ "e", { "е", "е", "е" } },
	{ "f", { "ф", "ф", "ф" } },
	{ "g", { "г", "г", "г" } },
	{ "h", { "г", "х", "г" } },
	{ "ia", { "я", "я", "я" } },
	{ "ie", { "є", "ие", "е" } },
	{ "ij", { "ій", "ий", "ій" } },
	{ "iu", { "ю", "ю", "ю" } },
	{ "iy", { "ій", "ий", "ій" } },
	{ "i", { "і", "и", "і" } },
	{ "ja", { "я", "я", "я" } },
	{ "je", { "є", "е", "е" } },
	{ "jo", { "йо", "ё", "ё" } },
	{ "ju", { "ю", "ю", "ю" } },
	{ "j", { "й", "й", "й" } },
	{ "kh", { "х", "х", "х" } },
	{ "k", { "к", "к", "к" } },
	{ "l", { "л", "л", "л" } },
	{ "m", { "м", "м", "м" } },
	{ "n", { "н", "н", "н" } },
	{ "o", { "о", "о", "о" } },
	{ "p", { "п", "п", "п" } },
	{ "q", { "к", "к", "к" } },
	{ "r", { "р", "р", "р" } },
	{ "shch", { "щ", "щ", "шч" } },
	{ "sch", { "щ", "щ", "шч" } },
	{ "sh", { "ш", "ш", "ш" } },
	{ "s", { "с", "с", "с" } },
	{ "ts", { "ц", "ц", "ц" } },
	{ "t", { "т", "т", "т" } },
	{ "u", { "у", "у", "у" } },
	{ "v", { "в", "в", "в" } },
	{ "w", { "в", "в", "ў" } },
	{ "x", { "х", "х", "х" } },
	{ "ya", { "я", "я", "я" } },
	{ "ye", { "є", "е", "е" } },
	{ "yi", { "ий", "ый", "ый" } },
	{ "yj", { "ий", "ый", "ый" } },
	{ "yo", { "йо", "ё", "ё" } },
	{ "yu", { "ю", "ю", "ю" } },
	{ "yy", { "ий", "ый", "ый" } },
	{ "y", { "и", "ы", "ы" } },
	{ "zh", { "ж", "ж", "ж" } },
	{ "z", { "з", "з", "з" } },
};

enum {
	LETTER_I_SHORT = 0x439,
};

static bool is_vowel(gunichar c)
{
	return c < 0x80 && c != 0 && strchr("aeiouy", (int)c) != NULL;
}

/* Letters of the piece when it stands here; 0: it does not. */
static size_t piece_length(const char *latin, const gunichar *in, size_t count)
{
	size_t length = 0;
	for (; latin[length] != '\0'; length++)
		if (length == count ||
			in[length] != (gunichar)(guchar)latin[length])
			return 0;
	return length;
}

static size_t find_piece(const gunichar *in, size_t count, size_t *length_out)
{
	size_t from = 0, to = G_N_ELEMENTS(pieces);
	*length_out = 0;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if ((gunichar)pieces[middle].latin[0] < in[0])
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < G_N_ELEMENTS(pieces); from++) {
		*length_out = piece_length(pieces[from].latin, in, count);
		if (*length_out > 0)
			return from;
		if ((gunichar)pieces[from].latin[0] != in[0])
			break;
	}
	return G_N_ELEMENTS(pieces);
}

size_t translit_word(
	enum translit to, const gunichar *in, size_t count, gunichar *out)
{
	size_t written = 0;
	for (size_t i = 0; i < count;) {
		size_t length;
		size_t piece = find_piece(in + i, count - i, &length);
		/* "moy", "tretiy" */
		bool is_short = in[i] == 'y' && length == 1 && i > 0 &&
				is_vowel(in[i - 1]);
		if (piece == G_N_ELEMENTS(pieces) || is_short) {
			gunichar c = is_short ? LETTER_I_SHORT : in[i];
			/* An apostrophe is a soft sign. */
			out[written++] = c == '\'' ? 0x44C : c;
			i++;
			continue;
		}
		for (const char *p = pieces[piece].cyrillic[to]; *p != '\0';
			p = g_utf8_next_char(p))
			out[written++] = g_utf8_get_char(p);
		i += length;
	}
	return written;
}
