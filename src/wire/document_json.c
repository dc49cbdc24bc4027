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

/* Keys that had to be cut, each once. */
struct cuts {
	size_t count;
	const char *keys[CUTS_MOST];
};

static void cuts_note(struct cuts *cuts, const char *key)
{
	for (size_t i = 0; i < cuts->count; i++) {
		if (strcmp(cuts->keys[i], key) == 0)
			return;
	}
	if (cuts->count < CUTS_MOST)
		cuts->keys[cuts->count++] = key;
}

static json_t *text_to_json(
	const char *text, const char *key, size_t most, struct cuts *cuts)
{
	size_t length = strlen(text);
	if (length > most) {
		cuts_note(cuts, key);
		length = most;
		while (length > 0 &&
			((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	json_t *value = json_stringn(text, length);
	if (value != NULL)
		return value;
	/* Not UTF-8 after all: better marked than missing. */
	g_autofree char *valid = utf8_make_valid(text, length, NULL);
	return text_to_json(valid, key, most, cuts);
}

static double clamp_number(
	double value, const struct field *field, struct cuts *cuts)
{
	if (value >= field->least && value <= field->most)
		return value;
	cuts_note(cuts, field->key);
	if (!isfinite(value))
		return CLAMP(0.0, field->least, field->most);
	return CLAMP(value, field->least, field->most);
}

static json_t *field_to_json(
	const void *base, const struct field *field, struct cuts *cuts)
{
	const void *place = field_place(base, field);
	switch (field->type) {
	case FIELD_TEXT:
		return text_to_json(*(char *const *)place, field->key,
			(size_t)field->most, cuts);
	case FIELD_INT:
		return json_integer((json_int_t)clamp_number(
			*(const int *)place, field, cuts));
	case FIELD_INT64:
		return json_integer((json_int_t)clamp_number(
			(double)*(const int64_t *)place, field, cuts));
	case FIELD_REAL:
		return json_real(
			clamp_number(*(const double *)place, field, cuts));
	case FIELD_BOOL:
		return json_boolean(*(const bool *)place);
	}
	return NULL;
}

static void fields_to_json(json_t *object, const void *base,
	const struct shape *shape, struct cuts *cuts)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		json_object_set_new(
			object, field->key, field_to_json(base, field, cuts));
	}
}

static json_t *object_to_json(
	const void *base, const struct shape *shape, struct cuts *cuts)
{
	json_t *object = json_object();
	fields_to_json(object, base, shape, cuts);
	return object;
}

static guint count_allowed(
	const GPtrArray *list, const char *key, guint most, struct cuts *cuts)
{
	if (list->len <= most)
		return list->len;
	cuts_note(cuts, key);
	return most;
}

static json_t *list_to_json(const GPtrArray *list, const char *key, guint most,
	const struct shape *shape, struct cuts *cuts)
{
	json_t *array = json_array();
	guint count = count_allowed(list, key, most, cuts);
	for (guint i = 0; i < count; i++)
		json_array_append_new(
			array, object_to_json(list->pdata[i], shape, cuts));
	return array;
}

static json_t *references_to_json(const GPtrArray *list, struct cuts *cuts)
{
	json_t *array = json_array();
	guint count = count_allowed(
		list, "references", DOCUMENT_REFERENCES_MOST, cuts);
	for (guint i = 0; i < count; i++)
		json_array_append_new(
			array, text_to_json(list->pdata[i], "references",
				       DOCUMENT_LINE_MOST_BYTES, cuts));
	return array;
}

static void hash_to_json(json_t *object, const struct attachment *attachment)
{
	json_object_set_new(object, "sha256",
		json_string(hash_is_valid(attachment->sha256)
				    ? attachment->sha256
				    : ""));
}

static json_t *attachments_to_json(const GPtrArray *list, struct cuts *cuts)
{
	json_t *array = list_to_json(list, "attachments",
		DOCUMENT_ATTACHMENTS_MOST, &attachment_shape, cuts);
	for (size_t i = 0; i < json_array_size(array); i++)
		hash_to_json(json_array_get(array, i), list->pdata[i]);
	return array;
}

static json_t *searchable_pdf_to_json(
	const struct attachment *pdf, struct cuts *cuts)
{
	if (pdf == NULL)
		return json_null();
	json_t *object = object_to_json(pdf, &searchable_pdf_shape, cuts);
	hash_to_json(object, pdf);
	return object;
}

static json_t *word_to_json(
	const struct word *word, bool says_doubtful, struct cuts *cuts)
{
	json_t *object = object_to_json(word, &word_shape, cuts);
	json_t *box = json_array();
	for (size_t i = 0; i < box_shape.count; i++)
		json_array_append_new(
			box, field_to_json(word, &box_shape.fields[i], cuts));
	json_object_set_new(object, "box", box);
	if (says_doubtful && word->is_doubtful)
		json_object_set_new(object, "doubtful", json_true());
	return object;
}

/* All of them below "words", or the doubtful ones below "doubtful". */
static void words_to_json(json_t *object, const GPtrArray *words,
	bool with_words, struct cuts *cuts)
{
	const char *key = with_words ? "words" : "doubtful";
	json_t *array = json_array();
	guint count = count_allowed(words, key, DOCUMENT_WORDS_MOST, cuts);
	for (guint i = 0; i < count; i++) {
		const struct word *word = words->pdata[i];
		if (with_words || word->is_doubtful)
			json_array_append_new(
				array, word_to_json(word, with_words, cuts));
	}
	json_object_set_new(object, key, array);
}

static json_t *pages_to_json(
	const GPtrArray *list, bool with_words, struct cuts *cuts)
{
	json_t *array = list_to_json(
		list, "pages", DOCUMENT_PAGES_MOST, &page_shape, cuts);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const struct page *page = list->pdata[i];
		words_to_json(json_array_get(array, i), page->words, with_words,
			cuts);
	}
	return array;
}

/* Comes last: it tells what had to be cut before. */
static json_t *warnings_to_json(const GPtrArray *list, struct cuts *cuts)
{
	json_t *array = list_to_json(list, "warnings",
		DOCUMENT_WARNINGS_MOST - CUTS_MOST, &warning_shape, cuts);
	for (size_t i = 0; i < cuts->count; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:s}", "code", "cut_to_limit",
				       "detail", cuts->keys[i]));
	return array;
}

static json_t *bounce_to_json(const struct bounce *bounce, struct cuts *cuts)
{
	if (bounce->reason[0] == '\0' && bounce->status[0] == '\0' &&
		bounce->recipient[0] == '\0')
		return json_null();
	return object_to_json(bounce, &bounce_shape, cuts);
}

static json_t *date_to_json(int64_t date_utc_us)
{
	g_autofree char *date = instant_format(date_utc_us);
	return date != NULL ? json_string(date) : json_null();
}

json_t *document_to_json(const struct document *document, bool with_words)
{
	struct cuts cuts = { 0 };
	json_t *json = json_object();
	json_object_set_new(json, "format",
		json_string(document_format_name(document->format)));
	json_object_set_new(json, "class",
		json_string(document_class_name(document->class)));
	json_object_set_new(json, "from",
		object_to_json(&document->from, &address_shape, &cuts));
	json_object_set_new(json, "author",
		object_to_json(&document->author, &address_shape, &cuts));
	json_object_set_new(json, "to",
		list_to_json(document->to, "to", DOCUMENT_ADDRESSES_MOST,
			&address_shape, &cuts));
	json_object_set_new(json, "cc",
		list_to_json(document->cc, "cc", DOCUMENT_ADDRESSES_MOST,
			&address_shape, &cuts));
	fields_to_json(json, document, &head_shape, &cuts);
	json_object_set_new(json, "date", date_to_json(document->date_utc_us));
	json_object_set_new(json, "references",
		references_to_json(document->references, &cuts));
	fields_to_json(json, document, &body_shape, &cuts);
	json_object_set_new(json, "language",
		object_to_json(document, &language_shape, &cuts));
	json_object_set_new(json, "charset",
		object_to_json(document, &charset_shape, &cuts));
	json_object_set_new(json, "attachments",
		attachments_to_json(document->attachments, &cuts));
	json_object_set_new(json, "searchable_pdf",
		searchable_pdf_to_json(document->searchable_pdf, &cuts));
	json_object_set_new(json, "pages",
		pages_to_json(document->pages, with_words, &cuts));
	json_object_set_new(json, "barcodes",
		list_to_json(document->barcodes, "barcodes",
			DOCUMENT_BARCODES_MOST, &barcode_shape, &cuts));
	json_object_set_new(
		json, "bounce", bounce_to_json(&document->bounce, &cuts));
	json_object_set_new(
		json, "warnings", warnings_to_json(document->warnings, &cuts));
	return json;
}
