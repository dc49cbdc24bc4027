/* Inflection from the hunspell dictionaries of the system. */
#pragma once

#include "plaint/text/phrase.h"

struct stem_dictionary;

/* Languages uk, ru, be, en; NULL when there is no dictionary for it.  kept_in:
 * the folder of rules beside which its pack may be kept; NULL: nowhere. */
struct stem_dictionary *stem_dictionary_open(
	const char *language, const char *kept_in);
/* Makes its pack and keeps it there, if there is one. */
bool stem_dictionary_keep(
	const char *language, const char *dir, GError **error);
void stem_dictionary_free(struct stem_dictionary *dictionary);
/* Changes with the files of the system's dictionary, or with their lack;
 * without blanks.  Caller frees. */
char *stem_dictionary_mark(const char *language);
/* A stemmer that uses it (may be called from several threads) and lives as
 * long; one that does nothing for NULL. */
struct stemmer stem_dictionary_stemmer(struct stem_dictionary *dictionary);
