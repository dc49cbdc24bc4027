/* Which role, its first frame, and the loop that parse and ocr share. */

#include "plaint/role/role.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/domain/document.h"
#include "plaint/text/language.h"
#include "plaint/sandbox/sandbox.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "roles.h"

enum {
	USAGE_STATUS = 2,
	READER_OPEN_FILES = 64,
	/* Attachments go into a handed descriptor, maybe in memory. */
	READER_FILE_BYTES = 256 << 20,
};

bool role_say(json_t *frame)
{
	g_autoptr(GError) error = NULL;
	bool sent = wire_send(PROCESS_ROLE_FD, frame, -1, &error);
	json_decref(frame);
	if (!sent)
		log_warning("%s", error->message);
	return sent;
}

void role_say_error(const char *type, GError *error)
{
	role_say(json_pack(
		"{s:s s:s}", "type", type, "message", error->message));
	g_error_free(error);
}

/* Libraries tell GLib's log of every broken file.  It would write the time of
 * day beside it, for which it opens a file, and then the stranger's text. */
static GLogWriterOutput keep_quiet(
	GLogLevelFlags level, const GLogField *fields, gsize count, void *user)
{
	(void)level;
	(void)fields;
	(void)count;
	(void)user;
	return G_LOG_WRITER_HANDLED;
}

bool role_seal_reader(const json_t *settings)
{
	g_log_set_writer_func(keep_quiet, NULL, NULL);
	struct sandbox_limits limits = {
		.memory_bytes = wire_integer(settings, "memory_bytes", 0),
		.file_bytes = READER_FILE_BYTES,
		.open_files = READER_OPEN_FILES,
	};
	if (json_is_true(json_object_get(settings, "unsealed")))
		return true;
	GError *error = NULL;
	if (sandbox_seal(SANDBOX_READER, &limits, &error))
		return true;
	role_say_error("unsealed", error);
	return false;
}

/* The language of what the person wrote, or of all of it when that is
 * nothing. */
static void fill_language(struct document *document)
{
	const char *text = document->text[0] != '\0' ? document->text
						     : document->body_text;
	if (document->language[0] != '\0' || text[0] == '\0')
		return;
	struct language found = language_detect(text, strlen(text));
	document_set(&document->language, found.code);
	document->language_confidence = found.confidence;
}

static json_t *read_one(role_read read, void *user,
	const struct role_request *request, bool with_words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = read(request, user, &error);
	if (document == NULL)
		return json_pack("{s:s s:s}", "type", "failed", "message",
			error != NULL ? error->message : "unreadable");
	fill_language(document);
	document_mask_cards(document);
	return json_pack("{s:s s:o}", "type", "document", "document",
		document_to_brief_json(document, with_words));
}

int role_serve_reads(role_read read, void *user, bool with_words)
{
	if (!role_say(json_pack("{s:s}", "type", "ready")))
		return 1;
	auto_fd int attachments_fd = -1;
	for (;;) {
		g_autoptr(GError) error = NULL;
		auto_fd int fd = -1;
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, &error);
		if (frame == NULL)
			return g_error_matches(
				       error, WIRE_ERROR, WIRE_ERROR_CLOSED)
				       ? 0
				       : 1;
		const char *type = wire_text(frame, "type");
		if (strcmp(type, "attachments") == 0) {
			fd_clear(&attachments_fd);
			attachments_fd = fd_steal(&fd);
		} else if (strcmp(type, "read") == 0 && fd >= 0) {
			struct role_request request = { fd, attachments_fd,
				frame };
			role_say(read_one(read, user, &request, with_words));
			fd_clear(&attachments_fd);
		}
		json_decref(frame);
	}
}

int role_live(const struct role *roles, size_t count, const char *name)
{
	struct stat about;
	if (fstat(PROCESS_ROLE_FD, &about) < 0 || !S_ISSOCK(about.st_mode)) {
		fprintf(stderr, "plaint: --role is for the engine's own use; "
				"run: plaint serve\n");
		return USAGE_STATUS;
	}
	if (!process_die_with_parent())
		return 1;
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(roles[i].name, name) != 0)
			continue;
		log_set_role(roles[i].name);
		/* For ps: it would show the descriptor we came from. */
		prctl(PR_SET_NAME, roles[i].name);
		g_autoptr(GError) error = NULL;
		json_t *settings = wire_receive(PROCESS_ROLE_FD, NULL, &error);
		if (settings == NULL) {
			log_error("no settings: %s", error->message);
			return 1;
		}
		int status = roles[i].run(settings);
		json_decref(settings);
		return status;
	}
	fprintf(stderr, "plaint: no role \"%s\"\n", name);
	return USAGE_STATUS;
}
