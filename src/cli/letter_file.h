/* A letter in a file, read here and now: e-mail and scans through a sealed
 * reading worker, anything else as plain text. */
#pragma once

#include <glib.h>
#include "plaint/domain/document.h"

/* path "-": standard input, plain text or e-mail. */
struct document *letter_file_read(const char *path, GError **error);
/* The same for text at hand. */
struct document *letter_text_read(const char *text);
