/* Any bytes behind the signature are a winmail.dat; its names and texts are
 * valid, its files no more than allowed. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mime/tnef.h"
#include "mime/winmail.h"
#include "plaint/base/utf8.h"

static void check_text(const char *text)
{
	if (!utf8_is_valid(text, strlen(text)))
		abort();
}

static void check_files(const struct tnef *tnef)
{
	if (tnef->files->len > 20)
		abort();
	for (guint i = 0; i < tnef->files->len; i++) {
		const struct tnef_file *file =
			g_ptr_array_index(tnef->files, i);

		check_text(file->name);
		check_text(file->type);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char signature[] = "\x78\x9f\x3e\x22\1";
	g_autoptr(GByteArray) all = g_byte_array_new();
	struct reader_state state = { .limits = &mime_limits_default,
		.fd_attachments = -1 };
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(tnef) tnef = NULL;
	g_autoptr(lines) body = lines_new();

	if (!mime_warm_up(NULL))
		return 0;
	g_byte_array_append(all, (const guint8 *)signature, sizeof(signature));
	g_byte_array_append(all, data, (guint)size);
	bytes = g_bytes_new(all->data, all->len);
	tnef = tnef_read(bytes, 65536, 20);
	if (!tnef)
		abort();
	check_text(tnef->text);
	check_text(tnef->subject);
	check_files(tnef);
	state.document = document_new(DOCUMENT_EMAIL);
	winmail_read(&state, bytes, body, NULL);
	check_text(body->text->str);
	document_free(state.document);
	if (state.inner)
		document_free(state.inner);
	return 0;
}
