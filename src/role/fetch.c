/* Role fetch: one mailbox.  It does what the engine asks, frame by frame, and
 * keeps nothing: what is known about the mailbox is in the engine's ledger.
 *
 *   open                      → opened {uid_validity, uid_next, count,
 *                                      highest_modified}
 *   list {from_uid, most}     → listed {messages: [{uid, bytes,
 *                                      received_utc_us, is_deleted}]}
 *                               (bytes 0 with the setting skips_sizes)
 *   get {uids, limit_bytes}+fd→ got {bodies: [{uid, offset, bytes, is_cut}]}
 *   settle {uids}             → settled {uids, problem}: those that the server
 *                               was told of, and why not of the others
 *   wait {timeout_ms}         → news {what: none|mail|woken}
 *   nudge                     (no answer: it only ends a wait)
 *
 * The engine asks before the role is ready; one that cannot be says unready or
 * unsealed {message} instead of an answer.
 *
 * Any of them may be answered by error {code, message} instead; the session
 * is then gone (but for code "message") and the engine opens it anew. */

#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/source/imap.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "roles.h"
#include "server.h"

struct fetch {
	const json_t *settings;
	struct imap_settings imap_settings;
	struct imap *imap;
};

static const char *error_code(const GError *error)
{
	static const char *const names[] = {
		[SOURCE_ERROR_NETWORK] = "network",
		[SOURCE_ERROR_REFUSED] = "refused",
		[SOURCE_ERROR_PROTOCOL] = "protocol",
		[SOURCE_ERROR_MESSAGE] = "message",
		[SOURCE_ERROR_STOPPED] = "stopped",
	};
	if (error->domain != SOURCE_ERROR || error->code < 0 ||
		(size_t)error->code >= G_N_ELEMENTS(names))
		return "protocol";
	return names[error->code];
}

/* After anything but a message's own error the session is spent. */
static json_t *fetch_error(struct fetch *fetch, GError *error)
{
	json_t *frame = json_pack("{s:s s:s s:s}", "type", "error", "code",
		error_code(error), "message", error->message);
	if (strcmp(error_code(error), "message") != 0)
		g_clear_pointer(&fetch->imap, imap_close);
	g_error_free(error);
	return frame;
}

static GArray *frame_uids(const json_t *frame)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	const json_t *list = json_object_get(frame, "uids");
	for (size_t i = 0; i < json_array_size(list); i++) {
		uint32_t uid =
			(uint32_t)json_integer_value(json_array_get(list, i));
		g_array_append_val(uids, uid);
	}
	return uids;
}

static json_t *uids_json(const GArray *uids)
{
	json_t *list = json_array();
	for (guint i = 0; i < uids->len; i++)
		json_array_append_new(
			list, json_integer(g_array_index(uids, uint32_t, i)));
	return list;
}

static json_t *fetch_open(struct fetch *fetch, const json_t *frame, int fd)
{
	(void)frame;
	(void)fd;
	GError *error = NULL;
	struct imap_folder folder;
	g_clear_pointer(&fetch->imap, imap_close);
	fetch->imap = imap_open(&fetch->imap_settings, &error);
	if (fetch->imap == NULL ||
		!imap_select(fetch->imap, wire_text(fetch->settings, "folder"),
			&folder, &error))
		return fetch_error(fetch, error);
	if (json_is_true(json_object_get(fetch->settings, "skips_sizes")))
		imap_skip_sizes(fetch->imap);
	g_autofree char *abilities = imap_describe(fetch->imap);
	return json_pack("{s:s s:I s:I s:I s:I s:s}", "type", "opened",
		"uid_validity", (json_int_t)folder.uid_validity, "uid_next",
		(json_int_t)folder.uid_next, "count", (json_int_t)folder.count,
		"highest_modified", (json_int_t)folder.highest_modified,
		"abilities", abilities);
}

static json_t *fetch_list(struct fetch *fetch, const json_t *frame, int fd)
{
	(void)fd;
	GError *error = NULL;
	g_autoptr(GArray) found = imap_list(fetch->imap,
		(uint32_t)wire_integer(frame, "from_uid", 1), NULL,
		(uint32_t)wire_integer(frame, "most", 1000), &error);
	if (found == NULL)
		return fetch_error(fetch, error);
	json_t *messages = json_array();
	for (guint i = 0; i < found->len; i++) {
		const struct imap_message *m =
			&g_array_index(found, struct imap_message, i);
		json_array_append_new(messages,
			json_pack("{s:I s:I s:I s:b}", "uid",
				(json_int_t)m->uid, "bytes",
				(json_int_t)m->size_bytes, "received_utc_us",
				(json_int_t)m->received_utc_us, "is_deleted",
				m->is_deleted));
	}
	return json_pack("{s:s s:o}", "type", "listed", "messages", messages);
}

static json_t *fetch_get(struct fetch *fetch, const json_t *frame, int fd)
{
	GError *error = NULL;
	g_autoptr(GArray) uids = frame_uids(frame);
	g_autoptr(GArray) bodies =
		g_array_new(FALSE, FALSE, sizeof(struct imap_body));
	if (!imap_fetch(fetch->imap, uids, fd,
		    wire_integer(frame, "limit_bytes", 0), bodies, &error))
		return fetch_error(fetch, error);
	json_t *list = json_array();
	for (guint i = 0; i < bodies->len; i++) {
		const struct imap_body *body =
			&g_array_index(bodies, struct imap_body, i);
		json_array_append_new(
			list, json_pack("{s:I s:I s:I s:b}", "uid",
				      (json_int_t)body->uid, "offset",
				      (json_int_t)body->offset, "bytes",
				      (json_int_t)body->size_bytes, "is_cut",
				      body->is_cut));
	}
	return json_pack("{s:s s:o}", "type", "got", "bodies", list);
}

static json_t *fetch_settle(struct fetch *fetch, const json_t *frame, int fd)
{
	(void)fd;
	static const struct {
		const char *name;
		enum imap_after after;
	} ways[] = { { "move", IMAP_AFTER_MOVE }, { "flag", IMAP_AFTER_FLAG },
		{ "leave", IMAP_AFTER_LEAVE } };
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) uids = frame_uids(frame);
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { IMAP_AFTER_LEAVE,
		wire_text(fetch->settings, "after_name") };
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		if (strcmp(ways[i].name, wire_text(fetch->settings, "after")) ==
			0)
			how.after = ways[i].after;
	}
	if (!imap_settle(fetch->imap, uids, &how, done, &error) &&
		!g_error_matches(error, SOURCE_ERROR, SOURCE_ERROR_MESSAGE))
		return fetch_error(fetch, g_steal_pointer(&error));
	return json_pack("{s:s s:o s:s}", "type", "settled", "uids",
		uids_json(done), "problem",
		error == NULL ? "" : error->message);
}

static json_t *fetch_wait(struct fetch *fetch, const json_t *frame, int fd)
{
	(void)fd;
	static const char *const words[] = { [IMAP_NEWS_NONE] = "none",
		[IMAP_NEWS_MAIL] = "mail",
		[IMAP_NEWS_WOKEN] = "woken" };
	GError *error = NULL;
	enum imap_news news;
	if (!imap_wait(fetch->imap, PROCESS_ROLE_FD,
		    (int)wire_integer(frame, "timeout_ms", 60000), &news,
		    &error))
		return fetch_error(fetch, error);
	return json_pack("{s:s s:s}", "type", "news", "what", words[news]);
}

static const struct {
	const char *type;
	json_t *(*run)(struct fetch *fetch, const json_t *frame, int fd);
	bool needs_session, needs_fd;
} commands[] = {
	{ "open", fetch_open, false, false },
	{ "list", fetch_list, true, false },
	{ "get", fetch_get, true, true },
	{ "settle", fetch_settle, true, false },
	{ "wait", fetch_wait, true, false },
};

static json_t *fetch_dispatch(struct fetch *fetch, const json_t *frame, int fd)
{
	const char *type = wire_text(frame, "type");
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i].type, type) != 0)
			continue;
		if ((commands[i].needs_session && fetch->imap == NULL) ||
			(commands[i].needs_fd && fd < 0))
			break;
		return commands[i].run(fetch, frame, fd);
	}
	return json_pack("{s:s s:s s:s}", "type", "error", "code", "network",
		"message", "no session is open");
}

static int fetch_serve(struct fetch *fetch)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		auto_fd int fd = -1;
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, &error);
		if (frame == NULL)
			break;
		bool is_nudge = strcmp(wire_text(frame, "type"), "nudge") == 0;
		json_t *answer =
			is_nudge ? NULL : fetch_dispatch(fetch, frame, fd);
		json_decref(frame);
		if (answer != NULL && !role_say(answer))
			break;
	}
	g_clear_pointer(&fetch->imap, imap_close);
	return 0;
}

int role_fetch(const json_t *settings)
{
	struct fetch fetch = { .settings = settings };
	g_autoptr(stream_trust) trust = NULL;
	if (!role_server_prepare(settings, SANDBOX_FETCH,
		    &fetch.imap_settings.server, &trust))
		return 1;
	fetch.imap_settings.user = wire_text(settings, "user");
	const char *secret = wire_text(settings, "secret");
	if (json_is_true(json_object_get(settings, "is_token")))
		fetch.imap_settings.token = secret;
	else
		fetch.imap_settings.password = secret;
	return fetch_serve(&fetch);
}
