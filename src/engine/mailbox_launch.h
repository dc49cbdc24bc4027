/* Starting the fetch process of one mailbox. */
#pragma once

#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/worker/talk.h"
#include "plaint/worker/tokens.h"

enum {
	/* Of a fetch process's frames (talk_hooks): what is here already is
	 * read and registered before more is taken in.  A chunk of it keeps
	 * everything else waiting, and while many letters wait to be registered
	 * none is read. */
	MAILBOX_PRIORITY = G_PRIORITY_DEFAULT + 10,
};

struct mailbox_launch {
	struct tokens *tokens;
	const struct config *config;
	const struct config_mailbox *mailbox;
	bool skips_sizes; /* its listings tell no sizes */
};

/* With what the login needs now; the role says "opened" first, or what is
 * wrong. TOKENS_WAIT is no failure: call again in TOKENS_AGAIN_MS. */
enum tokens_answer mailbox_launch(
	const struct mailbox_launch *launch, struct talk *talk, GError **error);
