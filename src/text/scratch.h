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

/* After a text: what an uncommonly long one needed is not kept. */
static inline void scratch_trim(struct scratch *scratch)
{
	enum {
		KEEP_MOST_BYTES = 1 << 20
	};
	if (scratch->bytes <= KEEP_MOST_BYTES)
		return;
	g_free(scratch->at);
	*scratch = (struct scratch){ 0 };
}

static inline void scratch_free(gpointer data)
{
	struct scratch *scratch = data;
	g_free(scratch->at);
	g_free(scratch);
}
