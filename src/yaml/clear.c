/* Freeing by schema what the walker allocated by schema. */

#include "plaint/yaml/yaml.h"

static void field_clear(const struct yaml_field *field, void *at)
{
	switch (field->kind) {
	case YAML_TEXT:
		g_clear_pointer((char **)at, g_free);
		break;
	case YAML_TEXTS:
		g_clear_pointer((GPtrArray **)at, g_ptr_array_unref);
		break;
	case YAML_DICTIONARY:
		g_clear_pointer((GHashTable **)at, g_hash_table_unref);
		break;
	case YAML_RECORD:
		yaml_record_clear(field->record, at);
		break;
	case YAML_CUSTOM:
		if (field->custom_clear != NULL)
			field->custom_clear(at);
		break;
	case YAML_RECORDS:
	case YAML_NAMED: {
		GPtrArray *records = *(GPtrArray **)at;
		for (guint i = 0; records != NULL && i < records->len; i++) {
			yaml_record_clear(field->record, records->pdata[i]);
			g_free(records->pdata[i]);
		}
		g_clear_pointer((GPtrArray **)at, g_ptr_array_unref);
		break;
	}
	default:
		break;
	}
}

void yaml_record_clear(const struct yaml_record *record, void *out)
{
	for (const struct yaml_field *f = record->fields; f->key; f++)
		field_clear(f, (char *)out + f->offset);
	if (record->name != 0)
		g_clear_pointer(
			(char **)((char *)out + record->name - 1), g_free);
	if (record->where != 0) {
		struct yaml_where *where =
			(struct yaml_where *)((char *)out + record->where - 1);
		g_clear_pointer(&where->file, g_free);
	}
}
