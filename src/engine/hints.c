/* Names are looked up when a letter is registered, not kept with it: a
 * mailbox that gets another department gets it for what waits too. */

#include "hints.h"

#include <string.h>

#include "plaint/engine/engine.h"

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

static bool check_one(const struct config *config, const struct topics *topics,
	const char *where, const char *department, GError **error)
{
	if (department == NULL ||
		routing_department(topics_routing(topics), department) != NULL)
		return true;
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
		"%s: %s: routing.yaml knows no department %s", config->path,
		where, department);
	return false;
}

bool hints_check(const struct config *config, const struct topics *topics,
	GError **error)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (!check_one(config, topics, mailbox->name,
			    mailbox->department, error))
			return false;
	}
	for (guint i = 0; i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		if (!check_one(config, topics, scans->name, scans->department,
			    error))
			return false;
	}
	return true;
}
