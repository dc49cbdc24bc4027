/* The system is asked before anything is written: a page that is there
 * already stays as small as it is. */
#include "plaint/base/memory.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <glib.h>

enum {
	LARGE_PAGE = 2 << 20
};

void *memory_large(size_t bytes)
{
	void *memory = NULL;
	if (bytes / LARGE_PAGE == 0 ||
		posix_memalign(&memory, LARGE_PAGE, bytes) != 0)
		return g_malloc(bytes);
	/* Refused, it is memory like any other. */
	(void)madvise(memory, bytes / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
	return memory;
}
