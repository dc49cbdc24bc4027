/* What a fetch process is told of its one mailbox, and nothing else.  It is
 * asked to open it at once: whoever starts it may be busy for a while. */

#include "mailbox_launch.h"

enum {
	FRAME_MOST_BYTES = 8 << 20,
};

static json_t *settings_of(const struct mailbox_launch *launch,
	const struct secret *secret, bool is_token)
{
	const struct config_mailbox *mailbox = launch->mailbox;
	static const char *const after[] = { "move", "flag", "leave" };
	json_t *settings =
		tokens_server_json(&mailbox->server, secret, is_token);
	json_object_update_new(settings,
		json_pack("{s:s s:s s:s s:b s:b}", "folder", mailbox->folder,
			"after", after[mailbox->after], "after_name",
			mailbox->after_name, "skips_sizes", launch->skips_sizes,
			"unsealed", launch->config->unsealed));
	return settings;
}

enum tokens_answer mailbox_launch(
	const struct mailbox_launch *launch, struct talk *talk, GError **error)
{
	const struct config_server *server = &launch->mailbox->server;
	struct secret secret = { NULL };
	bool is_token = false;
	enum tokens_answer answer =
		tokens_get(launch->tokens, server, &secret, &is_token, error);
	if (answer != TOKENS_READY)
		return answer;
	json_t *settings = settings_of(launch, &secret, is_token);
	secret_clear(&secret);
	bool started =
		talk_start(talk, "fetch", settings, FRAME_MOST_BYTES, error) &&
		talk_say(talk, json_pack("{s:s}", "type", "open"), -1, error);
	return started ? TOKENS_READY : TOKENS_FAILED;
}
