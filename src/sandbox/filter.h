/* The system call filter. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/sandbox/sandbox.h"

/* Load the profile's table into the kernel, and a handler that names the
 * call that broke it. */
bool filter_load(enum sandbox_profile profile, GError **error);
