/* Just enough JSON to read the expected trees of ../shared/data/mime; the
 * folder under test has no JSON library. */
#pragma once

#include <stdbool.h>
#include <string.h>
#include <glib.h>

struct json {
	char kind;	   /* { [ " # or 0 for true, false, null */
	char *text;	   /* of a string or number */
	GPtrArray *keys;   /* of an object */
	GPtrArray *values; /* of an object or array */
};

static inline void json_free(void *data)
{
	struct json *json = data;

	if (!json)
		return;
	g_free(json->text);
	g_clear_pointer(&json->keys, g_ptr_array_unref);
	g_clear_pointer(&json->values, g_ptr_array_unref);
	g_free(json);
}

static inline char *json_read_string(const char **at)
{
	GString *out = g_string_new(NULL);

	for ((*at)++; **at && **at != '"'; (*at)++) {
		static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
		const char *found;

		if (**at != '\\') {
			g_string_append_c(out, **at);
			continue;
		}
		(*at)++;
		found = strchr(from, **at);
		if (**at == 'u') {
			g_autofree char *digits = g_strndup(*at + 1, 4);
			gunichar c = (gunichar)strtoul(digits, NULL, 16);

			g_string_append_unichar(out, c ? c : 0xfffd);
			*at += 4;
		} else {
			g_string_append_c(
				out, found && **at ? to[found - from] : **at);
		}
	}
	(*at)++;
	return g_string_free(out, FALSE);
}

static inline void json_skip(const char **at)
{
	*at += strspn(*at, " \t\r\n,:");
}

static inline struct json *json_read(const char **at)
{
	struct json *json = g_new0(struct json, 1);

	json_skip(at);
	json->kind = **at;
	if (**at == '"') {
		json->text = json_read_string(at);
		return json;
	}
	if (**at != '{' && **at != '[') {
		size_t length = strcspn(*at, ",]} \t\r\n");

		json->kind = g_ascii_isdigit(**at) || **at == '-' ? '#' : 0;
		json->text = g_strndup(*at, length);
		*at += length;
		return json;
	}
	json->keys = g_ptr_array_new_with_free_func(g_free);
	json->values = g_ptr_array_new_with_free_func(json_free);
	(*at)++;
	for (json_skip(at); **at && **at != '}' && **at != ']'; json_skip(at)) {
		if (json->kind == '{') {
			g_ptr_array_add(json->keys, json_read_string(at));
			json_skip(at);
		}
		g_ptr_array_add(json->values, json_read(at));
	}
	*at += **at != '\0';
	return json;
}

static inline const struct json *json_at(const struct json *json, guint i)
{
	return g_ptr_array_index(json->values, i);
}

static inline const struct json *json_get(
	const struct json *json, const char *key)
{
	for (guint i = 0; json && json->keys && i < json->keys->len; i++) {
		if (g_str_equal(g_ptr_array_index(json->keys, i), key))
			return json_at(json, i);
	}
	return NULL;
}

static inline guint json_length(const struct json *json)
{
	return json && json->values ? json->values->len : 0;
}
