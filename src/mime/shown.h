/* Which parts of a letter its HTML shows among its lines, by their Content-ID
 * (RFC 2392), and how wide. */
#pragma once

#include <stdbool.h>
#include "structure.h"

struct shown {
	bool is_shown;
	int width; /* pixels; 0 when the HTML does not say */
};

/* One for each of structure->parts; g_free it. */
struct shown *shown_find(
	const struct structure *structure, const struct mime_limits *limits);
