/* Ukrainian, Russian and Belarusian written in Latin letters, as people do
 * who have no others at hand: back into Cyrillic, well enough to tell that it
 * is one of them. */
#pragma once

#include <stddef.h>
#include <glib.h>

enum translit {
	TRANSLIT_UK,
	TRANSLIT_RU,
	TRANSLIT_BE,
	TRANSLITS,
};

/* The language's code. */
extern const char *const translit_codes[TRANSLITS];

/* One word in small letters; `out` holds as many letters as `in`.  Returns
 * how many it became. */
size_t translit_word(
	enum translit to, const gunichar *in, size_t count, gunichar *out);
