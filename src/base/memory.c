/* The system is asked before anything is written: a page that is there
 * already stays as small as it is. */
#include "plaint/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <glib.h>

enum {
	LARGE_PAGE = 2 << 20
};

void *memory_table(size_t count, size_t size)
{
	size_t bytes = count * size;
	void *table = NULL;
	if (bytes / LARGE_PAGE == 0 || bytes / size != count ||
		posix_memalign(&table, LARGE_PAGE, bytes) != 0)
		return g_malloc0_n(count, size);
	/* Refused, it is memory like any other. */
	(void)madvise(table, bytes / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
	return memset(table, 0, bytes);
}
