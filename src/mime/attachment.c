/* Attachments: their bytes to the descriptor, their text where they have
 * one.  Names are data and stay as the sender wrote them. */
#include <string.h>
#include <unistd.h>
#include "html.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "reader.h"

enum {
	MESSAGES_OPEN_MOST = 8,
};

enum text_way {
	TEXT_NONE,
	TEXT_PLAIN,
	TEXT_HTML,
	TEXT_MESSAGE,
};

static const struct {
	const char *type; /* a trailing * matches the rest */
	enum text_way way;
} ways_by_type[] = {
	{ "text/html", TEXT_HTML },
	{ "application/xhtml+xml", TEXT_HTML },
	{ "text/*", TEXT_PLAIN },
	{ "message/rfc822", TEXT_MESSAGE },
	{ "message/global", TEXT_MESSAGE },
	{ "message/news", TEXT_MESSAGE },
	{ "message/*", TEXT_PLAIN },
	{ "application/json", TEXT_PLAIN },
	{ "application/xml", TEXT_PLAIN },
	{ "application/ics", TEXT_PLAIN },
};

/* Asked when the type says nothing: programs send everything as
 * application/octet-stream. */
static const struct {
	const char *suffix;
	enum text_way way;
} ways_by_name[] = {
	{ ".txt", TEXT_PLAIN },
	{ ".csv", TEXT_PLAIN },
	{ ".log", TEXT_PLAIN },
	{ ".md", TEXT_PLAIN },
	{ ".ics", TEXT_PLAIN },
	{ ".vcf", TEXT_PLAIN },
	{ ".htm", TEXT_HTML },
	{ ".html", TEXT_HTML },
	{ ".eml", TEXT_MESSAGE },
};

static enum text_way way_find(const char *name, const char *type)
{
	g_autofree char *small = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(ways_by_type); i++) {
		if (g_pattern_match_simple(ways_by_type[i].type, type))
			return ways_by_type[i].way;
	}
	if (!g_str_equal(type, "application/octet-stream") &&
		!g_str_has_prefix(type, "application/x-"))
		return TEXT_NONE;
	small = g_utf8_strdown(name, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(ways_by_name); i++) {
		if (g_str_has_suffix(small, ways_by_name[i].suffix))
			return ways_by_name[i].way;
	}
	return TEXT_NONE;
}

static char *html_text(struct reader_state *state, const char *data,
	size_t length, const char *charset)
{
	g_autofree char *text = text_decode(state, data, length, charset);
	struct html_notes notes = { 0 };
	g_autoptr(lines) lines = html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);

	return g_strdup(lines->text->str);
}

/* CRLF and lone CR as LF, in place. */
static char *lines_unix(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (from[0] == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from;
	}
	*to = '\0';
	return text;
}

struct document *message_read(struct reader_state *state, GBytes *bytes)
{
	struct reader_state inner = {
		.document = NULL,
		.limits = state->limits,
		.fd_attachments = -1,
		.messages_open = state->messages_open + 1,
	};

	if (inner.messages_open > MESSAGES_OPEN_MOST) {
		if (!document_has_warning(state->document, "too_deep"))
			document_warn(state->document, "too_deep",
				"messages nested more than %d times",
				MESSAGES_OPEN_MOST);
		return NULL;
	}
	inner.document = document_new(DOCUMENT_EMAIL);
	/* No descriptor is written, so nothing can fail. */
	reader_run(&inner, bytes, NULL);
	if (document_has_warning(inner.document, "too_deep") &&
		!document_has_warning(state->document, "too_deep"))
		document_warn(state->document, "too_deep", "inside a message");
	return inner.document;
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

char *attachment_text(struct reader_state *state, const char *name,
	const char *type, const char *charset, GBytes *bytes)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	enum text_way way = way_find(name, type);

	if (way == TEXT_NONE || length == 0)
		return g_strdup("");
	if (way == TEXT_HTML)
		return html_text(state, data, length, charset);
	if (way == TEXT_MESSAGE) {
		struct document *message = message_read(state, bytes);

		document_free(state->inner);
		state->inner = message;
		state->inner_count++;
		return message ? message_text(message) : g_strdup("");
	}
	return lines_unix(text_decode(state, data, length, charset));
}

static bool write_bytes(struct reader_state *state,
	struct attachment *attachment, GBytes *bytes, GError **error)
{
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);

	if (state->fd_attachments < 0)
		return true;
	if (!fd_write_all(state->fd_attachments, data, length, error))
		return false;
	attachment->offset = state->attachment_end;
	state->attachment_end += (int64_t)length;
	return true;
}

bool attachment_add(struct reader_state *state, const char *name,
	const char *type, GBytes *bytes, GError **error)
{
	struct attachment *attachment =
		document_add_attachment(state->document);
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);
	struct hash hash = hash_bytes(data, length);

	document_set(&attachment->name, name);
	document_set(&attachment->type, type);
	attachment->bytes = (int64_t)length;
	g_strlcpy(attachment->sha256, hash.hex, sizeof(attachment->sha256));
	state->attachment_bytes += (int64_t)length;
	if (state->attachment_bytes > state->limits->max_attachment_bytes) {
		document_warn(state->document, "attachments_cut",
			"\"%s\" is listed only: over %" G_GINT64_FORMAT
			" bytes in all",
			name, state->limits->max_attachment_bytes);
		return true;
	}
	return write_bytes(state, attachment, bytes, error);
}
