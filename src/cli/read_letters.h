/* The letters in a scanned file, as a scan folder would take them apart. */
#pragma once

#include <jansson.h>
#include "plaint/letters/batch.h"

/* {"letters": [{"pages", "department", "case", "why"}],
 *  "dropped": [{"page", "why"}]} of a document's JSON: a new reference; NULL
 * when it is no scan. */
json_t *read_letters_json(
	const json_t *document, const struct batch_settings *settings);

/* For people: nothing when the file is one letter. */
void read_letters_print(const json_t *letters);
