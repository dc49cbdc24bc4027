/* What the walker and its readers of plain values share. */
#pragma once

#include <yaml.h>

#include "plaint/yaml/yaml.h"

struct yaml_reader {
	const char *file;
	yaml_document_t document;
	GError **error;
};

/* "file:line:column: text"; returns false. */
bool yaml_fail_at(struct yaml_reader *reader, yaml_mark_t mark,
	const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Where a byte of the text stands. */
yaml_mark_t yaml_mark_of(const char *text, size_t offset);

/* The text's one document into the reader's, which is empty. */
bool yaml_document_read(
	struct yaml_reader *reader, const char *text, size_t length);

static inline const char *yaml_node_text(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

/* `node` gives the place for messages; the text may be the fallback's. */
bool yaml_text_check(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text);
bool yaml_read_scalar(struct yaml_reader *reader, const yaml_node_t *node,
	const struct yaml_field *field, const char *text, void *out);
