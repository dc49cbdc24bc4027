/* Pages of PDFs put together into one: a letter's searchable PDF from those of
 * the files it was scanned in.  Foreign bytes: for a sealed process. */
#pragma once

#include <stddef.h>
#include <glib.h>
#include "plaint/ocr/ocr.h"

/* Pages of one PDF, from 1, in the order wanted. */
struct bind_part {
	GBytes *pdf;
	const int *pages;
	size_t count;
};

/* OCR_ERROR_DAMAGED when a part cannot be read or has no such page. */
GBytes *bind_parts(const struct bind_part *parts, size_t count, GError **error);
