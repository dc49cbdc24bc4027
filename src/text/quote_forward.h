/* The head of a letter that was passed on: where it ends, whose the letter is.
 * letter->forward is its first line. */
#pragma once

#include "quote_letter.h"

/* Where the whole of it stands behind "> " (Apple's Mail), the marks are taken
 * off. */
void forward_unquote(struct letter *letter);
/* First line behind the head; the end when there is nothing. */
guint forward_begin(const struct letter *letter);
/* What stands behind "From:"; of a letter passed on twice, in the last head.
 * For the caller; NULL: nothing. */
char *forward_author(const struct letter *letter);
