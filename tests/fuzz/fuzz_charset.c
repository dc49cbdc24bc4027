/* Bytes with a label before the first line end: always valid UTF-8, and a
 * repair of mojibake is valid too. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/mime/charset.h"
#include "../../src/mime/mojibake.h"
#include "plaint/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	size_t label_length = end ? (size_t)(end - data) : 0;
	size_t skip = end ? label_length + 1 : 0;
	g_autofree char *label = g_strndup((const char *)data, label_length);
	g_autofree char *repaired = NULL;
	struct charset_text text;

	charset_decode((const char *)data + skip, size - skip, label, &text);
	if (!utf8_is_valid(text.text, strlen(text.text)))
		abort();
	repaired = mojibake_repair(text.text, NULL);
	if (repaired && !utf8_is_valid(repaired, strlen(repaired)))
		abort();
	g_free(text.text);
	return 0;
}
