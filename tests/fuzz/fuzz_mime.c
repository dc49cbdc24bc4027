/* Any bytes are a message: a document comes back, in valid UTF-8. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(document) document =
		mime_read_bytes(data, size, -1, NULL, NULL);

	if (!document)
		abort();
	if (!utf8_is_valid(document->body_text, strlen(document->body_text)) ||
		!utf8_is_valid(document->subject, strlen(document->subject)) ||
		!utf8_is_valid(
			document->from.name, strlen(document->from.name)))
		abort();
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			g_ptr_array_index(document->attachments, i);

		if (!utf8_is_valid(
			    attachment->name, strlen(attachment->name)) ||
			!utf8_is_valid(
				attachment->type, strlen(attachment->type)) ||
			!utf8_is_valid(attachment->inside,
				strlen(attachment->inside)) ||
			!utf8_is_valid(
				attachment->text, strlen(attachment->text)))
			abort();
	}
	return 0;
}
