/* Messages inside winmail.dat are streams of the same kind: each becomes a
 * file with a text, and what it holds follows it. */
#include "winmail.h"

#include <string.h>
#include "html.h"
#include "little.h"
#include "plaint/text/quote.h"
#include "rtf.h"
#include "tnef.h"

enum {
	FILES_MOST = 200,     /* of one stream */
	ALL_FILES_MOST = 500, /* of the whole letter */
	DEPTH_MOST = 4,
};

static const char signature[] = "\x78\x9f\x3e\x22";

bool winmail_is(GBytes *bytes)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	return length >= sizeof(signature) - 1 &&
	       memcmp(data, signature, sizeof(signature) - 1) == 0;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static struct lines *html_lines(
	struct reader_state *state, const struct tnef *tnef)
{
	size_t length;
	const char *data = g_bytes_get_data(tnef->html, &length);
	g_autofree char *text =
		text_decode(state, data, length, tnef->html_charset);
	struct html_notes notes = { 0 };

	return html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);
}

static struct lines *text_lines(
	struct reader_state *state, const struct tnef *tnef)
{
	struct lines *lines = lines_new();
	g_autofree char *text = NULL;

	if (is_blank(tnef->text) && tnef->html) {
		lines_free(lines);
		return html_lines(state, tnef);
	}
	if (is_blank(tnef->text) && tnef->rtf) {
		size_t length;
		const char *data = g_bytes_get_data(tnef->rtf, &length);

		text = rtf_text(
			data, length, (size_t)state->limits->max_text_bytes);
	}
	lines_append(lines, text ? text : tnef->text, QUOTE_MARK_NONE);
	return lines;
}

static void take_text(
	struct reader_state *state, const struct tnef *tnef, struct lines *body)
{
	g_autoptr(lines) lines = NULL;

	if (!is_blank(body->text->str))
		return;
	state->reads_body = true;
	lines = text_lines(state, tnef);
	state->reads_body = false;
	lines_append_lines(body, lines);
}

static bool add_files(struct reader_state *state, const struct tnef *tnef,
	int depth, GError **error);

static bool add_message(struct reader_state *state,
	const struct tnef_file *file, int depth, GError **error)
{
	size_t most = (size_t)state->limits->max_text_bytes;
	g_autoptr(tnef) inner = tnef_read(file->bytes, most, FILES_MOST);
	g_autoptr(lines) lines = inner ? text_lines(state, inner) : lines_new();
	const char *name = inner && !*file->name ? inner->subject : file->name;
	struct attachment *attachment;

	if (!attachment_add(
		    state, name, "application/ms-tnef", file->bytes, error))
		return false;
	attachment = g_ptr_array_index(state->document->attachments,
		state->document->attachments->len - 1);
	if (inner)
		document_take(&attachment->text,
			g_strdup_printf("%s%s\n\n%s",
				*inner->subject ? "Subject: " : "",
				inner->subject, lines->text->str));
	return !inner || add_files(state, inner, depth + 1, error);
}

/* True, and told, once the letter has had enough. */
static bool is_enough(struct reader_state *state)
{
	if (state->unwrapped_files++ < ALL_FILES_MOST)
		return false;
	if (!document_has_warning(state->document, "too_many_parts"))
		document_warn(state->document, "too_many_parts",
			"only the first %d files of winmail.dat are listed",
			ALL_FILES_MOST);
	return true;
}

static bool add_files(struct reader_state *state, const struct tnef *tnef,
	int depth, GError **error)
{
	if (tnef->is_broken &&
		!document_has_warning(state->document, "tnef_broken"))
		document_warn(state->document, "tnef_broken",
			"winmail.dat was read in part");
	if (depth >= DEPTH_MOST && tnef->files->len > 0) {
		document_warn(state->document, "too_deep",
			"messages inside winmail.dat");
		return true;
	}
	for (guint i = 0; i < tnef->files->len && !is_enough(state); i++) {
		const struct tnef_file *file =
			g_ptr_array_index(tnef->files, i);
		bool is_added =
			file->is_message
				? add_message(state, file, depth, error)
				: attachment_add_read(state,
					  &(struct attachment_file){ file->name,
						  file->type, "", file->bytes },
					  error);

		if (!is_added)
			return false;
	}
	return true;
}

bool winmail_read(struct reader_state *state, GBytes *bytes, struct lines *body,
	GError **error)
{
	size_t most = (size_t)state->limits->max_text_bytes;
	g_autoptr(tnef) tnef = tnef_read(bytes, most, FILES_MOST);

	if (!tnef)
		return true;
	document_warn(state->document, "tnef", "%u files in winmail.dat",
		tnef->files->len);
	take_text(state, tnef, body);
	return add_files(state, tnef, 0, error);
}
