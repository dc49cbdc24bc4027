/* Mustache source → pieces.  One pass from tag to tag; nesting is kept in an
 * array of open sections, so no input makes this recurse. */
#include "template_parse.h"

#include <string.h>

#include "plaint/domain/template.h"

enum {
	DELIMITER_MOST_BYTES = 8,
};

struct parser {
	const char *file;
	const char *text;
	const char *next;    /* first byte not yet taken */
	const char *counted; /* lines are counted up to here */
	int line;
	char open[DELIMITER_MOST_BYTES + 1];
	char close[DELIMITER_MOST_BYTES + 1];
	GArray *pieces;
	guint opened[TEMPLATE_DEPTH_MOST]; /* pieces of open sections */
	int depth;
};

/* A tag as it stands in the source. */
struct tag {
	const char *start; /* of the opening delimiter */
	const char *end;   /* behind the closing one */
	const char *inside;
	size_t length; /* of inside, blanks trimmed, sigil cut off */
	char sigil;    /* '\0' for a plain variable */
	int line;
};

static void piece_clear(void *data)
{
	struct piece *piece = data;
	g_free(piece->name);
	g_free(piece->indent);
}

static bool fail(const struct parser *parser, int line, GError **error,
	const char *format, ...) G_GNUC_PRINTF(4, 5);

static bool fail(const struct parser *parser, int line, GError **error,
	const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *why = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_SYNTAX, "%s:%d: %s",
		parser->file, line, why);
	return false;
}

static int line_at(struct parser *parser, const char *where)
{
	for (; parser->counted < where; parser->counted++)
		parser->line += *parser->counted == '\n';
	return parser->line;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static void inside_trim(struct tag *tag)
{
	while (tag->length > 0 && is_space(tag->inside[0])) {
		tag->inside++;
		tag->length--;
	}
	while (tag->length > 0 && is_space(tag->inside[tag->length - 1]))
		tag->length--;
}

/* The next tag; false with *error unset at the end of the text. */
static bool tag_find(struct parser *parser, struct tag *tag, GError **error)
{
	tag->start = strstr(parser->next, parser->open);
	if (tag->start == NULL)
		return false;
	tag->line = line_at(parser, tag->start);
	tag->inside = tag->start + strlen(parser->open);
	tag->sigil = '\0';
	while (is_space(*tag->inside))
		tag->inside++;
	if (*tag->inside != '\0' && strchr("{&#^/>!=", *tag->inside) != NULL)
		tag->sigil = *tag->inside++;
	char ending[DELIMITER_MOST_BYTES + 2];
	g_snprintf(ending, sizeof(ending), "%s%s",
		tag->sigil == '{'   ? "}"
		: tag->sigil == '=' ? "="
				    : "",
		parser->close);
	const char *end = strstr(tag->inside, ending);
	if (end == NULL) {
		fail(parser, tag->line, error, "the tag is never closed");
		return false;
	}
	tag->length = (size_t)(end - tag->inside);
	tag->end = end + strlen(ending);
	inside_trim(tag);
	return true;
}

/* Alone on its line: then the line itself vanishes.  *line_start_out and
 * *next_out are the bounds of what goes. */
static bool tag_is_standalone(const struct parser *parser,
	const struct tag *tag, const char **line_start_out,
	const char **next_out)
{
	if (tag->sigil == '\0' || tag->sigil == '{' || tag->sigil == '&')
		return false;
	const char *start = tag->start;
	while (start > parser->text && is_blank(start[-1]))
		start--;
	const char *end = tag->end;
	while (is_blank(*end))
		end++;
	if (start > parser->text && start[-1] != '\n')
		return false;
	if (*end == '\r' && end[1] == '\n')
		end++;
	if (*end != '\n' && *end != '\0')
		return false;
	*line_start_out = start;
	*next_out = *end == '\n' ? end + 1 : end;
	return true;
}

static bool name_is_valid(const char *name, size_t length)
{
	if (length == 0 || length > TEMPLATE_NAME_MOST_BYTES)
		return false;
	if (length == 1 && name[0] == '.')
		return true;
	char before = '.';
	for (size_t i = 0; i < length; i++) {
		if (name[i] == '.' && before == '.')
			return false;
		if (is_space(name[i]) || name[i] == '{' || name[i] == '}' ||
			(unsigned char)name[i] < 0x20)
			return false;
		before = name[i];
	}
	return before != '.';
}

static void add_text(struct parser *parser, const char *end)
{
	struct piece piece = { .kind = PIECE_TEXT,
		.line = parser->line,
		.text = parser->next,
		.length = (size_t)(end - parser->next) };
	if (piece.length > 0)
		g_array_append_val(parser->pieces, piece);
}

static bool set_delimiters(
	struct parser *parser, const struct tag *tag, GError **error)
{
	g_autofree char *inside = g_strndup(tag->inside, tag->length);
	char *gap = inside;
	while (*gap != '\0' && !is_space(*gap))
		gap++;
	char *second = gap;
	while (is_space(*second))
		second++;
	*gap = '\0';
	bool is_fit = strlen(inside) <= DELIMITER_MOST_BYTES &&
		      strlen(second) <= DELIMITER_MOST_BYTES &&
		      inside[0] != '\0' && second[0] != '\0' &&
		      strpbrk(second, " \t\r\n=") == NULL &&
		      strchr(inside, '=') == NULL;
	if (!is_fit)
		return fail(parser, tag->line, error,
			"delimiters are set like {{=<%% %%>=}}");
	g_strlcpy(parser->open, inside, sizeof(parser->open));
	g_strlcpy(parser->close, second, sizeof(parser->close));
	return true;
}

static bool section_open(
	struct parser *parser, const struct tag *tag, GError **error)
{
	if (parser->depth == TEMPLATE_DEPTH_MOST)
		return fail(parser, tag->line, error,
			"sections are nested more than %d deep",
			TEMPLATE_DEPTH_MOST);
	parser->opened[parser->depth++] = parser->pieces->len - 1;
	return true;
}

static bool section_close(
	struct parser *parser, const struct piece *closing, GError **error)
{
	if (parser->depth == 0)
		return fail(parser, closing->line, error,
			"{{/%s}} closes nothing", closing->name);
	struct piece *opening = &g_array_index(
		parser->pieces, struct piece, parser->opened[--parser->depth]);
	if (strcmp(opening->name, closing->name) != 0)
		return fail(parser, closing->line, error,
			"{{/%s}} stands where {{/%s}} of line %d should",
			closing->name, opening->name, opening->line);
	opening->end = parser->pieces->len - 1;
	return true;
}

static enum piece_kind kind_of(char sigil)
{
	switch (sigil) {
	case '{':
	case '&':
		return PIECE_RAW;
	case '#':
		return PIECE_SECTION;
	case '^':
		return PIECE_INVERTED;
	case '/':
		return PIECE_CLOSE;
	case '>':
		return PIECE_PARTIAL;
	default:
		return PIECE_VARIABLE;
	}
}

/* indent: what stood before a partial that is alone on its line, or NULL. */
static bool add_tag(struct parser *parser, const struct tag *tag, char *indent,
	GError **error)
{
	g_autofree char *owned = indent;
	if (!name_is_valid(tag->inside, tag->length))
		return fail(parser, tag->line, error, "\"%.*s\" is not a name",
			(int)MIN(tag->length, 60), tag->inside);
	struct piece piece = { .kind = kind_of(tag->sigil),
		.line = tag->line,
		.name = g_strndup(tag->inside, tag->length) };
	if (piece.kind == PIECE_PARTIAL)
		piece.indent = g_steal_pointer(&owned);
	g_array_append_val(parser->pieces, piece);
	if (piece.kind == PIECE_SECTION || piece.kind == PIECE_INVERTED)
		return section_open(parser, tag, error);
	if (piece.kind == PIECE_CLOSE)
		return section_close(parser, &piece, error);
	return true;
}

static bool tag_take(
	struct parser *parser, const struct tag *tag, GError **error)
{
	const char *text_end = tag->start, *next = tag->end;
	char *indent = NULL;
	if (tag_is_standalone(parser, tag, &text_end, &next))
		indent = g_strndup(text_end, (size_t)(tag->start - text_end));
	/* Two tags may share a line's blanks. */
	add_text(parser, MAX(text_end, parser->next));
	parser->next = next;
	if (tag->sigil != '!' && tag->sigil != '=')
		return add_tag(parser, tag, indent, error);
	g_free(indent);
	return tag->sigil == '!' || set_delimiters(parser, tag, error);
}

static bool parse_all(struct parser *parser, GError **error)
{
	struct tag tag = { 0 };
	GError *cause = NULL;
	while (tag_find(parser, &tag, &cause))
		if (!tag_take(parser, &tag, error))
			return false;
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	add_text(parser, parser->next + strlen(parser->next));
	if (parser->depth == 0)
		return true;
	const struct piece *open = &g_array_index(parser->pieces, struct piece,
		parser->opened[parser->depth - 1]);
	return fail(parser, open->line, error, "section \"%s\" is never closed",
		open->name);
}

GArray *template_parse(const char *file, const char *text, GError **error)
{
	g_autoptr(GArray) pieces =
		g_array_new(FALSE, FALSE, sizeof(struct piece));
	g_array_set_clear_func(pieces, piece_clear);
	struct parser parser = { .file = file,
		.text = text,
		.next = text,
		.counted = text,
		.line = 1,
		.open = "{{",
		.close = "}}",
		.pieces = pieces };
	if (strlen(text) > TEMPLATE_TEXT_MOST_BYTES) {
		fail(&parser, 1, error, "the template is over %d bytes",
			TEMPLATE_TEXT_MOST_BYTES);
		return NULL;
	}
	if (!parse_all(&parser, error))
		return NULL;
	return g_steal_pointer(&pieces);
}
