/* The mail folders of src/ driven by hand or by a test script against a real
 * server: one line of plain text per fact, "error CODE: why" and exit 1 when
 * something failed.
 *
 *     netcheck [options] imap ACTION [ARGUMENT...]
 *         list FOLDER               uid size flags, one message a line
 *         get FOLDER FILE [UID...]  bodies appended to FILE, uid offset size
 *         settle FOLDER move|flag TARGET UID...
 *         wait FOLDER MILLISECONDS  mail, none
 *     netcheck [options] smtp FROM TO FILE...   outcome, code, words
 *     netcheck compose FROM TO SUBJECT          text on standard input */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/secret.h"
#include "plaint/delivery/compose.h"
#include "plaint/delivery/smtp.h"
#include "plaint/source/imap.h"

enum {
	MESSAGE_MOST_BYTES = 60 << 20,
	TEXT_MOST_BYTES = 1 << 20,
};

static const char *opt_host = "localhost", *opt_tls = "implicit";
static char *opt_ca;
static char *opt_user, *opt_password, *opt_token;
static int opt_port = 993, opt_timeout_ms = 10000;
static int64_t opt_limit_bytes = MESSAGE_MOST_BYTES;

static const GOptionEntry options[] = {
	{ "host", 0, 0, G_OPTION_ARG_STRING, &opt_host, "server", "NAME" },
	{ "port", 0, 0, G_OPTION_ARG_INT, &opt_port, "its port", "N" },
	{ "tls", 0, 0, G_OPTION_ARG_STRING, &opt_tls,
		"implicit, starttls or none", "HOW" },
	{ "ca", 0, 0, G_OPTION_ARG_FILENAME, &opt_ca, "authority", "PEM" },
	{ "user", 0, 0, G_OPTION_ARG_STRING, &opt_user, "login", "NAME" },
	{ "password", 0, 0, G_OPTION_ARG_FILENAME, &opt_password,
		"file with the password", "FILE" },
	{ "token", 0, 0, G_OPTION_ARG_FILENAME, &opt_token,
		"file with an OAuth 2 token", "FILE" },
	{ "timeout-ms", 0, 0, G_OPTION_ARG_INT, &opt_timeout_ms,
		"for each operation", "N" },
	{ "limit-bytes", 0, 0, G_OPTION_ARG_INT64, &opt_limit_bytes,
		"of one message", "N" },
	{ 0 },
};

static struct secret password, token;
static struct stream_trust *trust;

/* GLib's codes differ by domain; the reaction's name is what tests compare. */
static int complain(const GError *error)
{
	static const char *const source[] = { "network", "refused", "protocol",
		"message", "stopped" };
	static const char *const delivery[] = { "retry", "refused", "invalid",
		"stopped" };
	const char *name = "other";
	if (error->domain == SOURCE_ERROR)
		name = source[error->code];
	if (error->domain == DELIVERY_ERROR)
		name = delivery[error->code];
	printf("error %s: %s\n", name, error->message);
	return EXIT_FAILURE;
}

static bool server_settings(struct stream_settings *server, GError **error)
{
	server->host = opt_host;
	server->port = opt_port;
	server->timeout_ms = opt_timeout_ms;
	server->connect_timeout_ms = opt_timeout_ms;
	server->stop_fd = -1;
	if (!stream_tls_parse(opt_tls, &server->tls)) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"--tls is implicit, starttls or none");
		return false;
	}
	if (opt_password != NULL &&
		!secret_load(&password, opt_password, error))
		return false;
	if (opt_token != NULL && !secret_load(&token, opt_token, error))
		return false;
	if (server->tls != STREAM_TLS_NONE)
		trust = stream_trust_new(opt_ca, error);
	server->trust = trust;
	return trust != NULL || server->tls == STREAM_TLS_NONE;
}

static GArray *uids_parse(char **arguments)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (; *arguments != NULL; arguments++) {
		uint32_t uid = (uint32_t)g_ascii_strtoull(*arguments, NULL, 10);
		g_array_append_val(uids, uid);
	}
	return uids;
}

static bool action_list(struct imap *imap, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(GArray) list = imap_list(imap, 1, "Plaint", 100000, error);
	if (list == NULL)
		return false;
	for (guint i = 0; i < list->len; i++) {
		const struct imap_message *m =
			&g_array_index(list, struct imap_message, i);
		g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(
			m->received_utc_us / G_USEC_PER_SEC);
		g_autofree char *text = g_date_time_format_iso8601(when);
		printf("%u %" G_GINT64_FORMAT "%s%s %s\n", m->uid,
			m->size_bytes, m->is_seen ? " seen" : "",
			m->has_keyword ? " keyword" : "", text);
	}
	return true;
}

static bool action_get(struct imap *imap, char **arguments, GError **error)
{
	auto_fd int fd = open(
		arguments[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return base_error_set_errno(error, "%s", arguments[0]);
	g_autoptr(GArray) uids = uids_parse(arguments + 1);
	if (uids->len == 0) {
		g_autoptr(GArray) list =
			imap_list(imap, 1, NULL, 100000, error);
		if (list == NULL)
			return false;
		for (guint i = 0; i < list->len; i++)
			g_array_append_val(uids,
				g_array_index(list, struct imap_message, i)
					.uid);
	}
	g_autoptr(GArray) bodies =
		g_array_new(FALSE, FALSE, sizeof(struct imap_body));
	bool ok = imap_fetch(imap, uids, fd, opt_limit_bytes, bodies, error);
	for (guint i = 0; i < bodies->len; i++) {
		const struct imap_body *body =
			&g_array_index(bodies, struct imap_body, i);
		printf("%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "%s\n",
			body->uid, body->offset, body->size_bytes,
			body->is_cut ? " cut" : "");
	}
	return ok;
}

static bool action_settle(struct imap *imap, char **arguments, GError **error)
{
	g_autoptr(GArray) uids = uids_parse(arguments + 2);
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { strcmp(arguments[0], "move") == 0
					     ? IMAP_AFTER_MOVE
					     : IMAP_AFTER_FLAG,
		arguments[1] };
	return imap_settle(imap, uids, &how, done, error);
}

static bool action_wait(struct imap *imap, char **arguments, GError **error)
{
	static const char *const names[] = { "none", "mail", "woken" };
	enum imap_news news;
	int64_t start_us = clock_monotonic_us();
	if (!imap_wait(imap, -1, atoi(arguments[0]), &news, error))
		return false;
	printf("%s %d ms\n", names[news],
		(int)((clock_monotonic_us() - start_us) / 1000));
	return true;
}

static const struct {
	const char *name;
	int arguments; /* at least, after the folder */
	bool (*run)(struct imap *imap, char **arguments, GError **error);
} actions[] = {
	{ "list", 0, action_list },
	{ "get", 1, action_get },
	{ "settle", 2, action_settle },
	{ "wait", 1, action_wait },
};

static int run_imap(int count, char **arguments)
{
	g_autoptr(GError) error = NULL;
	struct imap_settings settings = { 0 };
	if (!server_settings(&settings.server, &error))
		return complain(error);
	settings.user = opt_user;
	settings.password = password.text;
	settings.token = token.text;
	for (size_t i = 0; count >= 2 && i < G_N_ELEMENTS(actions); i++) {
		if (strcmp(arguments[0], actions[i].name) != 0 ||
			count < 2 + actions[i].arguments)
			continue;
		g_autoptr(imap) imap = imap_open(&settings, &error);
		struct imap_folder folder;
		if (imap == NULL ||
			!imap_select(imap, arguments[1], &folder, &error))
			return complain(error);
		printf("folder %u messages\n", folder.count);
		if (!actions[i].run(imap, arguments + 2, &error))
			return complain(error);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "netcheck: imap list|get|settle|wait FOLDER …\n");
	return 2;
}

static int run_smtp(int count, char **arguments)
{
	if (count < 3)
		return 2;
	g_autoptr(GError) error = NULL;
	struct smtp_settings settings = { .greeting_name = "plaint.example" };
	if (!server_settings(&settings.server, &error))
		return complain(error);
	settings.user = opt_user;
	settings.password = password.text;
	settings.token = token.text;
	g_autoptr(smtp) smtp = smtp_open(&settings, &error);
	if (smtp == NULL)
		return complain(error);
	for (int i = 2; i < count; i++) {
		auto_fd int fd = open(arguments[i], O_RDONLY | O_CLOEXEC);
		struct smtp_result result;
		smtp_send_fd(smtp, arguments[0], arguments[1], fd, &result);
		printf("%s %d %s%s\n", smtp_outcome_name(result.outcome),
			result.code, result.is_alive ? "" : "(closed) ",
			result.text);
		smtp_result_clear(&result);
	}
	return EXIT_SUCCESS;
}

static int run_compose(int count, char **arguments)
{
	if (count < 3)
		return 2;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) text =
		fd_read_whole(STDIN_FILENO, TEXT_MOST_BYTES, &error);
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT ".%d@plaint.example",
			clock_now_utc_us(), (int)getpid());
	if (text == NULL)
		return complain(error);
	struct compose compose = { .from_name = "Оператор зв'язку",
		.from_address = arguments[0],
		.to_address = arguments[1],
		.subject = arguments[2],
		.text = g_bytes_get_data(text, NULL),
		.message_id = id,
		.date_utc_us = clock_now_utc_us(),
		.utc_offset_minutes = 120,
		.is_automatic = true };
	g_autoptr(GBytes) message = compose_message(&compose, &error);
	if (message == NULL)
		return complain(error);
	fwrite(g_bytes_get_data(message, NULL), 1, g_bytes_get_size(message),
		stdout);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GOptionContext) context =
		g_option_context_new("imap|smtp|compose ARGUMENT…");
	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
		argc < 2) {
		fprintf(stderr, "netcheck: %s\n",
			error != NULL ? error->message : "what?");
		return 2;
	}
	int status = 2;
	if (strcmp(argv[1], "imap") == 0)
		status = run_imap(argc - 2, argv + 2);
	if (strcmp(argv[1], "smtp") == 0)
		status = run_smtp(argc - 2, argv + 2);
	if (strcmp(argv[1], "compose") == 0)
		status = run_compose(argc - 2, argv + 2);
	stream_trust_free(trust);
	secret_clear(&password);
	secret_clear(&token);
	return status;
}
