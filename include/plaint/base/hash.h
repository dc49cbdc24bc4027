/* SHA-256 as lower-case hexadecimal, the name of an original in the spool
 * and the link of the event chain. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	HASH_LENGTH = 64,
	HASH_BYTES = HASH_LENGTH / 2,
};

struct hash {
	char hex[HASH_LENGTH + 1];
};

struct hash hash_bytes(const void *bytes, size_t length);
/* The same as it is, not in hexadecimal. */
void hash_digest(
	const void *bytes, size_t length, uint8_t out[static HASH_BYTES]);

/* Hash `length` bytes of fd from `offset` (pread; the position stays);
 * length -1 means to the end. */
bool hash_fd(int fd, int64_t offset, int64_t length, struct hash *out,
	GError **error);

bool hash_is_valid(const char *hex);
