/* JSON behind the template's data interface.  The interface hands out borrowed
 * text, and JSON's numbers have none: they are turned into strings in a copy
 * before rendering. */

#include "plaint/casework/fill.h"

#include <string.h>
#include "plaint/base/utf8.h"

/* The text of a number as JSON writes it; NULL for anything else. */
static json_t *number_text(const json_t *value)
{
	if (!json_is_number(value))
		return NULL;
	char *text =
		json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	json_t *string = json_string(text);
	free(text);
	return string;
}

/* In place, container by container: how deep the data is nested was decided
 * by whoever wrote it. */
static void numbers_to_text(json_t *root)
{
	g_autoptr(GPtrArray) todo = g_ptr_array_new();
	g_ptr_array_add(todo, root);
	while (todo->len > 0) {
		json_t *at = g_ptr_array_steal_index(todo, todo->len - 1);
		const char *key;
		size_t i;
		json_t *value, *text;
		json_object_foreach(at, key, value)
		{
			text = number_text(value);
			if (text != NULL)
				json_object_set_new(at, key, text);
			else if (json_is_object(value) || json_is_array(value))
				g_ptr_array_add(todo, value);
		}
		json_array_foreach(at, i, value)
		{
			text = number_text(value);
			if (text != NULL)
				json_array_set_new(at, i, text);
			else if (json_is_object(value) || json_is_array(value))
				g_ptr_array_add(todo, value);
		}
	}
}

static struct template_value value_of(const json_t *json)
{
	if (json == NULL)
		return (struct template_value){ .kind = TEMPLATE_ABSENT };
	switch (json_typeof(json)) {
	case JSON_STRING:
		return (struct template_value){ .kind = TEMPLATE_TEXT,
			.text = json_string_value(json) };
	case JSON_TRUE:
		return (struct template_value){ .kind = TEMPLATE_TRUE };
	case JSON_OBJECT:
		return (struct template_value){ .kind = TEMPLATE_OBJECT,
			.node = json };
	case JSON_ARRAY:
		if (json_array_size(json) > 0)
			return (struct template_value){ .kind = TEMPLATE_LIST,
				.count = json_array_size(json),
				.node = json };
		break;
	default:
		break;
	}
	return (struct template_value){ .kind = TEMPLATE_FALSE };
}

static struct template_value fill_member(const void *node, const char *name)
{
	return value_of(json_object_get(node, name));
}

static struct template_value fill_element(const void *node, size_t i)
{
	return value_of(json_array_get(node, i));
}

char *fill_template(const char *file, const char *text, const json_t *data,
	enum template_escape escape, GError **error)
{
	static const struct template_source source = { .member = fill_member,
		.element = fill_element };
	struct template_options options = { .escape = escape, .strict = true };
	json_t *copy = json_deep_copy(data);
	if (!json_is_object(copy)) {
		json_decref(copy);
		g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_VALUE,
			"%s: the data is not an object", file);
		return NULL;
	}
	numbers_to_text(copy);
	char *filled =
		template_render(file, text, &source, copy, options, error);
	json_decref(copy);
	return filled;
}

bool fill_reply(const struct reply_template *template, const json_t *data,
	char **subject_out, char **body_out, GError **error)
{
	g_autofree char *subject = fill_template(template->file,
		template->subject, data, TEMPLATE_ESCAPE_NONE, error);
	g_autofree char *body =
		subject == NULL ? NULL
				: fill_template(template->file, template->body,
					  data, TEMPLATE_ESCAPE_NONE, error);
	if (body == NULL)
		return false;
	*subject_out = utf8_one_line(subject);
	*body_out = g_strdup(body + strspn(body, "\n"));
	return true;
}
