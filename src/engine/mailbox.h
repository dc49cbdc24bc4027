/* One mailbox: its fetch process, and what to ask of it next. */
#pragma once

#include "state.h"

struct mailbox *mailbox_new(
	struct engine *engine, const struct config_mailbox *config);
/* Stops the process; nothing is lost by it. */
void mailbox_free(struct mailbox *mailbox);

/* Letters were finished: the server may be told. */
void mailbox_on_finished(struct mailbox *mailbox);

/* Messages that are fetched already are taken in before their turn. */
void mailbox_look(struct mailbox *mailbox);

/* It is neither waiting for news nor out of reach. */
bool mailbox_is_fetching(const struct mailbox *mailbox);
