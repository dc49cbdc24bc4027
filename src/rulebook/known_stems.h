/* Stems of the rules' own words, kept beside the rules: asked of four
 * dictionaries they are half of what reading the rules takes.  Of other
 * dictionaries than those of the system they are not believed; words that are
 * not there are asked as ever. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/text/phrase.h"

enum {
	STEM_TONGUES = 4, /* in the order of stem_tongues */
};
extern const char *const stem_tongues[STEM_TONGUES];

/* Of the rules in dir.  NULL: none are kept, or they are stale. */
struct known_stems *known_stems_load(const char *dir);
void known_stems_free(struct known_stems *known);

/* Append the word's stems in that tongue.  False: not known. */
bool known_stems_find(const struct known_stems *known, size_t tongue,
	const char *word, GPtrArray *stems);

/* Ask the stemmers about each word (of char *), and keep what they say. */
bool known_stems_write(const char *dir, const GPtrArray *words,
	const struct stemmer stemmers[static STEM_TONGUES], GError **error);
