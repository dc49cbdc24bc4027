/* Names are looked up when a letter is registered, not kept with it: a
 * mailbox that gets another department gets it for what waits too. */

#include "plaint/registry/hints.h"

#include <string.h>

const struct config_mailbox *hints_mailbox(
	const struct config *config, const struct letter *letter)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (strcmp(letter->channel, "mail") == 0 &&
			strcmp(mailbox->name, letter->source) == 0)
			return mailbox;
	}
	return NULL;
}
