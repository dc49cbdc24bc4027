/* Each property is a stream named by its number and type. */
#include "outlook_message.h"

#include <string.h>
#include "charset.h"
#include "html.h"
#include "lift.h"
#include "little.h"
#include "ole_stream.h"
#include "plaint/base/utf8.h"
#include "plaint/text/quote.h"
#include "rtf.h"
#include "rtf_packed.h"

enum {
	CHILDREN_MOST = 2000, /* streams and storages of one message */
};

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

static struct lines *html_find(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	g_autoptr(GBytes) bytes =
		ole_stream(file, "__substg1.0_10130102", most);
	size_t length;
	g_autofree char *text = NULL;
	struct html_notes notes = { 0 };

	if (bytes) {
		const char *data = g_bytes_get_data(bytes, &length);

		text = text_decode(state, data, length, "");
	} else {
		text = text_find(state, file, "1013", most);
	}
	if (!*text)
		return NULL;
	return html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);
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

static struct lines *body_lines(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	g_autofree char *text = text_find(state, file, "1000", most);
	struct lines *lines = *text ? NULL : html_find(state, file, most);
	g_autoptr(GString) plain = NULL;

	if (lines)
		return lines;
	if (!*text) {
		g_free(text);
		text = rtf_find(state, file, most);
	}
	plain = g_string_new(text);
	g_string_replace(plain, "\r\n", "\n", 0);
	lines = lines_new();
	lines_append(lines, plain->str, QUOTE_MARK_NONE);
	return lines;
}

/* As it came by mail; messages that were only saved have none. */
static void read_headers(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	g_autofree char *text = text_find(state, file, "007D", most);
	g_autofree char *whole = g_strconcat(text, "\n\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static(whole, strlen(whole));
	g_autoptr(document) scrap = document_new(DOCUMENT_EMAIL);
	g_autoptr(structure) structure = NULL;

	if (!*text)
		return;
	structure = structure_new(bytes, state->limits, scrap);
	envelope_read(state->document, structure->headers, state->limits);
}

static void read_sender(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	/* By SMTP; as it is, which in one's own house is no mail address. */
	static const char *const properties[] = { "5D01", "0C1F", "0065" };
	struct address *from = &state->document->from;

	for (size_t i = 0; !*from->address && i < G_N_ELEMENTS(properties);
		i++) {
		g_autofree char *text =
			text_find(state, file, properties[i], most);

		if (strchr(text, '@'))
			document_set(&from->address, g_strstrip(text));
	}
	if (!*from->name)
		document_take(
			&from->name, text_find(state, file, "0C1A", most));
	document_take(&state->document->subject,
		text_find(state, file, "0037", most));
}

/* True, and told, once the letter has had enough. */
static bool is_enough(struct reader_state *state, int64_t bytes)
{
	state->archive_entries++;
	state->inflated_bytes += bytes;
	if (state->archive_entries <= state->limits->max_archive_entries &&
		state->inflated_bytes <= state->limits->max_attachment_bytes)
		return false;
	if (!document_has_warning(state->document, "archive_cut"))
		document_warn(state->document, "archive_cut",
			"more files in a saved message than are read");
	return true;
}

static void read_file(struct reader_state *state, GsfInfile *storage,
	const char *name, size_t most)
{
	g_autoptr(GBytes) bytes =
		ole_stream(storage, "__substg1.0_37010102", most);
	g_autofree char *type = text_find(state, storage, "370E", most);
	g_autofree char *small = g_ascii_strdown(g_strstrip(type), -1);

	if (!bytes || is_enough(state, (int64_t)g_bytes_get_size(bytes)))
		return;
	/* The inner state writes nothing, so nothing fails. */
	attachment_add_read(state,
		&(struct attachment_file){ .name = name,
			.type = small,
			.charset = "",
			.bytes = bytes },
		NULL);
}

/* A message in the message is a storage, not bytes. */
static void read_message(struct reader_state *state, GsfInfile *file,
	const char *name, size_t most)
{
	struct attachment *attachment;
	const char *before;

	if (is_enough(state, 0))
		return;
	attachment = document_add_attachment(state->document);
	document_set(&attachment->name, name);
	document_set(&attachment->type, "application/vnd.ms-outlook");
	before = lift_enter(state, *name ? name : attachment->type);
	document_take(
		&attachment->text, outlook_message_text(state, file, most));
	lift_leave(state, before);
}

static char *file_name(
	struct reader_state *state, GsfInfile *storage, size_t most)
{
	static const char *const properties[] = { "3707", "3704", "3001" };

	for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
		g_autofree char *raw =
			text_find(state, storage, properties[i], most);

		if (*raw)
			return utf8_one_line(raw);
	}
	return g_strdup("");
}

static void read_files(struct reader_state *state, GsfInfile *file, size_t most)
{
	int count = gsf_infile_num_children(file);

	for (int i = 0; i < MIN(count, CHILDREN_MOST); i++) {
		const char *label = gsf_infile_name_by_index(file, i);
		g_autoptr(GsfInput) child = NULL;
		g_autoptr(GsfInput) message = NULL;
		g_autofree char *name = NULL;

		if (!label || !g_str_has_prefix(label, "__attach_version1.0_"))
			continue;
		child = gsf_infile_child_by_index(file, i);
		if (!child || !GSF_IS_INFILE(child))
			continue;
		name = file_name(state, GSF_INFILE(child), most);
		message = gsf_infile_child_by_name(
			GSF_INFILE(child), "__substg1.0_3701000D");
		if (message && GSF_IS_INFILE(message))
			read_message(state, GSF_INFILE(message), name, most);
		else
			read_file(state, GSF_INFILE(child), name, most);
	}
}

/* Outlook's own view of who wrote to whom. */
static char *shown_text(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	static const struct {
		const char *property, *label;
	} heads[] = { { "0C1A", "From" }, { "0E04", "To" },
		{ "0037", "Subject" } };
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_autofree char *text =
			text_find(state, file, heads[i].property, most);

		if (*text)
			g_string_append_printf(
				out, "%s: %s\n", heads[i].label, text);
	}
	if (out->len > 0 && *state->document->body_text)
		g_string_append_c(out, '\n');
	g_string_append(out, state->document->body_text);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

char *outlook_message_text(
	struct reader_state *state, GsfInfile *file, size_t most)
{
	struct reader_state inner;
	g_autoptr(lines) body = NULL;
	char *text;

	if (!message_begin(state, &inner))
		return g_strdup("");
	read_headers(&inner, file, most);
	read_sender(&inner, file, most);
	body = body_lines(&inner, file, most);
	body_split(inner.document, body);
	read_files(&inner, file, most);
	text = shown_text(&inner, file, most);
	message_end(state, &inner);
	return message_with_files(text, state->inner);
}
