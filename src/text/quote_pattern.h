/* Constant patterns over folded lines of a letter. */
#pragma once

#include <stdbool.h>

/* pattern: a constant of the program; it is compiled once and kept.  A text
 * that would take too many steps does not match. */
bool pattern_matches(const char *pattern, const char *text);
