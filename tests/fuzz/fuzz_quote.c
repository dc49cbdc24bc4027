/* Any UTF-8 with any marks: the parts are valid, and a letter with words in
 * it has words in one of its parts. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"
#include "plaint/text/quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t marks_length = size ? data[0] % 8u : 0;
	unsigned char marks[8] = { 0 };
	g_autofree char *body = NULL;
	struct quote_parts parts;

	if (size < 1 + marks_length)
		return 0;
	for (size_t i = 0; i < marks_length; i++)
		marks[i] = data[1 + i] % 4;
	body = utf8_make_valid((const char *)data + 1 + marks_length,
		size - 1 - marks_length, NULL);
	quote_split(body, marks, marks_length, &parts);
	if (!utf8_is_valid(parts.text, strlen(parts.text)) ||
		!utf8_is_valid(parts.elided, strlen(parts.elided)))
		abort();
	if (strpbrk(body, "abcdefg") && !*parts.text && !*parts.elided)
		abort();
	quote_parts_clear(&parts);
	return 0;
}
