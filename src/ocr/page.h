/* One page: picture in, struct page out. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "barcode.h"
#include "picture.h"
#include "plaint/ocr/ocr.h"
#include "reader.h"
#include "searchable.h"

struct ocr {
	struct ocr_limits limits;
	struct reader *reader;
	bool raw_confidence;
	struct barcodes *barcodes;
	struct pdf *warm_pdf;
	GBytes *font; /* without ink, for searchable PDFs; NULL: none */
	struct searchable *searchable; /* the file's being read; NULL: none */
	int pdf_fd;
	int tongue; /* of the last page: the next is likely the same */
	ocr_progress progress;
	void *user;
	const struct ocr_wish *wishes; /* NULL: all pages */
	int wish_count;
	const int *left_out; /* numbers of pages */
	int left_out_count;
	int64_t step_us[OCR_STEPS];
};

/* Load the wished page of the file and read it into `page`.  False: nothing
 * of it could be decoded. */
bool page_read(struct ocr *ocr, struct picture_file *file,
	const struct ocr_wish *wish, struct document *document,
	struct page *page, GError **error);
