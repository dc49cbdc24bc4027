/* plaint show NUMBER --pdf: a scanned letter of the case as a searchable PDF.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "cli.h"
#include "plaint/store/letter.h"

/* For JSON: its pages, and the PDF's sha256 when one file in the spool holds
 * just them; null when it has none.  New reference. */
json_t *show_pdf_json(struct db *db, const struct letter *letter);
/* How many of its pages have one. */
guint show_pdf_pages(struct db *db, const struct letter *letter);

/* letters: of struct letter, the case's; number: which of them, from 1; 0:
 * the only one that has a PDF.  Goes where cli_out_open said. */
bool show_pdf_write(struct office *office, const GPtrArray *letters, int number,
	int out_fd, GError **error);
