/* What somebody who mistyped a word probably meant. */
#pragma once

/* The candidate nearest to `word` by edit distance, or NULL when none is
 * near enough to be what was meant.  `candidates` is NULL-terminated. */
const char *nearest_word(const char *word, const char *const *candidates);

/* The end of a message about a word that is unknown: "; did you mean "near"?",
 * or "" when near is NULL.  Caller frees. */
char *nearest_hint(const char *near);
