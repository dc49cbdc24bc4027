/* A message inside the message: its headers and text, what its files say, and
 * what the reader of the letter must be told of it. */
#include "reader.h"

#include <string.h>

enum {
	MESSAGES_OPEN_MOST = 8,
};

/* Those of its warnings that are the whole letter's matter: something in it
 * is hidden from us, or was not read. */
static const char *const shared_warnings[] = { "archive_locked", "archive_cut",
	"archive_broken", "attachments_cut", "encrypted", "too_deep" };

static void share_warnings(
	const struct document *inner, struct document *document)
{
	for (guint i = 0; i < inner->warnings->len; i++) {
		const struct warning *warning = inner->warnings->pdata[i];

		for (size_t j = 0; j < G_N_ELEMENTS(shared_warnings); j++) {
			if (g_str_equal(warning->code, shared_warnings[j]) &&
				!document_has_warning(document, warning->code))
				document_warn(document, warning->code,
					"inside a message: %s",
					warning->detail);
		}
	}
}

bool message_begin(struct reader_state *state, struct reader_state *inner)
{
	*inner = (struct reader_state){
		.document = NULL,
		.limits = state->limits,
		.fd_attachments = -1,
		.messages_open = state->messages_open + 1,
		.inflated_bytes = state->inflated_bytes,
		.inner_text_bytes = state->inner_text_bytes,
		.archive_entries = state->archive_entries,
		.archive_depth = state->archive_depth,
		.outer = state,
		.inside = state->inside,
	};
	if (inner->messages_open > MESSAGES_OPEN_MOST) {
		if (!document_has_warning(state->document, "too_deep"))
			document_warn(state->document, "too_deep",
				"messages nested more than %d times",
				MESSAGES_OPEN_MOST);
		state->inner_count++;
		return false;
	}
	inner->document = document_new(DOCUMENT_EMAIL);
	return true;
}

void message_end(struct reader_state *state, struct reader_state *inner)
{
	state->inflated_bytes = inner->inflated_bytes;
	state->inner_text_bytes = inner->inner_text_bytes;
	state->archive_entries = inner->archive_entries;
	share_warnings(inner->document, state->document);
	document_free(inner->inner);
	document_free(state->inner);
	state->inner = inner->document;
	state->inner_count++;
}

char *message_text(const struct document *message)
{
	GString *out = g_string_new(NULL);

	if (*message->from.address || *message->from.name)
		g_string_append_printf(out, "From: %s <%s>\n",
			message->from.name, message->from.address);
	if (*message->subject)
		g_string_append_printf(out, "Subject: %s\n", message->subject);
	if (out->len > 0)
		g_string_append_c(out, '\n');
	g_string_append(out, message->body_text);
	return g_string_free(out, FALSE);
}

char *message_with_files(char *text, const struct document *message)
{
	GString *out = g_string_new(text);

	for (guint i = 0; i < message->attachments->len; i++) {
		const struct attachment *file = message->attachments->pdata[i];

		if (*file->text)
			g_string_append_printf(
				out, "\n\n[%s]\n%s", file->name, file->text);
	}
	g_free(text);
	return g_string_free(out, FALSE);
}

char *message_inside(struct reader_state *state, GBytes *bytes)
{
	struct reader_state inner;

	if (!message_begin(state, &inner))
		return g_strdup("");
	/* No descriptor is written, so nothing can fail. */
	reader_run(&inner, bytes, NULL);
	message_end(state, &inner);
	return message_with_files(message_text(state->inner), state->inner);
}
