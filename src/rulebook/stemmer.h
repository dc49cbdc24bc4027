/* Inflection from the hunspell dictionaries of the system. */
#pragma once

#include "plaint/text/phrase.h"

struct stem_dictionary;

/* Languages uk, ru, be, en; NULL when there is no dictionary for it. */
struct stem_dictionary *stem_dictionary_open(const char *language);
void stem_dictionary_free(struct stem_dictionary *dictionary);
/* Changes with the files of the system's dictionary, or with their lack;
 * without blanks.  Caller frees. */
char *stem_dictionary_mark(const char *language);
/* A stemmer that uses it (may be called from several threads) and lives as
 * long; one that does nothing for NULL. */
struct stemmer stem_dictionary_stemmer(struct stem_dictionary *dictionary);
