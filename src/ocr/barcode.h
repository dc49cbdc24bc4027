/* Barcodes on a page: QR and Code 128, by zbar at three scales. */
#pragma once

#include <allheaders.h>
#include <glib.h>
#include "plaint/domain/document.h"

struct barcodes;
struct barcodes *barcodes_new(void);
void barcodes_free(struct barcodes *barcodes);

/* Add what is found on the page to the document, each value once, and white
 * it out of the picture. */
void barcodes_find(struct barcodes *barcodes, PIX *grey, int page,
	struct document *document);
