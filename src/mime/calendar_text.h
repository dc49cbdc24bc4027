/* iCalendar (RFC 5545) and vCard (2.1, RFC 6350) as lines for a reader. */
#pragma once

/* text: valid UTF-8.  What says nothing to a person is left out; NULL when
 * there is nothing of either in it.  Caller frees. */
char *calendar_text(const char *text);
