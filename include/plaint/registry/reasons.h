/* Why a case is taken for what it is, as it is kept with the case.  A long
 * letter has hundreds of reasons that name the same rules and repeat each
 * other's words, so that each rule and each piece of text is kept once. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Of struct reason of an understanding; the caller frees. */
char *reasons_keep(const GPtrArray *reasons);

/* New reference:
 *
 *   [{"rule":"topics.yaml:41","what":"billing.refund","phrase":"поверніть",
 *     "in":"text","offset":38,"length":18}]
 *
 * in their order, with "attachment" from 1 where that is what they are in.
 * Also of what was kept as such a list; null when there is nothing, or it is
 * damaged. */
json_t *reasons_load(const char *kept);
