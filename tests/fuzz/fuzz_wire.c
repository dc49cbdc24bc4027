/* What a worker that was taken over may send: the bytes go through a real
 * socket into the frame reader, and every message that comes out is read as
 * a document.  A document that was accepted must survive being written. */
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>
#include "plaint/base/fd.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

/* Below any socket's buffer, so that one send takes it all. */
enum {
	INPUT_MOST_BYTES = 60000
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
		read_as_document(message);
		json_decref(message);
	}
	wire_reader_free(reader);
	close(ends[1]);
	return 0;
}
