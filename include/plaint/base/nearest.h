/* What somebody who mistyped a word probably meant. */
#pragma once

/* The candidate nearest to `word` by edit distance, or NULL when none is
 * near enough to be what was meant.  `candidates` is NULL-terminated. */
const char *nearest_word(const char *word, const char *const *candidates);
