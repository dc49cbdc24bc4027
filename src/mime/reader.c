/* One message read from its bytes to its document: the order of the steps. */
#include "reader.h"

#include <string.h>
#include "plaint/text/quote.h"
#include "smime.h"
#include "transfer.h"
#include "untold.h"
#include "words.h"
#include "winmail.h"

enum {
	INLINE_FILES_MOST = 50,
	WRAPPINGS_MOST = 20,
	WRAPPINGS_OPEN_MOST = 4,
};

static bool add_inline_file(
	struct reader_state *state, struct transfer_file *file, GError **error)
{
	g_autoptr(GBytes) bytes =
		g_byte_array_free_to_bytes(g_steal_pointer(&file->bytes));
	g_autofree char *name =
		text_decode(state, file->name, strlen(file->name), "");

	return attachment_add_read(state,
		&(struct attachment_file){
			name, "application/octet-stream", "", bytes },
		error);
}

/* uuencode and yEnc files out of a plain text part: they become attachments,
 * the rest becomes a part of its own without transfer encoding. */
static bool extract_files(struct reader_state *state, GBytes *bytes,
	GByteArray **rest_out, GError **error)
{
	size_t length, at = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	struct transfer_file file = { 0 };
	int files = 0;

	*rest_out = NULL;
	while (files < INLINE_FILES_MOST &&
		transfer_find_file(data, length, at, &file)) {
		bool is_written;

		if (!*rest_out)
			*rest_out = g_byte_array_new();
		g_byte_array_append(*rest_out, (const guint8 *)data + at,
			(guint)(file.begin - at));
		at = file.end;
		files++;
		is_written = add_inline_file(state, &file, error);
		transfer_file_clear(&file);
		if (!is_written)
			return false;
	}
	if (*rest_out)
		g_byte_array_append(*rest_out, (const guint8 *)data + at,
			(guint)(length - at));
	return true;
}

static GBytes *body_bytes(struct reader_state *state,
	const struct structure *structure, const struct part *part)
{
	g_autoptr(GBytes) bytes = structure_decode(structure, part);
	const char *encoding = NULL;
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	GByteArray *decoded = untold_decode(data, length, &encoding);

	if (!decoded)
		return g_steal_pointer(&bytes);
	document_warn(
		state->document, "transfer_undeclared", "read as %s", encoding);
	return g_byte_array_free_to_bytes(decoded);
}

static bool read_body_part(struct reader_state *state,
	const struct structure *structure, const struct part *part,
	struct lines *body, GError **error)
{
	g_autoptr(GBytes) bytes = body_bytes(state, structure, part);
	g_autoptr(GByteArray) rest = NULL;
	g_autoptr(lines) lines = NULL;

	if (!g_str_equal(part->type, "text/html") &&
		!extract_files(state, bytes, &rest, error))
		return false;
	if (g_str_has_prefix(part->type, "multipart/"))
		document_warn(state->document, "multipart_broken",
			"%s without parts: shown as it is", part->type);
	lines = text_read(state, part,
		rest ? rest->data : g_bytes_get_data(bytes, NULL),
		rest ? rest->len : g_bytes_get_size(bytes));
	lines_append_lines(body, lines);
	return true;
}

static bool read_file_part(struct reader_state *state,
	const struct structure *structure, const struct part *part,
	struct shown showing, struct lines *body, GError **error)
{
	g_autoptr(GBytes) bytes = structure_decode(structure, part);
	struct attachment_file file = { part->name, part->type, part->charset,
		bytes, part->is_inline, showing };

	return attachment_add_read(state, &file, error) &&
	       (!winmail_is(bytes) || winmail_read(state, bytes, body, error));
}

/* The machinery of encryption is no file a person sent, but it is kept like
 * any other. */
static void warn_sealed(struct document *document, const struct part *part)
{
	if (g_str_equal(part->type, "multipart/encrypted") ||
		g_str_equal(part->type, "application/pgp-encrypted"))
		document_warn(document, "encrypted", "%s", part->type);
}

static bool read_parts(struct reader_state *state,
	const struct structure *structure, struct lines *body, GError **error);

/* The entity that was signed takes the place of its wrapping. */
static bool read_entity(struct reader_state *state, GBytes *entity,
	struct lines *body, GError **error)
{
	g_autoptr(structure) structure =
		structure_new(entity, state->limits, state->document);
	bool is_read;

	document_warn(state->document, "smime_signed", "signature not checked");
	state->wrappings_open++;
	is_read = read_parts(state, structure, body, error);
	state->wrappings_open--;
	return is_read;
}

/* *is_open_out: nothing is left of the part to be shown as a file. */
static bool read_wrapping(struct reader_state *state,
	const struct structure *structure, const struct part *part,
	struct lines *body, bool *is_open_out, GError **error)
{
	g_autoptr(GBytes) bytes = structure_decode(structure, part);
	g_autoptr(GBytes) entity = NULL;
	enum smime_kind kind;

	if (state->wrappings >= WRAPPINGS_MOST ||
		state->wrappings_open >= WRAPPINGS_OPEN_MOST) {
		if (!document_has_warning(state->document, "too_deep"))
			document_warn(state->document, "too_deep",
				"signed inside signed");
		return true;
	}
	state->wrappings++;
	kind = smime_open(bytes, &entity);
	if (kind == SMIME_ENCRYPTED)
		document_warn(state->document, "encrypted", "%s", part->type);
	else if (kind == SMIME_OTHER)
		document_warn(
			state->document, "smime_unread", "\"%s\"", part->name);
	/* A signed file stays one: attachment_text looks into it. */
	*is_open_out = entity && !smime_is_file(part->name, entity);
	return !*is_open_out || read_entity(state, entity, body, error);
}

static bool read_parts(struct reader_state *state,
	const struct structure *structure, struct lines *body, GError **error)
{
	g_autofree bool *is_body = body_find(structure);
	g_autofree bool *is_done = g_new0(bool, structure->parts->len + 1);
	g_autofree struct shown *shown = shown_find(structure, state->limits);

	body_left_out(structure, is_body, is_done);
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		warn_sealed(state->document, part);
		state->reads_body = true;
		if (is_body[i] &&
			!read_body_part(state, structure, part, body, error))
			return false;
		state->reads_body = false;
		if (part->kind == PART_LEAF && !is_body[i] &&
			smime_is_wrapping(part->type, part->name) &&
			!read_wrapping(state, structure, part, body,
				&is_done[i], error))
			return false;
	}
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		if (part->kind == PART_MULTIPART || is_body[i] || is_done[i])
			continue;
		if (!read_file_part(
			    state, structure, part, shown[i], body, error))
			return false;
	}
	return true;
}

/* Where a line that says just this begins; NULL for none.  What is quoted
 * begins with its mark. */
static const char *line_find(const char *text, const char *line)
{
	size_t length = strlen(line);

	for (const char *at = strstr(text, line); at;
		at = strstr(at + 1, line)) {
		size_t blanks = strspn(at + length, " \t");

		if ((at == text || at[-1] == '\n') &&
			(at[length + blanks] == '\n' ||
				at[length + blanks] == '\0'))
			return at;
	}
	return NULL;
}

static const char *line_next(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

/* Behind the empty line, of blanks at most, that ends the armour's headers. */
static const char *armour_text(const char *begin)
{
	const char *line = line_next(begin);

	while (line[strspn(line, " \t")] != '\n' && *line)
		line = line_next(line);
	return line_next(line);
}

/* Any line may be escaped, and those that begin with "-" are. */
static void append_unescaped(GString *out, const char *from, const char *end)
{
	while (from < end) {
		const char *next = line_next(from);

		if (g_str_has_prefix(from, "- "))
			from += 2;
		g_string_append_len(out, from, next - from);
		from = next;
	}
}

static const char clear_begin[] = "-----BEGIN PGP SIGNED MESSAGE-----";

/* Armour of a clear-signed letter (RFC 9580, 7): the text without it, and
 * what stands around. */
static GString *unarmour(const char *text)
{
	GString *out = g_string_new(NULL);
	const char *begin;

	while ((begin = line_find(text, clear_begin))) {
		const char *inside = armour_text(begin);
		const char *end =
			line_find(inside, "-----BEGIN PGP SIGNATURE-----");
		const char *close =
			end ? line_find(end, "-----END PGP SIGNATURE-----")
			    : NULL;

		if (!close)
			break;
		g_string_append_len(out, text, begin - text);
		append_unescaped(out, inside, end);
		text = line_next(close);
	}
	g_string_append(out, text);
	return out;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n>")] == '\0';
}

static void set_author(struct document *document, const char *written)
{
	g_autoptr(document) parsed = document_new(DOCUMENT_EMAIL);
	const struct address *first;

	addresses_parse(written, 1, parsed->to);
	if (parsed->to->len == 0)
		return;
	first = g_ptr_array_index(parsed->to, 0);
	document_set(&document->author.name, first->name);
	document_set(&document->author.address, first->address);
}

static void take_passed_on(struct document *document, const char *body)
{
	struct quote_parts parts;

	if (!quote_passed_on(body, document->subject, &parts))
		return;
	set_author(document, parts.author);
	document_set(&document->passed_text, parts.text);
	quote_parts_clear(&parts);
}

void body_split(struct document *document, const struct lines *body)
{
	struct quote_parts parts;
	GString *text =
		g_string_new_len(body->text->str, (gssize)body->text->len);

	if (line_find(text->str, clear_begin)) {
		GString *plain = unarmour(text->str);

		g_string_free(text, TRUE);
		text = plain;
		document_warn(document, "pgp_signed", "signature not checked");
		quote_split(text->str, NULL, 0, &parts);
	} else {
		if (line_find(text->str, "-----BEGIN PGP MESSAGE-----"))
			document_warn(document, "encrypted", "PGP in the text");
		quote_split(
			text->str, body->marks->data, body->marks->len, &parts);
	}
	document_set(&document->text, parts.text);
	document_set(&document->quoted_text, parts.quoted_text);
	document_set(&document->signature, parts.signature);
	if (parts.forwarded) {
		document_warn(document, "forwarded", "in the text");
		set_author(document, parts.author);
	} else if (*parts.quoted_text) {
		take_passed_on(document, text->str);
	}
	document_take(&document->body_text, g_string_free(text, FALSE));
	g_strchomp(document->body_text);
	quote_parts_clear(&parts);
}

/* A reply that is passed on finds the case of what it answers. */
static void share_thread(
	const struct document *inner, struct document *document)
{
	if (document->references->len > 0 || *document->in_reply_to)
		return;
	document_set(&document->in_reply_to, inner->in_reply_to);
	for (guint i = 0; i < inner->references->len; i++)
		g_ptr_array_add(document->references,
			g_strdup(inner->references->pdata[i]));
}

/* Whose the message inside is: whoever passed on what they had been passed is
 * not its author. */
static const char *take_author(
	const struct document *inner, struct document *document)
{
	const struct address *author =
		*inner->author.address ? &inner->author : &inner->from;

	document_set(&document->author.name, author->name);
	document_set(&document->author.address, author->address);
	return *inner->passed_text ? inner->passed_text : inner->text;
}

/* An empty letter around one message: whoever passed it on said nothing of
 * their own, so the message inside is the letter. */
static void adopt_message(
	struct document *document, const struct document *inner)
{
	document_warn(document, "forwarded", "as a message by %s <%s>",
		inner->from.name, inner->from.address);
	document_set(&document->text, take_author(inner, document));
	document_set(&document->quoted_text, inner->quoted_text);
	document_set(&document->signature, inner->signature);
	document_take(&document->body_text, message_text(inner));
	document_set(&document->charset_declared, inner->charset_declared);
	document_set(&document->charset_used, inner->charset_used);
}

/* A message inside the letter, the only one. */
static void take_message(
	struct reader_state *state, const struct structure *structure)
{
	struct document *document = state->document;
	const struct document *inner = state->inner;

	if (!inner || state->inner_count != 1 || is_blank(inner->body_text) ||
		g_str_equal(
			structure_part(structure, 0)->type, "multipart/report"))
		return;
	share_thread(inner, document);
	if (is_blank(document->text))
		adopt_message(document, inner);
	else if (!*document->author.address)
		document_set(
			&document->passed_text, take_author(inner, document));
}

bool reader_run(struct reader_state *state, GBytes *bytes, GError **error)
{
	g_autoptr(structure) structure =
		structure_new(bytes, state->limits, state->document);
	g_autoptr(lines) body = lines_new();

	envelope_read(state->document, structure->headers, state->limits);
	if (!read_parts(state, structure, body, error)) {
		g_clear_pointer(&state->inner, document_free);
		return false;
	}
	body_split(state->document, body);
	take_message(state, structure);
	g_clear_pointer(&state->inner, document_free);
	class_find(state->document, structure);
	return true;
}
