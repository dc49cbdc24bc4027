/* What the file system and the rest of the kernel look like from inside. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/sandbox/sandbox.h"

/* Deny every access to files (FETCH and SEND: but reading the resolver's
 * files and `readable`), binding TCP ports, and signals and abstract sockets
 * to outside, as far as the kernel knows how. */
bool landlock_apply(enum sandbox_profile profile, const char *const *readable,
	GError **error);
