/* Is there room left on the disk of the spool? */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* Room for `bytes` more with `reserve` left over. */
bool room_is_enough(const char *path, int64_t bytes, int64_t reserve);
