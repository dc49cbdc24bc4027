/* Text parts: bytes to lines. */
#include <string.h>
#include "charset.h"
#include "flowed.h"
#include "html.h"
#include "mojibake.h"
#include "plaint/base/utf8.h"
#include "plaint/text/quote.h"
#include "reader.h"

/* The charset that says most: the first text with anything but ASCII. */
static void note_charset(struct document *document,
	const struct charset_text *text, const char *declared)
{
	bool is_first = !*document->charset_used;
	bool was_ascii = g_str_equal(document->charset_used, "us-ascii");

	if (!is_first && !(was_ascii && !text->is_ascii))
		return;
	document_set(&document->charset_declared, declared);
	document_set(&document->charset_used,
		text->is_ascii && !text->is_declared ? "us-ascii" : text->used);
}

static void warn_charset(struct document *document,
	const struct charset_text *text, const char *declared)
{
	const char *canonical = charset_find(declared);

	if (text->replaced > 0)
		document_warn(document, "bytes_undecodable",
			"%zu bytes are not %s", text->replaced, text->used);
	if (text->also_used)
		document_warn(document, "charset_mixed",
			"some lines are in %s, the others in %s",
			text->also_used, text->used);
	if (text->is_ascii || text->is_declared)
		return;
	if (*declared && !canonical)
		document_warn(document, "charset_unknown",
			"declared %s, read as %s", declared, text->used);
	else if (*declared && !g_str_equal(canonical, "us-ascii"))
		document_warn(document, "charset_mislabelled",
			"declared %s, read as %s", declared, text->used);
	else
		document_warn(
			document, "charset_detected", "read as %s", text->used);
}

static char *repair(struct document *document, char *text)
{
	struct mojibake note = { 0 };
	char *repaired = mojibake_repair(text, &note);

	if (!repaired)
		return text;
	document_warn(document, "mojibake_repaired",
		"%s, %d time(s), in %d line(s): %s", note.how, note.times,
		note.lines, note.example);
	g_free(note.example);
	g_free(text);
	return repaired;
}

/* Labels are foreign text too, and are shown. */
static char *label_clean(const char *declared)
{
	g_autofree char *line = utf8_one_line(declared);

	return utf8_cut(line, 40);
}

char *text_decode(struct reader_state *state, const char *bytes, size_t length,
	const char *declared)
{
	g_autofree char *label = label_clean(declared);
	struct charset_text text;

	if (length > (size_t)state->limits->max_text_bytes) {
		document_warn(state->document, "text_cut",
			"%" G_GINT64_FORMAT " of %zu bytes read",
			state->limits->max_text_bytes, length);
		length = (size_t)state->limits->max_text_bytes;
	}
	charset_decode(bytes, length, label, &text);
	if (state->reads_body)
		note_charset(state->document, &text, label);
	warn_charset(state->document, &text, label);
	return repair(state->document, text.text);
}

static struct lines *read_html(struct reader_state *state, const char *text)
{
	struct html_notes notes = { 0 };
	struct lines *lines = html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);

	if (notes.is_cut)
		document_warn(state->document, "html_cut",
			"%" G_GINT64_FORMAT " bytes read",
			state->limits->max_html_bytes);
	if (notes.is_all_hidden)
		document_warn(state->document, "html_all_hidden",
			"its whole text was not to be seen, and is shown here");
	else if (notes.hidden_characters > 0)
		document_warn(state->document, "html_hidden",
			"%zu characters that were not to be seen are left out",
			notes.hidden_characters);
	if (notes.is_thinned)
		document_warn(state->document, "html_thinned",
			"a tag with too many attributes");
	return lines;
}

/* text/enriched: tags in <>, "<<" is "<". */
static char *enriched_read(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++) {
		const char *end;

		if (text[0] == '<' && text[1] == '<') {
			g_string_append_c(out, '<');
			text++;
		} else if (text[0] == '<' && (end = strchr(text, '>'))) {
			text = end;
		} else {
			g_string_append_c(out, *text);
		}
	}
	return g_string_free(out, FALSE);
}

/* A plain text part that is HTML all the same. */
static bool looks_like_html(const char *text)
{
	text += strspn(text, " \t\r\n");
	return g_ascii_strncasecmp(text, "<html", 5) == 0 ||
	       g_ascii_strncasecmp(text, "<!doctype html", 14) == 0;
}

struct lines *text_read(struct reader_state *state, const struct part *part,
	const void *data, size_t length)
{
	g_autofree char *text = NULL;
	struct lines *lines;

	if (length == 0)
		return lines_new();
	text = text_decode(state, data, length, part->charset);
	if (g_str_equal(part->type, "text/html") || looks_like_html(text))
		return read_html(state, text);
	if (g_str_equal(part->type, "text/enriched") ||
		g_str_equal(part->type, "text/richtext")) {
		char *plain = enriched_read(text);

		g_free(text);
		text = plain;
	} else if (part->is_flowed) {
		char *whole = flowed_undo(text, part->has_delsp);

		g_free(text);
		text = whole;
	}
	lines = lines_new();
	lines_append(lines, text, QUOTE_MARK_NONE);
	return lines;
}
