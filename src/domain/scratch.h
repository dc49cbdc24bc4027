/* Memory that a thread keeps from one text to the next. */
#pragma once

#include <string.h>
#include <glib.h>

struct scratch {
	char *at;
	gsize bytes;
};

/* Room for `count` of that size.  What was written before is still there, and
 * what is new is zero. */
static inline void *scratch_room(
	struct scratch *scratch, gsize count, gsize size)
{
	gsize bytes = count * size;
	if (bytes > scratch->bytes) {
		bytes = MAX(bytes, scratch->bytes * 2);
		scratch->at = g_realloc(scratch->at, bytes);
		memset(scratch->at + scratch->bytes, 0, bytes - scratch->bytes);
		scratch->bytes = bytes;
	}
	return scratch->at;
}

static inline void scratch_free(gpointer data)
{
	struct scratch *scratch = data;
	g_free(scratch->at);
	g_free(scratch);
}
