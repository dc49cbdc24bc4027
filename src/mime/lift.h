/* Pages that lie in files of a letter (archives, messages, office documents)
 * are listed as attachments of their own, behind the file and with its name
 * in `inside`, so that they are read like those that were sent by themselves.
 *
 * Bounded for the whole letter, like what archives hold. */
#pragma once

#include "reader.h"

/* Lists the file when it is a PDF or, by its size and shape, a page.  A
 * failing descriptor is told by lift_failed. */
void lift_page(struct reader_state *state, const char *name, const char *type,
	GBytes *bytes);

/* True, error set, once when a page could not be written. */
bool lift_failed(struct reader_state *state, GError **error);

/* The name of a file about to be opened is added to state->inside; returns
 * the value it had, to be given to lift_leave. */
const char *lift_enter(struct reader_state *state, const char *name);
void lift_leave(struct reader_state *state, const char *before);
