/* What each word can be in an address. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	ADDRESS_HEAD_LETTERS = 4,
};

/* False: a word of so many letters or more that begins with these has no
 * role. */
bool address_may_have_roles(const gunichar *letters);

/* Of enum address_role, for a word in small letters with plain apostrophes;
 * 0: none. */
unsigned address_roles(const gunichar *letters, size_t count);
