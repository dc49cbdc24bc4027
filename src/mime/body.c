/* Which parts of the tree are the letter's own text: a letter is read as a
 * mail program would show it, with one of each set of alternatives.
 *
 * Follows the suggestion of RFC 8621, 4.1.4. */
#include <stdint.h>
#include <string.h>
#include "charset.h"
#include "html.h"
#include "reader.h"
#include "rendering.h"

enum {
	STUB_MOST = 80,	     /* plain text of as many letters says something */
	COMPARED_MOST = 600, /* and of as many is no stub */
	COMPARED_HTML_MOST = 256 * 1024,
};

static bool is_text(const struct part *part)
{
	return g_str_equal(part->type, "text/plain") ||
	       g_str_equal(part->type, "text/html") ||
	       g_str_equal(part->type, "text/enriched") ||
	       g_str_equal(part->type, "text/richtext");
}

static const struct part *parent_of(
	const struct structure *structure, const struct part *part)
{
	return part->parent >= 0 ? structure_part(structure, part->parent)
				 : NULL;
}

/* A file, though it is text: by its disposition, its name, its place. */
static bool is_file(const struct structure *structure, const struct part *part)
{
	const struct part *parent = parent_of(structure, part);

	if (part->is_attachment)
		return true;
	if (!parent || part->place == 0)
		return false;
	if (g_str_equal(parent->type, "multipart/related"))
		return part->content_id != NULL;
	return *part->name || g_str_has_suffix(part->type, "riched") ||
	       g_str_equal(part->type, "text/richtext");
}

static bool is_in_alternative(
	const struct structure *structure, const struct part *part)
{
	const struct part *parent = parent_of(structure, part);

	while (parent && g_str_equal(parent->type, "multipart/related"))
		parent = parent_of(structure, parent);
	return parent && g_str_equal(parent->type, "multipart/alternative");
}

/* Index of the multipart/alternative a part belongs to, -1 when none. */
static int alternative_of(
	const struct structure *structure, const struct part *part)
{
	while (part->parent >= 0) {
		const struct part *parent = parent_of(structure, part);

		if (g_str_equal(parent->type, "multipart/alternative"))
			return part->parent;
		part = parent;
	}
	return -1;
}

/* Letters, roughly and up to so many as are enough: blank parts and "your
 * program cannot show HTML" stubs lose against the real text. */
static size_t substance(const struct structure *structure,
	const struct part *part, size_t enough)
{
	g_autoptr(GBytes) bytes = structure_decode(structure, part);
	size_t length, count = 0;
	const unsigned char *data = g_bytes_get_data(bytes, &length);
	bool in_tag = false;
	bool is_html = g_str_equal(part->type, "text/html");

	for (size_t i = 0; i < length && count < enough; i++) {
		if (is_html && (data[i] == '<' || data[i] == '>'))
			in_tag = data[i] == '<';
		else if (!in_tag && data[i] > ' ' && data[i] != 0xa0)
			count++;
	}
	return count;
}

/* The alternatives in HTML, or the others. */
static size_t alternatives_substance(const struct structure *structure,
	int alternative, const bool *body, bool of_html, size_t enough)
{
	size_t count = 0;

	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		if (body[i] &&
			g_str_equal(part->type, "text/html") == of_html &&
			alternative_of(structure, part) == alternative)
			count += substance(structure, part, enough);
	}
	return count;
}

static void append_text(GString *out, const struct structure *structure,
	const struct part *part)
{
	g_autoptr(GBytes) bytes = structure_decode(structure, part);
	struct html_notes notes = { 0 };
	struct charset_text text;
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	charset_decode(data, MIN(length, (size_t)COMPARED_HTML_MOST),
		part->charset, &text);
	if (g_str_equal(part->type, "text/html")) {
		g_autoptr(lines) lines = html_read(text.text, strlen(text.text),
			COMPARED_HTML_MOST, &notes);

		g_string_append(
			out, notes.is_all_hidden ? "" : lines->text->str);
	} else {
		g_string_append(out, text.text);
	}
	g_string_append_c(out, '\n');
	g_free(text.text);
}

/* As they are seen. */
static char *alternatives_text(const struct structure *structure,
	int alternative, const bool *body, bool of_html)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		if (body[i] &&
			g_str_equal(part->type, "text/html") == of_html &&
			alternative_of(structure, part) == alternative)
			append_text(out, structure, part);
	}
	return g_string_free(out, FALSE);
}

/* Plain text is the writer's own rendering and is preferred, unless it says
 * nothing, or nothing of what the HTML does. */
static bool html_says_more(
	const struct structure *structure, int alternative, const bool *body)
{
	size_t plain = alternatives_substance(
		structure, alternative, body, false, COMPARED_MOST);
	size_t html;
	g_autofree char *plain_text = NULL, *html_text = NULL;

	if (plain >= COMPARED_MOST)
		return false;
	html = alternatives_substance(
		structure, alternative, body, true, SIZE_MAX);
	if (html == 0 || plain == 0)
		return html > 0;
	if (plain < STUB_MOST && html > plain * 8 + 200)
		return true;
	plain_text = alternatives_text(structure, alternative, body, false);
	html_text = alternatives_text(structure, alternative, body, true);
	return !rendering_is_same(plain_text, html_text);
}

static void choose_alternative(
	const struct structure *structure, int alternative, bool *body)
{
	bool use_html = html_says_more(structure, alternative, body);

	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		bool is_html = g_str_equal(part->type, "text/html");

		if (body[i] && is_html != use_html &&
			alternative_of(structure, part) == alternative)
			body[i] = false;
	}
}

static void mark_candidates(const struct structure *structure, bool *body)
{
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		const struct part *parent = parent_of(structure, part);
		bool is_other_leaf =
			parent && part->place > 0 &&
			g_str_equal(parent->type, "multipart/related") &&
			!is_in_alternative(structure, part);

		body[i] = part->kind == PART_LEAF && is_text(part) &&
			  !is_file(structure, part) && !is_other_leaf;
		/* Multiparts that never opened: their bytes are shown. */
		if (part->kind == PART_LEAF && !part->is_attachment &&
			g_str_has_prefix(part->type, "multipart/"))
			body[i] = part->end > part->begin;
	}
}

bool *body_find(const struct structure *structure)
{
	bool *body = g_new0(bool, structure->parts->len + 1);

	mark_candidates(structure, body);
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		if (part->kind == PART_MULTIPART &&
			g_str_equal(part->type, "multipart/alternative"))
			choose_alternative(structure, (int)i, body);
	}
	return body;
}

void body_left_out(
	const struct structure *structure, const bool *body, bool *left_out)
{
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		left_out[i] = !body[i] && part->kind == PART_LEAF &&
			      is_text(part) && !is_file(structure, part) &&
			      alternative_of(structure, part) >= 0;
		/* An empty multipart has nothing to keep. */
		if (g_str_has_prefix(part->type, "multipart/") && !body[i] &&
			part->begin == part->end)
			left_out[i] = true;
	}
}
