/* The outbox's way out: approved replies and acknowledgements, one at a time
 * through the send role. */
#pragma once

#include "state.h"

struct outgoing *outgoing_new(struct engine *engine);
/* Waits a little for the answer to what is under way: an orderly stop leaves
 * nothing uncertain. */
void outgoing_free(struct outgoing *outgoing);

void outgoing_pump(struct outgoing *outgoing);
/* Start the process, to show that it can send, if none is there.  NULL: nobody
 * sends here. */
void outgoing_prove(struct outgoing *outgoing);
