/* Any bytes as a scan: telling its kind, opening it, decoding two pages.  The
 * recognition itself is left out, it is slow and Tesseract's. */
#include <stddef.h>
#include <stdint.h>
#include "../../src/ocr/picture.h"

enum {
	PAGES_TRIED = 2
};

static const struct ocr_limits limits = {
	.file_bytes = 1 << 20,
	.page_pixels = 4 << 20,
	.pages = PAGES_TRIED,
	.page_ms = 1000,
};

static void decode(struct picture_file *file)
{
	int pages = MIN(picture_pages(file), PAGES_TRIED);
	for (int i = 0; i < pages; i++) {
		struct picture picture;
		if (picture_load(file, i, i == 0, &picture, NULL))
			picture_clear(&picture);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	setMsgSeverity(L_SEVERITY_NONE);
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	struct picture_file *file = picture_open(bytes, &limits, NULL);
	if (file)
		decode(file);
	picture_close(file);
	return 0;
}
