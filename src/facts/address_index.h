/* What each word can be in an address. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/facts/word_heads.h"

/* False: what begins with it has no role. */
bool address_may_have_roles(const struct word_head *word);

/* Of enum address_role, for a word in small letters with plain apostrophes;
 * 0: none. */
unsigned address_roles(const gunichar *letters, size_t count);
