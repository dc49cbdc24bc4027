/* Columns of a case out of what was understood of its letter. */

#include "understood.h"

#include <jansson.h>
#include <string.h>

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

static void add_quoted(GString *out, const char *key, const char *text)
{
	g_string_append_c(out, '"');
	g_string_append(out, key);
	g_string_append(out, "\":\"");
	while (*text != '\0') {
		const char *from = text;
		while ((guchar)*text >= ' ' && *text != '"' && *text != '\\')
			text++;
		g_string_append_len(out, from, text - from);
		if ((guchar)*text >= ' ')
			g_string_append_printf(out, "\\%c", *text++);
		else if (*text != '\0')
			g_string_append_printf(out, "\\u%04x", (guchar)*text++);
	}
	g_string_append(out, "\",");
}

static void add_reason(GString *out, const struct reason *reason)
{
	const struct span *span = &reason->span;
	g_string_append_c(out, '{');
	add_quoted(out, "rule", reason->rule);
	add_quoted(out, "what", reason->what);
	add_quoted(out, "phrase", reason->phrase);
	add_quoted(out, "in", part_name(span->part));
	g_string_append_printf(out, "\"offset\":%zu,\"length\":%zu",
		span->offset, span->length);
	if (span->part == PART_ATTACHMENT)
		g_string_append_printf(
			out, ",\"attachment\":%u", span->attachment + 1);
	g_string_append_c(out, '}');
}

/* JSON written straight: a long letter has hundreds of reasons, and building
 * them as values would cost more than finding them. */
char *understood_reasons(const struct understanding *understanding)
{
	GString *out = g_string_new("[");
	for (guint i = 0; i < understanding->reasons->len; i++) {
		if (i > 0)
			g_string_append_c(out, ',');
		add_reason(out, understanding->reasons->pdata[i]);
	}
	g_string_append_c(out, ']');
	return g_string_free(out, FALSE);
}

const char *understood_language(
	const struct rules *rules, const struct understanding *understanding)
{
	if (language_is_ours(understanding->language.code))
		return understanding->language.code;
	return rules->config->organisation.language;
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

char *understood_working(const struct understanding *u)
{
	json_t *points = json_array();
	for (guint i = 0; i < u->points->len; i++) {
		const struct points *entry = u->points->pdata[i];
		json_array_append_new(
			points, json_pack("{s:s s:i}", "why", entry->why,
					"points", entry->points));
	}
	json_t *json = json_pack("{s:o s:i s:s}", "points", points, "sum",
		u->priority_points, "route", u->route_rule);
	/* A deputy looks for whom the rules name. */
	if (u->person[0] != '\0' && strcmp(u->person, u->expert) != 0)
		json_object_set_new(json, "person", json_string(u->person));
	char *text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

struct understood understood_texts(const struct understanding *understanding)
{
	return (struct understood){ understood_flags(understanding),
		understood_working(understanding) };
}

void understood_clear(struct understood *understood)
{
	g_clear_pointer(&understood->flags, g_free);
	g_clear_pointer(&understood->working, g_free);
}
