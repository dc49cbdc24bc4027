/* Values with parameters (RFC 2045, 2231), message ids, dates. */
#include "words.h"

#include <string.h>
#include "charset.h"
#include "plaint/base/utf8.h"

enum {
	PARAMS_MOST = 64,
	SECTIONS_MOST = 64,
};

/* One piece of a parameter: name*section*=value. */
struct piece {
	char *name;
	int section;
	bool is_extended;
	char *value; /* bytes, percent signs still in */
};

static void param_free(void *data)
{
	struct param *param = data;

	g_free(param->name);
	g_free(param->value);
	g_free(param);
}

static void piece_free(void *data)
{
	struct piece *piece = data;

	g_free(piece->name);
	g_free(piece->value);
	g_free(piece);
}

/* Behind one comment with what is nested in it. */
static const char *skip_comment(const char *at)
{
	int depth = 0;

	for (; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return at;
}

static const char *skip_blanks(const char *at)
{
	for (;;) {
		while (*at && g_ascii_isspace(*at))
			at++;
		if (*at != '(')
			return at;
		at = skip_comment(at);
	}
}

static char *read_quoted(const char **at)
{
	GString *out = g_string_new(NULL);

	for ((*at)++; **at && **at != '"'; (*at)++) {
		/* A lone backslash is a Windows path, not a quote. */
		if (**at == '\\' && ((*at)[1] == '"' || (*at)[1] == '\\'))
			(*at)++;
		g_string_append_c(out, **at);
	}
	if (**at)
		(*at)++;
	return g_string_free(out, FALSE);
}

/* Unquoted values may hold blanks: file names of careless programs do. */
static char *read_bare(const char **at)
{
	size_t length = strcspn(*at, ";");
	char *value = g_strndup(*at, length);

	*at += length;
	return g_strchomp(value);
}

static struct piece *piece_new(const char *name, size_t length, char *value)
{
	struct piece *piece = g_new0(struct piece, 1);
	char *star;

	piece->name = g_ascii_strdown(name, (gssize)length);
	g_strchomp(piece->name);
	piece->value = value;
	piece->section = -1;
	length = strlen(piece->name);
	if (length && piece->name[length - 1] == '*') {
		piece->is_extended = true;
		piece->name[length - 1] = '\0';
	}
	star = strchr(piece->name, '*');
	if (star) {
		piece->section = (int)MIN(g_ascii_strtoull(star + 1, NULL, 10),
			(guint64)G_MAXINT);
		*star = '\0';
	}
	return piece;
}

static GPtrArray *pieces_read(const char *at)
{
	GPtrArray *pieces = g_ptr_array_new_with_free_func(piece_free);

	while (*at && pieces->len < PARAMS_MOST) {
		const char *name;
		size_t length;
		char *value;

		at = skip_blanks(at);
		name = at;
		length = strcspn(at, "=;");
		at += length;
		if (*at != '=') {
			at += *at == ';';
			continue;
		}
		at = skip_blanks(at + 1);
		value = *at == '"' ? read_quoted(&at) : read_bare(&at);
		at += strcspn(at, ";");
		at += *at == ';';
		g_ptr_array_add(pieces, piece_new(name, length, value));
	}
	return pieces;
}

static void percent_decode(GString *out, const char *at)
{
	for (; *at; at++) {
		if (at[0] == '%' && g_ascii_isxdigit(at[1]) &&
			g_ascii_isxdigit(at[2])) {
			g_string_append_c(
				out, (char)(g_ascii_xdigit_value(at[1]) * 16 +
					     g_ascii_xdigit_value(at[2])));
			at += 2;
		} else {
			g_string_append_c(out, *at);
		}
	}
}

/* charset'language'bytes: the charset, and where the bytes begin. */
static const char *extended_charset(const char *value, char **charset)
{
	const char *first = strchr(value, '\'');
	const char *second = first ? strchr(first + 1, '\'') : NULL;

	if (!second)
		return value;
	g_free(*charset);
	*charset = g_strndup(value, (gsize)(first - value));
	return second + 1;
}

static const struct piece *piece_find(
	const GPtrArray *pieces, const char *name, int section)
{
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece = g_ptr_array_index(pieces, i);

		if (piece->section == section && g_str_equal(piece->name, name))
			return piece;
	}
	return NULL;
}

/* All sections are joined as bytes, then decoded: a character may be split
 * between two of them. */
static char *sections_join(const GPtrArray *pieces, const struct piece *piece)
{
	g_autofree char *charset = g_strdup("");
	GString *bytes = g_string_new(NULL);
	struct charset_text text;
	bool is_extended = piece->is_extended;

	for (int i = 0; piece && i < SECTIONS_MOST; i++) {
		const char *value = piece->value;

		if (piece->is_extended && i == 0)
			value = extended_charset(value, &charset);
		if (piece->is_extended)
			percent_decode(bytes, value);
		else
			g_string_append(bytes, value);
		is_extended |= piece->is_extended;
		piece = piece->section < 0
				? NULL
				: piece_find(pieces, piece->name, i + 1);
	}
	/* RFC 2047 words do not belong here and are here all the time. */
	if (!is_extended && strstr(bytes->str, "=?")) {
		char *words = words_decode(bytes->str);

		g_string_free(bytes, TRUE);
		return words;
	}
	charset_decode(bytes->str, bytes->len, charset, &text);
	g_string_free(bytes, TRUE);
	return text.text;
}

/* Length of the value before the parameters. */
static size_t value_length(const char *flat)
{
	const char *at = flat;

	while (*at && *at != ';')
		at = *at == '(' ? skip_comment(at) : at + 1;
	return (size_t)(at - flat);
}

struct field *field_new(const char *raw)
{
	g_autofree char *flat = words_unfold(raw);
	struct field *field = g_new0(struct field, 1);
	size_t length = value_length(flat);
	g_autoptr(GPtrArray) pieces = NULL;
	g_autofree char *value = g_strndup(flat, length);
	char *comment = strchr(value, '(');

	if (comment)
		*comment = '\0';
	field->value = g_ascii_strdown(g_strstrip(value), -1);
	field->params = g_ptr_array_new_with_free_func(param_free);
	pieces = pieces_read(flat + length + (flat[length] == ';'));
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece = g_ptr_array_index(pieces, i);
		struct param *param;

		if (piece->section > 0)
			continue;
		param = g_new0(struct param, 1);
		param->name = g_strdup(piece->name);
		param->value = sections_join(pieces, piece);
		/* name*= says more than name= beside it. */
		g_ptr_array_insert(field->params,
			piece->is_extended || piece->section == 0 ? 0 : -1,
			param);
	}
	return field;
}

void field_free(struct field *field)
{
	if (!field)
		return;
	g_free(field->value);
	g_ptr_array_unref(field->params);
	g_free(field);
}

const char *field_param(const struct field *field, const char *name)
{
	for (guint i = 0; i < field->params->len; i++) {
		const struct param *param = g_ptr_array_index(field->params, i);

		if (g_str_equal(param->name, name))
			return param->value;
	}
	return "";
}

/* The next "<" that is in no comment; an open comment is none. */
static const char *bracket_find(const char *at)
{
	const char *begin = at;
	int depth = 0;

	for (; *at && (depth > 0 || *at != '<'); at++) {
		depth += *at == '(';
		depth -= *at == ')' && depth > 0;
	}
	return depth == 0 ? at : begin + strcspn(begin, "<");
}

/* Programs that fold a long line do so within an id as well. */
static char *id_copy(const char *at, size_t length)
{
	char *id = g_strndup(at, length);
	char *end = id;

	for (const char *from = id; *from; from++)
		if (*from != ' ' && *from != '\t')
			*end++ = *from;
	*end = '\0';
	return id;
}

void ids_parse(const char *raw, int most, GPtrArray *list)
{
	g_autofree char *flat = words_decode(raw);
	const char *at = flat;
	bool has_brackets = strchr(flat, '<') != NULL;

	while (*at && list->len < (guint)most) {
		size_t length;

		if (has_brackets) {
			at = bracket_find(at);
			at += *at == '<';
		}
		at += strspn(at, has_brackets ? " \t" : " \t,;>");
		length = strcspn(at, has_brackets ? ">" : " \t,;");
		if (length > 0)
			g_ptr_array_add(list, id_copy(at, length));
		at += length;
		at += *at == '>';
	}
}
