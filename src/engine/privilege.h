/* Root is for starting, not for staying. */
#pragma once

#include <stdbool.h>
#include <glib.h>

/* As root become `user` for good (NULL is an error then); as anybody else do
 * nothing. */
bool privilege_drop(const char *user, GError **error);
