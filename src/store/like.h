/* What somebody typed, for LIKE … ESCAPE '!'. */
#pragma once

/* Found anywhere: %text%, folded, with the wildcards in it made ordinary.
 * NULL when there is nothing to look for. */
char *like_pattern(const char *text);
