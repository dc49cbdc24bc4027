/* What fetch and send share: the server's settings out of the first frame,
 * trust loaded and the process sealed before the network is touched. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/sandbox/sandbox.h"
#include "plaint/source/stream.h"

/* Fills `out` (strings borrowed from settings, trust owned by the caller),
 * warms up name look-up, seals.  False: the engine has been told why. */
bool role_server_prepare(const json_t *settings, enum sandbox_profile profile,
	struct stream_settings *out, struct stream_trust **trust_out);
