/* Where the rules are when nobody says: ./rules, else beside the program (in
 * the checkout or under share/plaint), else where `make install` puts them. */
#pragma once

#include <glib.h>

/* `given` as it is when not NULL.  NULL with an error when there is none;
 * caller frees. */
char *rules_dir_find(const char *given, GError **error);
