/* The first frame of a fetch process. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "plaint/base/secret.h"
#include "plaint/config/config.h"

/* A new reference; secret as config_server_secret gave it. */
json_t *mailbox_settings_json(const struct config *config,
	const struct config_mailbox *mailbox, const struct secret *secret,
	bool is_token);
