/* Passwords and tokens: they come from files (never from YAML, argv or the
 * environment), live in memory that is wiped, and cannot be logged by
 * accident because they are not plain strings. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum {
	SECRET_MOST_BYTES = 8192
};

struct secret {
	char *text; /* NUL-terminated; NULL when unset */
};

/* First line of the file without its line end.  Refuses a file that others
 * can read or write (mode & 077 beyond group read), an empty one, and one
 * with CR, LF or NUL inside the line. */
bool secret_load(struct secret *out, const char *path, GError **error);
void secret_set(struct secret *out, const char *text);
void secret_clear(struct secret *secret);
