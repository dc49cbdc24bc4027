/* Memory for much. */
#pragma once

#include <stddef.h>

/* So many bytes, of no value yet: in large pages where the system has them, so
 * that it has fewer of them to give and the processor looks less for where one
 * is.  g_free. */
void *memory_large(size_t bytes);

/* For a thread that is going to allocate so much in small pieces, under 64 MB:
 * its heap, which grows by a page at a time, each with a call to the system for
 * which the other threads wait, grows to it at once.  Nothing of it is used
 * yet. */
void memory_widen(size_t bytes);
