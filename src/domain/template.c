/* Rendering: walk the pieces with a stack of contexts.  The depth is bounded
 * by a constant, the work and the output by limits, so a template that
 * includes itself ends in an error and not in a crash. */
#include "plaint/domain/template.h"

#include <string.h>

#include "template_parse.h"

enum {
	OUTPUT_MOST_BYTES = 16 << 20,
	STEPS_MOST = 3 * 1000 * 1000, /* pieces, and bytes of partials / 16 */
};

struct render {
	const struct template_source *source;
	struct template_options options;
	GString *out;
	struct template_value stack[TEMPLATE_DEPTH_MOST + 1];
	int top; /* index of the innermost context */
	int depth;
	int steps;
};

/* One template text being walked: the main one or a partial. */
struct page {
	const char *file;
	const GArray *pieces;
};

GQuark template_error_quark(void)
{
	return g_quark_from_static_string("plaint-template-error");
}

static bool fail_value(const struct page *page, const struct piece *piece,
	const char *why, GError **error)
{
	g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_VALUE,
		"%s:%d: %s: %s", page->file, piece->line, piece->name, why);
	return false;
}

/* The first part of a dotted name decides which context answers; the rest is
 * looked up in it alone. */
static struct template_value lookup_first(
	const struct render *render, const char *name)
{
	struct template_value value = { .kind = TEMPLATE_ABSENT };
	for (int i = render->top; i >= 0 && value.kind == TEMPLATE_ABSENT; i--)
		if (render->stack[i].kind == TEMPLATE_OBJECT)
			value = render->source->member(
				render->stack[i].node, name);
	return value;
}

static struct template_value lookup(
	const struct render *render, const char *name)
{
	if (strcmp(name, ".") == 0)
		return render->stack[render->top];
	char part[TEMPLATE_NAME_MOST_BYTES + 1];
	g_strlcpy(part, name, sizeof(part));
	char *rest = strchr(part, '.');
	if (rest != NULL)
		*rest++ = '\0';
	struct template_value value = lookup_first(render, part);
	while (rest != NULL) {
		char *member = rest;
		rest = strchr(member, '.');
		if (rest != NULL)
			*rest++ = '\0';
		/* Known to be nothing: so is all within it. */
		if (value.kind == TEMPLATE_FALSE)
			return value;
		if (value.kind != TEMPLATE_OBJECT)
			return (struct template_value){
				.kind = TEMPLATE_ABSENT
			};
		value = render->source->member(value.node, member);
	}
	return value;
}

static bool value_is_true(const struct template_value *value)
{
	switch (value->kind) {
	case TEMPLATE_TEXT:
		return value->text != NULL && value->text[0] != '\0';
	case TEMPLATE_LIST:
		return value->count > 0;
	case TEMPLATE_TRUE:
	case TEMPLATE_OBJECT:
		return true;
	default:
		return false;
	}
}

/* Line ends and tabs stay; any other control character would do something
 * on a printer, a terminal or in a header. */
static void append_plain(GString *out, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\r' && c[1] == '\n')
			continue;
		bool is_control = ((unsigned char)*c < 0x20 && *c != '\n' &&
					  *c != '\t') ||
				  *c == 0x7f;
		g_string_append_c(out, is_control ? ' ' : *c);
	}
}

static void append_html(GString *out, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		switch (*c) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		default:
			g_string_append_c(out, *c);
		}
	}
}

static bool render_variable(struct render *render, const struct page *page,
	const struct piece *piece, GError **error)
{
	struct template_value value = lookup(render, piece->name);
	bool is_strict = render->options.strict;
	if (value.kind == TEMPLATE_ABSENT)
		return !is_strict ||
		       fail_value(page, piece, "there is no such name", error);
	if (!value_is_true(&value))
		return !is_strict ||
		       fail_value(page, piece, "the value is empty", error);
	if (value.kind == TEMPLATE_LIST || value.kind == TEMPLATE_OBJECT)
		return !is_strict ||
		       fail_value(page, piece, "is not a text", error);
	const char *text = value.kind == TEMPLATE_TRUE ? "true" : value.text;
	if (render->options.escape == TEMPLATE_ESCAPE_NONE)
		append_plain(render->out, text);
	else if (piece->kind == PIECE_RAW)
		g_string_append(render->out, text);
	else
		append_html(render->out, text);
	return true;
}

static bool render_range(struct render *render, const struct page *page,
	guint first, guint end, GError **error);

static bool enter(struct render *render, const struct page *page,
	const struct piece *piece, GError **error)
{
	if (render->depth == TEMPLATE_DEPTH_MOST)
		return fail_value(page, piece,
			"sections and partials are nested too deep", error);
	render->depth++;
	return true;
}

/* The section's inside once, with `context` on top. */
static bool render_inside(struct render *render, const struct page *page,
	guint at, const struct template_value *context, GError **error)
{
	const struct piece *piece =
		&g_array_index(page->pieces, struct piece, at);
	if (!enter(render, page, piece, error))
		return false;
	render->stack[++render->top] = *context;
	bool ok = render_range(render, page, at + 1, piece->end, error);
	render->top--;
	render->depth--;
	return ok;
}

static bool render_section(struct render *render, const struct page *page,
	guint at, GError **error)
{
	const struct piece *piece =
		&g_array_index(page->pieces, struct piece, at);
	struct template_value value = lookup(render, piece->name);
	if (value.kind == TEMPLATE_ABSENT && render->options.strict)
		return fail_value(page, piece, "there is no such name", error);
	bool is_true = value_is_true(&value);
	if (piece->kind == PIECE_INVERTED)
		return is_true || render_inside(render, page, at,
					  &render->stack[render->top], error);
	if (!is_true)
		return true;
	if (value.kind != TEMPLATE_LIST)
		return render_inside(render, page, at, &value, error);
	for (size_t i = 0; i < value.count; i++) {
		struct template_value element =
			render->source->element(value.node, i);
		if (!render_inside(render, page, at, &element, error))
			return false;
	}
	return true;
}

/* The partial's own lines are indented, not what is filled into them. */
static char *text_indent(const char *text, const char *indent)
{
	GString *out = g_string_sized_new(strlen(text) + 64);
	bool is_line_start = true;
	for (const char *c = text; *c != '\0'; c++) {
		if (is_line_start)
			g_string_append(out, indent);
		g_string_append_c(out, *c);
		is_line_start = *c == '\n';
	}
	return g_string_free(out, FALSE);
}

static bool render_partial(struct render *render, const struct page *page,
	const struct piece *piece, GError **error)
{
	const char *text = render->source->partial == NULL
				   ? NULL
				   : render->source->partial(
					     render->source->user, piece->name);
	if (text == NULL)
		return !render->options.strict ||
		       fail_value(
			       page, piece, "there is no such partial", error);
	g_autofree char *indented =
		text_indent(text, piece->indent == NULL ? "" : piece->indent);
	g_autoptr(GArray) pieces = template_parse(piece->name, indented, error);
	if (pieces == NULL || !enter(render, page, piece, error))
		return false;
	render->steps += (int)(strlen(indented) / 16);
	struct page inner = { piece->name, pieces };
	bool ok = render_range(render, &inner, 0, pieces->len, error);
	render->depth--;
	return ok;
}

static bool render_piece(struct render *render, const struct page *page,
	guint at, GError **error)
{
	const struct piece *piece =
		&g_array_index(page->pieces, struct piece, at);
	switch (piece->kind) {
	case PIECE_TEXT:
		g_string_append_len(
			render->out, piece->text, (gssize)piece->length);
		return true;
	case PIECE_VARIABLE:
	case PIECE_RAW:
		return render_variable(render, page, piece, error);
	case PIECE_SECTION:
	case PIECE_INVERTED:
		return render_section(render, page, at, error);
	case PIECE_PARTIAL:
		return render_partial(render, page, piece, error);
	default:
		return true;
	}
}

static bool render_range(struct render *render, const struct page *page,
	guint first, guint end, GError **error)
{
	for (guint at = first; at < end; at++) {
		const struct piece *piece =
			&g_array_index(page->pieces, struct piece, at);
		if (++render->steps > STEPS_MOST ||
			render->out->len > OUTPUT_MOST_BYTES) {
			g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_VALUE,
				"%s:%d: the result grows beyond all measure",
				page->file, piece->line);
			return false;
		}
		if (!render_piece(render, page, at, error))
			return false;
		if (piece->kind == PIECE_SECTION ||
			piece->kind == PIECE_INVERTED)
			at = piece->end;
	}
	return true;
}

char *template_render(const char *file, const char *text,
	const struct template_source *source, const void *root,
	struct template_options options, GError **error)
{
	g_autoptr(GArray) pieces = template_parse(file, text, error);
	if (pieces == NULL)
		return NULL;
	struct render render = {
		.source = source, .options = options, .out = g_string_new("")
	};
	render.stack[0] = (struct template_value){ .kind = TEMPLATE_OBJECT,
		.node = root };
	struct page page = { file, pieces };
	bool ok = render_range(&render, &page, 0, pieces->len, error);
	return g_string_free(render.out, !ok);
}

GPtrArray *template_names(const char *file, const char *text, GError **error)
{
	g_autoptr(GArray) pieces = template_parse(file, text, error);
	if (pieces == NULL)
		return NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece =
			&g_array_index(pieces, struct piece, i);
		if (piece->kind == PIECE_TEXT || piece->kind == PIECE_CLOSE ||
			piece->kind == PIECE_PARTIAL ||
			strcmp(piece->name, ".") == 0)
			continue;
		if (!g_ptr_array_find_with_equal_func(
			    names, piece->name, g_str_equal, NULL))
			g_ptr_array_add(names, g_strdup(piece->name));
	}
	return names;
}
