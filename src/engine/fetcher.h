/* The fetch process of one mailbox: started, asked, and ended when it is late
 * or gone.  What to ask is the mailbox's. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/config/config.h"
#include "plaint/worker/tokens.h"

enum {
	/* Over every time limit of the role's own. */
	FETCHER_ANSWER_MS = 600000,
};

struct fetcher;

/* Each frame goes to on_frame, on_lost says why there will be no more; both
 * may stop the fetcher. */
struct fetcher *fetcher_new(void (*on_frame)(void *user, const json_t *frame),
	void (*on_lost)(void *user, const char *why), void *user);
void fetcher_free(struct fetcher *fetcher);

/* With what the login needs now; the first frame comes when it is ready.
 * TOKENS_WAIT is no failure: call again in TOKENS_AGAIN_MS. */
enum tokens_answer fetcher_start(struct fetcher *fetcher, struct tokens *tokens,
	const struct config *config, const struct config_mailbox *mailbox,
	GError **error);
/* Ends the process, if there is one; neither hook is called. */
void fetcher_stop(struct fetcher *fetcher);

/* Takes frame.  It is lost when there is no answer in answer_ms. */
bool fetcher_ask(struct fetcher *fetcher, json_t *frame, int fd, int answer_ms,
	GError **error);
/* Any frame wakes a waiting role; this one asks for nothing. */
void fetcher_nudge(struct fetcher *fetcher);
