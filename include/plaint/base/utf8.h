/* Text from outside made safe.  Pure: no locale, no allocation surprises. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

bool utf8_is_valid(const char *text, size_t length);

/* No byte of 0x80 or more; NULs are ASCII. */
bool utf8_is_ascii(const void *bytes, size_t length);

/* A copy that is valid UTF-8: every byte that is not part of a well-formed
 * character becomes U+FFFD, NUL becomes U+FFFD, so nothing vanishes unseen.
 * replaced_out (may be NULL) counts the replacements. */
char *utf8_make_valid(const char *bytes, size_t length, size_t *replaced_out);

/* For searching and comparing: Unicode case folded, NFKC, U+0451 kept apart
 * from U+0435 as the languages do.  Caller frees. */
char *utf8_fold(const char *text);

/* At most `most` characters, cut at a character's edge; caller frees. */
char *utf8_cut(const char *text, size_t most_characters);

/* One line: control characters (also CR, LF, TAB) become single spaces, ends
 * trimmed.  For subjects, names, file names.  Caller frees. */
char *utf8_one_line(const char *text);
