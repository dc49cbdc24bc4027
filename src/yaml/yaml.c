/* The schema walker.  Every node keeps its start mark, which is all that good
 * messages need; the walker goes down schema and document together, so its
 * depth is the schema's, never the file's. */

#include "plaint/yaml/yaml.h"

#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/nearest.h"
#include "plaint/base/utf8.h"
#include "reader.h"

enum {
	FILE_MOST_BYTES = 4 << 20
};

G_DEFINE_QUARK(plaint - yaml - error, yaml_error)

static bool read_record(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_record *record, void *out);

static yaml_node_t *node_at(struct yaml_reader *reader, int index)
{
	return yaml_document_get_node(&reader->document, index);
}

static const char *kind_words(const yaml_node_t *node)
{
	switch (node->type) {
	case YAML_SCALAR_NODE:
		return node->data.scalar.length > 0 ? "a plain value"
						    : "nothing";
	case YAML_SEQUENCE_NODE:
		return "a list";
	case YAML_MAPPING_NODE:
		return "a mapping";
	default:
		return "nothing";
	}
}

static bool expect(struct yaml_reader *reader, const yaml_node_t *node,
	yaml_node_type_t type, const char *wanted)
{
	if (node->type == type)
		return true;
	return yaml_fail_at(reader, node->start_mark, "expected %s, found %s",
		wanted, kind_words(node));
}

/* Containers. */

static bool add_text(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, GPtrArray *texts)
{
	const char *text = yaml_node_text(node);
	if (!yaml_text_check(reader, node, field, text))
		return false;
	g_ptr_array_add(texts, g_strdup(text));
	return true;
}

static bool read_texts(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_field *field, void *out)
{
	GPtrArray *texts = *(GPtrArray **)out;
	if (node->type == YAML_SCALAR_NODE)
		return add_text(reader, node, field, texts);
	if (!expect(reader, node, YAML_SEQUENCE_NODE, "a list of values"))
		return false;
	for (int *item = node->data.sequence.items.start;
		item < node->data.sequence.items.top; item++) {
		yaml_node_t *each = node_at(reader, *item);
		if (!expect(reader, each, YAML_SCALAR_NODE, "a plain value"))
			return false;
		if (!add_text(reader, each, field, texts))
			return false;
	}
	return true;
}

static bool read_records(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_field *field, void *out)
{
	GPtrArray *records = *(GPtrArray **)out;
	if (!expect(reader, node, YAML_SEQUENCE_NODE, "a list"))
		return false;
	for (int *item = node->data.sequence.items.start;
		item < node->data.sequence.items.top; item++) {
		void *each = g_malloc0(field->record->size);
		g_ptr_array_add(records, each);
		if (!read_record(reader, node_at(reader, *item), field->record,
			    each))
			return false;
	}
	return true;
}

static bool read_named(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_field *field, void *out)
{
	GPtrArray *records = *(GPtrArray **)out;
	if (!expect(reader, node, YAML_MAPPING_NODE, "a mapping"))
		return false;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++) {
		char *each = g_malloc0(field->record->size);
		g_ptr_array_add(records, each);
		yaml_node_t *key = node_at(reader, pair->key);
		if (!read_record(reader, node_at(reader, pair->value),
			    field->record, each))
			return false;
		*(char **)(each + field->record->name - 1) =
			g_strdup(yaml_node_text(key));
		if (field->record->where == 0)
			continue;
		/* People look for the name, not for what stands under it. */
		struct yaml_where *where =
			(struct yaml_where *)(each + field->record->where - 1);
		where->line = (int)key->start_mark.line + 1;
		where->column = (int)key->start_mark.column + 1;
	}
	return true;
}

static bool read_dictionary(
	struct yaml_reader *reader, yaml_node_t *node, void *out)
{
	GHashTable *table = *(GHashTable **)out;
	if (!expect(reader, node, YAML_MAPPING_NODE, "a mapping"))
		return false;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *value = node_at(reader, pair->value);
		if (!expect(reader, value, YAML_SCALAR_NODE, "a plain value"))
			return false;
		g_hash_table_insert(table,
			g_strdup(yaml_node_text(node_at(reader, pair->key))),
			g_strdup(yaml_node_text(value)));
	}
	return true;
}

static bool read_field(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_field *field, void *out)
{
	switch (field->kind) {
	case YAML_TEXTS:
		return read_texts(reader, node, field, out);
	case YAML_RECORD:
		return read_record(reader, node, field->record, out);
	case YAML_RECORDS:
		return read_records(reader, node, field, out);
	case YAML_NAMED:
		return read_named(reader, node, field, out);
	case YAML_DICTIONARY:
		return read_dictionary(reader, node, out);
	default:
		return expect(reader, node, YAML_SCALAR_NODE,
			       "a plain value") &&
		       yaml_read_scalar(
			       reader, node, field, yaml_node_text(node), out);
	}
}

/* A record's arrays exist whether or not the file names them, so that the
 * reader of a struct never meets NULL.  The element's schema rides along in
 * clearing, not in the array. */
static bool kind_is_container(enum yaml_kind kind)
{
	return kind == YAML_TEXTS || kind == YAML_RECORDS ||
	       kind == YAML_NAMED || kind == YAML_DICTIONARY;
}

static void record_prepare(const struct yaml_record *record, char *out)
{
	for (const struct yaml_field *f = record->fields; f->key; f++) {
		void *at = out + f->offset;
		if (f->kind == YAML_RECORD)
			record_prepare(f->record, at);
		else if (!kind_is_container(f->kind) || *(void **)at != NULL)
			continue; /* a scalar, or prepared with its parent */
		else if (f->kind == YAML_TEXTS)
			*(GPtrArray **)at =
				g_ptr_array_new_with_free_func(g_free);
		else if (f->kind == YAML_RECORDS || f->kind == YAML_NAMED)
			*(GPtrArray **)at = g_ptr_array_new();
		else if (f->kind == YAML_DICTIONARY)
			*(GHashTable **)at = g_hash_table_new_full(
				g_str_hash, g_str_equal, g_free, g_free);
	}
}

static const struct yaml_field *field_find(
	const struct yaml_record *record, const char *key)
{
	for (const struct yaml_field *f = record->fields; f->key; f++) {
		if (strcmp(f->key, key) == 0)
			return f;
	}
	return NULL;
}

static bool fail_unknown_key(struct yaml_reader *reader, const yaml_node_t *key,
	const struct yaml_record *record)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (const struct yaml_field *f = record->fields; f->key; f++)
		g_ptr_array_add(known, (char *)f->key);
	g_ptr_array_add(known, NULL);
	const char *near = nearest_word(
		yaml_node_text(key), (const char *const *)known->pdata);
	if (near != NULL)
		return yaml_fail_at(reader, key->start_mark,
			"unknown key \"%s\"; did you mean \"%s\"?",
			yaml_node_text(key), near);
	g_autofree char *all = g_strjoinv(", ", (char **)known->pdata);
	return yaml_fail_at(reader, key->start_mark,
		"unknown key \"%s\"; known here: %s", yaml_node_text(key), all);
}

/* Keys must be plain and single, in every mapping alike. */
static bool mapping_check_keys(struct yaml_reader *reader, yaml_node_t *node)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = node_at(reader, pair->key);
		if (!expect(reader, key, YAML_SCALAR_NODE, "a plain key"))
			return false;
		if (!g_hash_table_add(seen, (char *)yaml_node_text(key)))
			return yaml_fail_at(reader, key->start_mark,
				"\"%s\" stands here twice",
				yaml_node_text(key));
	}
	return true;
}

static size_t record_count(const struct yaml_record *record)
{
	size_t count = 0;
	while (record->fields[count].key != NULL)
		count++;
	return count + 1;
}

static bool read_fallbacks(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_record *record, void *out, const bool *given)
{
	for (size_t i = 0; record->fields[i].key != NULL; i++) {
		const struct yaml_field *field = &record->fields[i];
		if (given[i])
			continue;
		if (field->required)
			return yaml_fail_at(reader, node->start_mark,
				"\"%s\" is missing here", field->key);
		if (field->fallback != NULL &&
			!yaml_read_scalar(reader, node, field, field->fallback,
				(char *)out + field->offset))
			return false;
		/* A group that is left out has its own defaults. */
		if (field->kind == YAML_RECORD) {
			g_autofree bool *none =
				g_new0(bool, record_count(field->record));
			if (!read_fallbacks(reader, node, field->record,
				    (char *)out + field->offset, none))
				return false;
		}
	}
	return true;
}

static bool record_check(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_record *record, void *out)
{
	g_autofree char *why = NULL;
	if (record->check == NULL || record->check(out, &why))
		return true;
	return yaml_fail_at(reader, node->start_mark, "%s",
		why != NULL ? why : "does not hold together");
}

static bool is_bare(const struct yaml_record *record)
{
	return record->fields->key != NULL && *record->fields->key == '\0';
}

static bool read_record(struct yaml_reader *reader, yaml_node_t *node,
	const struct yaml_record *record, void *out)
{
	if (record->where != 0) {
		struct yaml_where *where =
			(struct yaml_where *)((char *)out + record->where - 1);
		where->file = g_path_get_basename(reader->file);
		where->line = (int)node->start_mark.line + 1;
		where->column = (int)node->start_mark.column + 1;
	}
	record_prepare(record, out);
	if (is_bare(record))
		return read_field(reader, node, record->fields,
			(char *)out + record->fields->offset);
	if (!expect(reader, node, YAML_MAPPING_NODE, "a mapping"))
		return false;
	g_autofree bool *given = g_new0(bool, record_count(record));
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = node_at(reader, pair->key);
		const struct yaml_field *field =
			field_find(record, yaml_node_text(key));
		if (field == NULL)
			return fail_unknown_key(reader, key, record);
		given[field - record->fields] = true;
		if (!read_field(reader, node_at(reader, pair->value), field,
			    (char *)out + field->offset))
			return false;
	}
	return read_fallbacks(reader, node, record, out, given) &&
	       record_check(reader, node, record, out);
}

static bool check_all_keys(struct yaml_reader *reader)
{
	for (yaml_node_t *node = reader->document.nodes.start;
		node < reader->document.nodes.top; node++) {
		if (node->type == YAML_MAPPING_NODE &&
			!mapping_check_keys(reader, node))
			return false;
	}
	return true;
}

static bool read_built(
	struct yaml_reader *reader, const struct yaml_record *record, void *out)
{
	yaml_node_t *root = yaml_document_get_root_node(&reader->document);
	if (root == NULL) {
		g_set_error(reader->error, YAML_ERROR, YAML_ERROR_INVALID,
			"%s:1:1: the file is empty", reader->file);
		return false;
	}
	return check_all_keys(reader) && read_record(reader, root, record, out);
}

bool yaml_read_text(const char *name, const char *text, size_t length,
	const struct yaml_record *record, void *out, GError **error)
{
	struct yaml_reader reader = { .file = name, .error = error };
	if (!utf8_is_valid(text, length)) {
		const char *end = text;
		(void)g_utf8_validate_len(text, length, &end);
		return yaml_fail_at(&reader,
			yaml_mark_of(text, (size_t)(end - text)),
			"the file is not UTF-8 text");
	}
	yaml_document_initialize(&reader.document, NULL, NULL, NULL, 1, 1);
	bool fine = yaml_document_read(&reader, text, length) &&
		    read_built(&reader, record, out);
	yaml_document_delete(&reader.document);
	if (!fine)
		yaml_record_clear(record, out);
	return fine;
}

bool yaml_read_file(const char *path, const struct yaml_record *record,
	void *out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_read(path, FILE_MOST_BYTES, &problem);
	if (bytes == NULL) {
		g_set_error_literal(
			error, YAML_ERROR, YAML_ERROR_IO, problem->message);
		return false;
	}
	size_t length;
	const char *text = g_bytes_get_data(bytes, &length);
	return yaml_read_text(path, text, length, record, out, error);
}
