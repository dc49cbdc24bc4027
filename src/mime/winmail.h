/* winmail.dat in a letter: its files become files of the letter, its text the
 * letter's where the letter has none. */
#pragma once

#include "lines.h"
#include "reader.h"

/* By the first bytes. */
bool winmail_is(GBytes *bytes);

/* body: the letter's text so far.  Warnings: "tnef" (what was in it),
 * "tnef_broken" (unreadable from somewhere on; it is kept whole itself),
 * "too_deep".  False only when a descriptor fails. */
bool winmail_read(struct reader_state *state, GBytes *bytes, struct lines *body,
	GError **error);
