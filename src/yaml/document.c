/* A file's document, built of libyaml's events as they come: what YAML has and
 * we do not is refused before anything is built of it, so that neither aliases
 * nor depth can cost time or memory. */

#include <string.h>

#include "reader.h"

enum {
	DEPTH_MOST = 32
};

yaml_mark_t yaml_mark_of(const char *text, size_t offset)
{
	yaml_mark_t mark = { .index = offset };
	const char *line = text, *end = text + offset, *next;
	while ((next = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		line = next + 1;
		mark.line++;
	}
	for (; line < end; line++)
		mark.column += (*line & 0xC0) != 0x80;
	return mark;
}

/* libyaml notes a place for its own trouble, but only an offset for a
 * character it does not take. */
static bool fail_parser(struct yaml_reader *reader, const yaml_parser_t *parser,
	const char *text, size_t length)
{
	bool is_placed = parser->error != YAML_READER_ERROR;
	return yaml_fail_at(reader,
		is_placed ? parser->problem_mark
			  : yaml_mark_of(
				    text, MIN(parser->problem_offset, length)),
		"%s%s%s", parser->problem != NULL ? parser->problem : "?",
		parser->context != NULL ? " " : "",
		parser->context != NULL ? parser->context : "");
}

/* What YAML has and we do not; NULL: nothing of it. */
static const char *event_trouble(const yaml_event_t *event)
{
	static const char tags[] = "tags (!name) are not used here";
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return "aliases (*name) are not used here";
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.tag != NULL ? tags : NULL;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.tag != NULL ? tags : NULL;
	case YAML_SCALAR_EVENT:
		if (event->data.scalar.tag != NULL)
			return tags;
		/* Texts end at a NUL here: the rest would be cut off. */
		return memchr(event->data.scalar.value, '\0',
			       event->data.scalar.length) != NULL
			       ? "a NUL character (\\0) stands in this text"
			       : NULL;
	default:
		return NULL;
	}
}

/* A list or mapping that is not at its end, and in a mapping the key that has
 * no value yet. */
struct unfinished {
	int node, key;
};

struct building {
	struct unfinished in[DEPTH_MOST];
	int depth, documents;
};

static int node_of(yaml_document_t *document, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return yaml_document_add_scalar(document, NULL,
			event->data.scalar.value,
			(int)event->data.scalar.length,
			event->data.scalar.style);
	case YAML_SEQUENCE_START_EVENT:
		return yaml_document_add_sequence(
			document, NULL, event->data.sequence_start.style);
	default:
		return yaml_document_add_mapping(
			document, NULL, event->data.mapping_start.style);
	}
}

/* The first node is the document's root. */
static bool put_node(
	yaml_document_t *document, struct building *building, int node)
{
	if (building->depth == 0)
		return true;
	struct unfinished *in = &building->in[building->depth - 1];
	if (yaml_document_get_node(document, in->node)->type ==
		YAML_SEQUENCE_NODE)
		return yaml_document_append_sequence_item(
			document, in->node, node);
	int key = in->key;
	in->key = key == 0 ? node : 0;
	return key == 0 ||
	       yaml_document_append_mapping_pair(document, in->node, key, node);
}

static bool add_node(struct yaml_reader *reader, struct building *building,
	const yaml_event_t *event)
{
	int node = node_of(&reader->document, event);
	if (node == 0 || !put_node(&reader->document, building, node))
		return yaml_fail_at(
			reader, event->start_mark, "no memory for it");
	yaml_document_get_node(&reader->document, node)->start_mark =
		event->start_mark;
	if (event->type != YAML_SCALAR_EVENT)
		building->in[building->depth++] =
			(struct unfinished){ node, 0 };
	return true;
}

static bool take_event(struct yaml_reader *reader, struct building *building,
	const yaml_event_t *event)
{
	const char *trouble = event_trouble(event);
	if (trouble != NULL)
		return yaml_fail_at(reader, event->start_mark, "%s", trouble);
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return building->documents++ == 0 ||
		       yaml_fail_at(reader, event->start_mark,
			       "a second document (---) in one file");
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (building->depth == DEPTH_MOST)
			return yaml_fail_at(reader, event->start_mark,
				"nested more than %d deep", DEPTH_MOST);
		return add_node(reader, building, event);
	case YAML_SCALAR_EVENT:
		return add_node(reader, building, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		building->depth--;
		return true;
	default:
		return true;
	}
}

bool yaml_document_read(
	struct yaml_reader *reader, const char *text, size_t length)
{
	struct building building = { .depth = 0 };
	yaml_parser_t parser;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)text, length);
	bool done = false, fine = true;
	while (!done && fine) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			fine = fail_parser(reader, &parser, text, length);
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		fine = take_event(reader, &building, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return fine;
}
