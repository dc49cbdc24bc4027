/* Any bytes are an S/MIME wrapping: an entity comes out if and only if it is
 * said to be signed. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include "mime/smime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GBytes) entity = NULL;
	enum smime_kind kind = smime_open(bytes, &entity);

	if ((kind == SMIME_SIGNED) != (entity != NULL))
		abort();
	if (entity && g_bytes_get_size(entity) > size)
		abort();
	return 0;
}
