/* A searchable PDF on its way: page after page a picture, and invisible text
 * over it where the words stand.  Written by qpdf, into memory. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>
#include <glib.h>
#include "plaint/domain/document.h"

struct searchable;

/* font: a TrueType font whose glyphs draw nothing, NULL: none (viewers then
 * guess one, which is not seen either).  Borrowed. */
struct searchable *searchable_new(GBytes *font);
void searchable_free(struct searchable *searchable);

/* paper: the page's picture, 8 bits, upright, as askew as it was scanned;
 * page: its words, size, skew and resolution.  NULL paper: an empty page, so
 * that the file's pages keep their numbers. */
void searchable_add(
	struct searchable *searchable, PIX *paper, const struct page *page);

/* The file; NULL with an error (OCR_ERROR_DAMAGED: qpdf would not).  Once. */
GBytes *searchable_finish(struct searchable *searchable, GError **error);
