/* The pages of a scan as the formats that archives and digital libraries
 * read.  Pure text from a document; where its words are missing (they were
 * not asked for) so are the formats'.
 *
 * Boxes are pixels of the page as scanned, upright; a page that was scanned
 * askew keeps its angle.  Whatever text a document holds, what comes out is
 * well-formed XML in UTF-8. */
#pragma once

#include "plaint/domain/document.h"

/* ALTO 4 (Library of Congress, https://www.loc.gov/standards/alto/).
 * `file_name` is what the pictures are in.  Caller frees. */
char *document_to_alto(const struct document *document, const char *file_name);

/* hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/), as XHTML.  Caller frees. */
char *document_to_hocr(const struct document *document, const char *file_name);
