/* What each word can be in an address. */
#pragma once

#include <stddef.h>
#include <glib.h>

/* Of enum address_role, for a word in small letters with plain apostrophes;
 * 0: none. */
unsigned address_roles(const gunichar *letters, size_t count);
