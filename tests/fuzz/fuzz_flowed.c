/* Any UTF-8 as flowed text, and any bytes as each transfer encoding. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/mime/flowed.h"
#include "../../src/mime/transfer.h"
#include "plaint/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = { "base64", "quoted-printable",
		"x-uuencode" };
	g_autofree char *text = utf8_make_valid((const char *)data, size, NULL);
	g_autofree char *plain = flowed_undo(text, false);
	g_autofree char *joined = flowed_undo(text, true);
	struct transfer_file file = { 0 };

	if (!utf8_is_valid(plain, strlen(plain)) ||
		!utf8_is_valid(joined, strlen(joined)))
		abort();
	for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++)
		g_byte_array_unref(transfer_decode(
			encodings[i], (const char *)data, size));
	if (transfer_find_file((const char *)data, size, 0, &file)) {
		if (file.end > size || file.begin >= file.end)
			abort();
		transfer_file_clear(&file);
	}
	return 0;
}
