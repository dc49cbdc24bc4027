/* How mail programs mark the history and the signature in their HTML. */
#pragma once

#include <stdbool.h>

struct html_mark {
	unsigned char mark; /* enum quote_mark */
	bool is_to_the_end; /* what follows belongs to it, to the end */
	/* Around a quote and the line that announces it: who answers between
	 * the quotes or below writes in it too. */
	bool holds_answers;
};

/* Attributes as libxml2 gives them: name, value, ..., NULL.  False when the
 * element carries no mark. */
bool html_mark_find(const char *element, const char *const *attributes,
	struct html_mark *out);
