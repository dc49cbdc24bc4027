/* Lines that were read doubtfully are read again, larger and in the other
 * languages; word by word the surer reading stays. */
#pragma once

#include "work.h"

/* The language in which the least sure lines of `page` read best. */
int reread_vote(struct work *work, const struct recognition *page);

/* Changes the words and the confidence of `page`. */
void reread_lines(struct work *work, struct recognition *page);
