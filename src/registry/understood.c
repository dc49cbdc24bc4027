/* Columns of a case out of what was understood of its letter. */

#include "understood.h"

#include <string.h>

#include "plaint/base/quoted.h"

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

static void add_span(GString *out, const struct span *span)
{
	quoted_append_field(out, "in", part_name(span->part));
	if (span->part == PART_ATTACHMENT) {
		g_string_append(out, "\"attachment\":");
		quoted_append_number(out, (size_t)span->attachment + 1);
		g_string_append_c(out, ',');
	}
	g_string_append(out, "\"offset\":");
	quoted_append_number(out, span->offset);
	g_string_append(out, ",\"length\":");
	quoted_append_number(out, span->length);
	g_string_append_c(out, '}');
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
	for (guint i = 0; i < flags->len; i++) {
		g_string_append(text, i > 0 ? " " : "");
		g_string_append(text, flags->pdata[i]);
	}
	return g_string_free(text, FALSE);
}

/* They may be taken away, too. */
static void add_points_of(GString *out, int points)
{
	if (points < 0)
		g_string_append_c(out, '-');
	quoted_append_number(out, (size_t)ABS((gint64)points));
}

static void add_points(GString *out, const struct understanding *u)
{
	g_string_append(out, "\"points\":[");
	for (guint i = 0; i < u->points->len; i++) {
		const struct points *entry = u->points->pdata[i];
		g_string_append(out, i > 0 ? ",{" : "{");
		quoted_append_field(out, "why", entry->why);
		g_string_append(out, "\"points\":");
		add_points_of(out, entry->points);
		g_string_append_c(out, '}');
	}
	g_string_append(out, "],\"sum\":");
	add_points_of(out, u->priority_points);
	g_string_append_c(out, ',');
}

static void add_alternatives(GString *out, const struct understanding *u)
{
	char share[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append(out, "\"alternatives\":[");
	for (guint i = 0; i < u->alternatives->len; i++) {
		const struct alternative *one = u->alternatives->pdata[i];
		g_string_append(out, i > 0 ? ",{" : "{");
		quoted_append_field(out, "topic", one->topic);
		g_ascii_formatd(share, sizeof(share), "%.4f", one->confidence);
		g_string_append(out, "\"confidence\":");
		g_string_append(out, share);
		g_string_append_c(out, '}');
	}
	g_string_append(out, "],");
}

static void add_entities(GString *out, const struct understanding *u)
{
	g_string_append(out, "\"entities\":[");
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *entity = u->entities->pdata[i];
		g_string_append(out, i > 0 ? ",{" : "{");
		quoted_append_field(
			out, "kind", entity_kind_name(entity->kind));
		quoted_append_field(out, "value", entity->value);
		quoted_append_field(out, "rule", entity->rule);
		if (entity->writer)
			g_string_append(out, "\"writer\":true,");
		if (entity->ambiguous)
			g_string_append(out, "\"ambiguous\":true,");
		add_span(out, &entity->span);
	}
	g_string_append(out, "]}");
}

char *understood_working(const struct understanding *u)
{
	GString *out = g_string_new("{");
	add_points(out, u);
	quoted_append_field(out, "route", u->route_rule);
	/* A deputy looks for whom the rules name. */
	if (u->person[0] != '\0' && strcmp(u->person, u->expert) != 0)
		quoted_append_field(out, "person", u->person);
	quoted_append_field(out, "topic", u->topic);
	g_string_append(
		out, u->triage ? "\"triage\":true," : "\"triage\":false,");
	add_alternatives(out, u);
	add_entities(out, u);
	return g_string_free(out, FALSE);
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
