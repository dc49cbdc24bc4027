/* A case as JSON and as a row: list and show print the same. */
#pragma once

#include <jansson.h>
#include "plaint/store/casefile.h"

/* New reference; keys of DESIGN section 6 "list/show". */
json_t *case_json(const struct casefile *casefile);
