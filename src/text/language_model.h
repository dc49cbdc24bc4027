/* The language model's table; made by tests/support/make_language_model.py.
 * Format: see the head of language_model.c. */
#pragma once

extern const char *const language_model_codes[]; /* NULL-terminated */
extern const char language_model_grams[];
