/* Rich Text Format (1.9.1) as plain text. */
#pragma once

#include <stddef.h>

/* At most limit_bytes of text; any bytes give valid UTF-8; caller frees. */
char *rtf_text(const char *bytes, size_t length, size_t limit_bytes);
