/* A submission session: greeting, STARTTLS, login, and one message after the
 * other, each with a verdict on which the outbox can rely. */
#include "plaint/delivery/smtp.h"

#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "smtp_dialogue.h"

enum {
	REPLY_BUDGET_BYTES = 512 << 10,
	/* A server may check a message for long before it answers the dot
	 * (RFC 5321 4.5.3.2.6 allows ten minutes). */
	DOT_TIMEOUT_MS = 5 * 60 * 1000,
	QUIT_TIMEOUT_MS = 2 * 1000,
	MESSAGE_MOST_BYTES = 64 << 20,
	CREDENTIAL_MOST_BYTES = 12 << 10, /* RFC 4954 section 4 */
	AUTH_LINE_MOST_BYTES = 500,
};

static void smtp_begin(struct smtp *smtp)
{
	stream_begin(smtp->stream, 0, REPLY_BUDGET_BYTES);
}

/* A stream's reasons in this folder's words. */
static void propagate_source_error(GError **error, GError *cause)
{
	int code = DELIVERY_ERROR_RETRY;
	if (g_error_matches(cause, SOURCE_ERROR, SOURCE_ERROR_REFUSED))
		code = DELIVERY_ERROR_REFUSED;
	if (g_error_matches(cause, SOURCE_ERROR, SOURCE_ERROR_STOPPED))
		code = DELIVERY_ERROR_STOPPED;
	g_set_error_literal(error, DELIVERY_ERROR, code, cause->message);
	g_error_free(cause);
}

static bool smtp_fail(struct smtp *smtp, const char *doing, GError **error)
{
	GError *cause = NULL;
	if (stream_take_error(smtp->stream, &cause)) {
		g_prefix_error(&cause, "%s: ", doing);
		propagate_source_error(error, cause);
		return false;
	}
	g_autofree char *said = smtp->code == 0
					? g_strdup("the answer is not SMTP")
					: smtp_said(smtp);
	g_set_error(error, DELIVERY_ERROR,
		smtp->code >= 500 ? DELIVERY_ERROR_REFUSED
				  : DELIVERY_ERROR_RETRY,
		"%s: %s: the server said: %d %s", doing,
		stream_host(smtp->stream), smtp->code, said);
	return false;
}

static bool is_safe(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return strlen(text) <= CREDENTIAL_MOST_BYTES;
}

static bool is_greeting_name(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr(".-_[]:", *c) == NULL)
			return false;
	return name[0] != '\0' && strlen(name) <= 255;
}

static bool settings_check(const struct smtp_settings *settings, GError **error)
{
	const char *wrong = NULL;
	const char *secret =
		settings->token != NULL ? settings->token : settings->password;
	if (settings->greeting_name != NULL &&
		!is_greeting_name(settings->greeting_name))
		wrong = "the greeting name is no host name";
	else if (settings->user != NULL && (secret == NULL || *secret == '\0'))
		wrong = "a user, but no password and no token";
	else if (settings->user != NULL &&
		 (!is_safe(settings->user) || !is_safe(secret)))
		wrong = "user or password is too long or holds control "
			"characters";
	if (wrong == NULL)
		return true;
	g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED, "%s: %s",
		settings->server.host, wrong);
	return false;
}

static bool greet(struct smtp *smtp, const char *name, GError **error)
{
	smtp_begin(smtp);
	if (smtp_command(smtp, "EHLO %s", name) != 250)
		return smtp_fail(smtp, "EHLO", error);
	smtp_read_features(smtp);
	return true;
}

static bool start_tls(struct smtp *smtp, const char *name, GError **error)
{
	if (!smtp->has_starttls) {
		g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED,
			"%s: the server offers no STARTTLS",
			stream_host(smtp->stream));
		return false;
	}
	smtp_begin(smtp);
	if (smtp_command(smtp, "STARTTLS") != 220)
		return smtp_fail(smtp, "STARTTLS", error);
	if (smtp->buffer_start != smtp->buffer_end) {
		g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_RETRY,
			"STARTTLS: %s: bytes came before the handshake",
			stream_host(smtp->stream));
		return false;
	}
	GError *cause = NULL;
	if (!stream_start_tls(smtp->stream, &cause)) {
		propagate_source_error(error, cause);
		return false;
	}
	return greet(smtp, name, error);
}

static char *base64_text(const char *text)
{
	return g_base64_encode((const guchar *)text, strlen(text));
}

/* The mechanism's first message with the command, or after it when the line
 * would be too long for the server. */
static int auth_command(
	struct smtp *smtp, const char *mechanism, const char *base64)
{
	if (strlen(base64) <= AUTH_LINE_MOST_BYTES)
		return smtp_command(smtp, "AUTH %s %s", mechanism, base64);
	int code = smtp_command(smtp, "AUTH %s", mechanism);
	return code == 334 ? smtp_command(smtp, "%s", base64) : code;
}

static int auth_token(struct smtp *smtp, const struct smtp_settings *settings)
{
	g_autofree char *raw =
		g_strdup_printf("user=%s\001auth=Bearer %s\001\001",
			settings->user, settings->token);
	g_autofree char *base64 = base64_text(raw);
	int code = auth_command(smtp, "XOAUTH2", base64);
	/* 334 carries the reason; an empty answer ends the exchange. */
	return code == 334 ? smtp_command(smtp, "%s", "") : code;
}

static int auth_plain(struct smtp *smtp, const struct smtp_settings *settings)
{
	g_autoptr(GString) raw = g_string_new("");
	g_string_append_c(raw, '\0');
	g_string_append(raw, settings->user);
	g_string_append_c(raw, '\0');
	g_string_append(raw, settings->password);
	g_autofree char *base64 =
		g_base64_encode((const guchar *)raw->str, raw->len);
	return auth_command(smtp, "PLAIN", base64);
}

static int auth_login(struct smtp *smtp, const struct smtp_settings *settings)
{
	g_autofree char *user = base64_text(settings->user);
	g_autofree char *password = base64_text(settings->password);
	int code = smtp_command(smtp, "AUTH LOGIN");
	if (code == 334)
		code = smtp_command(smtp, "%s", user);
	if (code == 334)
		code = smtp_command(smtp, "%s", password);
	return code;
}

static bool login(
	struct smtp *smtp, const struct smtp_settings *settings, GError **error)
{
	if (settings->user == NULL)
		return true;
	int code = 0;
	smtp_begin(smtp);
	if (settings->token != NULL && strstr(smtp->auth, " XOAUTH2 ") != NULL)
		code = auth_token(smtp, settings);
	else if (settings->token == NULL &&
		 strstr(smtp->auth, " PLAIN ") != NULL)
		code = auth_plain(smtp, settings);
	else if (settings->token == NULL &&
		 strstr(smtp->auth, " LOGIN ") != NULL)
		code = auth_login(smtp, settings);
	if (code == 235)
		return true;
	if (code != 0) {
		g_autofree char *doing =
			g_strdup_printf("login of %s", settings->user);
		return smtp_fail(smtp, doing, error);
	}
	g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED,
		"%s: the server offers no login we know (it says:%s)",
		stream_host(smtp->stream), smtp->auth);
	return false;
}

static const char *greeting_name(const struct smtp_settings *settings)
{
	if (settings->greeting_name != NULL)
		return settings->greeting_name;
	const char *name = g_get_host_name();
	return is_greeting_name(name) ? name : "localhost";
}

struct smtp *smtp_open(const struct smtp_settings *settings, GError **error)
{
	if (!settings_check(settings, error))
		return NULL;
	g_autoptr(smtp) smtp = g_new0(struct smtp, 1);
	smtp->text = g_string_new("");
	smtp->auth = g_strdup("");
	GError *cause = NULL;
	smtp->stream = stream_open(&settings->server, &cause);
	if (smtp->stream == NULL) {
		propagate_source_error(error, cause);
		return NULL;
	}
	const char *name = greeting_name(settings);
	smtp->is_alive = true;
	smtp_begin(smtp);
	if (smtp_reply(smtp) != 220) {
		smtp_fail(smtp, "greeting", error);
		return NULL;
	}
	if (!greet(smtp, name, error))
		return NULL;
	if (settings->server.tls == STREAM_TLS_STARTTLS &&
		!start_tls(smtp, name, error))
		return NULL;
	if (!login(smtp, settings, error))
		return NULL;
	return g_steal_pointer(&smtp);
}

void smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	if (smtp->is_alive && !stream_has_failed(smtp->stream)) {
		stream_begin(smtp->stream, QUIT_TIMEOUT_MS, REPLY_BUDGET_BYTES);
		smtp_command(smtp, "QUIT");
	}
	stream_free(smtp->stream);
	g_string_free(smtp->text, TRUE);
	g_free(smtp->auth);
	g_free(smtp);
}

void smtp_result_clear(struct smtp_result *result)
{
	g_clear_pointer(&result->text, g_free);
}

const char *smtp_outcome_name(enum smtp_outcome outcome)
{
	static const char *const names[] = { "sent", "retry", "failed",
		"uncertain" };
	return names[outcome];
}

static void result_set(
	struct smtp_result *result, enum smtp_outcome outcome, const char *text)
{
	result->outcome = outcome;
	g_free(result->text);
	result->text = g_strdup(text);
}

/* Not logged in or not encrypted enough: every message would meet the same
 * answer until someone mends the settings, so none of them is to blame. */
static bool code_is_ours(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static void result_from_reply(struct smtp *smtp, struct smtp_result *result)
{
	int code = smtp->code;
	g_autofree char *said = smtp_said(smtp);
	result->code = code;
	result->is_ours = code_is_ours(code);
	if (code >= 200 && code < 300)
		result_set(result, SMTP_SENT, said);
	else if (code >= 500 && !result->is_ours)
		result_set(result, SMTP_FAILED, said);
	else
		result_set(result, SMTP_RETRY, said);
}

/* The sender is refused (not the login's own, a blocked address, no more mail
 * today) before the server knows to whom it is to go: so would the next
 * message be.  But for 552: this one is too large. */
static void result_from_mail(
	struct smtp *smtp, const char *sender, struct smtp_result *result)
{
	result_from_reply(smtp, result);
	if (smtp->code < 500 || smtp->code == 552)
		return;
	g_autofree char *why = g_strdup_printf(
		"sender %s refused: %d %s", sender, smtp->code, result->text);
	result->is_ours = true;
	result_set(result, SMTP_RETRY, why);
}

/* The connection is gone, or speaks no SMTP. */
static void result_from_loss(struct smtp *smtp, enum smtp_outcome outcome,
	struct smtp_result *result)
{
	g_autoptr(GError) cause = NULL;
	if (!stream_take_error(smtp->stream, &cause))
		g_set_error_literal(&cause, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"the server's answer is not SMTP");
	smtp->is_alive = false;
	result_set(result, outcome, cause->message);
}

/* Back to the start after a refusal in the middle. */
static void transaction_abort(struct smtp *smtp)
{
	if (smtp->is_alive && smtp_command(smtp, "RSET") != 250)
		smtp->is_alive = false;
}

/* MAIL, RCPT, DATA; true when the server wants the message. */
static bool transaction_begin(struct smtp *smtp, const char *sender,
	const char *recipient, size_t bytes, struct smtp_result *result)
{
	smtp_begin(smtp);
	int code = smtp->has_size
			   ? smtp_command(smtp, "MAIL FROM:<%s> SIZE=%zu",
				     sender, bytes)
			   : smtp_command(smtp, "MAIL FROM:<%s>", sender);
	bool is_sender_refused = code > 0 && code != 250;
	if (code == 250)
		code = smtp_command(smtp, "RCPT TO:<%s>", recipient);
	if (code == 250 || code == 251)
		code = smtp_command(smtp, "DATA");
	if (code == 354)
		return true;
	if (code < 0) {
		result_from_loss(smtp, SMTP_RETRY, result);
		return false;
	}
	if (is_sender_refused)
		result_from_mail(smtp, sender, result);
	else
		result_from_reply(smtp, result);
	if (result->outcome == SMTP_SENT)
		result->outcome = SMTP_RETRY; /* 2xx where 354 was due */
	transaction_abort(smtp);
	return false;
}

/* The dot goes out alone: as long as it has not left, the server cannot have
 * taken the message. */
static void transaction_end(
	struct smtp *smtp, GBytes *message, struct smtp_result *result)
{
	gsize length = 0;
	const char *bytes = g_bytes_get_data(message, &length);
	smtp_begin(smtp);
	if (!smtp_write_message(smtp, bytes, length)) {
		result_from_loss(smtp, SMTP_RETRY, result);
		return;
	}
	/* Said before the question, it would be taken for the answer. */
	if (smtp->buffer_start != smtp->buffer_end) {
		result_from_loss(smtp, SMTP_RETRY, result);
		return;
	}
	if (!smtp_write(smtp, ".\r\n", 3)) {
		result_from_loss(smtp,
			stream_sent_dot(smtp->stream) ? SMTP_UNCERTAIN
						      : SMTP_RETRY,
			result);
		return;
	}
	stream_begin(smtp->stream, DOT_TIMEOUT_MS, REPLY_BUDGET_BYTES);
	int code = smtp_reply(smtp);
	/* 354 once more from a server out of step: its yes is still to come. */
	if (code < 0 || (code >= 300 && code < 400))
		result_from_loss(smtp, SMTP_UNCERTAIN, result);
	else
		result_from_reply(smtp, result);
}

static bool addresses_check(const char *sender, const char *recipient,
	char **sender_out, char **recipient_out, struct smtp_result *result)
{
	g_autoptr(GError) error = NULL;
	*recipient_out = compose_address(recipient, &error);
	if (*recipient_out != NULL)
		*sender_out = *sender == '\0' ? g_strdup("")
					      : compose_address(sender, &error);
	if (error == NULL)
		return true;
	result_set(result, SMTP_FAILED, error->message);
	return false;
}

void smtp_send(struct smtp *smtp, const char *sender, const char *recipient,
	GBytes *message, struct smtp_result *result)
{
	*result = (struct smtp_result){ .outcome = SMTP_RETRY };
	g_autofree char *from = NULL, *to = NULL;
	gsize length = g_bytes_get_size(message);
	if (!smtp->is_alive)
		result_set(result, SMTP_RETRY, "the connection is closed");
	else if (!addresses_check(sender, recipient, &from, &to, result))
		;
	else if (length == 0)
		result_set(result, SMTP_FAILED, "the message is empty");
	else if (smtp->size_most_bytes > 0 &&
		 (int64_t)length > smtp->size_most_bytes)
		result_set(result, SMTP_FAILED,
			"the message is larger than the server takes");
	else if (transaction_begin(smtp, from, to, length, result))
		transaction_end(smtp, message, result);
	result->is_alive = smtp->is_alive;
}

void smtp_send_fd(struct smtp *smtp, const char *sender, const char *recipient,
	int fd, struct smtp_result *result)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) message =
		fd_read_whole(fd, MESSAGE_MOST_BYTES, &error);
	if (message != NULL) {
		smtp_send(smtp, sender, recipient, message, result);
		return;
	}
	*result = (struct smtp_result){ .is_alive = smtp->is_alive };
	result_set(result,
		g_error_matches(error, BASE_ERROR, BASE_ERROR_IO) ? SMTP_RETRY
								  : SMTP_FAILED,
		error->message);
}

bool smtp_check(struct smtp *smtp)
{
	if (!smtp->is_alive)
		return false;
	smtp_begin(smtp);
	return smtp_command(smtp, "NOOP") == 250;
}
