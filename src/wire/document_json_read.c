/* A document comes back from JSON.  The worker that wrote it may have been
 * taken over: what is of the wrong type or over a limit is refused whole. */
#include "plaint/wire/document_json.h"

#include <string.h>
#include "instant.h"
#include "plaint/base/hash.h"
#include "plaint/base/utf8.h"
#include "plaint/wire/wire.h"
#include "shape.h"

static bool refuse(GError **error, const char *key, const char *why)
{
	g_set_error(error, WIRE_ERROR, WIRE_ERROR_BROKEN, "%s: %s", key, why);
	return false;
}

/* The text of a value that must be text and within the limit, else NULL. */
static const char *text_within(
	const json_t *value, const char *key, size_t most, GError **error)
{
	const char *text = json_string_value(value);
	if (text == NULL)
		refuse(error, key, "not a text");
	else if (json_string_length(value) > most)
		refuse(error, key, "longer than allowed");
	else if (strlen(text) != json_string_length(value) ||
		 !utf8_is_valid(text, json_string_length(value)))
		refuse(error, key, "not clean UTF-8");
	else
		return text;
	return NULL;
}

static bool number_from_json(void *place, const struct field *field,
	const json_t *value, GError **error)
{
	bool right = field->type == FIELD_REAL ? json_is_number(value)
					       : json_is_integer(value);
	if (!right)
		return refuse(error, field->key, "not a number of its kind");
	double number = json_number_value(value);
	if (!(number >= field->least && number <= field->most))
		return refuse(error, field->key, "out of range");
	if (field->type == FIELD_INT)
		*(int *)place = (int)json_integer_value(value);
	else if (field->type == FIELD_INT64)
		*(int64_t *)place = json_integer_value(value);
	else
		*(double *)place = number;
	return true;
}

static bool field_from_json(void *base, const struct field *field,
	const json_t *value, GError **error)
{
	void *place = field_place(base, field);
	if (value == NULL)
		return true;
	if (field->type == FIELD_BOOL) {
		*(bool *)place = json_is_true(value);
		return json_is_boolean(value) ||
		       refuse(error, field->key, "not true or false");
	}
	if (field->type != FIELD_TEXT)
		return number_from_json(place, field, value, error);
	const char *text =
		text_within(value, field->key, (size_t)field->most, error);
	if (text == NULL)
		return false;
	document_set(place, text);
	return true;
}

static bool fields_from_json(void *base, const struct shape *shape,
	const json_t *object, GError **error)
{
	if (!json_is_object(object))
		return refuse(error, "value", "not an object");
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		if (!field_from_json(base, field,
			    json_object_get(object, field->key), error))
			return false;
	}
	return true;
}

/* An object of its own below `key`; missing is fine. */
static bool part_from_json(void *base, const struct shape *shape,
	const json_t *json, const char *key, GError **error)
{
	const json_t *part = json_object_get(json, key);
	if (part == NULL || fields_from_json(base, shape, part, error))
		return true;
	g_prefix_error(error, "%s: ", key);
	return false;
}

/* The elements below `key`; *count_out is 0 when it is missing. */
static bool list_open(const json_t *json, const char *key, size_t most,
	size_t *count_out, GError **error)
{
	const json_t *list = json_object_get(json, key);
	*count_out = json_array_size(list);
	if (list != NULL && !json_is_array(list))
		return refuse(error, key, "not a list");
	if (*count_out > most)
		return refuse(error, key, "more elements than allowed");
	return true;
}

static bool box_from_json(struct word *word, const json_t *box, GError **error)
{
	if (box == NULL)
		return true;
	if (!json_is_array(box) || json_array_size(box) != box_shape.count)
		return refuse(error, "box", "not a list of four numbers");
	for (size_t i = 0; i < box_shape.count; i++) {
		if (!field_from_json(word, &box_shape.fields[i],
			    json_array_get(box, i), error))
			return false;
	}
	return true;
}

/* `doubtful`: all of the list are. */
static bool words_from_json(struct page *page, const json_t *json,
	const char *key, bool doubtful, GError **error)
{
	size_t count;
	if (!list_open(json, key, DOCUMENT_WORDS_MOST, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *value =
			json_array_get(json_object_get(json, key), i);
		struct word *word = page_add_word(page);
		if (!fields_from_json(word, &word_shape, value, error) ||
			!box_from_json(
				word, json_object_get(value, "box"), error)) {
			g_prefix_error(error, "%s[%zu]: ", key, i);
			return false;
		}
		word->is_doubtful = doubtful || json_is_true(json_object_get(
							value, "doubtful"));
	}
	return true;
}

static bool to_append(
	struct document *document, const json_t *value, GError **error)
{
	return fields_from_json(document_add_address(document->to, "", ""),
		&address_shape, value, error);
}

static bool cc_append(
	struct document *document, const json_t *value, GError **error)
{
	return fields_from_json(document_add_address(document->cc, "", ""),
		&address_shape, value, error);
}

static bool reference_append(
	struct document *document, const json_t *value, GError **error)
{
	const char *text = text_within(
		value, "reference", DOCUMENT_LINE_MOST_BYTES, error);
	if (text == NULL)
		return false;
	g_ptr_array_add(document->references, g_strdup(text));
	return true;
}

static bool hash_from_json(
	struct attachment *attachment, const json_t *value, GError **error)
{
	const json_t *sha256 = json_object_get(value, "sha256");
	if (sha256 == NULL)
		return true;
	const char *hex = text_within(sha256, "sha256", HASH_LENGTH, error);
	if (hex == NULL)
		return false;
	if (*hex != '\0' && !hash_is_valid(hex))
		return refuse(error, "sha256", "not a hash");
	g_strlcpy(attachment->sha256, hex, sizeof attachment->sha256);
	return true;
}

static bool attachment_append(
	struct document *document, const json_t *value, GError **error)
{
	struct attachment *attachment = document_add_attachment(document);
	return fields_from_json(attachment, &attachment_shape, value, error) &&
	       hash_from_json(attachment, value, error);
}

static bool searchable_pdf_from_json(
	struct document *document, const json_t *json, GError **error)
{
	const json_t *value = json_object_get(json, "searchable_pdf");
	if (value == NULL || json_is_null(value))
		return true;
	struct attachment *pdf = document_add_searchable_pdf(document);
	if (fields_from_json(pdf, &searchable_pdf_shape, value, error) &&
		hash_from_json(pdf, value, error))
		return true;
	g_prefix_error(error, "searchable_pdf: ");
	return false;
}

static bool page_append(
	struct document *document, const json_t *value, GError **error)
{
	struct page *page = document_add_page(document);
	if (!fields_from_json(page, &page_shape, value, error))
		return false;
	if (page->rotation % 90 != 0)
		return refuse(error, "rotation", "not a quarter turn");
	return words_from_json(page, value, "words", false, error) &&
	       words_from_json(page, value, "doubtful", true, error);
}

static bool barcode_append(
	struct document *document, const json_t *value, GError **error)
{
	return fields_from_json(document_add_barcode(document, 0, "", ""),
		&barcode_shape, value, error);
}

static bool warning_append(
	struct document *document, const json_t *value, GError **error)
{
	document_warn(document, "", "%s", "");
	GPtrArray *list = document->warnings;
	return fields_from_json(
		list->pdata[list->len - 1], &warning_shape, value, error);
}

static const struct list {
	const char *key;
	size_t most;
	bool (*append)(
		struct document *document, const json_t *value, GError **error);
} lists[] = {
	{ "to", DOCUMENT_ADDRESSES_MOST, to_append },
	{ "cc", DOCUMENT_ADDRESSES_MOST, cc_append },
	{ "references", DOCUMENT_REFERENCES_MOST, reference_append },
	{ "attachments", DOCUMENT_ATTACHMENTS_MOST, attachment_append },
	{ "pages", DOCUMENT_PAGES_MOST, page_append },
	{ "barcodes", DOCUMENT_BARCODES_MOST, barcode_append },
	{ "warnings", DOCUMENT_WARNINGS_MOST, warning_append },
};

static bool list_from_json(struct document *document, const struct list *list,
	const json_t *json, GError **error)
{
	size_t count;
	if (!list_open(json, list->key, list->most, &count, error))
		return false;
	const json_t *values = json_object_get(json, list->key);
	for (size_t i = 0; i < count; i++) {
		if (!list->append(document, json_array_get(values, i), error)) {
			g_prefix_error(error, "%s[%zu]: ", list->key, i);
			return false;
		}
	}
	return true;
}

static bool names_from_json(
	struct document *document, const json_t *json, GError **error)
{
	const json_t *format = json_object_get(json, "format");
	const json_t *class = json_object_get(json, "class");
	if (format != NULL &&
		!(json_is_string(format) &&
			document_format_parse(
				json_string_value(format), &document->format)))
		return refuse(error, "format", "not a known one");
	if (class != NULL &&
		!(json_is_string(class) &&
			document_class_parse(
				json_string_value(class), &document->class)))
		return refuse(error, "class", "not a known one");
	return true;
}

static bool date_from_json(
	struct document *document, const json_t *json, GError **error)
{
	const json_t *date = json_object_get(json, "date");
	if (date == NULL || json_is_null(date))
		return true;
	if (!json_is_string(date) ||
		!instant_parse(json_string_value(date), &document->date_utc_us))
		return refuse(error, "date", "not an RFC 3339 time in UTC");
	return true;
}

static bool bounce_from_json(
	struct document *document, const json_t *json, GError **error)
{
	if (json_is_null(json_object_get(json, "bounce")))
		return true;
	return part_from_json(
		&document->bounce, &bounce_shape, json, "bounce", error);
}

static bool body_from_json(
	struct document *document, const json_t *json, GError **error)
{
	bool has_whole = json_object_get(json, "body_text") != NULL;
	if (!fields_from_json(document, &body_shape, json, error) ||
		!fields_from_json(document, &body_text_shape, json, error))
		return false;
	if (!has_whole)
		document_set(&document->body_text, document->text);
	return true;
}

static bool document_fill(
	struct document *document, const json_t *json, GError **error)
{
	bool good = names_from_json(document, json, error) &&
		    part_from_json(&document->from, &address_shape, json,
			    "from", error) &&
		    part_from_json(&document->author, &address_shape, json,
			    "author", error) &&
		    fields_from_json(document, &head_shape, json, error) &&
		    date_from_json(document, json, error) &&
		    body_from_json(document, json, error) &&
		    part_from_json(document, &language_shape, json, "language",
			    error) &&
		    part_from_json(
			    document, &charset_shape, json, "charset", error) &&
		    bounce_from_json(document, json, error) &&
		    searchable_pdf_from_json(document, json, error);
	for (size_t i = 0; good && i < G_N_ELEMENTS(lists); i++)
		good = list_from_json(document, &lists[i], json, error);
	return good;
}

struct document *document_from_json(const json_t *json, GError **error)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	if (document_fill(document, json, error))
		return g_steal_pointer(&document);
	g_prefix_error(error, "a document: ");
	return NULL;
}
