/* Any bytes behind the head of a report are a bounce: its status is one or
 * none, its reason and recipient are one line each of valid UTF-8. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"

static const char *const heads[] = {
	"From: mailer-daemon@a.example\nSubject: failure notice\n\n",
	("From: <>\nContent-Type: multipart/report; "
	 "report-type=delivery-status; boundary=b\n\n--b\n\n"),
	"From: <>\nContent-Type: message/delivery-status\n\n",
	"From: a@b.example\nAuto-Submitted: auto-replied\nSubject: ",
};

static void check_line(const char *line)
{
	if (!utf8_is_valid(line, strlen(line)) || strchr(line, '\n'))
		abort();
}

static void check_status(const char *status)
{
	if (*status && (!strchr("245", *status) || status[1] != '.' ||
			       strspn(status, "0123456789.") != strlen(status)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GByteArray) letter = g_byte_array_new();
	g_autoptr(document) document = NULL;
	const char *head;

	if (size == 0)
		return 0;
	head = heads[data[0] % G_N_ELEMENTS(heads)];
	g_byte_array_append(letter, (const guint8 *)head, (guint)strlen(head));
	g_byte_array_append(letter, data + 1, (guint)(size - 1));
	document = mime_read_bytes(letter->data, letter->len, -1, NULL, NULL);
	if (!document)
		abort();
	check_status(document->bounce.status);
	check_line(document->bounce.reason);
	check_line(document->bounce.recipient);
	return 0;
}
