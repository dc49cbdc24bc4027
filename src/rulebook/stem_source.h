/* A hunspell dictionary's files, read: its rules of affixes and the words that
 * one in lower case can lead to, in letters of a byte. */
#pragma once

#include <stdbool.h>
#include "stem_code.h"

/* "SFX A а ами [^ь]а": text of stem_code's bytes, "" for nothing. */
struct stem_rule {
	guint8 flag;
	bool is_prefix;
	bool crosses; /* may stand with a prefix, or a suffix */
	const char *strip, *append;
	const char *condition; /* of the word, where the affix is */
};

struct stem_word {
	const char *text;
	const char *flags; /* a byte each */
};

struct stem_source {
	GArray *rules; /* of struct stem_rule */
	GArray *words; /* of struct stem_word; one may be there again */
	/* Words may also be compounds, the first part of which begins with a
	 * digit and the last of which has something else: which, only hunspell
	 * knows.  All parts are words that begin with a digit, but that the
	 * last one may be a form of any word. */
	bool has_compounds;
	guint8 only_in_compound; /* a flag; 0: none */
	GStringChunk *strings;
};

/* NULL: not a dictionary of the plain kind, of which it is certain that all
 * others are made of one of its words, one suffix and one prefix alone.  Caller
 * frees. */
struct stem_source *stem_source_read(
	const char *affixes, const char *words, const struct stem_code *code);
void stem_source_free(struct stem_source *source);
typedef struct stem_source stem_source;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stem_source, stem_source_free)
