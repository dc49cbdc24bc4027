/* GMime's tree made flat.  The walk is iterative with its own stack and
 * limits.  Contents are slices of the original: GMime is never asked to
 * decode, to convert or to write (its issues 133 and 165, commit b4de3887). */
#include "structure.h"

#include <gmime/gmime.h>
#include <string.h>
#include "guard.h"
#include "transfer.h"
#include "words.h"

enum {
	HEADERS_MOST = 5000, /* of one block */
};

/* A node still to be visited. */
struct visit {
	GMimeObject *object; /* belongs to the tree */
	int parent;
	int place;
	int depth;
};

static void header_free(void *data)
{
	struct header *header = data;

	g_free(header->name);
	g_free(header->raw);
	g_free(header);
}

static void part_free(void *data)
{
	struct part *part = data;

	g_free(part->type);
	g_free(part->charset);
	g_free(part->name);
	g_free(part->encoding);
	g_free(part->report_type);
	g_free(part->content_id);
	g_ptr_array_unref(part->headers);
	g_free(part);
}

/* The value of the header that begins at offset, folds and all, out of the
 * message itself: GMime sees a veiled copy. */
static char *raw_value(const char *data, size_t length, gint64 offset)
{
	const char *at = data + MIN((size_t)MAX(offset, 0), length);
	const char *end = data + length;
	const char *colon = memchr(at, ':', (size_t)(end - at));
	const char *line = memchr(at, '\n', (size_t)(end - at));
	char *raw;

	if (!colon || (line && line < colon))
		return g_strdup("");
	at = colon + 1;
	while (line && line + 1 < end && (line[1] == ' ' || line[1] == '\t'))
		line = memchr(line + 1, '\n', (size_t)(end - line - 1));
	if (line)
		end = line;
	raw = g_malloc((gsize)(end - at) + 1);
	for (size_t i = 0; i < (size_t)(end - at); i++)
		raw[i] = at[i] ? at[i] : ' ';
	raw[end - at] = '\0';
	return raw;
}

static GPtrArray *headers_read(GMimeObject *object, GBytes *bytes)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	GPtrArray *headers = g_ptr_array_new_with_free_func(header_free);
	int count = MIN(g_mime_header_list_get_count(list), HEADERS_MOST);
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	for (int i = 0; i < count; i++) {
		GMimeHeader *from = g_mime_header_list_get_header_at(list, i);
		struct header *header = g_new0(struct header, 1);

		header->name = g_strdup(g_mime_header_get_name(from));
		header->raw =
			raw_value(data, length, g_mime_header_get_offset(from));
		g_ptr_array_add(headers, header);
	}
	return headers;
}

const char *headers_find(const GPtrArray *headers, const char *name)
{
	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->raw;
	}
	return NULL;
}

int headers_count(const GPtrArray *headers, const char *name)
{
	int count = 0;

	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);

		count += g_ascii_strcasecmp(header->name, name) == 0;
	}
	return count;
}

/* The first word, lower case: "7bit", "base64". */
static char *encoding_read(const GPtrArray *headers)
{
	const char *raw = headers_find(headers, "Content-Transfer-Encoding");
	g_autofree char *flat = words_unfold(raw ? raw : "");
	size_t length = strcspn(flat, " \t;(");

	return g_ascii_strdown(flat, (gssize)length);
}

/* A type that is no type is text (RFC 2045, 5.2); it ends where its
 * characters do, which are ASCII. */
static char *type_read(const struct field *type, const char *fallback)
{
	size_t length = 0;
	const char *slash;

	while (g_ascii_isgraph(type->value[length]) &&
		type->value[length] != '"')
		length++;
	slash = memchr(type->value, '/', length);
	if (!slash || slash == type->value || slash + 1 == type->value + length)
		return g_strdup(g_str_equal(type->value, "text") ? "text/plain"
								 : fallback);
	return g_strndup(type->value, length);
}

static char *content_id_read(const GPtrArray *headers)
{
	const char *raw = headers_find(headers, "Content-ID");
	const char *begin = raw ? strchr(raw, '<') : NULL;

	if (!raw)
		return NULL;
	return begin ? g_strndup(begin + 1, strcspn(begin + 1, "<> \t\r\n"))
		     : g_strstrip(g_strdup(raw));
}

static void part_read_headers(struct part *part, const char *fallback)
{
	const char *raw_type = headers_find(part->headers, "Content-Type");
	const char *raw_way =
		headers_find(part->headers, "Content-Disposition");
	g_autoptr(field) type = field_new(raw_type ? raw_type : "");
	g_autoptr(field) way = field_new(raw_way ? raw_way : "");
	const char *name = field_param(way, "filename");

	if (!*name)
		name = field_param(type, "name");
	part->type = type_read(type, fallback);
	part->charset = g_strdup(field_param(type, "charset"));
	part->name = g_strdup(name);
	part->report_type =
		g_ascii_strdown(field_param(type, "report-type"), -1);
	part->encoding = encoding_read(part->headers);
	part->is_attachment = g_str_equal(way->value, "attachment");
	part->is_inline = g_str_equal(way->value, "inline");
	part->content_id = content_id_read(part->headers);
	part->is_flowed =
		g_ascii_strcasecmp(field_param(type, "format"), "flowed") == 0;
	part->has_delsp =
		g_ascii_strcasecmp(field_param(type, "delsp"), "yes") == 0;
}

/* Where an object's headers begin; -1 when it has none. */
static gint64 headers_begin(GMimeObject *object)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);

	return g_mime_header_list_get_count(list) > 0
		       ? g_mime_header_get_offset(
				 g_mime_header_list_get_header_at(list, 0))
		       : -1;
}

/* Offset of the first byte behind an object's header block.  A message of a
 * digest mostly has none around it and begins with its own. */
static size_t content_begin(
	GMimeObject *object, const char *data, size_t length)
{
	gint64 offset = headers_begin(object);
	GMimeMessage *inner = GMIME_IS_MESSAGE_PART(object)
				      ? g_mime_message_part_get_message(
						GMIME_MESSAGE_PART(object))
				      : NULL;

	if (offset >= 0 && (size_t)offset <= length)
		return (size_t)offset +
		       guard_header_end(data + offset, length - (size_t)offset);
	offset = inner ? headers_begin(GMIME_OBJECT(inner)) : -1;
	return offset >= 0 ? MIN((size_t)offset, length) : length;
}

static bool is_boundary_line(
	const char *line, size_t length, const char *boundary)
{
	size_t wanted = strlen(boundary);

	return wanted > 0 && length >= wanted + 2 && line[0] == '-' &&
	       line[1] == '-' && memcmp(line + 2, boundary, wanted) == 0;
}

/* Where content that GMime keeps no bounds for ends: at the next boundary
 * line of any multipart around it, without the line end before that. */
static size_t content_end(const char *data, size_t begin, size_t length,
	const GPtrArray *boundaries)
{
	size_t at = begin;

	while (at < length) {
		const char *stop = memchr(data + at, '\n', length - at);
		size_t line =
			stop ? (size_t)(stop - data) + 1 - at : length - at;

		for (guint i = 0; i < boundaries->len; i++) {
			if (!is_boundary_line(data + at, line,
				    g_ptr_array_index(boundaries, i)))
				continue;
			at -= at > begin && data[at - 1] == '\n';
			at -= at > begin && data[at - 1] == '\r';
			return at;
		}
		at += line;
	}
	return length;
}

/* Boundaries of every multipart above a part. */
static GPtrArray *boundaries_above(
	const struct structure *structure, int parent)
{
	GPtrArray *boundaries = g_ptr_array_new_with_free_func(g_free);

	while (parent >= 0) {
		const struct part *part = structure_part(structure, parent);
		const char *raw = headers_find(part->headers, "Content-Type");
		g_autoptr(field) type = field_new(raw ? raw : "");
		const char *boundary = field_param(type, "boundary");

		if (*boundary)
			g_ptr_array_add(boundaries, g_strdup(boundary));
		parent = part->parent;
	}
	return boundaries;
}

static void part_find_content(struct part *part, GMimeObject *object,
	const struct structure *structure)
{
	size_t length;
	const char *data = g_bytes_get_data(structure->bytes, &length);
	GMimeDataWrapper *content =
		GMIME_IS_PART(object)
			? g_mime_part_get_content(GMIME_PART(object))
			: NULL;
	GMimeStream *stream =
		content ? g_mime_data_wrapper_get_stream(content) : NULL;

	if (stream && stream->bound_start >= 0 &&
		stream->bound_end >= stream->bound_start &&
		(size_t)stream->bound_end <= length) {
		part->begin = (size_t)stream->bound_start;
		part->end = (size_t)stream->bound_end;
		return;
	}
	part->begin = content_begin(object, data, length);
	if (part->begin < length) {
		g_autoptr(GPtrArray) boundaries =
			boundaries_above(structure, part->parent);

		part->end = content_end(data, part->begin, length, boundaries);
	}
	part->end = MAX(part->end, part->begin);
}

static bool type_is_message(const char *type)
{
	return g_str_equal(type, "message/rfc822") ||
	       g_str_equal(type, "message/global") ||
	       g_str_equal(type, "message/news");
}

static struct part *part_new(
	const struct visit *visit, struct structure *structure)
{
	struct part *part = g_new0(struct part, 1);
	const char *fallback = "text/plain";

	part->parent = visit->parent;
	part->place = visit->place;
	part->depth = visit->depth;
	part->headers = headers_read(visit->object, structure->bytes);
	if (visit->parent >= 0 &&
		g_str_equal(structure_part(structure, visit->parent)->type,
			"multipart/digest"))
		fallback = "message/rfc822";
	part_read_headers(part, fallback);
	if (GMIME_IS_MULTIPART(visit->object) &&
		g_mime_multipart_get_count(GMIME_MULTIPART(visit->object)) > 0)
		part->kind = PART_MULTIPART;
	else if (type_is_message(part->type))
		part->kind = PART_MESSAGE;
	g_ptr_array_add(structure->parts, part);
	if (part->kind != PART_MULTIPART)
		part_find_content(part, visit->object, structure);
	return part;
}

/* Children are put on the stack last first, so that they come off in order. */
static void push_children(GArray *stack, const struct visit *visit, int index)
{
	GMimeMultipart *multipart = GMIME_MULTIPART(visit->object);

	for (int i = g_mime_multipart_get_count(multipart) - 1; i >= 0; i--) {
		struct visit child = {
			.object = g_mime_multipart_get_part(multipart, i),
			.parent = index,
			.place = i,
			.depth = visit->depth + 1,
		};

		g_array_append_val(stack, child);
	}
}

static void walk(struct structure *structure, GMimeObject *root,
	const struct mime_limits *limits, struct document *document)
{
	g_autoptr(GArray) stack =
		g_array_new(FALSE, FALSE, sizeof(struct visit));
	struct visit visit = { .object = root, .parent = -1 };

	g_array_append_val(stack, visit);
	while (stack->len > 0) {
		struct part *part;

		visit = g_array_index(stack, struct visit, stack->len - 1);
		g_array_set_size(stack, stack->len - 1);
		if (structure->parts->len >= (guint)limits->max_parts) {
			document_warn(document, "too_many_parts",
				"only the first %d are read",
				limits->max_parts);
			return;
		}
		if (visit.depth > limits->max_depth) {
			if (!document_has_warning(document, "too_deep"))
				document_warn(document, "too_deep",
					"nested more than %d times",
					limits->max_depth);
			continue;
		}
		part = part_new(&visit, structure);
		if (part->kind == PART_MULTIPART)
			push_children(
				stack, &visit, (int)structure->parts->len - 1);
	}
}

/* bytes must live as long as the message: GMime reads from them. */
static GMimeMessage *message_parse(GByteArray *bytes)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
	GMimeParser *parser;
	GMimeMessage *message;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* No header at all: everything is the text. */
static void add_headerless(struct structure *structure)
{
	struct part *part = g_new0(struct part, 1);

	part->parent = -1;
	part->headers = g_ptr_array_new_with_free_func(header_free);
	part_read_headers(part, "text/plain");
	part->end = g_bytes_get_size(structure->bytes);
	g_ptr_array_add(structure->parts, part);
}

struct structure *structure_new(GBytes *bytes, const struct mime_limits *limits,
	struct document *document)
{
	struct structure *structure = g_new0(struct structure, 1);
	g_autoptr(GByteArray) veiled = NULL;
	GMimeMessage *message;
	GMimeObject *root;

	structure->bytes = guard_apply(bytes, limits, document);
	structure->parts = g_ptr_array_new_with_free_func(part_free);
	veiled = guard_veil(structure->bytes);
	message = message_parse(veiled);
	root = message ? g_mime_message_get_mime_part(message) : NULL;
	structure->headers =
		message ? headers_read(GMIME_OBJECT(message), structure->bytes)
			: g_ptr_array_new_with_free_func(header_free);
	if (root)
		walk(structure, root, limits, document);
	else
		add_headerless(structure);
	if (message)
		g_object_unref(message);
	return structure;
}

void structure_free(struct structure *structure)
{
	if (!structure)
		return;
	g_bytes_unref(structure->bytes);
	g_ptr_array_unref(structure->headers);
	g_ptr_array_unref(structure->parts);
	g_free(structure);
}

const struct part *structure_part(const struct structure *structure, int index)
{
	return g_ptr_array_index(structure->parts, (guint)index);
}

GBytes *structure_decode(
	const struct structure *structure, const struct part *part)
{
	const char *data = g_bytes_get_data(structure->bytes, NULL);
	size_t length = part->end - part->begin;

	if (!transfer_is_encoded(part->encoding))
		return g_bytes_new_from_bytes(
			structure->bytes, part->begin, length);
	return g_byte_array_free_to_bytes(
		transfer_decode(part->encoding, data + part->begin, length));
}
