/* What a worker that was taken over may send: the bytes go through a real
 * socket into the frame reader, and every message that comes out is sent on,
 * and read as a document.  A document that was accepted must survive being
 * written. */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "plaint/base/fd.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

/* Below any socket's buffer, so that one send takes it all. */
enum {
	INPUT_MOST_BYTES = 60000,
	DEPTH_MOST = 2048, /* jansson's; what stands for a text is one more */
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* In few words or beside its columns: it stays the document it was. */
static void keep(const struct document *document, const json_t *whole)
{
	g_autoptr(GError) error = NULL;
	json_t *brief = document_to_brief_json(document, true);
	g_autofree char *text = document_keep_json(document, brief);
	struct document_kept kept = { text, document->text,
		document->quoted_text };
	g_autoptr(document) again = document_from_kept(&kept, &error);
	if (again == NULL)
		g_error("what was kept is not accepted: %s", error->message);
	json_t *back = document_to_json(again, true);
	if (!json_equal(back, whole))
		g_error("what was kept is not what comes back");
	json_decref(back);
	json_decref(brief);
}

static void read_as_document(const json_t *message)
{
	g_autoptr(document) document = document_from_json(message, NULL);
	if (document == NULL)
		return;
	json_t *json = document_to_json(document, true);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) again = document_from_json(json, &error);
	if (again == NULL)
		g_error("what was written is not accepted: %s", error->message);
	keep(document, json);
	json_decref(json);
}

static bool may_be_deepest(const char *text)
{
	int opened = 0;
	for (; *text != '\0'; text++)
		opened += *text == '[' || *text == '{';
	return opened >= DEPTH_MOST;
}

/* As long as it fits into a buffer: nobody reads meanwhile. */
static void send_on(const json_t *message)
{
	int ends[2];
	g_autofree char *text = json_dumps(message, JSON_COMPACT);
	if (strlen(text) > INPUT_MOST_BYTES || may_be_deepest(text) ||
		socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return;
	g_autoptr(GError) error = NULL;
	if (!wire_send(ends[0], message, -1, &error))
		g_error("what came cannot be sent: %s", error->message);
	json_t *back = wire_receive(ends[1], NULL, &error);
	if (back == NULL)
		g_error("what was sent is not accepted: %s", error->message);
	if (!json_equal(back, message))
		g_error("what was sent is not what comes");
	json_decref(back);
	close(ends[0]);
	close(ends[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	int ends[2];
	if (length > INPUT_MOST_BYTES ||
		socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return 0;
	bool is_sent = send(ends[0], bytes, length, 0) == (ssize_t)length;
	close(ends[0]);
	struct wire_reader *reader = wire_reader_new(WIRE_FRAME_MOST_BYTES);
	json_t *message = NULL;
	while (is_sent &&
		wire_reader_next(reader, ends[1], &message, NULL) == 1) {
		send_on(message);
		read_as_document(message);
		json_decref(message);
	}
	wire_reader_free(reader);
	close(ends[1]);
	return 0;
}
