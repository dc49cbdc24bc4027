/* OpenPGP (RFC 9580): nothing is opened, but it is known by its looks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether a file is an encrypted message, in armour or not. */
bool pgp_is_encrypted(const char *data, size_t length);
