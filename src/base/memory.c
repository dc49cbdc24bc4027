/* The system is asked before anything is written: a page that is there
 * already stays as small as it is. */
#include "plaint/base/memory.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <glib.h>

enum {
	LARGE_PAGE = 2 << 20,
	/* Larger pieces are not of the heap. */
	HEAP_PIECE = 100 << 10,
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

/* What was once writable stays so when it is free again. */
void memory_widen(size_t bytes)
{
	size_t count = bytes / HEAP_PIECE;
	g_autofree void **pieces = g_new0(void *, count);
	for (size_t i = 0; i < count; i++)
		pieces[i] = malloc(HEAP_PIECE);
	for (size_t i = count; i > 0; i--)
		free(pieces[i - 1]);
}
