/* Memory for large tables. */
#pragma once

#include <stddef.h>

/* Zeroed, of `count` times `size` bytes, for what is looked up all over and
 * in no order: in large pages where the system has them, so that the
 * processor looks less for where a page is.  g_free. */
void *memory_table(size_t count, size_t size);
