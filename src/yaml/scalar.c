/* A plain value, typed by the schema alone, and errors that say where. */

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "plaint/base/nearest.h"
#include "reader.h"

bool yaml_fail_at(
	struct yaml_reader *reader, yaml_mark_t mark, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	g_autofree char *text = g_strdup_vprintf(format, list);
	va_end(list);
	g_set_error(reader->error, YAML_ERROR, YAML_ERROR_INVALID,
		"%s:%zu:%zu: %s", reader->file, mark.line + 1, mark.column + 1,
		text);
	return false;
}

bool yaml_fail(
	GError **error, const struct yaml_where *where, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	g_autofree char *text = g_strdup_vprintf(format, list);
	va_end(list);
	g_set_error(error, YAML_ERROR, YAML_ERROR_INVALID, "%s:%d:%d: %s",
		where->file != NULL ? where->file : "?", where->line,
		where->column, text);
	return false;
}

static bool scalar_flag(struct yaml_reader *reader, const yaml_node_t *node,
	const char *text, bool *out)
{
	static const char *const yes[] = { "true", "yes", "on", NULL };
	static const char *const no[] = { "false", "no", "off", NULL };
	*out = g_strv_contains(yes, text);
	if (*out || g_strv_contains(no, text))
		return true;
	return yaml_fail_at(reader, node->start_mark,
		"\"%s\" is neither true nor false", text);
}

static bool scalar_integer(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text, int64_t *out)
{
	char *end;
	errno = 0;
	*out = g_ascii_strtoll(text, &end, 10);
	if (*text == '\0' || *end != '\0' || errno != 0)
		return yaml_fail_at(reader, node->start_mark,
			"\"%s\" is not a whole number", text);
	bool bounded = field->least != 0 || field->most != 0;
	if (bounded && (*out < field->least || *out > field->most))
		return yaml_fail_at(reader, node->start_mark,
			"%s must be %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
			", not %s",
			field->key, (gint64)field->least, (gint64)field->most,
			text);
	return true;
}

static bool scalar_number(struct yaml_reader *reader, const yaml_node_t *node,
	const char *text, double *out)
{
	char *end;
	errno = 0;
	*out = g_ascii_strtod(text, &end);
	/* "nan" is a number to C, and nothing is more or less than it. */
	if (*text == '\0' || *end != '\0' || errno != 0 || !isfinite(*out))
		return yaml_fail_at(reader, node->start_mark,
			"\"%s\" is not a number", text);
	return true;
}

static bool scalar_choice(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text, int *out)
{
	for (int i = 0; field->choices[i] != NULL; i++) {
		if (strcmp(field->choices[i], text) == 0) {
			*out = i;
			return true;
		}
	}
	g_autofree char *hint =
		nearest_hint(nearest_word(text, field->choices));
	g_autofree char *all = g_strjoinv(", ", (char **)field->choices);
	return yaml_fail_at(reader, node->start_mark,
		"%s cannot be \"%s\"%s; one of: %s", field->key, text, hint,
		all);
}

static bool scalar_custom(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text, void *out)
{
	const char *why = "is not valid";
	if (field->custom(text, out, &why))
		return true;
	return yaml_fail_at(reader, node->start_mark, "%s: \"%s\" %s",
		field->key, text, why);
}

bool yaml_text_check(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text)
{
	g_autofree char *why = NULL;
	return field->is_good == NULL || field->is_good(text, &why) ||
	       yaml_fail_at(reader, node->start_mark, "%s", why);
}

bool yaml_read_scalar(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text, void *out)
{
	switch (field->kind) {
	case YAML_TEXT:
		*(char **)out = g_strdup(text);
		return yaml_text_check(reader, node, field, text);
	case YAML_FLAG:
		return scalar_flag(reader, node, text, out);
	case YAML_INTEGER:
		return scalar_integer(reader, node, field, text, out);
	case YAML_NUMBER:
		return scalar_number(reader, node, text, out);
	case YAML_CHOICE:
		return scalar_choice(reader, node, field, text, out);
	case YAML_CUSTOM:
		return scalar_custom(reader, node, field, text, out);
	default:
		return yaml_fail_at(reader, node->start_mark,
			"%s cannot be a plain value", field->key);
	}
}
