/* A document becomes JSON.  What is over a limit is cut and named in a
 * warning, so that the reader never has to refuse an honest worker. */
#include "plaint/wire/document_json.h"

#include <math.h>
#include <string.h>
#include "instant.h"
#include "plaint/base/hash.h"
#include "plaint/base/utf8.h"
#include "shape.h"

enum {
	CUTS_MOST = 64
};

struct writer {
	bool is_brief;
	/* Keys that had to be cut, each once. */
	size_t count;
	const char *keys[CUTS_MOST];
};

static void writer_note_cut(struct writer *writer, const char *key)
{
	for (size_t i = 0; i < writer->count; i++) {
		if (strcmp(writer->keys[i], key) == 0)
			return;
	}
	if (writer->count < CUTS_MOST)
		writer->keys[writer->count++] = key;
}

/* What document_from_json takes it for when it is missing. */
static bool says_nothing(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return json_string_length(value) == 0;
	case JSON_ARRAY:
		return json_array_size(value) == 0;
	case JSON_OBJECT:
		return json_object_size(value) == 0;
	case JSON_NULL:
	case JSON_FALSE:
		return true;
	default:
		return false;
	}
}

/* Takes the value. */
static void put(json_t *object, const char *key, json_t *value,
	const struct writer *writer)
{
	if (writer->is_brief && says_nothing(value))
		json_decref(value);
	else
		json_object_set_new(object, key, value);
}

static json_t *text_to_json(
	const char *text, const char *key, size_t most, struct writer *writer)
{
	size_t length = strlen(text);
	if (length > most) {
		writer_note_cut(writer, key);
		length = most;
		while (length > 0 &&
			((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	/* Jansson would ask the same at three times the cost. */
	if (utf8_is_valid(text, length))
		return json_stringn_nocheck(text, length);
	/* Not UTF-8 after all: better marked than missing. */
	g_autofree char *valid = utf8_make_valid(text, length, NULL);
	return text_to_json(valid, key, most, writer);
}

static double clamp_number(
	double value, const struct field *field, struct writer *writer)
{
	if (value >= field->least && value <= field->most)
		return value;
	writer_note_cut(writer, field->key);
	if (!isfinite(value))
		return CLAMP(0.0, field->least, field->most);
	return CLAMP(value, field->least, field->most);
}

static json_t *field_to_json(
	const void *base, const struct field *field, struct writer *writer)
{
	const void *place = field_place(base, field);
	switch (field->type) {
	case FIELD_TEXT:
		return text_to_json(*(char *const *)place, field->key,
			(size_t)field->most, writer);
	case FIELD_INT:
		return json_integer((json_int_t)clamp_number(
			*(const int *)place, field, writer));
	case FIELD_INT64:
		return json_integer((json_int_t)clamp_number(
			(double)*(const int64_t *)place, field, writer));
	case FIELD_REAL:
		return json_real(
			clamp_number(*(const double *)place, field, writer));
	case FIELD_BOOL:
		return json_boolean(*(const bool *)place);
	}
	return NULL;
}

static void fields_to_json(json_t *object, const void *base,
	const struct shape *shape, struct writer *writer)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		put(object, field->key, field_to_json(base, field, writer),
			writer);
	}
}

static json_t *object_to_json(
	const void *base, const struct shape *shape, struct writer *writer)
{
	json_t *object = json_object();
	fields_to_json(object, base, shape, writer);
	return object;
}

static guint count_allowed(const GPtrArray *list, const char *key, guint most,
	struct writer *writer)
{
	if (list->len <= most)
		return list->len;
	writer_note_cut(writer, key);
	return most;
}

static json_t *list_to_json(const GPtrArray *list, const char *key, guint most,
	const struct shape *shape, struct writer *writer)
{
	json_t *array = json_array();
	guint count = count_allowed(list, key, most, writer);
	for (guint i = 0; i < count; i++)
		json_array_append_new(
			array, object_to_json(list->pdata[i], shape, writer));
	return array;
}

static json_t *references_to_json(const GPtrArray *list, struct writer *writer)
{
	json_t *array = json_array();
	guint count = count_allowed(
		list, "references", DOCUMENT_REFERENCES_MOST, writer);
	for (guint i = 0; i < count; i++)
		json_array_append_new(
			array, text_to_json(list->pdata[i], "references",
				       DOCUMENT_LINE_MOST_BYTES, writer));
	return array;
}

static void hash_to_json(json_t *object, const struct attachment *attachment,
	const struct writer *writer)
{
	const char *hex = attachment->sha256;
	put(object, "sha256", json_string(hash_is_valid(hex) ? hex : ""),
		writer);
}

static json_t *attachments_to_json(const GPtrArray *list, struct writer *writer)
{
	json_t *array = list_to_json(list, "attachments",
		DOCUMENT_ATTACHMENTS_MOST, &attachment_shape, writer);
	for (size_t i = 0; i < json_array_size(array); i++)
		hash_to_json(json_array_get(array, i), list->pdata[i], writer);
	return array;
}

static json_t *searchable_pdf_to_json(
	const struct attachment *pdf, struct writer *writer)
{
	if (pdf == NULL)
		return json_null();
	json_t *object = object_to_json(pdf, &searchable_pdf_shape, writer);
	hash_to_json(object, pdf, writer);
	return object;
}

static json_t *word_to_json(
	const struct word *word, bool says_doubtful, struct writer *writer)
{
	json_t *object = object_to_json(word, &word_shape, writer);
	json_t *box = json_array();
	for (size_t i = 0; i < box_shape.count; i++)
		json_array_append_new(
			box, field_to_json(word, &box_shape.fields[i], writer));
	json_object_set_new(object, "box", box);
	if (says_doubtful && word->is_doubtful)
		json_object_set_new(object, "doubtful", json_true());
	return object;
}

/* All of them below "words", or the doubtful ones below "doubtful". */
static void words_to_json(json_t *object, const GPtrArray *words,
	bool with_words, struct writer *writer)
{
	const char *key = with_words ? "words" : "doubtful";
	json_t *array = json_array();
	guint count = count_allowed(words, key, DOCUMENT_WORDS_MOST, writer);
	for (guint i = 0; i < count; i++) {
		const struct word *word = words->pdata[i];
		if (with_words || word->is_doubtful)
			json_array_append_new(
				array, word_to_json(word, with_words, writer));
	}
	json_object_set_new(object, key, array);
}

static json_t *pages_to_json(
	const GPtrArray *list, bool with_words, struct writer *writer)
{
	json_t *array = list_to_json(
		list, "pages", DOCUMENT_PAGES_MOST, &page_shape, writer);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const struct page *page = list->pdata[i];
		words_to_json(json_array_get(array, i), page->words, with_words,
			writer);
	}
	return array;
}

/* Comes last: it tells what had to be cut before. */
static json_t *warnings_to_json(const GPtrArray *list, struct writer *writer)
{
	json_t *array = list_to_json(list, "warnings",
		DOCUMENT_WARNINGS_MOST - CUTS_MOST, &warning_shape, writer);
	for (size_t i = 0; i < writer->count; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:s}", "code", "cut_to_limit",
				       "detail", writer->keys[i]));
	return array;
}

static json_t *bounce_to_json(
	const struct bounce *bounce, struct writer *writer)
{
	if (bounce->reason[0] == '\0' && bounce->status[0] == '\0' &&
		bounce->recipient[0] == '\0')
		return json_null();
	return object_to_json(bounce, &bounce_shape, writer);
}

static json_t *date_to_json(int64_t date_utc_us)
{
	g_autofree char *date = instant_format(date_utc_us);
	return date != NULL ? json_string(date) : json_null();
}

/* Mostly the same as the text. */
static void body_text_to_json(
	json_t *json, const struct document *document, struct writer *writer)
{
	const char *body = document->body_text;
	if (!writer->is_brief)
		fields_to_json(json, document, &body_text_shape, writer);
	else if (strcmp(body, document->text) != 0)
		json_object_set_new(json, "body_text",
			text_to_json(body, "body_text",
				DOCUMENT_TEXT_MOST_BYTES, writer));
}

static void people_to_json(
	json_t *json, const struct document *document, struct writer *writer)
{
	put(json, "from",
		object_to_json(&document->from, &address_shape, writer),
		writer);
	put(json, "author",
		object_to_json(&document->author, &address_shape, writer),
		writer);
	put(json, "to",
		list_to_json(document->to, "to", DOCUMENT_ADDRESSES_MOST,
			&address_shape, writer),
		writer);
	put(json, "cc",
		list_to_json(document->cc, "cc", DOCUMENT_ADDRESSES_MOST,
			&address_shape, writer),
		writer);
}

static void head_to_json(
	json_t *json, const struct document *document, struct writer *writer)
{
	json_object_set_new(json, "format",
		json_string(document_format_name(document->format)));
	json_object_set_new(json, "class",
		json_string(document_class_name(document->class)));
	people_to_json(json, document, writer);
	fields_to_json(json, document, &head_shape, writer);
	put(json, "date", date_to_json(document->date_utc_us), writer);
	put(json, "references",
		references_to_json(document->references, writer), writer);
}

static void parts_to_json(json_t *json, const struct document *document,
	bool with_words, struct writer *writer)
{
	put(json, "attachments",
		attachments_to_json(document->attachments, writer), writer);
	put(json, "searchable_pdf",
		searchable_pdf_to_json(document->searchable_pdf, writer),
		writer);
	put(json, "pages", pages_to_json(document->pages, with_words, writer),
		writer);
	put(json, "barcodes",
		list_to_json(document->barcodes, "barcodes",
			DOCUMENT_BARCODES_MOST, &barcode_shape, writer),
		writer);
	put(json, "bounce", bounce_to_json(&document->bounce, writer), writer);
}

static json_t *write_document(
	const struct document *document, bool with_words, struct writer *writer)
{
	json_t *json = json_object();
	head_to_json(json, document, writer);
	fields_to_json(json, document, &body_shape, writer);
	body_text_to_json(json, document, writer);
	put(json, "language", object_to_json(document, &language_shape, writer),
		writer);
	put(json, "charset", object_to_json(document, &charset_shape, writer),
		writer);
	parts_to_json(json, document, with_words, writer);
	put(json, "warnings", warnings_to_json(document->warnings, writer),
		writer);
	return json;
}

json_t *document_to_json(const struct document *document, bool with_words)
{
	struct writer writer = { .is_brief = false };
	return write_document(document, with_words, &writer);
}

json_t *document_to_brief_json(const struct document *document, bool with_words)
{
	struct writer writer = { .is_brief = true };
	return write_document(document, with_words, &writer);
}
