/* The words of a dictionary that others are forms of, where they are found
 * without anything being read before: of which words each affix makes others
 * is worked out when the table is made.  Text is of stem_code's bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "stem_source.h"

struct stem_table;

/* Caller frees; NULL: too large for a table. */
GByteArray *stem_table_make(const struct stem_source *source);

/* bytes: as they were made; NULL: they have another length. */
struct stem_table *stem_table_of(GBytes *bytes);
void stem_table_free(struct stem_table *table);

/* Of compounds it knows nothing (stem_source.h). */
bool stem_table_has_compounds(const struct stem_table *table);

/* root: has no zero behind it.  is_form: by an affix. */
typedef void stem_found(
	void *user, const char *root, size_t length, bool is_form);

/* Tells of each word of the dictionary that `word` is or is a form of, perhaps
 * more than once. */
void stem_table_find(const struct stem_table *table, const char *word,
	size_t length, stem_found *found, void *user);
