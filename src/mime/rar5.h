/* Whether a RAR 5 archive needs a password (technical note of RARLAB, "RAR
 * 5.0 archive format").  libarchive 3.6 does not tell: it gives the encrypted
 * bytes as the file's, or calls the archive broken. */
#pragma once

#include <stddef.h>

enum rar5_lock {
	RAR5_OPEN,  /* or no such archive */
	RAR5_FILES, /* names can be read, some file cannot */
	RAR5_NAMES, /* nothing can be read */
};

enum rar5_lock rar5_lock_find(const void *bytes, size_t length);
