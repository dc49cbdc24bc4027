/* The document as JSON: what a parse or ocr worker answers and what
 * `plaint read --json` prints.  Keys: DESIGN "read". */
#pragma once

#include <stdbool.h>
#include <jansson.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* New reference.  Word boxes only when asked: they are large. */
json_t *document_to_json(const struct document *document, bool with_words);

/* Every count, number and text is checked against its limit; a field that is
 * missing takes its empty value, one of the wrong type is WIRE_ERROR_BROKEN. */
struct document *document_from_json(const json_t *json, GError **error);
