/* Making a model's tables; for text_model.c and text_model_file.c. */
#pragma once

#include "plaint/domain/text_model.h"

/* Tables of that size, labels and features to be filled in. */
struct text_model *text_model_empty(uint32_t labels, uint32_t features);
/* Once the hashes are in: where those that begin alike stand. */
void text_model_index(struct text_model *model);
