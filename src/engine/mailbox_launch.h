/* Starting a fetch process for one mailbox. */
#pragma once

#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/worker/process.h"
#include "plaint/worker/tokens.h"

/* With what the login needs now.  TOKENS_WAIT is no failure: call again in
 * TOKENS_AGAIN_MS. */
enum tokens_answer mailbox_launch(struct tokens *tokens,
	const struct config *config, const struct config_mailbox *mailbox,
	struct process *process, GError **error);
