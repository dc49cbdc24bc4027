/* Any bytes under any name are an attachment: office files, archives, RTF,
 * Word before 2007, messages, cards, images.  Its text is valid UTF-8 and
 * within its limit. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mime/reader.h"
#include "plaint/base/utf8.h"

static const char *const names[] = { "a.docx", "a.xlsx", "a.odt", "a.zip",
	"a.7z", "a.rar", "a.tar.gz", "a.rtf", "a.doc", "a.ics", "a.vcf",
	"a.html", "a.eml", "a.csv", "a.png", "winmail.dat" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mime_limits limits = mime_limits_default;
	struct reader_state state = { .limits = &limits, .fd_attachments = -1 };
	g_autoptr(GBytes) bytes = NULL;

	if (size == 0 || !mime_warm_up(NULL))
		return 0;
	limits.max_attachment_bytes = 4 << 20;
	limits.max_text_bytes = 256 << 10;
	bytes = g_bytes_new(data + 1, size - 1);
	state.document = document_new(DOCUMENT_EMAIL);
	attachment_add_read(&state,
		&(struct attachment_file){
			names[data[0] % G_N_ELEMENTS(names)], "", "", bytes },
		NULL);
	for (guint i = 0; i < state.document->attachments->len; i++) {
		const struct attachment *attachment =
			g_ptr_array_index(state.document->attachments, i);
		size_t length = strlen(attachment->text);

		if (!utf8_is_valid(attachment->text, length) ||
			length > (size_t)limits.max_text_bytes)
			abort();
	}
	document_free(state.document);
	if (state.inner)
		document_free(state.inner);
	return 0;
}
