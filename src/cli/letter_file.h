/* A letter in a file, read here and now: e-mail and scans through a sealed
 * reading worker, anything else as plain text. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* path "-": standard input, plain text or e-mail. */
struct document *letter_file_read(const char *path, GError **error);
/* Does it begin with a message's headers (RFC 5322)?  Letters on paper have
 * "From: M. Elm" and "To: Plaint Ltd" at the head too.  A head of it will do.
 */
bool letter_text_is_mail(const char *head);
