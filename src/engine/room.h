/* Is there room left on the disk of the spool? */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* Bytes a process may still write there; -1 when that cannot be told. */
int64_t room_free_bytes(const char *path);

/* Room for `bytes` more with `reserve` left over. */
bool room_is_enough(const char *path, int64_t bytes, int64_t reserve);
