/* The day a letter came, by the stamp on its page: "Вх. № 123 від
 * 20.11.2026", "ОТРИМАНО 20 ЛИС 2026", "RECEIVED 20/11/2026".  Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/document.h"
#include "plaint/text/span.h"

enum {
	RECEIPT_OLDEST_DAYS = 62, /* before the file was made */
};

struct receipt_stamp {
	struct day day;
	int page;	  /* from 1 */
	struct span span; /* in that page's text: word and date */
};

/* What is plausible: not after `today`, nor more than RECEIPT_OLDEST_DAYS
 * before `file`, the day of the scanned file. */
struct receipt_bounds {
	struct day file, today;
};

/* The stamp on any page of the letter; of several plausible ones the earliest
 * day, since terms run from the first.  A sentence with such a word and a
 * date ("I received your letter on 3.11.2026") is no stamp: a stamp's lines
 * hold hardly anything else. */
bool receipt_find(const struct document *document,
	const struct receipt_bounds *bounds, struct receipt_stamp *out);
