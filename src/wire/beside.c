/* Values are gone through in the order in which they are written and parsed,
 * so that a length says where its text lies: none can lie in another. */
#include "beside.h"

#include <stdint.h>
#include <sys/uio.h>
#include "plaint/base/utf8.h"

static const char key[] = "beside";

/* ---- taking ---- */

static json_t *without_texts(json_t *value, GArray *texts);

static json_t *text_taken(json_t *text, GArray *texts)
{
	size_t length = json_string_length(text);
	if (length < BESIDE_LEAST_BYTES || texts->len >= BESIDE_TEXTS_MOST)
		return NULL;
	struct iovec piece = { (char *)json_string_value(text), length };
	g_array_append_val(texts, piece);
	return json_pack("{s:I}", key, (json_int_t)length);
}

static json_t *list_without_texts(json_t *list, GArray *texts)
{
	json_t *copy = NULL;
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *other = without_texts(json_array_get(list, i), texts);
		if (other == NULL)
			continue;
		if (copy == NULL)
			copy = json_copy(list);
		json_array_set_new(copy, i, other);
	}
	return copy;
}

static json_t *object_without_texts(json_t *object, GArray *texts)
{
	json_t *copy = NULL;
	for (void *at = json_object_iter(object); at != NULL;
		at = json_object_iter_next(object, at)) {
		json_t *other =
			without_texts(json_object_iter_value(at), texts);
		if (other == NULL)
			continue;
		if (copy == NULL)
			copy = json_copy(object);
		json_object_set_new(copy, json_object_iter_key(at), other);
	}
	return copy;
}

/* NULL: it has none, and may stay as it is. */
static json_t *without_texts(json_t *value, GArray *texts)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return text_taken(value, texts);
	case JSON_ARRAY:
		return list_without_texts(value, texts);
	case JSON_OBJECT:
		return object_without_texts(value, texts);
	default:
		return NULL;
	}
}

json_t *beside_take(const json_t *message, GArray *texts)
{
	json_t *other = without_texts((json_t *)message, texts);
	return other != NULL ? other : json_incref((json_t *)message);
}

/* ---- putting back ---- */

struct rest {
	const char *texts;
	size_t length;
};

static bool put_back(json_t *value, struct rest *rest);

static bool is_taken(const json_t *value)
{
	return json_object_size(value) == 1 &&
	       json_is_integer(json_object_get(value, key));
}

/* The next text, which stood where the value does; NULL: there is none. */
static json_t *text_back(const json_t *value, struct rest *rest)
{
	json_int_t length = json_integer_value(json_object_get(value, key));
	if (length < 0 || (uint64_t)length > rest->length ||
		!utf8_is_valid(rest->texts, (size_t)length))
		return NULL;
	json_t *text = json_stringn_nocheck(rest->texts, (size_t)length);
	rest->texts += length;
	rest->length -= (size_t)length;
	return text;
}

/* A new reference: the value, or the text that stood there; NULL: there is
 * none.
 */
static json_t *value_back(json_t *value, struct rest *rest)
{
	if (is_taken(value))
		return text_back(value, rest);
	return put_back(value, rest) ? json_incref(value) : NULL;
}

static bool list_put_back(json_t *list, struct rest *rest)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *value = json_array_get(list, i);
		if (json_array_set_new(list, i, value_back(value, rest)) != 0)
			return false;
	}
	return true;
}

static bool object_put_back(json_t *object, struct rest *rest)
{
	for (void *at = json_object_iter(object); at != NULL;
		at = json_object_iter_next(object, at)) {
		json_t *value = json_object_iter_value(at);
		if (json_object_iter_set_new(
			    object, at, value_back(value, rest)) != 0)
			return false;
	}
	return true;
}

static bool put_back(json_t *value, struct rest *rest)
{
	if (json_is_array(value))
		return list_put_back(value, rest);
	return !json_is_object(value) || object_put_back(value, rest);
}

bool beside_put(json_t *message, const char *texts, size_t length)
{
	struct rest rest = { texts, length };
	return put_back(message, &rest) && rest.length == 0;
}
