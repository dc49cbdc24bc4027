/* A document between its JSON in few words, in full, and beside the columns
 * of its row. */
#include "plaint/wire/document_json.h"

#include <string.h>
#include "plaint/wire/wire.h"

/* Pages tell of all their words or of the doubtful ones, by the key. */
static bool has_words(const json_t *json)
{
	const json_t *pages = json_object_get(json, "pages");
	return json_object_get(json_array_get(pages, 0), "words") != NULL;
}

json_t *document_json_whole(const json_t *json, GError **error)
{
	g_autoptr(document) document = document_from_json(json, error);
	return document != NULL ? document_to_json(document, has_words(json))
				: NULL;
}

/* One that had to be cut stays, as the column has all of it. */
static void leave_to_column(json_t *json, const char *key, const char *column)
{
	const char *text = json_string_value(json_object_get(json, key));
	if (text != NULL && strcmp(text, column) == 0)
		json_object_del(json, key);
}

char *document_keep_json(const struct document *document, json_t *json)
{
	leave_to_column(json, "text", document->text);
	leave_to_column(json, "quoted_text", document->quoted_text);
	return json_dumps(json, JSON_COMPACT);
}

char *document_keep(const struct document *document, bool with_words)
{
	json_t *json = document_to_brief_json(document, with_words);
	char *kept = document_keep_json(document, json);
	json_decref(json);
	return kept;
}

static void take_from_column(json_t *json, const char *key, const char *column)
{
	if (column[0] != '\0' && json_object_get(json, key) == NULL)
		json_object_set_new(json, key, json_string(column));
}

/* In few words. */
static json_t *kept_load(const struct document_kept *kept, GError **error)
{
	json_t *json = json_loads(kept->json, 0, NULL);
	if (!json_is_object(json)) {
		json_decref(json);
		g_set_error_literal(error, WIRE_ERROR, WIRE_ERROR_BROKEN,
			"a document that is kept is no JSON");
		return NULL;
	}
	take_from_column(json, "text", kept->text);
	take_from_column(json, "quoted_text", kept->quoted_text);
	return json;
}

json_t *document_kept_json(const struct document_kept *kept, GError **error)
{
	json_t *brief = kept_load(kept, error);
	json_t *json = brief != NULL ? document_json_whole(brief, error) : NULL;
	json_decref(brief);
	return json;
}

struct document *document_from_kept(
	const struct document_kept *kept, GError **error)
{
	json_t *brief = kept_load(kept, error);
	struct document *document =
		brief != NULL ? document_from_json(brief, error) : NULL;
	json_decref(brief);
	return document;
}
