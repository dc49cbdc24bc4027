/* Bar codes' values: what is taken for ours is byte for byte what we would
 * print. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "plaint/text/mark.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	struct mark mark;

	if (!mark_parse(text, &mark))
		return 0;
	g_autofree char *again = mark_format(mark.kind, mark.value);
	if (again == NULL || strcmp(again, text) != 0)
		abort();
	return 0;
}
