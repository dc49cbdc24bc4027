/* A hunspell dictionary made smaller for stems of words in lower case. */
#pragma once

#include <stdbool.h>
#include "stem_code.h"

enum {
	STEM_PACK_PATH_BYTES = 32,
};

/* What Hunspell_create is to be given; the descriptors may be closed after
 * it. */
struct stem_pack {
	int affixes_fd, words_fd;
	char affixes_path[STEM_PACK_PATH_BYTES];
	char words_path[STEM_PACK_PATH_BYTES];
};

/* The dictionary without the words that one in lower case, of letters, digits
 * and apostrophes, can never lead to (names, words with hyphens), with each set
 * of flags once (hunspell(5), AF) instead of at each word, in letters of a byte
 * and in an order that is quick to load: half of the memory and of the time,
 * the same stems.  False: not a dictionary of the plain kind, to be used as it
 * is. */
bool stem_pack_make(const char *affixes, const char *words,
	const struct stem_code *code, struct stem_pack *out);
/* By which an open file can be opened. */
void stem_pack_path(int fd, char out[static STEM_PACK_PATH_BYTES]);
void stem_pack_clear(struct stem_pack *pack);
