/* What a fetch process is told of its one mailbox, and nothing else. */

#include "mailbox_settings.h"

json_t *mailbox_settings_json(const struct config *config,
	const struct config_mailbox *mailbox, const struct secret *secret,
	bool is_token)
{
	static const char *const tls[] = { "implicit", "starttls", "none" };
	static const char *const after[] = { "move", "flag", "leave" };
	const struct config_server *server = &mailbox->server;
	return json_pack("{s:s s:s s:I s:s s:s s:s s:s s:b s:s s:s s:s s:b}",
		"type", "settings", "host", server->host, "port",
		(json_int_t)server->port, "tls", tls[server->tls], "ca_file",
		server->ca_file != NULL ? server->ca_file : "", "user",
		server->user, "secret",
		secret->text != NULL ? secret->text : "", "is_token", is_token,
		"folder", mailbox->folder, "after", after[mailbox->after],
		"after_name", mailbox->after_name, "unsealed",
		config->unsealed);
}
