/* Role send: one SMTP server, one connection kept for many messages.
 *
 *   send {id, sender, recipient} + fd → sent {id, outcome, code, text}
 *
 * outcome: sent, retry, failed or uncertain (plaint/delivery/smtp.h).  When
 * there is no connection to be had, outcome is "retry" and is_offline true:
 * the message is not at fault; nor is it when our sender is refused. */

#include <poll.h>
#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/delivery/smtp.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "roles.h"
#include "server.h"

enum {
	/* Servers hang up on idle clients after minutes; we go first. */
	IDLE_CLOSE_MS = 30000,
};

struct send {
	struct smtp_settings settings;
	struct smtp *smtp;
};

static json_t *send_offline(const char *id, GError *error)
{
	json_t *frame = json_pack("{s:s s:s s:s s:s s:i s:b s:b}", "type",
		"sent", "id", id, "outcome", "retry", "text", error->message,
		"code", 0, "is_offline", true, "is_refused",
		g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED));
	g_error_free(error);
	return frame;
}

static bool send_connect(struct send *send, GError **error)
{
	if (send->smtp != NULL && smtp_check(send->smtp))
		return true;
	g_clear_pointer(&send->smtp, smtp_close);
	send->smtp = smtp_open(&send->settings, error);
	return send->smtp != NULL;
}

static json_t *send_one(struct send *send, const json_t *frame, int fd)
{
	const char *id = wire_text(frame, "id");
	GError *error = NULL;
	if (!send_connect(send, &error))
		return send_offline(id, error);
	struct smtp_result result = { 0 };
	smtp_send_fd(send->smtp, wire_text(frame, "sender"),
		wire_text(frame, "recipient"), fd, &result);
	json_t *answer = json_pack("{s:s s:s s:s s:s s:i s:b}", "type", "sent",
		"id", id, "outcome", smtp_outcome_name(result.outcome), "text",
		result.text != NULL ? result.text : "", "code", result.code,
		"is_offline", result.is_ours);
	/* What was mended meanwhile shows with a new login. */
	if (!result.is_alive || result.is_ours)
		g_clear_pointer(&send->smtp, smtp_close);
	smtp_result_clear(&result);
	return answer;
}

static void send_close_when_idle(struct send *send)
{
	struct pollfd wait = { .fd = PROCESS_ROLE_FD, .events = POLLIN };
	if (send->smtp != NULL && poll(&wait, 1, IDLE_CLOSE_MS) == 0)
		g_clear_pointer(&send->smtp, smtp_close);
}

static int send_serve(struct send *send)
{
	if (!role_say(json_pack("{s:s}", "type", "ready")))
		return 1;
	for (;;) {
		g_autoptr(GError) error = NULL;
		auto_fd int fd = -1;
		send_close_when_idle(send);
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, &error);
		if (frame == NULL)
			break;
		bool is_send = strcmp(wire_text(frame, "type"), "send") == 0;
		bool going = !is_send || fd < 0 ||
			     role_say(send_one(send, frame, fd));
		json_decref(frame);
		if (!going)
			break;
	}
	g_clear_pointer(&send->smtp, smtp_close);
	return 0;
}

int role_send(const json_t *settings)
{
	struct send send = { 0 };
	g_autoptr(stream_trust) trust = NULL;
	if (!role_server_prepare(
		    settings, SANDBOX_SEND, &send.settings.server, &trust))
		return 1;
	const char *user = wire_text(settings, "user");
	const char *secret = wire_text(settings, "secret");
	const char *greeting = wire_text(settings, "greeting_name");
	send.settings.greeting_name = greeting[0] != '\0' ? greeting : NULL;
	send.settings.user = user[0] != '\0' ? user : NULL;
	if (json_is_true(json_object_get(settings, "is_token")))
		send.settings.token = secret;
	else
		send.settings.password = secret;
	return send_serve(&send);
}
