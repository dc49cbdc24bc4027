/* Columns of a case out of what was understood of its letter. */

#include "understood.h"

#include <jansson.h>

#include "plaint/store/customer.h"

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

static const char *entity_text(const struct entity *entity)
{
	return entity != NULL ? entity->value : "";
}

bool understood_customer(struct db *db, const struct customer_sources *from,
	int64_t now_utc_us, struct id *customer_out, GError **error)
{
	const struct document *document = from->document;
	const struct understanding *u = from->understanding;
	const char *name = document->from.name;
	if (name[0] == '\0')
		name = entity_text(entity_of_writer(u, ENTITY_NAME));
	if (name[0] == '\0')
		name = entity_text(entity_of_writer(u, ENTITY_ORGANISATION));
	const char *email = document->from.address;
	if (email[0] == '\0')
		email = entity_text(entity_of_writer(u, ENTITY_EMAIL));
	struct customer_identity who = {
		.name = name,
		.email = email,
		.phone = entity_text(entity_of_writer(u, ENTITY_PHONE)),
		.postal = entity_text(entity_of_writer(u, ENTITY_ADDRESS)),
	};
	bool is_known = name[0] != '\0' || email[0] != '\0' ||
			who.phone[0] != '\0' || who.postal[0] != '\0';
	*customer_out = (struct id){ "" };
	return !is_known ||
	       customer_ensure(db, &who, now_utc_us, customer_out, error);
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
