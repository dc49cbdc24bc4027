/* A canonical form to be hashed: every field as "<length>:<bytes>,", so that
 * no two different lists of fields read the same. */
#pragma once

#include <stdint.h>
#include <glib.h>

void netstring_add(GString *to, const char *text);   /* NULL is "" */
void netstring_add_int(GString *to, int64_t number); /* in decimal */
