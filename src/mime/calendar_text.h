/* iCalendar (RFC 5545) and vCard (2.1, RFC 6350) as lines for a reader. */
#pragma once

#include <stddef.h>

/* text: valid UTF-8.  What says nothing to a person is left out; NULL when
 * there is nothing of either in it.  Caller frees. */
char *calendar_text(const char *text);

/* Folded lines made whole, in bytes of any charset that goes on from ASCII:
 * some programs fold inside a character.  Caller frees. */
char *calendar_unfold(const char *bytes, size_t length);
