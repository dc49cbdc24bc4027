/* Messages that Outlook saved as .msg (MS-OXMSG). */
#pragma once

#include <gsf/gsf.h>
#include "reader.h"

/* Sender, subject, body and what its files say as text; the message becomes
 * state->inner, and pages in it are listed (lift.h).  most: no stream may be
 * longer.  Caller frees. */
char *outlook_message_text(
	struct reader_state *state, GsfInfile *file, size_t most);
