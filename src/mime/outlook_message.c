/* Each property is a stream named by its number and type. */
#include "outlook_message.h"

#include <string.h>
#include "charset.h"
#include "html.h"
#include "little.h"
#include "ole_stream.h"
#include "rtf.h"
#include "rtf_packed.h"

/* A text property, Unicode or not; "" when it is not there. */
static char *text_find(struct reader_state *state, GsfInfile *file,
	const char *property, size_t most)
{
	g_autofree char *wide = g_strdup_printf("__substg1.0_%s001F", property);
	g_autofree char *narrow =
		g_strdup_printf("__substg1.0_%s001E", property);
	g_autoptr(GBytes) bytes = ole_stream(file, wide, most);
	const char *charset = "utf-16le";
	size_t length, replaced;
	const char *data;

	if (bytes) {
		data = g_bytes_get_data(bytes, &length);
		length = MIN(length, (size_t)state->limits->max_text_bytes);
		return charset_convert(
			charset, data, length & ~(size_t)1, &replaced);
	}
	bytes = ole_stream(file, narrow, most);
	if (!bytes)
		return g_strdup("");
	data = g_bytes_get_data(bytes, &length);
	return text_decode(state, data, length, "");
}

static char *html_find(struct reader_state *state, GsfInfile *file, size_t most)
{
	g_autoptr(GBytes) bytes =
		ole_stream(file, "__substg1.0_10130102", most);
	size_t length;
	const char *data;
	g_autofree char *text = NULL;
	g_autoptr(lines) lines = NULL;
	struct html_notes notes = { 0 };

	if (!bytes)
		return NULL;
	data = g_bytes_get_data(bytes, &length);
	text = text_decode(state, data, length, "");
	lines = html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);
	return g_strdup(lines->text->str);
}

static char *rtf_find(struct reader_state *state, GsfInfile *file, size_t most)
{
	size_t limit = (size_t)state->limits->max_text_bytes;
	g_autoptr(GBytes) bytes =
		ole_stream(file, "__substg1.0_10090102", most);
	g_autoptr(GByteArray) rtf = NULL;
	struct little packed;

	if (!bytes)
		return NULL;
	packed.bytes = g_bytes_get_data(bytes, &packed.length);
	rtf = rtf_unpack(&packed, limit);
	return rtf ? rtf_text((const char *)rtf->data, rtf->len, limit) : NULL;
}

char *outlook_message_text(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	static const struct {
		const char *property, *label;
	} heads[] = { { "0C1A", "From" }, { "0E04", "To" },
		{ "0037", "Subject" } };
	GString *out = g_string_new(NULL);
	g_autofree char *body = text_find(state, file, "1000", most);

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_autofree char *text =
			text_find(state, file, heads[i].property, most);

		if (*text)
			g_string_append_printf(
				out, "%s: %s\n", heads[i].label, text);
	}
	if (!*body) {
		g_free(body);
		body = html_find(state, file, most);
	}
	if (!body)
		body = rtf_find(state, file, most);
	if (out->len > 0 && body)
		g_string_append_c(out, '\n');
	if (body)
		g_string_append(out, body);
	g_string_replace(out, "\r\n", "\n", 0);
	return g_string_free(out, FALSE);
}
