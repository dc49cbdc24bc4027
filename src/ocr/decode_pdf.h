/* What PDF needs from files, opened once before the process is sealed. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/ocr/ocr.h"

/* Poppler forgets its settings with its last document and would read them
 * again: the one returned here stays open until pdf_cool_down. */
struct pdf;
struct pdf *pdf_warm_up(const struct ocr_limits *limits, GError **error);
void pdf_cool_down(struct pdf *pdf);
