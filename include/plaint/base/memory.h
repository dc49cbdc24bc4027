/* Memory for much. */
#pragma once

#include <stddef.h>

/* So many bytes, of no value yet: in large pages where the system has them, so
 * that it has fewer of them to give and the processor looks less for where one
 * is.  g_free. */
void *memory_large(size_t bytes);
