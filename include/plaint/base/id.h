/* Identifiers of our own: 26 characters of Crockford base 32 (ULID layout,
 * 48 bits of milliseconds, 80 random bits), so they sort by time and need no
 * counter in the database. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ID_LENGTH = 26
};

struct id {
	char text[ID_LENGTH + 1];
};

struct id id_new(int64_t now_utc_us);

/* Random bytes of the kernel's, good for keys. */
void id_chance(void *bytes, size_t length);
