/* Header values of any bytes: words, parameters, addresses, ids, dates. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/mime/words.h"
#include "plaint/base/utf8.h"
#include "plaint/domain/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = g_strndup((const char *)data, size);
	g_autofree char *text = words_decode(raw);
	g_autoptr(field) field = field_new(raw);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	const char *name = field_param(field, "name");

	if (!utf8_is_valid(text, strlen(text)) || strchr(text, '\n') ||
		!utf8_is_valid(name, strlen(name)))
		abort();
	addresses_parse(raw, 50, document->to);
	for (guint i = 0; i < document->to->len; i++) {
		const struct address *address =
			g_ptr_array_index(document->to, i);

		if (!utf8_is_valid(address->name, strlen(address->name)) ||
			!utf8_is_valid(
				address->address, strlen(address->address)))
			abort();
	}
	ids_parse(raw, 50, document->references);
	date_parse(raw);
	return 0;
}
