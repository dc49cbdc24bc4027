/* Columns of a case out of what was understood of its letter. */

#include "understood.h"

#include <jansson.h>

static const struct entity *entity_of_writer(
	const struct understanding *understanding, enum entity_kind kind)
{
	for (guint i = 0; i < understanding->entities->len; i++) {
		const struct entity *entity = understanding->entities->pdata[i];
		if (entity->kind == kind && entity->writer)
			return entity;
	}
	return NULL;
}

const char *understood_customer_type(const struct understanding *understanding)
{
	return entity_of_writer(understanding, ENTITY_ORGANISATION) != NULL
		       ? "organisation"
		       : "person";
}

static json_t *reason_json(const struct reason *reason)
{
	const struct span *span = &reason->span;
	json_t *json = json_pack("{s:s s:s s:s s:s s:I s:I}", "rule",
		reason->rule, "what", reason->what, "phrase", reason->phrase,
		"in", part_name(span->part), "offset", (json_int_t)span->offset,
		"length", (json_int_t)span->length);
	if (span->part == PART_ATTACHMENT)
		json_object_set_new(
			json, "attachment", json_integer(span->attachment + 1));
	return json;
}

char *understood_reasons(const struct understanding *understanding)
{
	json_t *list = json_array();
	for (guint i = 0; i < understanding->reasons->len; i++)
		json_array_append_new(
			list, reason_json(understanding->reasons->pdata[i]));
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

const char *understood_language(
	const struct engine *engine, const struct understanding *understanding)
{
	if (language_is_ours(understanding->language.code))
		return understanding->language.code;
	return engine->config->organisation.language;
}

char *understood_flags(const struct understanding *understanding)
{
	GPtrArray *flags = understanding->flags;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < flags->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
			(const char *)flags->pdata[i]);
	return g_string_free(text, FALSE);
}

char *understood_working(const struct understanding *understanding)
{
	json_t *points = json_array();
	for (guint i = 0; i < understanding->points->len; i++) {
		const struct points *entry = understanding->points->pdata[i];
		json_array_append_new(
			points, json_pack("{s:s s:i}", "why", entry->why,
					"points", entry->points));
	}
	json_t *json = json_pack("{s:o s:i s:s}", "points", points, "sum",
		understanding->priority_points, "route",
		understanding->route_rule);
	char *text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

struct understood understood_texts(const struct understanding *understanding)
{
	return (struct understood){ understood_flags(understanding),
		understood_reasons(understanding),
		understood_working(understanding) };
}

void understood_clear(struct understood *understood)
{
	g_clear_pointer(&understood->flags, g_free);
	g_clear_pointer(&understood->reasons, g_free);
	g_clear_pointer(&understood->working, g_free);
}
