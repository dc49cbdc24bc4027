/* JSON written straight, where building it as values would cost more than
 * finding what it tells. */
#pragma once

#include <glib.h>

/* A string in its quotation marks. */
void quoted_append(GString *out, const char *text);
/* In digits: what printf takes longer for. */
void quoted_append_number(GString *out, size_t number);
/* "key":"text", with the comma. */
void quoted_append_field(GString *out, const char *key, const char *text);
