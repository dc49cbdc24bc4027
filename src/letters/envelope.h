/* Is this page an envelope? */
#pragma once

#include "plaint/domain/document.h"

/* Few words, and what is written on envelopes among them: to and from,
 * postcodes, the post's own words; a landscape format speaks for it. */
bool envelope_is(const struct page *page);
