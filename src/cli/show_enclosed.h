/* The part of `plaint show` about what came with a letter: attachments, and
 * what the virus scanner says of it all. */
#pragma once

#include "cli.h"
#include "plaint/store/reading.h"
#include "show_marked.h"

/* With every key, as `plaint read --json` prints it; null when reading is NULL
 * or damaged. */
json_t *show_document_json(const struct reading *reading);
/* Both: GPtrArray of struct virus_place, of the letter; borrowed. */
json_t *show_viruses_json(const GPtrArray *places);
/* reading may be NULL. */
void show_enclosed(const struct reading *reading, const GPtrArray *places,
	struct show_marks *marks);
