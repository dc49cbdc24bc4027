/* Any UTF-8 as HTML: valid text, one mark for each line. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/mime/html.h"
#include "plaint/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *html = utf8_make_valid((const char *)data, size, NULL);
	struct html_notes notes = { 0 };
	g_autoptr(lines) lines = html_read(html, strlen(html), 65536, &notes);
	size_t count = 0;

	for (gsize i = 0; i < lines->text->len; i++)
		count += lines->text->str[i] == '\n';
	if (count != lines->marks->len ||
		!utf8_is_valid(lines->text->str, lines->text->len))
		abort();
	return 0;
}
